"""Rows of alarms and of per-patient limits."""

from hah_console.adapters.db.values import Row, Values, at, at_or_none, ms, ms_or_none
from hah_console.domain.alarm import Alarm, AlarmState, Lane, Priority, ScoreTrigger
from hah_console.domain.ids import AlarmId, LimitId, PatientId
from hah_console.domain.limits import PatientLimit
from hah_console.domain.reading import Vital


def alarm_values(alarm: Alarm) -> Values:
    """The row of an alarm."""
    return {
        "alarm_id": alarm.alarm_id,
        "patient_id": alarm.patient_id,
        "rule_id": alarm.rule_id,
        "rules_version": alarm.rules_version,
        "subject": alarm.subject,
        "priority": int(alarm.priority),
        "lane": alarm.lane.value,
        "state": alarm.state.value,
        "raised_at": ms(alarm.raised_at),
        "value": alarm.value,
        "limit": alarm.limit,
        "latching": alarm.latching,
        "reason": alarm.reason,
        "acknowledged_by": alarm.acknowledged_by,
        "acknowledged_at": ms_or_none(alarm.acknowledged_at),
        "cleared_at": ms_or_none(alarm.cleared_at),
        "version": alarm.version,
        "trigger_item": alarm.trigger.item if alarm.trigger else None,
        "trigger_value": alarm.trigger.value if alarm.trigger else None,
        "rung": alarm.rung,
        "rung_at": ms_or_none(alarm.rung_at),
        "called_by": alarm.called_by,
        "called_at": ms_or_none(alarm.called_at),
    }


def alarm_of(row: Row) -> Alarm:
    """The alarm of a row."""
    return Alarm(
        alarm_id=AlarmId(row["alarm_id"]),
        patient_id=row["patient_id"],
        rule_id=row["rule_id"],
        rules_version=row["rules_version"],
        subject=row["subject"],
        priority=Priority(row["priority"]),
        lane=Lane(row["lane"]),
        state=AlarmState(row["state"]),
        raised_at=at(row["raised_at"]),
        value=row["value"],
        limit=row["limit"],
        latching=row["latching"],
        reason=row["reason"],
        acknowledged_by=row["acknowledged_by"],
        acknowledged_at=at_or_none(row["acknowledged_at"]),
        cleared_at=at_or_none(row["cleared_at"]),
        version=row["version"],
        trigger=_trigger_of(row),
        rung=row["rung"],
        rung_at=at_or_none(row["rung_at"]),
        called_by=row["called_by"],
        called_at=at_or_none(row["called_at"]),
    )


def _trigger_of(row: Row) -> ScoreTrigger | None:
    item = row["trigger_item"]
    return None if item is None else ScoreTrigger(item, row["trigger_value"] or "")


def limit_values(limit: PatientLimit) -> Values:
    """The row of a limit."""
    return {
        "patient_id": limit.patient_id,
        "vital": limit.vital.value,
        "side": limit.side,
        "value": limit.value,
        "author": limit.author,
        "reason": limit.reason,
        "set_at": ms(limit.set_at),
        "expires_at": ms(limit.expires_at),
        **end_values(limit),
    }


def end_values(limit: PatientLimit) -> Values:
    """The columns of an end before its time."""
    ended_at = None if limit.ended_at is None else ms(limit.ended_at)
    return {"ended_at": ended_at, "ended_by": limit.ended_by, "end_reason": limit.end_reason}


def limit_of(row: Row) -> PatientLimit:
    """The limit of a row."""
    return PatientLimit(
        patient_id=PatientId(row["patient_id"]),
        vital=Vital(row["vital"]),
        side=row["side"],
        value=row["value"],
        author=row["author"],
        reason=row["reason"],
        set_at=at(row["set_at"]),
        expires_at=at(row["expires_at"]),
        limit_id=LimitId(str(row["number"])),
        ended_at=None if row["ended_at"] is None else at(row["ended_at"]),
        ended_by=row["ended_by"],
        end_reason=row["end_reason"],
    )
