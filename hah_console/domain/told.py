"""What somebody was told last of a condition of a patient; it outlives the alarm and a restart."""

from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.alarm import Priority


@dataclass(frozen=True, slots=True)
class Told:
    """When, how urgently and by which rule; ``level`` is the value, or the total of a score, as it was then.

    ``items`` were enough by themselves then. Only what is heard changes it, and a value that gets worse while its
    alarm waits.
    """

    at: datetime
    priority: Priority
    level: float
    rule_id: str
    items: frozenset[str] = frozenset()
