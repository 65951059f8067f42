"""What the rules in force say about one alarm: its delays and its limit, and when the next person is told."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hah_console.alarms.delays import delays_of
from hah_console.alarms.stages.climb import climbs_at, next_rung
from hah_console.domain.alarm import Alarm
from hah_console.domain.rulepack import AlarmRules, LimitRule

NO_DELAY = timedelta(0)


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """``kind`` is what the rule looks at: ``low`` or ``high`` limit, ``trend``, ``score``, ``silence``, ``sensor``,
    ``missing``, ``device``, ``system``, or empty for a rule that is no longer in force.

    ``on_delay`` is the alarm condition delay, ``signal_delay`` the longest from the alarm to its signal, ``off_delay``
    how long it must be over; ``hysteresis`` in the unit of the
    subject; ``window`` the time of which the median is taken, or within which a trend is looked at.
    """

    kind: str = ""
    on_delay: timedelta = NO_DELAY
    off_delay: timedelta = NO_DELAY
    hysteresis: float = 0.0
    window: timedelta = NO_DELAY
    signal_delay: timedelta = NO_DELAY


@dataclass(frozen=True, slots=True)
class LadderFacts:
    """``role`` was told last (empty: nobody but the first), ``next_role`` is told at ``next_at`` unless somebody
    acknowledges; ``next_at`` is None when it does not climb by itself."""

    rung: int = 0
    role: str = ""
    told_at: datetime | None = None
    next_role: str = ""
    next_at: datetime | None = None


def rule_facts(alarm: Alarm, rules: AlarmRules) -> RuleFacts:
    """The facts of the rule that raised an alarm; those of another version of it when the rules have changed since."""
    facts = replace(_facts(alarm, rules), signal_delay=rules.signal_delay)
    delay = next((delay for delay in delays_of(rules) if delay.rule_id == alarm.rule_id), None)
    return facts if delay is None else replace(facts, on_delay=delay.condition, off_delay=delay.ending)


def _facts(alarm: Alarm, rules: AlarmRules) -> RuleFacts:
    for limit in rules.limits:
        if limit.rule_id == alarm.rule_id:
            return _limit(limit)
    for trend in rules.trends:
        if trend.rule_id == alarm.rule_id:
            return RuleFacts("trend", trend.on_delay, trend.off_delay, trend.hysteresis, trend.within)
    for score in rules.scores:
        if score.rule_id == alarm.rule_id:
            return RuleFacts("score", NO_DELAY, score.off_delay)
    return _technical(alarm, rules)


def _limit(rule: LimitRule) -> RuleFacts:
    return RuleFacts(rule.side, rule.on_delay, rule.off_delay, rule.hysteresis, rule.window)


def _technical(alarm: Alarm, rules: AlarmRules) -> RuleFacts:
    for system in rules.systems:
        if system.rule_id == alarm.rule_id:
            return RuleFacts("system", system.on_delay, system.off_delay)
    found = {rules.silence.rule_id: RuleFacts("silence", rules.silence.after)}
    sensor = rules.sensor_off
    found[sensor.rule_id] = RuleFacts("sensor", sensor.on_delay, sensor.off_delay)
    if rules.missing is not None:
        found[rules.missing.rule_id] = RuleFacts("missing")
    if rules.battery is not None:
        found[rules.battery.rule_id] = RuleFacts("device", hysteresis=rules.battery.hysteresis_pct)
    if rules.clock is not None:
        found[rules.clock.rule_id] = RuleFacts("device", rules.clock.on_delay)
    return found.get(alarm.rule_id, RuleFacts())


def ladder_facts(alarm: Alarm, rules: AlarmRules) -> LadderFacts:
    """Where an alarm stands on the ladder, and who is told next."""
    ladder = rules.ladder
    number = next_rung(alarm, ladder)
    here = ladder[alarm.rung - 1].role if 0 < alarm.rung <= len(ladder) else ""
    return LadderFacts(
        rung=alarm.rung,
        role=here,
        told_at=alarm.rung_at,
        next_role=ladder[number - 1].role if number is not None else "",
        next_at=climbs_at(alarm, ladder),
    )
