"""What happens in a day, known to the field alone until it happens: admissions, sick leave, a closed road."""

from dataclasses import dataclass

from hah_console.domain.ids import StaffId, TaskId
from hah_console.domain.place import Place


@dataclass(frozen=True, slots=True)
class Closure:
    """From ``at`` on (seconds after midnight) ways past ``centre`` take ``detour_s`` longer."""

    at: int
    centre: Place
    within_m: float
    detour_s: int


@dataclass(frozen=True, slots=True)
class SickLeave:
    """Somebody goes home at ``at``; a visit that goes on is finished."""

    at: int
    staff_id: StaffId


@dataclass(frozen=True, slots=True)
class Call:
    """A case called in at ``at``: its tasks of the day become known then."""

    at: int
    task_ids: tuple[TaskId, ...]


@dataclass(frozen=True, slots=True)
class DayCalls:
    """Everything that will happen in a day, each in order of time."""

    admissions: tuple[Call, ...] = ()
    sick: tuple[SickLeave, ...] = ()
    closures: tuple[Closure, ...] = ()
