"""Alarms on NEWS2: what is certain alarms, what is open neither alarms nor ends, and old inputs are no inputs."""

import pytest
from helpers.alarm_bench import PATIENT, SCORES, START, Bench, minutes, packs, seconds

from hah_console.alarms.finding import Signal
from hah_console.alarms.rules.score import score_signal
from hah_console.domain.alarm import AlarmState, Priority, ScoreTrigger
from hah_console.domain.reading import Consciousness, StaffObservation
from hah_console.domain.score.result import ScoreItem, ScoreResult

PRESENT, ABSENT, UNKNOWN = Signal.PRESENT, Signal.ABSENT, Signal.UNKNOWN
EMERGENCY, URGENT = SCORES
WELL = {"rr": 16, "spo2": 97, "sbp": 130, "hr": 80, "temp": 37.0}
ITEMS = 7


def score(*points: int | None, upper: int | None = None) -> ScoreResult:
    """A score of these points; the items not named have none, or are missing when ``upper`` is given."""
    rest = None if upper is not None else 0
    padded = (*points, *[rest] * (ITEMS - len(points)))
    items = tuple(ScoreItem(f"i{n}", "1", START, p) for n, p in enumerate(padded))
    total = sum(p or 0 for p in padded)
    return ScoreResult("news2", "t", items, total, total if upper is None else upper)


@pytest.mark.parametrize(
    ("points", "emergency", "urgent"),
    [
        ((2, 2), ABSENT, ABSENT),
        ((2, 2, 1), ABSENT, PRESENT),
        ((2, 2, 2), ABSENT, PRESENT),
        ((2, 2, 2, 1), PRESENT, PRESENT),
        ((3,), ABSENT, PRESENT),
        ((3, 3), ABSENT, PRESENT),
        ((3, 3, 1), PRESENT, PRESENT),
        ((), ABSENT, ABSENT),
    ],
)
def test_a_complete_score_is_exact_on_every_edge(points, emergency: Signal, urgent: Signal) -> None:
    assert score_signal(score(*points), EMERGENCY) is emergency
    assert score_signal(score(*points), URGENT) is urgent


@pytest.mark.parametrize(
    ("points", "upper", "emergency", "urgent"),
    [
        ((2, 2), 6, ABSENT, UNKNOWN),
        ((2, 2), 7, UNKNOWN, UNKNOWN),
        ((1,), 4, ABSENT, UNKNOWN),
        ((3,), 6, ABSENT, PRESENT),
        ((2, 2, 1), 8, UNKNOWN, PRESENT),
        ((3, 3, 1), 12, PRESENT, PRESENT),
    ],
)
def test_an_incomplete_score_alarms_by_its_lower_bound_and_is_over_only_by_its_upper(
    points, upper: int, emergency: Signal, urgent: Signal
) -> None:
    assert score_signal(score(*points, upper=upper), EMERGENCY) is emergency
    assert score_signal(score(*points, upper=upper), URGENT) is urgent


def test_a_score_alarms_at_once_and_by_its_most_urgent_rule() -> None:
    bench = watched()
    bench.hear(**{**WELL, "spo2": 91, "rr": 25, "hr": 111})
    (alarm,) = bench.open()
    assert (alarm.rule_id, alarm.priority, alarm.value, alarm.limit) == ("news2_emergency", Priority.HIGH, 8.0, 7.0)


@pytest.mark.parametrize(
    ("values", "item"),
    [
        ({"spo2": 91}, ScoreTrigger("spo2", "91")),
        ({"rr": 25, "hr": 92}, ScoreTrigger("respiratory_rate", "25")),
        ({"hr": 130.6}, ScoreTrigger("pulse", "131")),
        ({"sbp": 90}, ScoreTrigger("systolic", "90")),
        ({"temp": 35.04}, ScoreTrigger("temperature", "35.0")),
    ],
)
def test_an_alarm_raised_by_one_item_names_it_with_its_value_and_points(values, item: ScoreTrigger) -> None:
    bench = watched()
    bench.hear(**{**WELL, **values})
    (alarm,) = bench.open()
    assert (alarm.rule_id, alarm.trigger, alarm.value, alarm.limit) == ("news2_urgent", item, 3.0, 3.0)


def test_an_alarm_raised_by_new_confusion_alone_names_it() -> None:
    seen = StaffObservation(PATIENT, START, Consciousness.CONFUSION, on_oxygen=False)
    bench = Bench(packs(limits=(), scores=SCORES), observation=seen)
    bench.hear(**WELL)
    (alarm,) = bench.open()
    assert alarm.trigger == ScoreTrigger("consciousness", "C")


