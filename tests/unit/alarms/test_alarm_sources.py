"""Silence and sensors that are off: states of their own, never values, and one notice instead of many."""

import pytest
from helpers.alarm_bench import Bench, minutes, own_limit, seconds

from hah_console.domain.alarm import AlarmState, Lane, Priority
from hah_console.domain.reading import Quality, Vital

ACTIVE, LATCHED, CLEARED = AlarmState.ACTIVE, AlarmState.LATCHED, AlarmState.CLEARED
SPO2_OFF = frozenset({Vital.SPO2})
PULSE_OFF = frozenset({Vital.HEART_RATE})


def test_silence_alarms_when_the_time_of_the_pack_is_exceeded_and_not_when_it_is_reached() -> None:
    bench = Bench()
    bench.hear(spo2=97)
    bench.wait(600)
    assert not bench.alarms
    bench.wait(1)
    (alarm,) = bench.of("silence")
    assert (alarm.state, alarm.lane, alarm.priority, alarm.limit) == (ACTIVE, Lane.TECHNICAL, Priority.MEDIUM, 10.0)


def test_a_device_that_was_never_heard_is_silent_from_the_beginning_of_the_watch() -> None:
    bench = Bench()
    bench.wait(600)
    assert not bench.alarms
    bench.wait(1)
    assert bench.states("silence") == [ACTIVE]


def test_any_vital_ends_the_silence_and_it_does_not_latch() -> None:
    bench = Bench()
    bench.wait(700)
    bench.hear(temp=37.0)
    assert bench.states("silence") == [CLEARED]


def test_a_sensor_that_is_off_is_not_silence() -> None:
    bench = Bench()
    bench.hear(1200, every_s=10, off=SPO2_OFF)
    assert not bench.of("silence")


def test_silence_that_returns_is_a_new_alarm() -> None:
    bench = Bench()
    for _ in range(2):
        bench.wait(700)
        bench.hear(spo2=97)
    assert bench.states("silence") == [CLEARED, CLEARED]


@pytest.mark.parametrize("late", [minutes(10) + seconds(1), minutes(60), minutes(8 * 60)])
def test_a_device_that_delivers_only_old_values_is_silent(late) -> None:
    bench = Bench(device_is_off_by=-late)
    bench.hear(60, spo2=97)
    assert bench.states("silence") == [ACTIVE]


def test_a_device_with_a_slow_clock_alarms_as_long_as_its_values_are_valid() -> None:
    bench = Bench(device_is_off_by=-minutes(60))
    bench.hear(60, spo2=80)
    assert bench.states("spo2_low") == [ACTIVE]


def test_values_that_were_kept_end_the_silence_only_when_they_reach_the_present() -> None:
    bench = Bench()
    bench.hear(spo2=97)
    kept = []
    for _ in range(30):
        bench.now += minutes(1)
        kept.append(bench.reading(spo2=97))
        bench.look()
    for reading in kept[:15]:
        bench.take(reading)
    assert bench.states("silence") == [ACTIVE]
    for reading in kept[15:]:
        bench.take(reading)
    assert bench.states("silence") == [CLEARED]


def test_a_service_whose_clock_was_set_back_does_not_take_silence_for_the_future() -> None:
    bench = Bench()
    bench.hear(60, spo2=97)
    bench.now -= minutes(120)
    bench.look()
    assert bench.states("silence") == [ACTIVE]


def test_a_device_clock_that_is_a_little_ahead_is_not_silence() -> None:
    bench = Bench(device_is_off_by=minutes(5))
    bench.hear(60, spo2=97)
    assert not bench.alarms


def test_silence_neither_ends_nor_begins_the_sensor_alarms_of_the_same_device() -> None:
    bench = Bench()
    bench.hear(61, off=SPO2_OFF)
    bench.hear(1, off=SPO2_OFF | PULSE_OFF)
    assert [alarm.subject for alarm in bench.of("sensor_off")] == ["spo2"]
    bench.now += minutes(11)
    bench.wait(600)
    assert bench.states("silence") == [ACTIVE]
    assert [(alarm.subject, alarm.state) for alarm in bench.of("sensor_off")] == [("spo2", ACTIVE)]


