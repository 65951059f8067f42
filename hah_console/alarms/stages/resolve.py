"""From delayed conditions to alarms: raise, worsen, bring back, end; one alarm per patient and key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hah_console.alarms.finding import Finding
from hah_console.alarms.stages.delay import Reason
from hah_console.domain.alarm import Alarm, AlarmState
from hah_console.domain.ids import AlarmId, PatientId


@dataclass(frozen=True, slots=True)
class Case:
    """Whose alarms, when, by which version of the rules; ``patient_id`` is None for the system."""

    patient_id: PatientId | None
    now: datetime
    rules_version: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """The alarm to save and why; ``kind`` is raised, worsened, returned, ended or climbed."""

    alarm: Alarm
    kind: str


def resolve(
    case: Case, finding: Finding, reason: Reason, known: Mapping[str, Alarm], new_id: Callable[[], AlarmId]
) -> Resolved | None:
    """What a finding does to the patient's open alarms, or None."""
    alarm = known.get(finding.key)
    if reason is Reason.ENDED:
        return _ended(case, alarm)
    if reason not in {Reason.LASTED, Reason.STILL_PRESENT}:
        return None
    if alarm is None:
        return Resolved(_raised(case, finding, new_id()), "raised") if reason is Reason.LASTED else None
    if finding.priority > alarm.priority:
        return Resolved(alarm.worsened(finding.priority, finding.evidence, case.now), "worsened")
    if alarm.state is AlarmState.LATCHED:
        return Resolved(alarm.returned(finding.evidence), "returned")
    return None


def _ended(case: Case, alarm: Alarm | None) -> Resolved | None:
    if alarm is None or alarm.state is AlarmState.LATCHED:
        return None
    return Resolved(alarm.condition_ended(case.now), "ended")


def _raised(case: Case, finding: Finding, alarm_id: AlarmId) -> Alarm:
    return Alarm(
        alarm_id=alarm_id,
        patient_id=case.patient_id,
        rule_id=finding.rule_id,
        rules_version=case.rules_version,
        subject=finding.subject,
        priority=finding.priority,
        lane=finding.lane,
        state=AlarmState.ACTIVE,
        raised_at=case.now,
        value=finding.value,
        limit=finding.limit,
        latching=finding.latching,
        trigger=finding.trigger,
    )