def test_an_alarm_raised_by_the_total_keeps_the_limit_of_the_total_and_no_item() -> None:
    bench = watched()
    bench.hear(**{**WELL, "spo2": 91, "hr": 111})
    (alarm,) = bench.open()
    assert (alarm.trigger, alarm.value, alarm.limit) == (None, 5.0, 5.0)


def test_an_alarm_that_gets_worse_or_comes_back_names_the_new_reason() -> None:
    bench = watched()
    bench.hear(**{**WELL, "spo2": 91})
    bench.hear(301, every_s=1, **WELL)
    bench.hear(**{**WELL, "rr": 25})
    (back,) = bench.open()
    assert (back.state, back.trigger) == (AlarmState.ACTIVE, ScoreTrigger("respiratory_rate", "25"))
    bench.hear(**{**WELL, "spo2": 91, "rr": 25, "hr": 111})
    (worse,) = bench.open()
    assert (worse.rule_id, worse.trigger, worse.value, worse.limit) == ("news2_emergency", None, 8.0, 7.0)


def test_a_rising_score_makes_a_taken_alarm_active_again() -> None:
    bench = watched()
    bench.hear(**{**WELL, "spo2": 91})
    bench.acknowledge("news2_urgent")
    bench.hear(**{**WELL, "spo2": 91, "rr": 25, "hr": 111})
    (alarm,) = bench.open()
    assert (alarm.state, alarm.priority, alarm.acknowledged_by) == (AlarmState.ACTIVE, Priority.HIGH, None)


def test_a_falling_score_never_lowers_the_priority_of_an_open_alarm() -> None:
    bench = watched()
    bench.hear(**{**WELL, "spo2": 91, "rr": 25, "hr": 111})
    bench.hear(600, every_s=10, **{**WELL, "spo2": 91})
    (alarm,) = bench.open()
    assert (alarm.state, alarm.priority) == (AlarmState.ACTIVE, Priority.HIGH)


def test_a_score_alarm_ends_after_its_delay_below_every_rule() -> None:
    bench = watched()
    bench.hear(**{**WELL, "spo2": 91})
    bench.acknowledge("news2_urgent")
    bench.hear(300, **WELL)
    assert bench.states("news2_urgent") == [AlarmState.ACKNOWLEDGED]
    bench.hear(1, **WELL)
    assert bench.states("news2_urgent") == [AlarmState.CLEARED]


def test_without_what_only_a_person_sees_a_score_alarm_does_not_end() -> None:
    bench = Bench(packs(limits=(), scores=SCORES))
    bench.hear(**{**WELL, "spo2": 91})
    bench.hear(1200, every_s=10, **WELL)
    assert bench.states("news2_urgent") == [AlarmState.ACTIVE]


@pytest.mark.parametrize(
    ("seen_before", "state"), [(minutes(700), AlarmState.LATCHED), (minutes(719), AlarmState.ACTIVE)]
)
def test_an_observation_that_expires_before_the_end_of_the_delay_keeps_the_alarm(seen_before, state) -> None:
    bench = watched(START - seen_before)
    bench.hear(**{**WELL, "spo2": 91})
    bench.hear(400, every_s=10, **WELL)
    assert bench.states("news2_urgent") == [state]


def test_an_old_value_of_three_points_raises_nothing_and_ends_nothing() -> None:
    fresh = watched()
    fresh.hear(**{**WELL, "spo2": 91})
    fresh.now += minutes(121)
    fresh.wait(3600, every_s=60)
    assert fresh.states("news2_urgent") == [AlarmState.ACTIVE]
    late = watched()
    late.device_is_off_by = -minutes(121)
    late.hear(60, **{**WELL, "spo2": 91})
    assert not late.of("news2_urgent")


def test_a_value_of_three_points_counts_to_the_last_second_of_its_validity() -> None:
    for age, raised in ((minutes(120), 1), (minutes(120) + seconds(1), 0)):
        bench = watched()
        bench.device_is_off_by = -age
        bench.hear(**{**WELL, "spo2": 91})
        assert len(bench.of("news2_urgent")) == raised


def watched(observed_at=START) -> Bench:
    """A bench with the score rules alone, and a person who saw the patient alert and breathing air."""
    seen = StaffObservation(PATIENT, observed_at, Consciousness.ALERT, on_oxygen=False)
    return Bench(packs(limits=(), scores=SCORES), observation=seen)
