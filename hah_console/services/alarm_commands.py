"""What a person does about an alarm."""

from dataclasses import replace

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.errors import VersionConflict
from hah_console.domain.ids import AlarmId
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record


def acknowledge_alarm(ctx: Context, actor: Actor, alarm_id: AlarmId, expected_version: int | None = None) -> Changes:
    """Take an alarm over by name; a latched one is thereby cleared.

    ``expected_version`` is the version the person saw, None to take the stored one. Raises NotPermitted, NotFound,
    VersionConflict when the alarm changed since, IllegalTransition when it is owned or cleared already.
    """
    require(actor, Action.ACKNOWLEDGE_ALARM)
    now = ctx.clock.now()
    with ctx.store() as uow:
        alarm = uow.alarms.get(alarm_id)
        if expected_version is not None and alarm.version != expected_version:
            raise VersionConflict(entity="alarm", entity_id=alarm_id, expected=expected_version, found=alarm.version)
        taken = alarm.acknowledged(actor.user_id, now)
        if alarm.cleared_at is not None:
            taken = replace(taken, cleared_at=now)
        uow.alarms.save(taken)
        record(uow, actor, now, "acknowledge_alarm", "alarm", alarm_id, alarm.patient_id, state=taken.state.value)
        return uow.commit()
