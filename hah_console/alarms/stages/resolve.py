"""From delayed conditions to alarms: raise, worsen, restate, bring back, end; one alarm per patient and key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hah_console.alarms.finding import Finding
from hah_console.alarms.stages.delay import Reason
from hah_console.alarms.stages.lock import hushed, is_worse
from hah_console.domain.alarm import Alarm, AlarmState, is_heard
from hah_console.domain.ids import AlarmId, PatientId
from hah_console.domain.told import Told

ANNOUNCED = frozenset({"raised", "worsened", "returned"})
"""The kinds of answers that are announced; a person hears them when the alarm is one that is heard."""


@dataclass(frozen=True, slots=True)
class Case:
    """Whose alarms, when, by which version of the rules; ``patient_id`` is None for the system."""

    patient_id: PatientId | None
    now: datetime
    rules_version: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """The alarm to save and why; ``kind`` is raised, worsened, restated, returned, ended or climbed."""

    alarm: Alarm
    kind: str


def resolve(
    case: Case,
    finding: Finding,
    reason: Reason,
    known: Mapping[str, Alarm],
    new_id: Callable[[], AlarmId],
    told: Told | None = None,
) -> Resolved | None:
    """What a finding does to the patient's open alarms, or None. ``told`` is what was told last of its key."""
    alarm = known.get(finding.key)
    if reason is Reason.ENDED:
        return _ended(case, alarm)
    if reason not in {Reason.LASTED, Reason.STILL_PRESENT}:
        return None
    shown = hushed(finding, told, case.now)
    if alarm is None:
        return Resolved(_raised(case, shown, new_id()), "raised") if reason is Reason.LASTED else None
    if shown.priority > alarm.priority:
        return Resolved(_worsened(case, shown, alarm), "worsened")
    return _gone_on(case, finding, alarm, is_worse(finding, told) and is_heard(finding.lane, finding.priority))


def _gone_on(case: Case, finding: Finding, alarm: Alarm, worse: bool) -> Resolved | None:
    """SAFETY(worse while acknowledged): what somebody has taken is announced again when it gets worse by the step."""
    if worse and alarm.state is AlarmState.ACKNOWLEDGED:
        return Resolved(_worsened(case, finding, alarm), "worsened")
    if alarm.state is AlarmState.LATCHED:
        return Resolved(alarm.returned(finding.evidence), "returned")
    waits_for_less = worse and finding.priority is alarm.priority
    return Resolved(alarm.restated(finding.evidence), "restated") if waits_for_less else None


def _worsened(case: Case, finding: Finding, alarm: Alarm) -> Alarm:
    priority = max(finding.priority, alarm.priority)
    return alarm.worsened(priority, finding.evidence, case.now, latching=_latches(finding))


def _latches(finding: Finding) -> bool:
    """What is only shown does not wait for anybody once it is over."""
    return finding.latching and is_heard(finding.lane, finding.priority)


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
        latching=_latches(finding),
        trigger=finding.trigger,
    )
