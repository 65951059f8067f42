"""The whole way of one look at one patient: rules, inhibition, delays, alarms."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hah_console.alarms.finding import Finding, key_of
from hah_console.alarms.memory import ConditionMemory, PatientMemory
from hah_console.alarms.rules.score import find_scores
from hah_console.alarms.rules.sensor import find_sensors
from hah_console.alarms.rules.silence import find_silence
from hah_console.alarms.rules.threshold import find_limits
from hah_console.alarms.stages.delay import delay
from hah_console.alarms.stages.inhibit import inhibit_children
from hah_console.alarms.stages.resolve import Resolved, resolve
from hah_console.alarms.view import PatientView
from hah_console.domain.alarm import Alarm, AlarmState
from hah_console.domain.ids import AlarmId


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is remembered and what has to be saved."""

    memory: PatientMemory
    resolved: tuple[Resolved, ...]


def evaluate(
    view: PatientView, memory: PatientMemory, open_alarms: Sequence[Alarm], new_id: Callable[[], AlarmId]
) -> Outcome:
    """One look. ``open_alarms`` are the patient's; an alarm without memory (after a restart) is taken as active."""
    known = {key_of(alarm): alarm for alarm in open_alarms}
    memory = _reminded(memory, open_alarms)
    resolved: list[Resolved] = []
    for finding in inhibit_children(_findings(view, memory), view.rules.alarms.silence.rule_id):
        delayed = delay(finding, memory.conditions.get(finding.key), view.now)
        memory = memory.with_condition(finding.key, delayed.condition)
        answer = resolve(view, finding, delayed.reason, known, new_id)
        if answer is not None:
            resolved.append(answer)
    sensor = view.rules.alarms.sensor_off
    return Outcome(memory.with_latest(view.latest, sensor.falls, sensor.fall_within), tuple(resolved))


def _findings(view: PatientView, memory: PatientMemory) -> tuple[Finding, ...]:
    return (*find_limits(view), *find_scores(view), *find_sensors(view, memory), *find_silence(view))


def _reminded(memory: PatientMemory, open_alarms: Sequence[Alarm]) -> PatientMemory:
    for alarm in open_alarms:
        present = alarm.state in {AlarmState.ACTIVE, AlarmState.ACKNOWLEDGED}
        if present and key_of(alarm) not in memory.conditions:
            condition = ConditionMemory(alarm.raised_at, alarm.raised_at, active=True)
            memory = memory.with_condition(key_of(alarm), condition)
    return memory
