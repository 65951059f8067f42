"""A condition must last before it alarms and be gone for a while before it ends, whatever the clocks do."""

import pytest
from helpers.alarm_bench import NO_OFF, Bench, limit, minutes, packs, seconds

from hah_console.domain.alarm import AlarmState
from hah_console.domain.reading import Vital

ACTIVE, LATCHED = AlarmState.ACTIVE, AlarmState.LATCHED
SPO2_OFF = frozenset({Vital.SPO2})


@pytest.mark.parametrize("on_s", [0, 1, 15, 30, 60])
def test_an_alarm_comes_at_the_end_of_its_delay_and_not_a_second_earlier(on_s: int) -> None:
    bench = Bench(packs([limit(Vital.SPO2, "low", 90, 1, on_s=on_s)]))
    bench.hear(spo2=86)
    bench.hear(on_s - 1, spo2=86)
    assert bool(bench.alarms) is (on_s == 0)
    bench.hear(min(on_s, 1), spo2=86)
    assert bench.states("spo2_low") == [ACTIVE]


def test_a_dip_shorter_than_the_delay_raises_nothing() -> None:
    bench = Bench()
    for _ in range(20):
        bench.hear(14, spo2=86)
        bench.hear(1, spo2=91)
    assert not bench.alarms


def test_back_at_the_limit_itself_the_delay_begins_again() -> None:
    bench = Bench()
    for _ in range(20):
        bench.hear(14, spo2=86)
        bench.hear(1, spo2=90)
    assert not bench.alarms


@pytest.mark.parametrize("off_s", [0, 1, 30, 60])
def test_an_alarm_ends_at_the_end_of_its_off_delay_and_not_a_second_earlier(off_s: int) -> None:
    bench = Bench(packs([limit(Vital.SPO2, "low", 90, 1, off_s=off_s)]))
    bench.hear(30, spo2=86)
    bench.hear(spo2=91)
    bench.hear(off_s - 1, spo2=91)
    assert bench.states("spo2_low") == [LATCHED if off_s == 0 else ACTIVE]
    bench.hear(min(off_s, 1), spo2=91)
    assert bench.states("spo2_low") == [LATCHED]


@pytest.mark.parametrize("between", [90, 90.9])
def test_between_limit_and_hysteresis_an_alarm_goes_on_and_its_ending_begins_again(between: float) -> None:
    bench = Bench()
    bench.hear(30, spo2=86)
    for _ in range(10):
        bench.hear(29, spo2=97)
        bench.hear(1, spo2=between)
    assert bench.states("spo2_low") == [ACTIVE]


def test_one_value_beyond_the_limit_during_the_ending_begins_it_again() -> None:
    bench = Bench()
    bench.hear(30, spo2=86)
    for _ in range(10):
        bench.hear(29, spo2=97)
        bench.hear(1, spo2=89)
    assert bench.kinds("spo2_low") == ["raised"]


def test_a_monitor_that_measures_once_in_ten_minutes_alarms_after_the_delay_and_not_at_its_next_value() -> None:
    bench = Bench()
    bench.hear(spo2=80)
    bench.wait(14)
    assert not bench.alarms
    bench.wait(1)
    assert bench.states("spo2_low") == [ACTIVE]


def test_a_sensor_that_falls_off_during_the_delay_does_not_withdraw_the_condition() -> None:
    bench = Bench()
    bench.hear(10, spo2=80)
    bench.hear(30, off=SPO2_OFF)
    assert not bench.of("spo2_low")
    bench.hear(1, spo2=80)
    assert bench.states("spo2_low") == [ACTIVE]


def test_one_good_value_and_then_silence_does_not_end_an_alarm() -> None:
    bench = Bench()
    bench.hear(30, spo2=86)
    bench.hear(1, spo2=97)
    bench.wait(9 * 60)
    assert bench.states("spo2_low") == [ACTIVE]