def test_silence_does_not_touch_what_is_known_of_the_patient() -> None:
    bench = Bench()
    bench.hear(30, spo2=80)
    bench.wait(3 * 3600, every_s=60)
    assert bench.states("spo2_low") == [ACTIVE]
    assert bench.states("silence") == [ACTIVE]


def test_a_sensor_off_alarms_after_its_delay_and_ends_after_its_own() -> None:
    bench = Bench()
    bench.hear(60, off=SPO2_OFF)
    assert not bench.alarms
    bench.hear(1, off=SPO2_OFF)
    (alarm,) = bench.of("sensor_off")
    assert (alarm.state, alarm.lane, alarm.priority) == (ACTIVE, Lane.TECHNICAL, Priority.LOW)
    bench.hear(30, spo2=97)
    assert bench.states("sensor_off") == [ACTIVE]
    bench.hear(1, spo2=97)
    assert bench.states("sensor_off") == [CLEARED]


def test_a_sensor_that_is_off_has_no_value_and_keeps_its_three_times() -> None:
    bench = Bench()
    bench.hear(5, off=SPO2_OFF)
    last = bench.latest.values[Vital.SPO2]
    assert (last.value, last.quality) == (None, Quality.SENSOR_OFF)
    assert last.received_at - last.changed_at == seconds(4)


def test_a_sensor_that_falls_off_after_a_fall_of_the_value_is_of_high_priority_and_latches() -> None:
    bench = Bench()
    for value in (96, 95, 94, 93, 92):
        bench.hear(10, spo2=value)
    bench.hear(61, off=SPO2_OFF)
    assert bench.of("sensor_off")[0].priority is Priority.HIGH
    bench.hear(60, spo2=95)
    assert bench.states("sensor_off") == [LATCHED]


def test_a_fall_by_less_or_longer_ago_leaves_the_priority_low() -> None:
    less = Bench()
    for value in (96, 94, 93):
        less.hear(10, spo2=value)
    less.hear(61, off=SPO2_OFF)
    assert less.of("sensor_off")[0].priority is Priority.LOW
    long_ago = Bench()
    long_ago.hear(10, spo2=97)
    long_ago.hear(15 * 60 + 10, spo2=93, every_s=10)
    long_ago.hear(61, off=SPO2_OFF)
    assert long_ago.of("sensor_off")[0].priority is Priority.LOW


def test_a_pulse_that_moves_as_in_health_is_no_fall() -> None:
    bench = Bench()
    for value in (96, 88, 80, 72):
        bench.hear(10, hr=value)
    bench.hear(61, off=PULSE_OFF)
    assert bench.of("sensor_off")[0].priority is Priority.LOW


def test_a_fall_is_remembered_across_a_device_clock_that_is_set_back() -> None:
    bench = Bench()
    bench.hear(10, spo2=97)
    bench.device_is_off_by = -minutes(5)
    for value in (97, 95, 92):
        bench.hear(10, spo2=value)
    bench.hear(61, off=SPO2_OFF)
    assert bench.of("sensor_off")[0].priority is Priority.HIGH


def test_every_sensor_has_an_alarm_of_its_own() -> None:
    bench = Bench()
    bench.hear(61, off=SPO2_OFF | PULSE_OFF)
    assert {alarm.subject for alarm in bench.of("sensor_off")} == {"spo2", "hr"}


def test_a_sensor_off_never_ends_the_alarm_of_its_vital() -> None:
    bench = Bench()
    bench.hear(30, spo2=80)
    bench.hear(3600, every_s=10, off=SPO2_OFF)
    assert bench.states("spo2_low") == [ACTIVE]


def test_an_own_limit_does_not_hide_a_sensor_that_is_off() -> None:
    own = own_limit(Vital.SPO2, "low", 50, Bench().now, Bench().now + minutes(600))
    bench = Bench(limits=(own,))
    bench.hear(61, off=SPO2_OFF)
    assert bench.states("sensor_off") == [ACTIVE]
