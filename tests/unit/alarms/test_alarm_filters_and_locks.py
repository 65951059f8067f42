"""Medians, trends, the lock of a score, and the delays as they are disclosed."""

from dataclasses import replace

from helpers.alarm_bench import LIMITS, PATIENT, SCORES, START, Bench, limit, minutes, packs, seconds

from hah_console.alarms.delays import delays_of
from hah_console.alarms.windows import median_towards
from hah_console.domain.alarm import AlarmState, Priority
from hah_console.domain.reading import Consciousness, StaffObservation, Vital
from hah_console.domain.rulepack import RulePacks, ScoreRule, TrendRule

ACTIVE = AlarmState.ACTIVE
MEDIAN = replace(limit(Vital.SPO2, "low", 90, 1, on_s=15), window=seconds(10))
FALLING = TrendRule("spo2_falling", Vital.SPO2, "low", 4, 93, 1, minutes(30), Priority.MEDIUM, seconds(60), seconds(60))
LOCKED = tuple(replace(rule, lock=minutes(720), lock_rise=2) for rule in SCORES)


def locked_bench(rules: tuple[ScoreRule, ...] = LOCKED) -> Bench:
    """Somebody has entered that she is alert and breathes air, so that a score can end."""
    return Bench(packs((), rules), observation=StaffObservation(PATIENT, START, Consciousness.ALERT, on_oxygen=False))


def with_trend(trend: TrendRule = FALLING) -> RulePacks:
    made = packs(())
    return replace(made, alarms=replace(made.alarms, trends=(trend,)))


def five_points(bench: Bench, for_s: int = 1) -> None:
    bench.hear(for_s, spo2=93, rr=22, sbp=105, hr=80, temp=37.0)


def well(bench: Bench, for_s: int = 301) -> None:
    bench.hear(for_s, spo2=97, rr=16, sbp=128, hr=80, temp=37.0)


def seen_and_over(bench: Bench) -> None:
    """Somebody takes the alarm, and the patient recovers."""
    for alarm in bench.open():
        bench.alarms[alarm.alarm_id] = alarm.acknowledged("u-1", bench.now)
    well(bench)


def test_one_wild_value_is_no_breach() -> None:
    bench = Bench(packs([replace(MEDIAN, on_delay=seconds(0))]))
    for _ in range(20):
        bench.hear(9, spo2=97)
        bench.hear(1, spo2=45)
    assert not bench.alarms


def test_the_median_delays_by_half_of_its_window() -> None:
    bench = Bench(packs([MEDIAN]))
    bench.hear(60, spo2=97)
    bench.hear(19, spo2=85)
    assert not bench.of("spo2_low")
    bench.hear(1, spo2=85)
    (alarm,) = bench.of("spo2_low")
    assert (alarm.state, alarm.value) == (ACTIVE, 85)


def test_a_monitor_that_measures_seldom_is_not_filtered() -> None:
    bench = Bench(packs([replace(MEDIAN, on_delay=seconds(0))]))
    bench.hear(60, every_s=60, spo2=97)
    bench.hear(60, every_s=60, spo2=85)
    assert bench.states("spo2_low") == [ACTIVE]


def test_of_an_even_number_the_median_is_the_one_nearer_to_the_limit() -> None:
    at = Bench().now
    points = tuple((at + seconds(n), float(value)) for n, value in enumerate((1, 9, 2, 8)))
    assert median_towards(points, seconds(60), "low") == 2
    assert median_towards(points, seconds(60), "high") == 8
    assert median_towards(points, seconds(2), "high") == 8


def test_a_fall_is_an_alarm_after_its_delay_when_it_went_far_enough() -> None:
    bench = Bench(with_trend())
    bench.hear(600, every_s=10, spo2=97)
    bench.hear(61, spo2=94)
    assert not bench.alarms
    bench.hear(60, spo2=93)
    assert not bench.alarms
    bench.hear(1, spo2=93)
    (alarm,) = bench.of("spo2_falling")
    assert (alarm.value, alarm.limit, alarm.priority) == (93, 93, Priority.MEDIUM)


def test_who_was_always_low_has_not_fallen() -> None:
    bench = Bench(with_trend())
    bench.hear(3600, every_s=10, spo2=92)
    assert not bench.alarms


