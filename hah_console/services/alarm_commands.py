"""What a person does about an alarm: take it over, telephone about it, pass it on."""

from dataclasses import replace
from datetime import datetime

from hah_console.alarms.stages.climb import due_rung, next_rung
from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.alarm import Alarm, AlarmState
from hah_console.domain.errors import AlreadyTaken, IllegalTransition
from hah_console.domain.escalation_rules import EscalationRules
from hah_console.domain.ids import AlarmId
from hah_console.domain.rulepack import AlarmRules
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.escalation_steps import save_steps
from hah_console.services.escalations import acknowledged, name_of, passed
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen


def acknowledge_alarm(ctx: Context, actor: Actor, alarm_id: AlarmId, expected_version: int | None = None) -> Changes:
    """Take an alarm over by name; a latched one is thereby cleared.

    ``expected_version`` is the version the person saw, None to take the stored one. Raises NotPermitted, NotFound,
    AlreadyTaken with the name of who has it, VersionConflict when it changed since, IllegalTransition when it is the
    person's own or cleared already. SAFETY(one owner): read and taken in one turn, so two cannot have it.
    """
    require(actor, Action.ACKNOWLEDGE_ALARM)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        _require_free(uow, actor, uow.alarms.get(alarm_id))
        alarm = seen_alarm(uow, alarm_id, expected_version)
        taken = alarm.acknowledged(actor.user_id, now)
        if alarm.cleared_at is not None:
            taken = replace(taken, cleared_at=now)
        uow.alarms.save(taken)
        record(uow, actor, now, "acknowledge_alarm", "alarm", alarm_id, alarm.patient_id, state=taken.state.value)
        acknowledged(uow, actor, alarm, now)
        return uow.commit()


def call_about_alarm(ctx: Context, actor: Actor, alarm_id: AlarmId, expected_version: int | None = None) -> Changes:
    """Note that the home was telephoned about it; the alarm goes on. Raises like ``acknowledge_alarm``."""
    require(actor, Action.ACKNOWLEDGE_ALARM)
    now = ctx.clock.now()
    with ctx.store() as uow:
        alarm = seen_alarm(uow, alarm_id, expected_version)
        uow.alarms.save(alarm.called(actor.user_id, now))
        record(uow, actor, now, "call_about_alarm", "alarm", alarm_id, alarm.patient_id)
        return uow.commit()


def escalate_alarm(
    ctx: Context,
    actor: Actor,
    rules: AlarmRules,
    alarm_id: AlarmId,
    expected_version: int | None = None,
    ladder: EscalationRules | None = None,
) -> Changes:
    """Tell the next person on the ladder now; with ``ladder`` the escalation it stands in is passed on as well.

    Raises like ``acknowledge_alarm``; IllegalTransition on the last rung."""
    require(actor, Action.ACKNOWLEDGE_ALARM)
    now = ctx.clock.now()
    with ctx.store() as uow:
        alarm = seen_alarm(uow, alarm_id, expected_version)
        rung = next_rung(alarm, rules.ladder)
        if rung is None:
            raise IllegalTransition(entity="alarm", state="last_rung", move="escalate")
        number = max(rung, due_rung(alarm, rules.ladder, now))
        role = rules.ladder[number - 1].role
        uow.alarms.save(alarm.climbed(number, now))
        if ladder is not None:
            _pass_on(uow, actor, ladder, alarm, now)
        record(uow, actor, now, "escalate_alarm", "alarm", alarm_id, alarm.patient_id, role=role, rung=str(number))
        return uow.commit()


def _require_free(uow: UnitOfWork, actor: Actor, alarm: Alarm) -> None:
    owner = alarm.acknowledged_by
    if alarm.state is AlarmState.ACKNOWLEDGED and owner not in {None, actor.user_id}:
        raise AlreadyTaken(entity="alarm", owner=name_of(uow, owner))


def _pass_on(uow: UnitOfWork, actor: Actor, rules: EscalationRules, alarm: Alarm, now: datetime) -> None:
    case = uow.escalations.open_of(alarm.patient_id, alarm.lane)
    if case is not None and case.rung + 1 < len(rules.ladders[case.lane].rungs):
        save_steps(uow, actor, case, passed(uow, actor, rules, case, now), now)


def seen_alarm(uow: UnitOfWork, alarm_id: AlarmId, expected_version: int | None) -> Alarm:
    """The stored alarm if it is the one the person saw; raises NotFound, VersionConflict."""
    alarm = uow.alarms.get(alarm_id)
    require_seen("alarm", alarm_id, expected_version, alarm.version)
    return alarm
