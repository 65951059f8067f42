"""Alarm limits are exact on both sides of every edge, and only a usable value is compared with them."""

import pytest
from helpers.alarm_bench import LIMITS, PATIENT, START, Bench, limit, minutes, own_limit, packs, seconds

from hah_console.alarms.finding import Signal
from hah_console.alarms.rules.threshold import find_limits, limit_for, limit_signal
from hah_console.alarms.view import PatientView
from hah_console.domain.alarm import Lane
from hah_console.domain.reading import Vital

PRESENT, HOLD, ABSENT, UNKNOWN = Signal.PRESENT, Signal.HOLD, Signal.ABSENT, Signal.UNKNOWN
DAY = minutes(24 * 60)


@pytest.mark.parametrize(
    ("value", "signal"),
    [(0.1, PRESENT), (89.9, PRESENT), (89.999, PRESENT), (90, HOLD), (90.9, HOLD), (91, ABSENT), (100, ABSENT)],
)
def test_a_low_limit_is_exact_on_both_sides_of_both_edges(value: float, signal: Signal) -> None:
    assert limit_signal(value, limit(Vital.SPO2, "low", 90, 1), 90) is signal


@pytest.mark.parametrize(
    ("value", "signal"), [(300, PRESENT), (130.1, PRESENT), (130, HOLD), (125.1, HOLD), (125, ABSENT), (60, ABSENT)]
)
def test_a_high_limit_is_exact_on_both_sides_of_both_edges(value: float, signal: Signal) -> None:
    assert limit_signal(value, limit(Vital.HEART_RATE, "high", 130, 5), 130) is signal


@pytest.mark.parametrize("tenths", range(350, 420))
def test_tenths_of_a_degree_are_compared_as_they_are_written(tenths: int) -> None:
    fever = limit(Vital.TEMPERATURE, "high", 39.5, 0.3)
    expected = PRESENT if tenths > 395 else ABSENT if tenths <= 392 else HOLD
    assert limit_signal(tenths / 10, fever, 39.5) is expected


@pytest.mark.parametrize("tenths", range(330, 380))
def test_tenths_below_a_low_limit_are_compared_as_they_are_written(tenths: int) -> None:
    cold = limit(Vital.TEMPERATURE, "low", 35.0, 0.2)
    expected = PRESENT if tenths < 350 else ABSENT if tenths >= 352 else HOLD
    assert limit_signal(tenths / 10, cold, 35.0) is expected


def test_without_hysteresis_the_limit_itself_is_back() -> None:
    assert limit_signal(90, limit(Vital.SPO2, "low", 90, 0), 90) is ABSENT


@pytest.mark.parametrize("rule", LIMITS, ids=lambda rule: rule.rule_id)
def test_every_limit_has_a_finding_of_the_patient_with_value_limit_and_time(rule) -> None:
    bench = Bench()
    bench.hear(**{rule.vital.value: rule.limit})
    (found,) = (f for f in find_limits(view_of(bench), bench.memory) if f.rule_id == rule.rule_id)
    assert (found.subject, found.value, found.limit) == (rule.vital.value, rule.limit, rule.limit)
    assert (found.at, found.lane, found.priority) == (bench.now, Lane.PHYSIOLOGICAL, rule.priority)


def test_without_a_value_nothing_is_known() -> None:
    assert {found.signal for found in find_limits(view_of(Bench()), Bench().memory)} == {UNKNOWN}


def test_a_sensor_that_is_off_is_unknown_and_not_zero() -> None:
    bench = Bench()
    bench.hear(60, off=frozenset({Vital.SPO2, Vital.HEART_RATE}))
    assert {found.signal for found in find_limits(view_of(bench), bench.memory)} == {UNKNOWN}
    assert not [alarm for alarm in bench.alarms.values() if alarm.lane is Lane.PHYSIOLOGICAL]


@pytest.mark.parametrize(("age", "signal"), [(minutes(120), PRESENT), (minutes(120) + seconds(1), UNKNOWN)])
def test_a_value_counts_to_the_last_second_of_its_validity(age, signal: Signal) -> None:
    bench = Bench()
    bench.hear(spo2=80)
    bench.now += age
    assert find_limits(view_of(bench), bench.memory)[0].signal is signal


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (START - seconds(1), 90),
        (START, 84),
        (START + DAY - seconds(1), 84),
        (START + DAY, 90),
    ],
)
def test_a_patients_own_limit_holds_from_its_start_to_just_before_its_end(at, expected: float) -> None:
    bench = Bench(limits=(own_limit(Vital.SPO2, "low", 84, START, START + DAY),), now=at)
    assert limit_for(view_of(bench), LIMITS[0]) == expected


def test_a_patients_own_limit_changes_its_vital_and_side_only() -> None:
    own = (
        own_limit(Vital.HEART_RATE, "high", 140, START, START + DAY),
        own_limit(Vital.SPO2, "high", 92, START, DAY + START),
    )
    view = view_of(Bench(limits=own))
    assert {rule.rule_id: limit_for(view, rule) for rule in LIMITS if rule.vital is not Vital.TEMPERATURE} == {
        "spo2_low": 90,
        "hr_high": 140,
        "hr_low": 40,
        "sbp_low": 90,
    }


def test_of_two_own_limits_the_later_one_holds() -> None:
    own = own_limit(Vital.SPO2, "low", 88, START, START + DAY), own_limit(Vital.SPO2, "low", 85, START, START + DAY)
    assert limit_for(view_of(Bench(limits=own)), LIMITS[0]) == 85


def test_an_own_limit_is_kept_in_the_alarm_it_raised() -> None:
    bench = Bench(limits=(own_limit(Vital.SPO2, "low", 84, START, START + DAY),))
    bench.hear(60, spo2=86)
    assert not bench.alarms
    bench.hear(60, spo2=83)
    (alarm,) = bench.of("spo2_low")
    assert (alarm.value, alarm.limit, alarm.rules_version) == (83, 84, "bench-1")


def test_two_limits_of_one_vital_raise_alarms_of_their_own() -> None:
    tiers = limit(Vital.SPO2, "low", 90, 1), limit(Vital.SPO2, "high", 99, 1)
    bench = Bench(packs(tiers))
    bench.hear(30, spo2=86)
    bench.hear(30, spo2=100)
    assert {alarm.rule_id for alarm in bench.alarms.values()} == {"spo2_low", "spo2_high"}


def view_of(bench: Bench) -> PatientView:
    return PatientView(PATIENT, bench.now, bench.latest, None, bench.limits, bench.watched_since, bench.rules)
