"""A sensor that reports itself off: technical, and of high priority when the value was falling before."""

from hah_console.alarms.finding import Finding, Signal
from hah_console.alarms.memory import PatientMemory
from hah_console.alarms.view import PatientView
from hah_console.domain.alarm import Lane
from hah_console.domain.reading import LatestValue, Quality, Vital


def find_sensors(view: PatientView, memory: PatientMemory) -> tuple[Finding, ...]:
    """One finding per vital ever heard of."""
    values = view.latest.values if view.latest else {}
    return tuple(_find(view, memory, vital, last) for vital, last in values.items())


def _find(view: PatientView, memory: PatientMemory, vital: Vital, last: LatestValue) -> Finding:
    rule = view.rules.alarms.sensor_off
    fallen = vital in rule.falls and memory.fell_by(vital, rule.fall_within) >= rule.falls[vital]
    return Finding(
        rule_id=rule.rule_id,
        subject=vital.value,
        signal=Signal.PRESENT if last.quality is Quality.SENSOR_OFF else Signal.ABSENT,
        priority=rule.fall_priority if fallen else rule.priority,
        lane=Lane.TECHNICAL,
        at=last.measured_at,
        on_delay=rule.on_delay,
        off_delay=rule.off_delay,
        latching=fallen,
    )
