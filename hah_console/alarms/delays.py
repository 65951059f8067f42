"""The two delays of every rule as they are disclosed: until a condition is an alarm, and until it is heard."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from hah_console.domain.rulepack import AlarmRules

NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class RuleDelay:
    """``condition``: from the first value beyond the limit to the alarm, median included, with a value each second.
    ``signal``: from the alarm to its sound at most. ``ending``: from the first value back to its end."""

    rule_id: str
    condition: timedelta
    signal: timedelta
    ending: timedelta


def delays_of(rules: AlarmRules) -> tuple[RuleDelay, ...]:
    """Every rule of a pack in the order of the pack, patients' rules first."""
    return tuple(RuleDelay(name, on, rules.signal_delay, off) for name, on, off in _delays(rules))


def _delays(rules: AlarmRules) -> Iterator[tuple[str, timedelta, timedelta]]:
    for limit in rules.limits:
        filtered = limit.window / 2
        yield limit.rule_id, limit.on_delay + filtered, limit.off_delay + filtered
    for trend in rules.trends:
        yield trend.rule_id, trend.on_delay, trend.off_delay
    for score in rules.scores:
        yield score.rule_id, NONE, score.off_delay
    yield rules.sensor_off.rule_id, rules.sensor_off.on_delay, rules.sensor_off.off_delay
    yield rules.silence.rule_id, rules.silence.after, NONE
    if rules.clock is not None:
        yield rules.clock.rule_id, rules.clock.on_delay, NONE
    for fault in rules.systems:
        yield fault.rule_id, fault.on_delay, fault.off_delay
