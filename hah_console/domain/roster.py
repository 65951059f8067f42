"""The duty roster: who answers in a role at a moment, where nobody does, and where two do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import StaffId, UserId
from hah_console.domain.staff import Duty

CHARGE_NURSE, PHYSICIAN, BACKUP, DISPATCHER = "charge_nurse", "duty_physician", "backup_physician", "dispatcher"
DUTY_ROLES = (CHARGE_NURSE, PHYSICIAN, BACKUP, DISPATCHER)
"""Roles somebody has to hold around the clock."""
SPECIALIST = "specialist:"
"""Begins the role of a specialist on call; the department follows. Nobody has to hold it."""
LONGEST_DEPARTMENT = 40


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose it is: the role that is asked, and who holds it or stands in.

    ``gap``: nobody on the roster holds ``role`` now. Without ``staff_id`` and ``user_id`` it is the site's own line,
    which the rule pack names. ``user_id`` is there once a person has taken it with her account.
    """

    role: str
    staff_id: StaffId | None = None
    user_id: UserId | None = None
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Nobody holds ``role`` in [start, end)."""

    role: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two people hold ``role`` at once in [start, end); the first in order is asked."""

    role: str
    start: datetime
    end: datetime
    staff_ids: tuple[StaffId, StaffId]


def owner_of(duties: Iterable[Duty], role: str, stand_ins: Sequence[str], at: datetime) -> Owner:
    """SAFETY(named owner): who holds the role, else the first stand-in who is on duty, else the site's own line."""
    known = tuple(duties)
    for number, asked in enumerate((role, *stand_ins)):
        holder = holder_of(known, asked, at)
        if holder is not None:
            return Owner(role, holder.staff_id, gap=number > 0)
    return Owner(role, gap=True)


def holder_of(duties: Iterable[Duty], role: str, at: datetime) -> Duty | None:
    """The duty of a role at a moment; of several the one that began last."""
    held = [duty for duty in duties if duty.role == role and duty.starts_at <= at < duty.ends_at]
    return max(held, key=lambda duty: (duty.starts_at, duty.staff_id), default=None)


def specialists(duties: Iterable[Duty], at: datetime) -> tuple[Duty, ...]:
    """The specialists on call at a moment, by department."""
    found = (duty for duty in duties if duty.role.startswith(SPECIALIST) and duty.starts_at <= at < duty.ends_at)
    return tuple(sorted(found, key=lambda duty: (duty.role, duty.starts_at)))


def department_of(role: str) -> str:
    """The department of a specialist's role, empty for every other."""
    return role.removeprefix(SPECIALIST) if role.startswith(SPECIALIST) else ""


def gaps(duties: Iterable[Duty], role: str, start: datetime, end: datetime) -> tuple[Gap, ...]:
    """When in [start, end) nobody holds a role."""
    found, reached = [], start
    for duty in _of(duties, role):
        if duty.starts_at > reached and reached < end:
            found.append(Gap(role, reached, min(duty.starts_at, end)))
        reached = max(reached, duty.ends_at)
    return (*found, Gap(role, reached, end)) if reached < end else tuple(found)


def overlaps(duties: Iterable[Duty], role: str) -> tuple[Overlap, ...]:
    """When two people hold a role at once."""
    return tuple(
        Overlap(role, two.starts_at, min(one.ends_at, two.ends_at), (one.staff_id, two.staff_id))
        for one, two in pairwise(_of(duties, role))
        if two.starts_at < one.ends_at and one.staff_id != two.staff_id
    )


def checked_duty(role: str, staff_id: StaffId, starts_at: datetime, ends_at: datetime) -> Duty:
    """A duty as typed; raises InvalidInput for a role nobody knows or an end that is not after the beginning."""
    written = role.strip()
    department = department_of(written).strip()
    if written not in DUTY_ROLES and not 0 < len(department) <= LONGEST_DEPARTMENT:
        raise InvalidInput(field="role", value=role, reason="unknown")
    if ends_at <= starts_at:
        raise InvalidInput(field="ends", value=ends_at.isoformat(timespec="minutes"), reason="end_before_start")
    return Duty(f"{SPECIALIST}{department}" if department else written, staff_id, starts_at, ends_at)


def _of(duties: Iterable[Duty], role: str) -> list[Duty]:
    return sorted((d for d in duties if d.role == role), key=lambda d: (d.starts_at, d.ends_at, d.staff_id))
