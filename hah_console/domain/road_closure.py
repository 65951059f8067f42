"""A stretch of road nobody can use until some moment: reported by a person, taken back by a person, kept with both."""

from dataclasses import dataclass, replace
from datetime import datetime

from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import RoadClosureId, UserId

MOST_POINTS = 2_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a way: the name of its street, empty where nobody knows it, and (latitude, longitude) points in WGS84
    degrees, two at least."""

    name: str
    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        if not 2 <= len(self.points) <= MOST_POINTS:
            raise InvalidInput(field="way", value=str(len(self.points)), reason="empty")

    @property
    def middle(self) -> tuple[float, float]:
        """The point in the middle of the list."""
        return self.points[len(self.points) // 2]


@dataclass(frozen=True, slots=True)
class RoadClosure:
    """``until``: from then on the stretch is open again. ``note`` is what was said of it."""

    closure_id: RoadClosureId
    stretch: Stretch
    note: str
    reported_at: datetime
    reported_by: UserId
    until: datetime
    ended_at: datetime | None = None
    ended_by: UserId | None = None
    end_reason: str = ""
    version: int = 0

    def __post_init__(self) -> None:
        if self.until <= self.reported_at:
            raise InvalidInput(field="until", value="", reason="ends_at_start")

    def holds(self, now: datetime) -> bool:
        """Whether nobody gets through at ``now``."""
        return self.ended_at is None and now < self.until

    def ended(self, by: UserId, at: datetime, reason: str) -> "RoadClosure":
        """Open again before its time. Raises IllegalTransition when it is open already, InvalidInput without a
        reason."""
        if not self.holds(at):
            raise IllegalTransition(entity="road_closure", state="ended", move="end")
        if not reason.strip():
            raise InvalidInput(field="reason", value="", reason="empty")
        return replace(self, ended_at=at, ended_by=by, end_reason=reason.strip())
