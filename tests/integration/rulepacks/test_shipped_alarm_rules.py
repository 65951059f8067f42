"""The alarm rules that ship: each is exact on its edges and delays when the whole engine runs them."""

from pathlib import Path

import pytest
from helpers.alarm_bench import Bench, seconds

from hah_console.adapters.rulepacks.fields import RulePackInvalid
from hah_console.adapters.rulepacks.loader import alarm_rules_of, load_rule_packs
from hah_console.domain.alarm import AlarmState, Priority
from hah_console.domain.reading import Vital
from hah_console.domain.rulepack import LimitRule

PACKS = load_rule_packs(Path(__file__).parents[3] / "resources" / "rulepacks")
LIMITS = PACKS.alarms.limits
TENTH = 0.1


def beyond(rule: LimitRule) -> float:
    return round(rule.limit + (-TENTH if rule.side == "low" else TENTH), 1)


def back(rule: LimitRule) -> float:
    return round(rule.limit + (rule.hysteresis if rule.side == "low" else -rule.hysteresis), 1)


def patient_with(rule: LimitRule, value: float, for_s: float) -> Bench:
    bench = Bench(PACKS)
    bench.hear(for_s, **{rule.vital.value: value})
    return bench


every_limit = pytest.mark.parametrize("rule", LIMITS, ids=lambda rule: rule.rule_id)


@every_limit
def test_a_value_at_the_limit_never_alarms(rule: LimitRule) -> None:
    assert not patient_with(rule, rule.limit, 600).of(rule.rule_id)


@every_limit
def test_a_tenth_beyond_the_limit_alarms_after_the_delay_of_the_pack(rule: LimitRule) -> None:
    delay_s = rule.on_delay.total_seconds()
    assert not patient_with(rule, beyond(rule), delay_s).of(rule.rule_id)
    (alarm,) = patient_with(rule, beyond(rule), delay_s + 1).of(rule.rule_id)
    assert (alarm.state, alarm.priority, alarm.limit) == (AlarmState.ACTIVE, rule.priority, rule.limit)


@every_limit
def test_back_by_the_hysteresis_for_the_off_delay_it_ends_and_not_a_second_earlier(rule: LimitRule) -> None:
    bench = patient_with(rule, beyond(rule), 120)
    bench.acknowledge(rule.rule_id)
    off_s = (rule.off_delay + rule.window / 2).total_seconds()
    bench.hear(off_s, **{rule.vital.value: back(rule)})
    assert bench.states(rule.rule_id) == [AlarmState.ACKNOWLEDGED]
    bench.hear(1, **{rule.vital.value: back(rule)})
    assert bench.states(rule.rule_id) == [AlarmState.CLEARED]


@every_limit
def test_a_tenth_short_of_the_hysteresis_it_goes_on(rule: LimitRule) -> None:
    bench = patient_with(rule, beyond(rule), 120)
    short = round(back(rule) + (-TENTH if rule.side == "low" else TENTH), 1)
    bench.hear(600, **{rule.vital.value: short})
    assert bench.states(rule.rule_id) == [AlarmState.ACTIVE]


@pytest.mark.parametrize("vital", list(Vital), ids=lambda vital: vital.value)
def test_low_and_high_limits_of_a_vital_leave_room_between_them(vital: Vital) -> None:
    low = [back(rule) for rule in LIMITS if rule.vital is vital and rule.side == "low"]
    high = [back(rule) for rule in LIMITS if rule.vital is vital and rule.side == "high"]
    assert all(below < above for below in low for above in high)


def test_every_rule_has_an_id_of_its_own_and_some_hysteresis() -> None:
    rules = PACKS.alarms
    ids = [rule.rule_id for rule in (*rules.limits, *rules.scores, rules.silence, rules.sensor_off)]
    assert len(ids) == len(set(ids))
    assert all(rule.hysteresis > 0 for rule in LIMITS)


def test_nothing_waits_longer_than_the_silence_of_its_device() -> None:
    assert all(rule.on_delay < PACKS.alarms.silence.after for rule in LIMITS)
    assert PACKS.alarms.sensor_off.on_delay < PACKS.alarms.silence.after
    assert all(PACKS.news2.vital_validity[rule.vital] > rule.on_delay + rule.off_delay for rule in LIMITS)


def test_a_vital_of_three_points_in_the_chart_is_shown_at_once_even_inside_its_limit() -> None:
    bench = Bench(PACKS)
    bench.hear(1, spo2=91)
    assert [(alarm.rule_id, alarm.priority) for alarm in bench.open()] == [("news2_single", Priority.LOW)]
    bench.hear(1, spo2=91, rr=22)
    assert [(alarm.rule_id, alarm.priority) for alarm in bench.open()] == [("news2_urgent", Priority.MEDIUM)]


def test_every_limit_and_every_rule_of_the_score_is_told_once_and_again_when_worse() -> None:
    assert all(rule.lock > rule.on_delay and rule.lock_step > rule.hysteresis for rule in LIMITS)
    assert all(rule.lock and rule.lock_rise for rule in PACKS.alarms.scores)


def test_a_rule_set_of_before_there_were_locks_has_none() -> None:
    text = (Path(__file__).parents[3] / "resources" / "rulesets" / "alarms-2026-05.toml").read_text("utf-8")
    assert not any(rule.lock or rule.lock_step for rule in alarm_rules_of(text).limits)


@pytest.mark.parametrize(
    ("was", "wrong", "key"),
    [
        ("lock_step = 3\n", "lock_step = 0\n", "lock_step"),
        ("lock_step = 3\n", "", "lock_step"),
        ("at_least = 0\nsingle_item = 3\n", "at_least = 0\nsingle_item = 0\n", "at_least"),
    ],
)
def test_a_lock_without_a_step_and_a_rule_that_nothing_can_reach_are_refused(was: str, wrong: str, key: str) -> None:
    text = (Path(__file__).parents[3] / "resources" / "rulepacks" / "alarms-2026-11.toml").read_text("utf-8")
    assert was in text
    with pytest.raises(RulePackInvalid) as told:
        alarm_rules_of(text.replace(was, wrong, 1))
    assert key in str(told.value.facts["key"])


def test_the_silence_of_the_pack_is_raised_a_second_after_it() -> None:
    bench = Bench(PACKS)
    bench.hear(1, spo2=97)
    bench.wait(PACKS.alarms.silence.after.total_seconds())
    assert not bench.of("silence")
    bench.wait(1)
    assert bench.states("silence") == [AlarmState.ACTIVE]


def test_a_saturation_that_fell_by_what_the_pack_says_makes_its_sensor_urgent() -> None:
    fall = PACKS.alarms.sensor_off.falls[Vital.SPO2]
    for short, priority in ((0.0, Priority.HIGH), (TENTH, Priority.LOW)):
        bench = Bench(PACKS)
        bench.hear(10, spo2=99)
        bench.hear(10, spo2=99 - fall + short)
        bench.hear(PACKS.alarms.sensor_off.on_delay / seconds(1) + 1, off=frozenset({Vital.SPO2}))
        assert [alarm.priority for alarm in bench.of("sensor_off")] == [priority]
