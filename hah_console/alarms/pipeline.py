"""The whole way of one look at one patient: rules, inhibition, delays, alarms."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hah_console.alarms.finding import Finding, key_of
from hah_console.alarms.memory import ConditionMemory, PatientMemory
from hah_console.alarms.rules.device import find_device
from hah_console.alarms.rules.missing import find_missing
from hah_console.alarms.rules.score import find_scores
from hah_console.alarms.rules.sensor import find_sensors
from hah_console.alarms.rules.silence import find_silence
from hah_console.alarms.rules.threshold import find_limits
from hah_console.alarms.stages.delay import delay
from hah_console.alarms.stages.inhibit import inhibit
from hah_console.alarms.stages.resolve import Case, Resolved, resolve
from hah_console.alarms.system import SystemFacts, find_system
from hah_console.alarms.view import PatientView
from hah_console.domain.alarm import Alarm, AlarmState
from hah_console.domain.device_status import GatewayStatus
from hah_console.domain.ids import AlarmId
from hah_console.domain.rulepack import AlarmRules


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is remembered and what has to be saved."""

    memory: PatientMemory
    resolved: tuple[Resolved, ...]


def evaluate(
    view: PatientView, memory: PatientMemory, open_alarms: Sequence[Alarm], new_id: Callable[[], AlarmId]
) -> Outcome:
    """One look. ``open_alarms`` are the patient's; an alarm without memory (after a restart) is taken as active."""
    memory = _reminded(memory, open_alarms)
    findings = inhibit(_findings(view, memory), view)
    case = Case(view.patient_id, view.now, view.rules.alarms.info.version)
    outcome = _through_stages(findings, case, memory, open_alarms, new_id)
    sensor = view.rules.alarms.sensor_off
    return Outcome(outcome.memory.with_latest(view.latest, sensor.falls, sensor.fall_within), outcome.resolved)


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
    findings = find_system(facts, gateways, rules.systems, now)
    case = Case(None, now, rules.info.version)
    return _through_stages(findings, case, _reminded(memory, open_alarms), open_alarms, new_id)


def _through_stages(
    findings: Iterable[Finding],
    case: Case,
    memory: PatientMemory,
    open_alarms: Sequence[Alarm],
    new_id: Callable[[], AlarmId],
) -> Outcome:
    known = {key_of(alarm): alarm for alarm in open_alarms}
    resolved: list[Resolved] = []
    for finding in findings:
        delayed = delay(finding, memory.conditions.get(finding.key), case.now)
        memory = memory.with_condition(finding.key, delayed.condition)
        answer = resolve(case, finding, delayed.reason, known, new_id)
        if answer is not None:
            resolved.append(answer)
    return Outcome(memory, tuple(resolved))


def _findings(view: PatientView, memory: PatientMemory) -> tuple[Finding, ...]:
    return (
        *find_limits(view),
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
