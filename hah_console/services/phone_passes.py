"""Commands of workers' phones: a link is issued at the desk, opened by one phone, and can be revoked."""

import secrets
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.actor import Action, Actor, Role, require
from hah_console.domain.errors import HahError
from hah_console.domain.ids import PhonePassId, StaffId, UserId
from hah_console.domain.phone_pass import LINK_LASTS, PassState, PhonePass, hash_of, pass_until
from hah_console.domain.staff import Profession, Staff
from hah_console.domain.written import written_line
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen

CODE_BYTES = 16
ENTITY = "phone_pass"
GATE = Actor(UserId("phone-gate"), "phone gate", Role.SERVICE, "service")
"""Who acts when a phone is let in or refused."""
_ROLES = {
    Profession.NURSE: Role.NURSE,
    Profession.PHYSICIAN: Role.PHYSICIAN,
    Profession.PHARMACIST: Role.PHARMACIST,
}


class PassRefused(HahError):
    """A phone is not let in. The reason is for the audit trail and is not told to the phone. Facts: reason."""

    code = "pass_refused"


@dataclass(frozen=True, slots=True)
class IssuedPass:
    """``code`` is shown once, as part of the link, and kept nowhere."""

    phone: PhonePass
    code: str
    changes: Changes


def issue_pass(ctx: Context, actor: Actor, staff_id: StaffId) -> IssuedPass:
    """A link for this worker's phone, for the shift that goes on or comes next. Raises NotPermitted, NotFound."""
    require(actor, Action.ISSUE_PHONE_PASS)
    now, code = ctx.clock.now(), secrets.token_urlsafe(CODE_BYTES)
    with ctx.store() as uow:
        staff = uow.staff.get(staff_id)
        number = PhonePassId(f"PP-{uuid.uuid4().hex[:16]}")
        until = pass_until(_shift_end(ctx, uow, staff_id, now), now)
        issued = PhonePass(number, staff.staff_id, hash_of(code), now, actor.user_id, now + LINK_LASTS, until)
        stored = uow.phone_passes.save(issued)
        record(uow, actor, now, "issue_phone_pass", ENTITY, number, staff_id=staff_id)
        return IssuedPass(stored, code, uow.commit())


def open_pass(ctx: Context, code: str, public_key: str, device: str) -> PhonePass:
    """A phone opens its link: it works once. Raises PassRefused."""
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        found = uow.phone_passes.by_code(hash_of(code))
        if found is None:
            raise PassRefused(reason="unknown_code")
        if found.state(now) is not PassState.ISSUED:
            raise PassRefused(reason=f"link_{found.state(now).value}")
        stored = uow.phone_passes.save(found.opened(public_key, device, now))
        record(uow, GATE, now, "open_phone_pass", ENTITY, stored.pass_id, staff_id=stored.staff_id)
        uow.commit()
    return stored


def entered(ctx: Context, pass_id: str) -> PhonePass:
    """The pass of a phone that may come in. Raises PassRefused."""
    with ctx.store() as uow:
        found = uow.phone_passes.find(PhonePassId(pass_id))
    if found is None:
        raise PassRefused(reason="unknown_pass")
    state = found.state(ctx.clock.now())
    if state is not PassState.OPEN:
        raise PassRefused(reason=f"pass_{state.value}")
    return found


def revoke_pass(ctx: Context, actor: Actor, pass_id: PhonePassId, expected_version: int | None, reason: str) -> Changes:
    """SAFETY(phone revoked): this phone is let in no more, beginning with its next request.

    Raises NotPermitted, NotFound, VersionConflict, IllegalTransition, InvalidInput without a reason.
    """
    require(actor, Action.ISSUE_PHONE_PASS)
    now, why = ctx.clock.now(), written_line(reason, "reason", needed=True)
    with ctx.store() as uow:
        found = uow.phone_passes.get(pass_id)
        require_seen(ENTITY, pass_id, expected_version, found.version)
        uow.phone_passes.save(found.revoked(actor.user_id, now, why))
        record(uow, actor, now, "revoke_phone_pass", ENTITY, pass_id, staff_id=found.staff_id, reason=why)
        return uow.commit()


def note_seen(ctx: Context, phone: PhonePass) -> None:
    """A phone has signed something: that stands in its pass, once a minute. A store that cannot take it keeps no phone
    out."""
    seen = phone.seen(ctx.clock.now())
    if seen is phone or seen.seen_at is None:
        return
    with suppress(HahError), ctx.store() as uow:
        uow.phone_passes.note_seen(phone.pass_id, seen.seen_at)
        uow.commit()


def note_refused(ctx: Context, reason: str, pass_id: str = "") -> None:
    """SAFETY(forged report): what was refused stands in the audit trail, and only there."""
    now = ctx.clock.now()
    with ctx.store() as uow:
        record(uow, GATE, now, "refuse_phone", ENTITY, pass_id[:40], reason=reason)
        uow.commit()


def phone_actor(phone: PhonePass, staff: Staff, user_id: UserId | None) -> Actor:
    """In whose name a phone reports: the worker's account, or the worker when there is none."""
    role = _ROLES.get(staff.profession, Role.SERVICE)
    return Actor(user_id or UserId(f"staff:{staff.staff_id}"), staff.name, role, f"phone {phone.pass_id}")


def _shift_end(ctx: Context, uow: UnitOfWork, staff_id: StaffId, now: datetime) -> datetime | None:
    today = ctx.today()
    shifts = uow.staff.shifts(ctx.day_begins(today), ctx.day_begins(today + timedelta(days=1)))
    ends = [shift.ends_at for shift in shifts if shift.staff_id == staff_id]
    return min((end for end in ends if end > now), default=None)
