"""Commands of the safety of staff: a call for help and its end, a worker who was spoken with, rules for homes."""

import uuid
from dataclasses import replace
from datetime import datetime

from hah_console.alarms.rules.staff import PANIC, RULE_IDS, VISIT_OVERDUE
from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.alarm import Alarm, AlarmState, Lane, Priority
from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.field_visit import WITH_PATIENT, FieldVisit
from hah_console.domain.home_flag import HomeFlag
from hah_console.domain.ids import AlarmId, HomeFlagId, PatientId, StaffId, VisitId
from hah_console.domain.position import StaffPosition
from hah_console.domain.staff_safety import StaffSafetyRules
from hah_console.domain.written import written_line
from hah_console.services.alarm_commands import seen_alarm
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen

_OPEN_CALL = frozenset({AlarmState.ACTIVE})


def call_for_help(
    ctx: Context,
    actor: Actor,
    staff_id: StaffId,
    call_id: str,
    version: str,
    position: StaffPosition | None = None,
) -> AlarmId:
    """Somebody calls for help: an alarm of the highest priority on every console until somebody takes it.

    SAFETY(call for help): ``call_id`` makes one call of many attempts to send it; nothing that is wrong with the rest
    of a message keeps the call from being raised. Raises NotFound for nobody of the team.
    """
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        uow.staff.get(staff_id)
        if position is not None:
            uow.positions.put((position,))
        known = _open_call(uow, staff_id, AlarmId(f"help-{call_id}"))
        if known is not None:
            uow.commit()
            return known.alarm_id
        alarm = Alarm(
            AlarmId(f"help-{call_id}"), None, PANIC, version, staff_id, Priority.HIGH, Lane.TECHNICAL,
            AlarmState.ACTIVE, now,
        )  # fmt: skip
        uow.alarms.save(alarm)
        record(uow, actor, now, "call_for_help", "alarm", alarm.alarm_id, staff_id=staff_id)
        uow.commit()
        return alarm.alarm_id


def take_staff_alarm(ctx: Context, actor: Actor, alarm_id: AlarmId, expected_version: int | None = None) -> Changes:
    """Take over an alarm about a worker: the desk, too, may. Raises NotPermitted, NotFound, VersionConflict,
    IllegalTransition when somebody has it, InvalidInput for an alarm that is not about a worker."""
    require(actor, Action.STAFF_SAFETY)
    now = ctx.clock.now()
    with ctx.store() as uow:
        alarm = _staff_alarm(uow, alarm_id, expected_version)
        uow.alarms.save(alarm.acknowledged(actor.user_id, now))
        record(uow, actor, now, "acknowledge_alarm", "alarm", alarm_id, staff_id=alarm.subject)
        return uow.commit()


def end_call(ctx: Context, actor: Actor, alarm_id: AlarmId, expected_version: int | None, outcome: str) -> Changes:
    """The worker is safe, or others see to it: ``outcome`` says what was found.

    Raises NotPermitted, NotFound, VersionConflict, InvalidInput without an outcome, and IllegalTransition for a call
    that nobody has taken: who ends it answers for it.
    """
    require(actor, Action.STAFF_SAFETY)
    now, outcome = ctx.clock.now(), written_line(outcome, "outcome", needed=True)
    with ctx.store() as uow:
        alarm = _staff_alarm(uow, alarm_id, expected_version)
        if alarm.state is not AlarmState.ACKNOWLEDGED:
            raise IllegalTransition(entity="alarm", state=alarm.state.value, move="end")
        uow.alarms.save(alarm.condition_ended(now))
        record(uow, actor, now, "end_call_for_help", "alarm", alarm_id, staff_id=alarm.subject, outcome=outcome)
        return uow.commit()


