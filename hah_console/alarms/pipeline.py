"""The whole way of one look at one patient, or at the system: rules, inhibition, delays, alarms."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hah_console.alarms.due import due_of_conditions, due_of_view
from hah_console.alarms.finding import Finding, Signal, key_of
from hah_console.alarms.memory import Announced, ConditionMemory, PatientMemory
from hah_console.alarms.rules.device import find_device
from hah_console.alarms.rules.fault import find_judged, not_judged
from hah_console.alarms.rules.missing import find_missing
from hah_console.alarms.rules.score import find_scores
from hah_console.alarms.rules.sensor import find_sensors
from hah_console.alarms.rules.silence import find_silence
from hah_console.alarms.rules.threshold import find_limits
from hah_console.alarms.rules.trend import find_trends
from hah_console.alarms.stages.delay import delay
from hah_console.alarms.stages.inhibit import inhibit
from hah_console.alarms.stages.resolve import Case, Resolved, resolve
from hah_console.alarms.stages.retire import retire
from hah_console.alarms.system import SystemFacts, find_system
from hah_console.alarms.view import PatientView
from hah_console.alarms.windows import Kept
from hah_console.domain.alarm import Alarm, AlarmState
from hah_console.domain.device_status import GatewayStatus
from hah_console.domain.ids import AlarmId, PatientId
from hah_console.domain.rulepack import AlarmRules

_ANNOUNCED = frozenset({"raised", "worsened", "returned"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is remembered and what has to be saved. Before ``due`` nothing changes by the passing of time alone."""

    memory: PatientMemory
    resolved: tuple[Resolved, ...]
    due: datetime


def evaluate(
    view: PatientView,
    memory: PatientMemory,
    open_alarms: Sequence[Alarm],
    new_id: Callable[[], AlarmId],
    kept: Kept,
) -> Outcome:
    """One look. ``open_alarms`` are the patient's; an alarm without memory (after a restart) is taken as active.

    ``kept`` is ``kept_by`` of the rules, made once.
    """
    memory = _reminded(memory, open_alarms).with_latest(view.latest, kept)
    findings = (*inhibit(_findings(view, memory), view), *find_judged(memory, view.now))
    case = Case(view.patient_id, view.now, view.rules.alarms.info.version)
    memory, resolved = _through_stages(findings, case, memory, open_alarms, new_id)
    memory, resolved = _without_retired(memory, resolved, open_alarms, view.rules.alarms, view.now)
    due = min(due_of_view(view), due_of_conditions(findings, memory, view.now))
    return Outcome(memory, resolved, due)


def evaluate_fault(
    patient_id: PatientId | None,
    now: datetime,
    rules: AlarmRules,
    memory: PatientMemory,
    open_alarms: Sequence[Alarm],
    new_id: Callable[[], AlarmId],
) -> Outcome:
    """What takes the place of a look (at the system: None) that failed: all stays as it was, and that is told."""
    case = Case(patient_id, now, rules.info.version)
    memory, resolved = _through_stages([not_judged(now)], case, _reminded(memory, open_alarms), open_alarms, new_id)
    return Outcome(memory, resolved, now)


def evaluate_system(
    facts: SystemFacts,
    gateways: Iterable[GatewayStatus],
    rules: AlarmRules,
    now: datetime,
    memory: PatientMemory,
    open_alarms: Sequence[Alarm],
    new_id: Callable[[], AlarmId],
) -> Outcome:
    """One look at the system itself; ``open_alarms`` are those of no patient."""
    memory = _reminded(memory, open_alarms)
    findings = (*find_system(facts, gateways, rules.systems, now), *find_judged(memory, now))
    case = Case(None, now, rules.info.version)
    memory, resolved = _through_stages(findings, case, memory, open_alarms, new_id)
    memory, resolved = _without_retired(memory, resolved, open_alarms, rules, now)
    return Outcome(memory, resolved, now)


def _without_retired(
    memory: PatientMemory,
    resolved: tuple[Resolved, ...],
    open_alarms: Sequence[Alarm],
    rules: AlarmRules,
    now: datetime,
) -> tuple[PatientMemory, tuple[Resolved, ...]]:
    answered = {found.alarm.alarm_id for found in resolved}
    retired = retire([alarm for alarm in open_alarms if alarm.alarm_id not in answered], rules, now)
    for found in retired:
        memory = memory.with_condition(key_of(found.alarm), None)
    return memory, (*resolved, *retired)


def _through_stages(
    findings: Iterable[Finding],
    case: Case,
    memory: PatientMemory,
    open_alarms: Sequence[Alarm],
    new_id: Callable[[], AlarmId],
) -> tuple[PatientMemory, tuple[Resolved, ...]]:
    known = {key_of(alarm): alarm for alarm in open_alarms}
    resolved: list[Resolved] = []
    for finding in findings:
        key = finding.key
        if finding.signal is not Signal.PRESENT and key not in memory.conditions:
            continue  # PERF(a fifth of a whole look): nothing is, nothing was
        delayed = delay(finding, memory.conditions.get(key), case.now)
        memory = memory.with_condition(key, delayed.condition)
        answer = resolve(case, finding, delayed.reason, known, new_id, memory.announced.get(key))
        if answer is not None:
            resolved.append(answer)
            memory = _told(memory, finding, answer, case.now)
    return memory, tuple(resolved)


def _told(memory: PatientMemory, finding: Finding, answer: Resolved, now: datetime) -> PatientMemory:
    lock = finding.lock
    if lock is None or answer.kind not in _ANNOUNCED:
        return memory
    return memory.with_announced(finding.key, Announced(now, answer.alarm.priority, lock.level, lock.items))


def _findings(view: PatientView, memory: PatientMemory) -> tuple[Finding, ...]:
    return (
        *find_limits(view, memory),
        *find_trends(view, memory),
        *find_scores(view),
        *find_sensors(view, memory),
        *find_missing(view),
        *find_device(view),
        *find_silence(view),
    )


def _reminded(memory: PatientMemory, open_alarms: Sequence[Alarm]) -> PatientMemory:
    for alarm in open_alarms:
        present = alarm.state in {AlarmState.ACTIVE, AlarmState.ACKNOWLEDGED}
        if present and key_of(alarm) not in memory.conditions:
            condition = ConditionMemory(alarm.raised_at, alarm.raised_at, active=True)
            memory = memory.with_condition(key_of(alarm), condition)
    return memory
