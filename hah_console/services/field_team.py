"""Who is out there: where everybody was last told to be, and the phones that are let in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.ids import StaffId
from hah_console.domain.phone_pass import PassState, PhonePass
from hah_console.services.context import Context
from hah_console.services.field_positions import PersonPosition, read_positions

SHOWN_AFTER = timedelta(hours=12)
"""Passes that are over stay in sight for so long."""
_ORDER = (PassState.OPEN, PassState.ISSUED, PassState.REVOKED, PassState.EXPIRED)


@dataclass(frozen=True, slots=True)
class PassRow:
    """A worker's phone as it stands; ``silent`` is how long it has not been heard of, None before the first time."""

    phone: PhonePass
    state: PassState
    silent: timedelta | None
    revoked_by: str


@dataclass(frozen=True, slots=True)
class TeamRow:
    """Somebody who told a position or has a phone."""

    staff_id: StaffId
    name: str
    position: PersonPosition | None
    passes: tuple[PassRow, ...]


@dataclass(frozen=True, slots=True)
class FieldTeam:
    """Everybody as of ``at``: the newest position first, who told none last."""

    at: datetime
    rows: tuple[TeamRow, ...]


def field_team(ctx: Context, actor: Actor) -> FieldTeam:
    """Raises NotPermitted for roles that may not see patients: where a worker is tells at whose home she is."""
    require(actor, Action.VIEW_PATIENT)
    now, positions = ctx.clock.now(), {person.staff_id: person for person in read_positions(ctx)}
    with ctx.store() as uow:
        passes = uow.phone_passes.since(now - SHOWN_AFTER)
        names = {person.staff_id: person.name for person in uow.staff.all()}
        users = {str(user.user_id): user.name for user in uow.users.all()}
    people = {*positions, *(phone.staff_id for phone in passes)}
    rows = [
        TeamRow(
            staff_id, names.get(staff_id, staff_id), positions.get(staff_id),
            tuple(sorted((_pass(p, now, users) for p in passes if p.staff_id == staff_id), key=_rank)),
        )
        for staff_id in people
    ]  # fmt: skip
    return FieldTeam(now, tuple(sorted(rows, key=lambda row: _age(row, now))))


def _pass(phone: PhonePass, now: datetime, users: dict[str, str]) -> PassRow:
    silent = now - phone.seen_at if phone.seen_at is not None else None
    by = str(phone.revoked_by or "")
    return PassRow(phone, phone.state(now), silent, users.get(by, by))


def _rank(row: PassRow) -> tuple[int, float]:
    return _ORDER.index(row.state), -row.phone.issued_at.timestamp()


def _age(row: TeamRow, now: datetime) -> tuple[bool, float, str]:
    return row.position is None, (now - row.position.at).total_seconds() if row.position else 0.0, row.staff_id
