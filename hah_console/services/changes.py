"""What a committed command changed, so that readers can decide what to refresh."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the change log. ``entity`` is patient, episode, alarm, plan, task, transfer, kit, user, service ..."""

    sequence: int
    kind: str
    entity: str
    entity_id: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Changes:
    """A batch of changes in order; empty when nothing happened."""

    items: tuple[Change, ...] = ()

    def touches(self, *entities: str) -> bool:
        """Whether any change is about one of the named kinds of entity."""
        return any(item.entity in entities for item in self.items)

    @property
    def last_sequence(self) -> int:
        """The highest sequence in the batch, 0 when empty."""
        return self.items[-1].sequence if self.items else 0
