"""From delayed conditions to alarms: raise, worsen, bring back, end; one alarm per patient and key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hah_console.alarms.finding import Finding
from hah_console.alarms.memory import Announced
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
    case: Case,
    finding: Finding,
    reason: Reason,
    known: Mapping[str, Alarm],
    new_id: Callable[[], AlarmId],
    announced: Announced | None = None,
) -> Resolved | None:
    """What a finding does to the patient's open alarms, or None. ``announced`` is the last alarm of its key."""
    alarm = known.get(finding.key)
    if reason is Reason.ENDED:
        return _ended(case, alarm)
    if reason not in {Reason.LASTED, Reason.STILL_PRESENT}:
        return None
    if alarm is None:
        return _begun(case, finding, reason, new_id, announced)
    if finding.priority > alarm.priority:
        return Resolved(alarm.worsened(finding.priority, finding.evidence, case.now), "worsened")
    if alarm.state is AlarmState.LATCHED:
        return Resolved(alarm.returned(finding.evidence), "returned")
    return None


def _begun(
    case: Case, finding: Finding, reason: Reason, new_id: Callable[[], AlarmId], announced: Announced | None
) -> Resolved | None:
    """A new alarm when the condition has lasted, or when a lock ends and it still goes on."""
    begins = reason is Reason.LASTED or finding.lock is not None
    if not begins or is_locked(finding, announced, case.now):
        return None
    return Resolved(_raised(case, finding, new_id()), "raised")


def is_locked(finding: Finding, announced: Announced | None, now: datetime) -> bool:
    """Whether somebody has been told already, not long ago, of something no better than this.

    SAFETY(lock): only a score is locked, its first alarm never is, and whatever is worse than what was told breaks it:
    a more urgent priority, a risen total, another item that is enough by itself.
    """
    lock = finding.lock
    if lock is None or announced is None or not announced.at <= now < announced.at + lock.lasts:
        return False
    worse = finding.priority > announced.priority or bool(lock.items - announced.items)
    return not worse and lock.level < announced.level + lock.rise


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
