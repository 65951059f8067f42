"""What is true in the field at a moment: where everybody is, and how every task stands."""

from dataclasses import dataclass, field
from enum import StrEnum

from hah_console.domain.ids import StaffId, TaskId
from hah_console.domain.staff import Shift, Staff
from hah_console.domain.task import Task
from hah_console.services.planning_document import visit_ids


class Doing(StrEnum):
    """What somebody does."""

    OFF = "off"
    IDLE = "idle"
    RIDING = "riding"
    AT_THE_DOOR = "at_the_door"
    SERVING = "serving"
    PAUSING = "pausing"
    GONE = "gone"


@dataclass(slots=True)
class Carried:
    """A specimen on the way: due at the laboratory at ``due`` seconds."""

    task_id: TaskId
    taken: int
    due: int


@dataclass(slots=True)
class Worker:
    """One person's shift; moments in seconds after midnight. ``place`` is where she is, or rides to, ``until`` when she
    is expected to be free again."""

    staff: Staff
    shift: Shift
    begins: int
    ends: int
    base: str
    place: str
    doing: Doing = Doing.OFF
    since: int = 0
    until: int = 0
    visit_id: str = ""
    paused: bool = False
    sick: bool = False
    going_home: bool = False
    carried: list[Carried] = field(default_factory=list)
    kits: int = 0
    home_at: int | None = None

    @property
    def staff_id(self) -> StaffId:
        """Whose shift it is."""
        return self.staff.staff_id

    @property
    def vehicle(self) -> str:
        """What she rides."""
        return self.staff.vehicle.value

    @property
    def at_work(self) -> bool:
        """Whether she can be given work."""
        return not (self.sick or self.going_home or self.doing is Doing.GONE)


@dataclass(slots=True)
class Job:
    """A task of the day; ``who`` says who is on the way to, or in, each of its visits."""

    task: Task
    earliest: int
    latest: int
    known: bool
    who: dict[str, StaffId] = field(default_factory=dict)
    arrived: set[StaffId] = field(default_factory=set)
    begun: int | None = None
    ended: int | None = None
    expected_end: int = 0
    tries: int = 0
    by: tuple[StaffId, ...] = ()

    @property
    def visits(self) -> list[str]:
        """One per person needed."""
        return visit_ids(self.task)

    @property
    def minutes(self) -> int:
        """As planned."""
        return self.task.duration_minutes

    @property
    def open(self) -> bool:
        """Whether somebody has still to go there."""
        return self.known and self.begun is None

    @property
    def running(self) -> bool:
        """Whether somebody is at it."""
        return self.begun is not None and self.ended is None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log: who did what from when to when, between which places."""

    staff_id: StaffId
    doing: Doing
    start: int
    end: int
    place: str
    task_id: TaskId | None = None
    metres: int = 0
