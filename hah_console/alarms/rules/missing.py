"""A vital that is no longer measured while others of the same patient go on."""

from datetime import datetime, timedelta

from hah_console.alarms.finding import Finding, Signal
from hah_console.alarms.view import PatientView
from hah_console.domain.alarm import Lane
from hah_console.domain.reading import LatestValue, Quality, Vital
from hah_console.domain.rulepack import MissingRule

SECONDS_PER_MINUTE = 60.0


def find_missing(view: PatientView) -> tuple[Finding, ...]:
    """One finding per vital of the rule that was ever measured; its value is the minutes it lies behind the others.

    SAFETY(missing vital): a vital that falls out of the sets is an alarm of its own; it is neither the silence of the
    device nor a sensor that says it is off.
    """
    rule = view.rules.alarms.missing
    if rule is None or view.latest is None or not view.latest.values:
        return ()
    values = view.latest.values
    newest = max(value.as_of for value in values.values())
    known = [vital for vital in rule.after if vital in values]
    return tuple(_find(rule, vital, values[vital], newest, rule.after[vital]) for vital in known)


def _find(rule: MissingRule, vital: Vital, last: LatestValue, newest: datetime, after: timedelta) -> Finding:
    behind = newest - last.as_of
    said_off = last.quality is Quality.SENSOR_OFF
    return Finding(
        rule_id=rule.rule_id,
        subject=vital.value,
        signal=Signal.PRESENT if behind > after and not said_off else Signal.ABSENT,
        priority=rule.priority,
        lane=Lane.TECHNICAL,
        at=newest,
        value=round(behind.total_seconds() / SECONDS_PER_MINUTE, 1),
        limit=after.total_seconds() / SECONDS_PER_MINUTE,
        latching=False,
    )
