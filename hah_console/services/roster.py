"""The duty roster on the desk: who answers when, where nobody does, where two do; put somebody on, take her off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.errors import NotFound
from hah_console.domain.ids import StaffId
from hah_console.domain.roster import DUTY_ROLES, Gap, Overlap, checked_duty, gaps, holder_of, overlaps
from hah_console.domain.staff import Duty
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One duty with the name and telephone of its holder; ``now`` is whether she is the one who is asked now."""

    duty: Duty
    name: str
    phone: str
    now: bool


@dataclass(frozen=True, slots=True)
class RosterBoard:
    """The roster of [start, end): duties by role and beginning, when nobody answers, when two do."""

    rows: tuple[DutyRow, ...]
    gaps: tuple[Gap, ...]
    overlaps: tuple[Overlap, ...]
    start: datetime
    end: datetime
    at: datetime
    names: Mapping[StaffId, str]

    def holder(self, role: str) -> DutyRow | None:
        """Who is asked in a role now; None for a gap."""
        return next((row for row in self.rows if row.now and row.duty.role == role), None)


def read_roster(ctx: Context, start: datetime, end: datetime) -> RosterBoard:
    """The roster of [start, end), and who answers now."""
    now = ctx.clock.now()
    with ctx.store() as uow:
        duties = uow.staff.duties_between(start, end)
        staff = {person.staff_id: person for person in uow.staff.all()}
    asked = {role: holder_of(duties, role, now) for role in {duty.role for duty in duties}}
    rows = tuple(
        DutyRow(d, staff[d.staff_id].name, staff[d.staff_id].phone, asked[d.role] == d)
        for d in sorted(duties, key=_order)
        if d.staff_id in staff
    )
    missing = tuple(gap for role in DUTY_ROLES for gap in gaps(duties, role, start, end))
    twice = tuple(overlap for role in asked for overlap in overlaps(duties, role))
    return RosterBoard(rows, missing, twice, start, end, now, {s.staff_id: s.name for s in staff.values()})


def put_on_duty(
    ctx: Context, actor: Actor, role: str, staff_id: StaffId, starts_at: datetime, ends_at: datetime
) -> Changes:
    """Somebody answers in a role for a time. Raises NotPermitted, NotFound, InvalidInput."""
    require(actor, Action.EDIT_ROSTER)
    duty, now = checked_duty(role, staff_id, starts_at, ends_at), ctx.clock.now()
    with ctx.store() as uow:
        uow.staff.get(staff_id)
        uow.staff.add_duties([duty])
        record(uow, actor, now, "put_on_duty", "duty", _key(duty), None, **_facts(duty))
        return uow.commit()


def take_off_duty(ctx: Context, actor: Actor, duty: Duty) -> Changes:
    """Somebody no longer answers. Raises NotPermitted, NotFound."""
    require(actor, Action.EDIT_ROSTER)
    now = ctx.clock.now()
    with ctx.store() as uow:
        if not uow.staff.remove_duty(duty):
            raise NotFound(entity="duty", entity_id=_key(duty))
        record(uow, actor, now, "take_off_duty", "duty", _key(duty), None, **_facts(duty))
        return uow.commit()


def _order(duty: Duty) -> tuple[int, str, datetime, str]:
    known: Sequence[str] = DUTY_ROLES
    place = known.index(duty.role) if duty.role in known else len(known)
    return place, duty.role, duty.starts_at, duty.staff_id


def _key(duty: Duty) -> str:
    return f"{duty.role}/{duty.staff_id}/{duty.starts_at.isoformat()}"


def _facts(duty: Duty) -> dict[str, str]:
    return {
        "role": duty.role,
        "staff": str(duty.staff_id),
        "starts": duty.starts_at.isoformat(),
        "ends": duty.ends_at.isoformat(),
    }