def test_a_fall_longer_ago_than_the_time_looked_at_is_none() -> None:
    bench = Bench(with_trend())
    bench.hear(60, spo2=97)
    bench.hear(1800, every_s=10, spo2=94)
    bench.hear(120, spo2=93)
    assert not bench.alarms


def test_a_rise_is_a_trend_on_the_other_side() -> None:
    rising = TrendRule(
        "hr_rising", Vital.HEART_RATE, "high", 30, 110, 5, minutes(30), Priority.LOW, seconds(0), seconds(0)
    )
    bench = Bench(with_trend(rising))
    bench.hear(60, hr=80)
    bench.hear(10, hr=109)
    assert not bench.alarms
    bench.hear(1, hr=110)
    assert bench.states("hr_rising") == [ACTIVE]


def test_the_first_alarm_of_a_score_is_never_locked_and_the_same_again_is() -> None:
    bench = locked_bench()
    five_points(bench)
    assert bench.kinds("news2_urgent") == ["raised"]
    seen_and_over(bench)
    five_points(bench, 60)
    assert bench.kinds("news2_urgent") == ["raised", "ended", "raised"]
    assert [(alarm.priority, alarm.heard) for alarm in bench.open()] == [(Priority.LOW, False)]


def test_a_locked_score_that_rises_is_raised_at_once() -> None:
    bench = locked_bench(tuple(replace(rule, at_least=9) if rule.at_least == 7 else rule for rule in LOCKED))
    five_points(bench)
    seen_and_over(bench)
    bench.hear(1, spo2=93, rr=22, sbp=105, hr=95, temp=37.0)
    assert [alarm.priority for alarm in bench.open()] == [Priority.LOW]
    bench.hear(1, spo2=93, rr=22, sbp=105, hr=95, temp=38.5)
    assert [(alarm.priority, alarm.value) for alarm in bench.open()] == [(Priority.MEDIUM, 7)]


def test_a_more_urgent_score_breaks_the_lock() -> None:
    bench = locked_bench()
    five_points(bench)
    seen_and_over(bench)
    bench.hear(1, spo2=93, rr=22, sbp=105, hr=95, temp=38.5)
    assert [(alarm.rule_id, alarm.priority) for alarm in bench.open()] == [("news2_emergency", Priority.HIGH)]


def test_another_item_enough_by_itself_breaks_the_lock() -> None:
    bench = locked_bench()
    bench.hear(1, spo2=90, rr=16, sbp=128, hr=80, temp=37.0)
    seen_and_over(bench)
    bench.hear(1, spo2=90, rr=16, sbp=128, hr=80, temp=37.0)
    assert [alarm.heard for alarm in bench.open()] == [False]
    bench.hear(1, spo2=97, rr=26, sbp=128, hr=80, temp=37.0)
    assert [alarm.trigger.item for alarm in bench.open() if alarm.trigger] == ["respiratory_rate"]


def test_when_the_lock_ends_what_still_holds_is_raised() -> None:
    rules = tuple(replace(rule, lock=minutes(30)) for rule in LOCKED)
    bench = locked_bench(rules)
    five_points(bench)
    raised_at = bench.now
    seen_and_over(bench)
    while bench.now < raised_at + minutes(30) - seconds(10):
        bench.hear(10, every_s=10, spo2=93, rr=22, sbp=105, hr=80, temp=37.0)
    assert [alarm.heard for alarm in bench.open()] == [False]
    five_points(bench, 11)
    assert [(alarm.heard, alarm.raised_at - raised_at) for alarm in bench.open()] == [(True, minutes(30))]


def test_the_delays_are_those_of_the_pack() -> None:
    made = packs([MEDIAN, *LIMITS[3:]], SCORES)
    delays = {one.rule_id: one for one in delays_of(replace(made.alarms, signal_delay=seconds(2)))}
    assert delays["spo2_low"].condition == seconds(15 + 5)
    assert delays["spo2_low"].signal == seconds(2)
    assert delays["sbp_low"].condition == delays["news2_urgent"].condition == seconds(0)
    assert delays["silence"].condition == minutes(10)
