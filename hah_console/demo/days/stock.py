"""Monitoring kits of the site: ready at the base, promised to a home, with a patient, or on the way back to ready."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Stock:
    """Counts of one site. Moments are seconds after the first midnight. Ready kits travel on the couriers' vans."""

    ready: int
    with_patients: int
    cleaning_s: int
    held: set[str] = field(default_factory=set)
    coming: list[int] = field(default_factory=list)
    on_vans: int = 0
    out_of_stock: int = 0

    def promise(self, errand: str, *, again: bool = False) -> bool:
        """Reserve a kit for an errand; False when none is ready, counted unless it is asked ``again``."""
        if self.ready <= 0:
            self.out_of_stock += not again
            return False
        self.ready -= 1
        self.held.add(errand)
        return True

    def delivered(self, errand: str) -> None:
        """The kit of an errand is at its home. Raises KeyError for an errand without one."""
        self.held.remove(errand)
        self.with_patients += 1

    def fetched(self) -> None:
        """A kit was taken back from a home."""
        self.with_patients -= 1
        self.on_vans += 1

    def back(self, kits: int, at: int) -> None:
        """Kits that were fetched are at the base; cleaned and tested they will be ready."""
        self.on_vans -= kits
        self.coming += [at + self.cleaning_s] * kits

    def turn_ready(self, at: int) -> None:
        """Count as ready what was cleaned by ``at``."""
        waiting = [moment for moment in self.coming if moment > at]
        self.ready += len(self.coming) - len(waiting)
        self.coming = waiting

    @property
    def total(self) -> int:
        """Every kit, wherever it is."""
        return self.ready + len(self.held) + self.with_patients + self.on_vans + len(self.coming)

    @property
    def sound(self) -> bool:
        """Whether no count is below zero."""
        return min(self.ready, self.with_patients, self.on_vans) >= 0
