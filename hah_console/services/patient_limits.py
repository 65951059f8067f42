"""Alarm limits of one patient: set by a physician for a reason, until a stated end, or until she ends it before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.errors import InvalidInput, NotFound, VersionConflict
from hah_console.domain.ids import LimitId, PatientId
from hah_console.domain.limits import PatientLimit, in_force
from hah_console.domain.reading import PLAUSIBLE, Vital
from hah_console.domain.rulepack import LimitRule
from hah_console.services.case_line import About, note_event
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.escalation_steps import episode_in_care
from hah_console.services.ports import UnitOfWork

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
    pack: Sequence[LimitRule] = (),
) -> Changes:
    """Replace the limits of the rule ``pack`` for one vital and side until ``expires_at``; the last one set holds.

    Raises NotPermitted, NotFound, InvalidInput (no such side, a value no monitor shows, beyond the limit of the other
    side, no reason, an end in the past).
    """
    require(actor, Action.SET_LIMITS)
    now = ctx.clock.now()
    limit = PatientLimit(patient_id, vital, side, value, actor.user_id, reason.strip(), now, expires_at)
    _check(limit)
    with ctx.store() as uow:
        uow.take_turn()
        uow.patients.get(patient_id)
        _check_room(limit, uow.limits.current(now), pack)
        uow.limits.add(limit)
        facts = {"vital": vital.value, "side": side, "value": f"{value:g}", "until": expires_at.isoformat()}
        record(uow, actor, now, "set_patient_limit", "limit", patient_id, patient_id, **facts)
        return uow.commit()


def end_patient_limit(ctx: Context, actor: Actor, patient_id: PatientId, limit_id: LimitId, reason: str) -> Changes:
    """End a limit of the patient's own before its time: that of the rule pack holds again.

    SAFETY(own limit ended): only who may set one ends it, with a reason, and only the one she saw: ``limit_id`` is that
    in force. Those it had replaced end with it, so that none of them comes back. Raises NotPermitted, NotFound,
    InvalidInput (no reason), VersionConflict when it is over, or another one was set since.
    """
    require(actor, Action.SET_LIMITS)
    why = _reason(reason)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        uow.patients.get(patient_id)
        mine = [limit for limit in uow.limits.since(now) if limit.patient_id == patient_id]
        seen = next((limit for limit in mine if limit.limit_id == limit_id), None)
        if seen is None:
            raise NotFound(entity="limit", entity_id=limit_id)
        holding = in_force(mine, seen.vital, seen.side, now)
        if holding != seen:
            found = holding.limit_id if holding is not None else ""
            raise VersionConflict(entity="limit", entity_id=patient_id, expected=limit_id, found=found)
        for limit in mine:
            if (limit.vital, limit.side) == (seen.vital, seen.side) and limit.holds(now):
                uow.limits.end(limit.ended(actor.user_id, why, now))
        _note_end(uow, actor, seen, why, now)
        return uow.commit()


def _note_end(uow: UnitOfWork, actor: Actor, limit: PatientLimit, reason: str, now: datetime) -> None:
    """In the case's line of events, and with its reason in the audit trail."""
    patient_id = limit.patient_id
    facts = {"vital": limit.vital.value, "side": limit.side, "limit": f"{limit.value:g}"}
    limit_id = limit.limit_id or ""
    about = About(patient_id, episode_in_care(uow, patient_id), "limit", limit_id)
    note_event(uow, actor, now, CaseEventKind.LIMIT_ENDED, about, None, **facts)
    until = limit.expires_at.isoformat()
    record(uow, actor, now, "end_patient_limit", "limit", limit_id, patient_id, until=until, reason=reason, **facts)


def _reason(written: str) -> str:
    """What was written, without what surrounds it; raises InvalidInput for none and for too much."""
    reason = written.strip()
    if not reason or len(reason) > REASON_MOST:
        raise InvalidInput(field="reason", value=reason[:40], reason="too_long" if reason else "empty")
    return reason


def _check(limit: PatientLimit) -> None:
    if limit.side not in {"low", "high"}:
        raise InvalidInput(field="side", value=limit.side, reason="unknown_word")
    lowest, highest = PLAUSIBLE[limit.vital]
    if not lowest <= limit.value <= highest:
        raise InvalidInput(field="limit", value=limit.value, reason="out_of_range")
    _reason(limit.reason)
    if limit.expires_at <= limit.set_at:
        raise InvalidInput(field="expires_at", value=limit.expires_at, reason="in_the_past")


def _check_room(limit: PatientLimit, own: tuple[PatientLimit, ...], pack: Sequence[LimitRule]) -> None:
    """SAFETY(own limits): a low limit above the high one would leave no value without an alarm, or none with one; the
    other side is her own, or that of the pack where she has none."""
    mine = [x for x in own if (x.patient_id, x.vital) == (limit.patient_id, limit.vital)]
    others = [x.value for x in mine if x.side != limit.side]
    others = others or [rule.limit for rule in pack if rule.vital is limit.vital and rule.side != limit.side]
    if any(other <= limit.value if limit.side == "low" else other >= limit.value for other in others):
        raise InvalidInput(field="limit", value=limit.value, reason="beyond_other_side")
