"""Alarm limits of one patient: set by a physician for a reason, until a stated end."""

from dataclasses import replace
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import PatientId
from hah_console.domain.limits import PatientLimit
from hah_console.domain.reading import PLAUSIBLE, Vital
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record

REASON_MOST = 500
"""Characters of a reason."""


def own_limits(ctx: Context, patient_id: PatientId) -> tuple[PatientLimit, ...]:
    """The patient's own limits in force, of each vital and side the one set last, with the names of their authors."""
    with ctx.store() as uow:
        users = {str(user.user_id): user.name for user in uow.users.all()}
        mine = sorted(
            (x for x in uow.limits.current(ctx.clock.now()) if x.patient_id == patient_id), key=lambda x: x.set_at
        )
    last = {(x.vital, x.side): replace(x, author=users.get(x.author, x.author)) for x in mine}
    return tuple(last.values())


def set_patient_limit(
    ctx: Context,
    actor: Actor,
    patient_id: PatientId,
    vital: Vital,
    side: str,
    value: float,
    reason: str,
    expires_at: datetime,
) -> Changes:
    """Replace the limits of the rule pack for one vital and side until ``expires_at``; the last one set holds.

    Raises NotPermitted, NotFound, InvalidInput (no such side, a value no monitor shows, beyond the limit of the other
    side, no reason, an end in the past).
    """
    require(actor, Action.SET_LIMITS)
    now = ctx.clock.now()
    limit = PatientLimit(patient_id, vital, side, value, actor.user_id, reason.strip(), now, expires_at)
    _check(limit)
    with ctx.store() as uow:
        uow.patients.get(patient_id)
        _check_room(limit, uow.limits.current(now))
        uow.limits.add(limit)
        facts = {"vital": vital.value, "side": side, "value": f"{value:g}", "until": expires_at.isoformat()}
        record(uow, actor, now, "set_patient_limit", "limit", patient_id, patient_id, **facts)
        return uow.commit()


def _check(limit: PatientLimit) -> None:
    if limit.side not in {"low", "high"}:
        raise InvalidInput(field="side", value=limit.side, reason="unknown_word")
    lowest, highest = PLAUSIBLE[limit.vital]
    if not lowest <= limit.value <= highest:
        raise InvalidInput(field="limit", value=limit.value, reason="out_of_range")
    if not limit.reason or len(limit.reason) > REASON_MOST:
        raise InvalidInput(field="reason", value=limit.reason[:40], reason="too_long" if limit.reason else "empty")
    if limit.expires_at <= limit.set_at:
        raise InvalidInput(field="expires_at", value=limit.expires_at, reason="in_the_past")


def _check_room(limit: PatientLimit, in_force: tuple[PatientLimit, ...]) -> None:
    """SAFETY(own limits): a low limit above the high one would leave no value without an alarm, or none with one."""
    mine = [x for x in in_force if (x.patient_id, x.vital) == (limit.patient_id, limit.vital)]
    others = [x.value for x in mine if x.side != limit.side]
    if any(other <= limit.value if limit.side == "low" else other >= limit.value for other in others):
        raise InvalidInput(field="limit", value=limit.value, reason="beyond_other_side")
