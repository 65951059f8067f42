"""The course of one alarm through the whole engine: raised, taken, ended, back, worse, and across a restart."""

import pytest
from helpers.alarm_bench import NURSE, SCORES, Bench, packs

from hah_console.alarms.finding import NO_DELAY, Finding, Signal, alarm_key
from hah_console.alarms.stages.delay import Reason
from hah_console.alarms.stages.inhibit import inhibit_children
from hah_console.domain.alarm import AlarmState, Lane, Priority

ACTIVE, ACKNOWLEDGED = AlarmState.ACTIVE, AlarmState.ACKNOWLEDGED
LATCHED, CLEARED = AlarmState.LATCHED, AlarmState.CLEARED


def test_an_alarm_carries_its_rule_version_value_limit_and_moment() -> None:
    bench = Bench()
    bench.hear(16, spo2=86)
    (alarm,) = bench.of("spo2_low")
    assert (alarm.subject, alarm.value, alarm.limit, alarm.rules_version) == ("spo2", 86, 90, "bench-1")
    assert (alarm.raised_at, alarm.priority, alarm.lane) == (bench.now, Priority.HIGH, Lane.PHYSIOLOGICAL)


def test_a_condition_that_goes_on_raises_one_alarm_only() -> None:
    bench = Bench()
    bench.hear(3600, every_s=5, spo2=86)
    assert bench.kinds("spo2_low") == ["raised"]


def test_a_taken_alarm_stays_while_its_condition_does_and_clears_with_it() -> None:
    bench = Bench()
    bench.hear(30, spo2=86)
    bench.acknowledge("spo2_low")
    bench.hear(600, spo2=85)
    assert bench.states("spo2_low") == [ACKNOWLEDGED]
    bench.hear(31, spo2=97)
    (alarm,) = bench.of("spo2_low")
    assert (alarm.state, alarm.acknowledged_by, alarm.cleared_at) == (CLEARED, NURSE, bench.now)


def test_after_its_end_the_same_condition_raises_a_new_alarm_that_waits_for_somebody() -> None:
    bench = Bench()
    bench.hear(30, spo2=86)
    bench.acknowledge("spo2_low")
    bench.hear(60, spo2=97)
    bench.hear(30, spo2=86)
    assert bench.states("spo2_low") == [CLEARED, ACTIVE]
    assert len({alarm.alarm_id for alarm in bench.of("spo2_low")}) == 2


def test_an_alarm_nobody_saw_waits_after_its_condition_and_comes_back_as_the_same_one() -> None:
    bench = Bench()
    bench.hear(30, spo2=86)
    raised_at = bench.of("spo2_low")[0].raised_at
    bench.hear(60, spo2=97)
    assert bench.states("spo2_low") == [LATCHED]
    bench.hear(30, spo2=82)
    (alarm,) = bench.of("spo2_low")
    assert (alarm.state, alarm.value, alarm.cleared_at, alarm.raised_at) == (ACTIVE, 82, None, raised_at)
    assert bench.kinds("spo2_low") == ["raised", "ended", "returned"]


def test_a_latched_alarm_that_is_seen_is_cleared_and_the_next_one_is_new() -> None:
    bench = Bench()
    bench.hear(30, spo2=86)
    bench.hear(60, spo2=97)
    bench.acknowledge("spo2_low")
    assert bench.states("spo2_low") == [CLEARED]
    bench.hear(30, spo2=86)
    assert bench.states("spo2_low") == [CLEARED, ACTIVE]


def test_a_returning_condition_needs_its_delay_again() -> None:
    bench = Bench()
    bench.hear(30, spo2=86)
    bench.hear(60, spo2=97)
    bench.hear(15, spo2=86)
    assert bench.states("spo2_low") == [LATCHED]
    bench.hear(1, spo2=86)
    assert bench.states("spo2_low") == [ACTIVE]


def test_after_a_restart_an_open_alarm_goes_on_and_ends_as_if_nothing_had_been() -> None:
    bench = Bench()
    bench.hear(30, spo2=86)
    bench.acknowledge("spo2_low")
    bench.restart()
    bench.hear(60, spo2=86)
    assert bench.states("spo2_low") == [ACKNOWLEDGED]
    bench.hear(31, spo2=97)
    assert bench.states("spo2_low") == [CLEARED]


def test_after_a_restart_a_latched_alarm_is_still_the_one_that_returns() -> None:
    bench = Bench()
    bench.hear(30, spo2=86)
    bench.hear(60, spo2=97)
    bench.restart()
    bench.hear(30, spo2=86)
    assert bench.kinds("spo2_low") == ["raised", "ended", "returned"]


def test_a_restart_during_the_delay_delays_the_alarm_by_one_delay_at_most() -> None:
    bench = Bench()
    bench.hear(15, spo2=86)
    bench.restart()
    bench.hear(16, spo2=86)
    assert bench.states("spo2_low") == [ACTIVE]


def test_alarms_of_several_vitals_do_not_touch_each_other() -> None:
    bench = Bench()
    bench.hear(30, spo2=86, hr=140, sbp=80)
    bench.acknowledge("hr_high")
    bench.hear(60, spo2=97, hr=140, sbp=80)
    assert bench.states("spo2_low") == [LATCHED]
    assert bench.states("hr_high") == [ACKNOWLEDGED]
    assert bench.states("sbp_low") == [ACTIVE]


def test_no_patient_has_two_open_alarms_of_one_key() -> None:
    bench = Bench(packs(scores=SCORES))
    for spo2 in (97, 86, 97, 80, 97, 92, 70):
        bench.hear(40, spo2=spo2, rr=26, hr=135)
        keys = [alarm_key(alarm.rule_id, alarm.subject) for alarm in bench.open()]
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("rule_id", "subject", "key"),
    [
        ("spo2_low", "spo2", "spo2_low:spo2"),
        ("sensor_off", "spo2", "sensor_off:spo2"),
        ("silence", "silence", "silence:silence"),
        ("news2_urgent", "news2", "news2"),
        ("news2_emergency", "news2", "news2"),
    ],
)
def test_rules_of_one_score_share_an_alarm_and_all_others_have_their_own(rule_id: str, subject: str, key: str) -> None:
    assert alarm_key(rule_id, subject) == key


def test_only_the_technical_findings_of_a_silent_device_are_inhibited() -> None:
    def finding(rule_id: str, lane: Lane, signal: Signal = Signal.PRESENT) -> Finding:
        return Finding(rule_id, rule_id, signal, Priority.LOW, lane, Bench().now, on_delay=NO_DELAY)

    silent = finding("silence", Lane.TECHNICAL)
    heard = finding("silence", Lane.TECHNICAL, Signal.ABSENT)
    sensor, limit = finding("sensor_off", Lane.TECHNICAL), finding("spo2_low", Lane.PHYSIOLOGICAL)
    signals = [found.signal for found in inhibit_children((silent, sensor, limit), "silence")]
    assert signals == [Signal.PRESENT, Signal.UNKNOWN, Signal.PRESENT]
    assert inhibit_children((heard, sensor, limit), "silence") == (heard, sensor, limit)


def test_every_reason_has_a_word_of_its_own() -> None:
    assert len({reason.value for reason in Reason}) == len(Reason)
