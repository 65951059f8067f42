"""Travel by caregiver: seconds, metres and price of a way in each hour band."""

from dataclasses import dataclass, field

from scheduling.ground import Matrix
from scheduling.problem import Caregiver, Problem

NO_WAY = 1_000_000_000
"""Seconds from which on there is no way."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way left in [since, until): seconds of travel, of parking and walking, metres, price."""

    since: int
    until: int
    seconds: int
    access: int
    metres: int
    price: int

    @property
    def total(self) -> int:
        """Seconds from leaving to the door."""
        return self.seconds + self.access


@dataclass(slots=True)
class Ways:
    """All ways of a problem."""

    problem: Problem
    horizon: int
    bands: dict[str, list[Matrix]] = field(init=False)
    rows: dict[tuple[str, int], dict[str, int]] = field(init=False)

    def __post_init__(self) -> None:
        self.bands, self.rows = {}, {}
        for matrix in sorted(self.problem.matrices, key=lambda m: m.from_time):
            self.bands.setdefault(matrix.vehicle, []).append(matrix)
            self.rows[matrix.vehicle, matrix.from_time] = {place: n for n, place in enumerate(matrix.places)}

    def between(self, caregiver: Caregiver, here: str, there: str) -> list[Way]:
        """The way to a stop in every band in which there is one."""
        access = caregiver.access_duration if here != there else 0
        return self._ways(caregiver, here, there, access)

    def home(self, caregiver: Caregiver, here: str) -> list[Way]:
        """The way to the end place in every band in which there is one."""
        return self._ways(caregiver, here, caregiver.end_place, 0)

    def at(self, caregiver: Caregiver, here: str, there: str, moment: int) -> Way:
        """The way left at a moment, whether there is one or not; parking and walking not counted."""
        return next(w for w in self._all(caregiver, here, there, 0) if moment < w.until)

    def _ways(self, caregiver: Caregiver, here: str, there: str, access: int) -> list[Way]:
        return [way for way in self._all(caregiver, here, there, access) if way.seconds < NO_WAY]

    def _all(self, caregiver: Caregiver, here: str, there: str, access: int) -> list[Way]:
        weights, bands, found = self.problem.weights, self.bands[caregiver.vehicle], []
        ends = [*(m.from_time for m in bands[1:]), self.horizon + 1]
        for matrix, until in zip(bands, ends, strict=True):
            rows = self.rows[matrix.vehicle, matrix.from_time]
            seconds = matrix.seconds[rows[here]][rows[there]]
            metres = matrix.metres[rows[here]][rows[there]]
            price = weights.travel_second * seconds + weights.travel_metre * metres
            found.append(Way(matrix.from_time, until, seconds, access, metres, price))
        return found
