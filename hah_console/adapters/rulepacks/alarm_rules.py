"""Reads an alarm rule pack: limits, scores, trends, technical lanes, the ladder and how long a shelf may last."""

from collections.abc import Mapping
from datetime import timedelta

from hah_console.adapters.rulepacks.fields import Fields
from hah_console.alarms.system import known_rules
from hah_console.domain.alarm import Priority
from hah_console.domain.reading import Vital
from hah_console.domain.rulepack import (
    AlarmRules,
    BatteryRule,
    ClockRule,
    LimitRule,
    MissingRule,
    Rung,
    ScoreRule,
    SensorRule,
    SilenceRule,
    SystemRule,
    TrendRule,
)

SIDES = frozenset({"low", "high"})


def read_alarm_rules(fields: Fields) -> AlarmRules:
    """The rules of a pack. Without limits, scores or trends it has none; everything technical must be there."""
    return AlarmRules(
        info=fields.info(),
        limits=_limits(fields),
        scores=tuple(_score(row) for row in fields.some_tables("score")),
        silence=_silence(fields.table("silence")),
        sensor_off=_sensor(fields.table("sensor_off")),
        load_window=fields.minutes("load_window_minutes"),
        load_limit=fields.whole("load_limit"),
        trends=tuple(_trend(row) for row in fields.some_tables("trend")),
        missing=_missing(fields.table("vital_missing")),
        battery=_battery(fields.table("battery")),
        clock=_clock(fields.table("clock_skew")),
        systems=tuple(_system(row) for row in fields.tables("system")),
        ladder=_ladder(fields),
        longest_shelf=_shelving(fields.table("shelve")),
        signal_delay=fields.seconds("signal_delay_s"),
    )


def _limits(fields: Fields) -> tuple[LimitRule, ...]:
    """Of one vital every lower limit lies below every upper one: no value may breach both sides."""
    limits: list[LimitRule] = []
    for row in fields.some_tables("limit"):
        one = _limit(row)
        both = [(one, other) if one.side == "low" else (other, one) for other in limits if other.vital is one.vital]
        if any(low.limit >= high.limit for low, high in both if low.side != high.side):
            raise row.wrong("limit", "beyond_other_side")
        limits.append(one)
    return tuple(limits)


def _side(row: Fields) -> str:
    side = row.text("side")
    if side not in SIDES:
        raise row.wrong("side", "unknown_word")
    return side


def _limit(row: Fields) -> LimitRule:
    return LimitRule(
        rule_id=row.text("rule_id"),
        vital=row.one_of("vital", Vital),
        side=_side(row),
        limit=row.number("limit"),
        hysteresis=row.number("hysteresis"),
        priority=row.priority("priority"),
        on_delay=row.seconds("on_delay_s"),
        off_delay=row.seconds("off_delay_s"),
        window=row.seconds("median_s"),
    )


def _score(row: Fields) -> ScoreRule:
    return ScoreRule(
        rule_id=row.text("rule_id"),
        score=row.text("score"),
        at_least=row.whole("at_least"),
        single_item=row.whole("single_item"),
        priority=row.priority("priority"),
        off_delay=row.seconds("off_delay_s"),
        lock=row.hours("lock_hours"),
        lock_rise=row.whole("lock_rise"),
    )


def _trend(row: Fields) -> TrendRule:
    return TrendRule(
        rule_id=row.text("rule_id"),
        vital=row.one_of("vital", Vital),
        side=_side(row),
        change=row.number("change"),
        at_least_at=row.number("at_least_at"),
        hysteresis=row.number("hysteresis"),
        within=row.minutes("within_minutes"),
        priority=row.priority("priority"),
        on_delay=row.seconds("on_delay_s"),
        off_delay=row.seconds("off_delay_s"),
    )


def _silence(row: Fields) -> SilenceRule:
    return SilenceRule(
        row.text("rule_id"), row.minutes("after_minutes"), row.priority("priority"), row.seconds("grace_s")
    )


def _sensor(row: Fields) -> SensorRule:
    falls = row.table("fall")
    return SensorRule(
        rule_id=row.text("rule_id"),
        on_delay=row.seconds("on_delay_s"),
        off_delay=row.seconds("off_delay_s"),
        priority=row.priority("priority"),
        fall_priority=row.priority("fall_priority"),
        falls={vital: falls.number(vital.value) for vital in _vitals(falls)},
        fall_within=row.seconds("fall_within_s"),
    )


def _missing(row: Fields) -> MissingRule:
    minutes = row.table("after_minutes")
    after = {vital: minutes.minutes(vital.value) for vital in _vitals(minutes)}
    return MissingRule(row.text("rule_id"), row.priority("priority"), after)


def _battery(row: Fields) -> BatteryRule:
    return BatteryRule(
        row.text("rule_id"), row.priority("priority"), row.whole("limit_pct"), row.whole("hysteresis_pct")
    )


def _clock(row: Fields) -> ClockRule:
    return ClockRule(row.text("rule_id"), row.priority("priority"), row.seconds("limit_s"), row.seconds("on_delay_s"))


def _system(row: Fields) -> SystemRule:
    if row.text("rule_id") not in known_rules():
        raise row.wrong("rule_id", "unknown_word")
    return SystemRule(
        rule_id=row.text("rule_id"),
        priority=row.priority("priority"),
        on_delay=row.seconds("on_delay_s"),
        off_delay=row.seconds("off_delay_s"),
        limit=row.number_or("limit", 0.0),
        share=row.number_or("share", 0.0),
    )


def _ladder(fields: Fields) -> tuple[Rung, ...]:
    rungs = tuple(_rung(row) for row in fields.tables("rung"))
    times = [rung.after for rung in rungs]
    if times != sorted(set(times)):
        raise fields.wrong("rung", "not_rising")
    return rungs


def _rung(row: Fields) -> Rung:
    return Rung(row.minutes("after_minutes"), row.text("role"), row.truth("sound"), row.priority("priority"))


def _shelving(row: Fields) -> Mapping[Priority, timedelta]:
    return {priority: row.minutes(f"{priority.name.lower()}_minutes") for priority in Priority}


def _vitals(row: Fields) -> tuple[Vital, ...]:
    known = {vital.value for vital in Vital}
    for key in row.keys():  # noqa: SIM118  Fields is not a mapping
        if key not in known:
            raise row.wrong(key, "unknown_word")
    return tuple(Vital(key) for key in row.keys())  # noqa: SIM118