def spoken_with(
    ctx: Context,
    actor: Actor,
    visit_id: VisitId,
    expected_version: int | None,
    rules: StaffSafetyRules,
    remark: str = "",
) -> FieldVisit:
    """Somebody has spoken with the worker, who is well: the visit may last longer.

    Raises NotPermitted, NotFound, VersionConflict, IllegalTransition when nobody is there any more.
    """
    require(actor, Action.STAFF_SAFETY)
    now, remark = ctx.clock.now(), written_line(remark, "remark")
    with ctx.store() as uow:
        visit = uow.field_visits.get(visit_id)
        require_seen("field_visit", visit_id, expected_version, visit.version)
        if visit.state is not WITH_PATIENT:
            raise IllegalTransition(entity="field_visit", state=visit.state.value, move="speak")
        stored = uow.field_visits.save(replace(visit, safe_until=now + rules.spoken))
        _take_overdue(uow, actor, visit.staff_id, now)
        facts = {"until": (now + rules.spoken).isoformat(), **({"remark": remark} if remark else {})}
        record(uow, actor, now, "spoken_with", "field_visit", visit_id, visit.patient_id, **facts)
        uow.commit()
    return stored


def set_home_flag(
    ctx: Context, actor: Actor, patient_id: PatientId, *, two_persons: bool, daylight_only: bool, reason: str
) -> HomeFlag:
    """Nobody goes there alone, or after dark, until it is taken back. Raises NotPermitted, NotFound, InvalidInput."""
    require(actor, Action.STAFF_SAFETY)
    now, reason = ctx.clock.now(), written_line(reason, "reason", needed=True)
    with ctx.store() as uow:
        uow.patients.get(patient_id)
        flag_id = HomeFlagId(f"HF-{uuid.uuid4().hex[:16]}")
        flag = HomeFlag(flag_id, patient_id, two_persons, daylight_only, reason, actor.user_id, now)
        stored = uow.home_flags.save(flag)
        facts = {"two_persons": _yes(two_persons), "daylight_only": _yes(daylight_only)}
        record(uow, actor, now, "set_home_flag", "home_flag", flag_id, patient_id, **facts)
        uow.commit()
    return stored


def end_home_flag(
    ctx: Context, actor: Actor, flag_id: HomeFlagId, expected_version: int | None, reason: str
) -> HomeFlag:
    """The rule is no longer needed. Raises NotPermitted, NotFound, VersionConflict, IllegalTransition, InvalidInput."""
    require(actor, Action.STAFF_SAFETY)
    now, reason = ctx.clock.now(), written_line(reason, "reason", needed=True)
    with ctx.store() as uow:
        flag = uow.home_flags.get(flag_id)
        require_seen("home_flag", flag_id, expected_version, flag.version)
        stored = uow.home_flags.save(flag.ended(actor.user_id, now, reason))
        record(uow, actor, now, "end_home_flag", "home_flag", flag_id, flag.patient_id)
        uow.commit()
    return stored


def _take_overdue(uow: UnitOfWork, actor: Actor, staff_id: StaffId, now: datetime) -> None:
    """Who has spoken with a worker has taken the alarm about her visit."""
    mine = (alarm for alarm in uow.alarms.open() if alarm.rule_id == VISIT_OVERDUE and alarm.subject == staff_id)
    for alarm in mine:
        if alarm.state is not AlarmState.ACKNOWLEDGED:
            uow.alarms.save(alarm.acknowledged(actor.user_id, now))
            record(uow, actor, now, "acknowledge_alarm", "alarm", alarm.alarm_id, staff_id=staff_id)


def _open_call(uow: UnitOfWork, staff_id: StaffId, alarm_id: AlarmId) -> Alarm | None:
    """The call of this id, or one of this worker that nobody has taken yet."""
    calls = (alarm for alarm in uow.alarms.open() if alarm.rule_id == PANIC and alarm.subject == staff_id)
    waiting = next((alarm for alarm in calls if alarm.state in _OPEN_CALL), None)
    return uow.alarms.find(alarm_id) or waiting


def _staff_alarm(uow: UnitOfWork, alarm_id: AlarmId, expected_version: int | None) -> Alarm:
    alarm = seen_alarm(uow, alarm_id, expected_version)
    if alarm.rule_id not in RULE_IDS:
        raise InvalidInput(field="alarm", value=alarm_id, reason="unknown_kind")
    return alarm


def _yes(value: bool) -> str:
    return "yes" if value else "no"