def test_values_that_were_kept_and_come_late_alarm_by_their_own_times() -> None:
    bench = Bench()
    bench.hear(spo2=97)
    kept = []
    for value in [86] * 20 + [97] * 60:
        bench.now += seconds(1)
        kept.append(bench.reading(spo2=value))
    bench.now += minutes(5)
    for reading in kept:
        bench.take(reading)
    assert bench.kinds("spo2_low") == ["raised", "ended"]
    assert bench.states("spo2_low") == [LATCHED]


def test_a_short_dip_that_was_kept_and_comes_late_raises_nothing() -> None:
    bench = Bench()
    kept = []
    for value in [97] * 5 + [86] * 5 + [97] * 5:
        bench.now += seconds(1)
        kept.append(bench.reading(spo2=value))
    bench.now += minutes(5)
    for reading in kept:
        bench.take(reading)
    assert not bench.alarms


def test_a_reading_out_of_order_neither_withdraws_nor_raises() -> None:
    bench = Bench()
    bench.hear(spo2=97)
    good, bad = bench.reading(spo2=98), bench.reading(spo2=70)
    bench.hear(10, spo2=86)
    bench.take(good)
    bench.hear(10, spo2=86)
    assert bench.states("spo2_low") == [ACTIVE]
    other = Bench()
    other.hear(60, spo2=97)
    other.take(bad)
    other.wait(60)
    assert not other.alarms


def test_a_reading_delivered_twice_counts_once() -> None:
    bench = Bench()
    bench.hear(spo2=86)
    again = bench.reading(spo2=86)
    for _ in range(100):
        bench.take(again)
    assert not bench.alarms


@pytest.mark.parametrize("back", [seconds(30), minutes(5), minutes(60)])
def test_a_device_clock_that_is_set_back_keeps_no_alarm_waiting(back) -> None:
    bench = Bench()
    bench.hear(60, spo2=97)
    bench.device_is_off_by = -back
    bench.hear(1 + 15, spo2=80)
    assert bench.states("spo2_low") == [ACTIVE]


def test_a_device_clock_that_is_set_back_during_the_delay_does_not_begin_it_again() -> None:
    bench = Bench()
    bench.hear(10, spo2=80)
    bench.device_is_off_by = -minutes(30)
    bench.hear(6, spo2=80)
    assert bench.states("spo2_low") == [ACTIVE]


def test_a_device_clock_that_is_set_back_during_the_ending_does_not_hold_the_alarm_for_long() -> None:
    bench = Bench()
    bench.hear(30, spo2=86)
    bench.hear(10, spo2=97)
    bench.device_is_off_by = -minutes(30)
    bench.hear(31, spo2=97)
    assert bench.states("spo2_low") == [LATCHED]


def test_a_device_clock_that_jumps_ahead_can_only_make_an_alarm_earlier() -> None:
    bench = Bench()
    bench.hear(2, spo2=86)
    bench.device_is_off_by = minutes(4)
    bench.hear(1, spo2=86)
    assert bench.states("spo2_low") == [ACTIVE]


@pytest.mark.parametrize("step", [-minutes(60), -seconds(5), minutes(60)])
def test_a_step_of_the_services_own_clock_keeps_no_alarm_waiting(step) -> None:
    bench = Bench()
    bench.hear(10, spo2=80)
    bench.now += step
    bench.device_is_off_by = -step
    bench.hear(6, spo2=80)
    assert bench.states("spo2_low") == [ACTIVE]


def test_a_wrong_device_clock_that_stays_wrong_changes_no_delay() -> None:
    for wrong in (-minutes(30), minutes(4)):
        bench = Bench(device_is_off_by=wrong)
        bench.hear(15, spo2=86)
        assert not bench.of("spo2_low")
        bench.hear(1, spo2=86)
        assert bench.states("spo2_low") == [ACTIVE]


def test_a_second_device_with_a_right_clock_is_not_covered_by_values_from_before() -> None:
    bench = Bench()
    bench.hear(30, spo2=97)
    for _ in range(16):
        bench.now += seconds(1)
        bench.take(bench.reading(NO_OFF, "D2", spo2=80))
    assert bench.states("spo2_low") == [ACTIVE]
