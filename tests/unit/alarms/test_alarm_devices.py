"""Monitors themselves: battery, clock, a vital that drops out, and the link to the home."""

import pytest
from helpers.alarm_bench import START, Bench

from hah_console.domain.alarm import AlarmState, Lane, Priority
from hah_console.domain.device_status import DeviceStatus
from hah_console.domain.ids import DeviceId, PatientId
from hah_console.domain.reading import Vital

ACTIVE, CLEARED = AlarmState.ACTIVE, AlarmState.CLEARED


def monitor(battery: int | None = 80, skew_s: float | None = 0.0, name: str = "D1") -> DeviceStatus:
    return DeviceStatus(DeviceId(name), PatientId("P1"), START, 1, battery_pct=battery, skew_s=skew_s)


def test_a_low_battery_is_technical_and_ends_above_its_hysteresis() -> None:
    bench = Bench(devices=(monitor(battery=16),))
    bench.hear(5, spo2=97)
    assert not bench.of("battery_low")
    for charge, states in ((15, [ACTIVE]), (19, [ACTIVE]), (20, [CLEARED])):
        bench.devices = (monitor(battery=charge),)
        bench.hear(1, spo2=97)
        assert bench.states("battery_low") == states
    (alarm,) = bench.of("battery_low")
    assert (alarm.lane, alarm.priority, alarm.value, alarm.limit) == (Lane.TECHNICAL, Priority.LOW, 15, 15)


def test_the_lowest_battery_of_several_monitors_counts_and_an_untold_one_does_not() -> None:
    bench = Bench(devices=(monitor(battery=None), monitor(battery=9, name="D2")))
    bench.hear(1, spo2=97)
    assert bench.states("battery_low") == [ACTIVE]


@pytest.mark.parametrize("left", [(), (monitor(battery=None),)])
def test_the_battery_of_a_monitor_that_is_no_longer_hers_is_no_alarm(left: tuple[DeviceStatus, ...]) -> None:
    bench = Bench(devices=(monitor(battery=None), monitor(battery=9, name="D2")))
    bench.hear(1, spo2=97)
    bench.devices = left
    bench.wait(1)
    assert bench.states("battery_low") == [CLEARED]


def test_what_is_wrong_with_a_monitor_given_back_ends_although_nobody_is_heard_any_more() -> None:
    bench = Bench(devices=(monitor(battery=9, skew_s=400),))
    bench.hear(61, spo2=97)
    bench.wait(1200, every_s=10)
    assert [bench.states(rule) for rule in ("battery_low", "clock_skew", "silence")] == [[ACTIVE], [ACTIVE], [ACTIVE]]
    bench.devices = ()
    bench.wait(1)
    assert [bench.states(rule) for rule in ("battery_low", "clock_skew", "silence")] == [[CLEARED], [CLEARED], [ACTIVE]]


@pytest.mark.parametrize("skew_s", [300, -3600])
def test_a_monitor_whose_clock_is_off_is_an_alarm_after_its_delay(skew_s: float) -> None:
    bench = Bench(devices=(monitor(skew_s=skew_s),))
    bench.hear(60, spo2=97)
    assert not bench.of("clock_skew")
    bench.hear(1, spo2=97)
    (alarm,) = bench.of("clock_skew")
    assert (alarm.state, alarm.value, alarm.limit) == (ACTIVE, skew_s, 300)
    bench.devices = (monitor(skew_s=299),)
    bench.hear(1, spo2=97)
    assert bench.states("clock_skew") == [CLEARED]


def test_a_vital_that_disappears_while_others_go_on_is_an_alarm() -> None:
    bench = Bench()
    bench.hear(10, spo2=97, hr=80)
    bench.hear(300, hr=80)
    assert not bench.of("vital_missing")
    bench.hear(1, hr=80)
    (alarm,) = bench.of("vital_missing")
    assert (alarm.subject, alarm.state, alarm.lane) == ("spo2", ACTIVE, Lane.TECHNICAL)
    bench.hear(1, spo2=97, hr=80)
    assert bench.states("vital_missing") == [CLEARED]


def test_what_was_never_measured_or_is_off_or_silent_altogether_is_not_missing() -> None:
    never, off, silent = Bench(), Bench(), Bench()
    never.hear(900, every_s=10, hr=80)
    off.hear(10, spo2=97, hr=80)
    off.hear(900, every_s=10, off=frozenset({Vital.SPO2}), hr=80)
    off.hear(900, every_s=10, hr=80)
    silent.hear(10, spo2=97, hr=80)
    silent.wait(1200, every_s=10)
    assert not never.of("vital_missing")
    assert not off.of("vital_missing")
    assert [alarm.rule_id for alarm in silent.open()] == ["silence"]


def test_a_home_whose_link_is_lost_is_one_notice_of_the_link_and_none_of_its_monitors() -> None:
    bench = Bench(devices=(monitor(battery=80),))
    bench.hear(10, spo2=97, hr=80)
    bench.link_lost = True
    bench.devices = (monitor(battery=5),)
    bench.wait(3600, every_s=10)
    assert not bench.open()


def test_after_the_link_came_back_a_monitor_has_the_grace_of_the_pack_to_be_heard() -> None:
    for heard in (True, False):
        bench = Bench()
        bench.hear(10, spo2=97)
        bench.link_lost = True
        bench.wait(3600, every_s=10)
        bench.link_lost, bench.linked_since = False, bench.now
        bench.wait(60)
        assert not bench.of("silence")
        if heard:
            bench.hear(2, spo2=97)
        else:
            bench.wait(2)
        assert bench.states("silence") == ([] if heard else [ACTIVE])


def test_a_link_that_is_lost_hides_nothing_of_the_patient() -> None:
    bench = Bench()
    bench.hear(10, spo2=86)
    bench.link_lost = True
    bench.wait(10)
    assert bench.states("spo2_low") == [ACTIVE]
