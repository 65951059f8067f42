"""From delayed conditions to alarms: raise, worsen, bring back, end; one alarm per patient and key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hah_console.alarms.finding import Finding
from hah_console.alarms.stages.delay import Reason
from hah_console.alarms.view import PatientView
from hah_console.domain.alarm import Alarm, AlarmState
from hah_console.domain.ids import AlarmId


@dataclass(frozen=True, slots=True)
class Resolved:
    """The alarm to save and why; ``kind`` is raised, worsened, returned or ended."""

    alarm: Alarm
    kind: str


def resolve(
    view: PatientView, finding: Finding, reason: Reason, known: Mapping[str, Alarm], new_id: Callable[[], AlarmId]
) -> Resolved | None:
    """What a finding does to the patient's open alarms, or None."""
    alarm = known.get(finding.key)
    if reason is Reason.ENDED:
        return _ended(view, alarm)
    if reason not in {Reason.LASTED, Reason.STILL_PRESENT}:
        return None
    if alarm is None:
        return Resolved(_raised(view, finding, new_id()), "raised") if reason is Reason.LASTED else None
    if finding.priority > alarm.priority:
        return Resolved(alarm.worsened(finding.priority, finding.evidence, view.now), "worsened")
    if alarm.state is AlarmState.LATCHED:
        return Resolved(alarm.returned(finding.evidence), "returned")
    return None


def _ended(view: PatientView, alarm: Alarm | None) -> Resolved | None:
    if alarm is None or alarm.state is AlarmState.LATCHED:
        return None
    return Resolved(alarm.condition_ended(view.now), "ended")


def _raised(view: PatientView, finding: Finding, alarm_id: AlarmId) -> Alarm:
    return Alarm(
        alarm_id=alarm_id,
        patient_id=view.patient_id,
        rule_id=finding.rule_id,
        rules_version=view.rules.alarms.info.version,
        subject=finding.subject,
        priority=finding.priority,
        lane=finding.lane,
        state=AlarmState.ACTIVE,
        raised_at=view.now,
        value=finding.value,
        limit=finding.limit,
        latching=finding.latching,
        trigger=finding.trigger,
    )
