"""Told once, told again when worse, never hidden: the locks of limits and of the score."""

from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.alarm_bench import PATIENT, SCORES, START, Bench, limit, minutes, own_limit, packs, seconds

from hah_console.alarms.stages.climb import climbs_at, due_rung
from hah_console.domain.alarm import Alarm, AlarmState, Lane, Priority
from hah_console.domain.reading import Consciousness, StaffObservation, Vital
from hah_console.domain.rulepack import LimitRule, RulePacks, Rung, ScoreRule

ACTIVE, ACKNOWLEDGED, CLEARED = AlarmState.ACTIVE, AlarmState.ACKNOWLEDGED, AlarmState.CLEARED
HIGH, MEDIUM, LOW = Priority.HIGH, Priority.MEDIUM, Priority.LOW
LOCK = timedelta(hours=2)


def locked(rule: LimitRule, step: float) -> LimitRule:
    return replace(rule, lock=LOCK, lock_step=step)


SPO2 = locked(limit(Vital.SPO2, "low", 90, 1, on_s=0, off_s=0), 3)
PULSE = locked(limit(Vital.HEART_RATE, "high", 130, 5, on_s=0, off_s=0), 20)
TEMP = replace(
    locked(limit(Vital.TEMPERATURE, "high", 39.5, 0.3, on_s=0, off_s=0), 1.0), priority=MEDIUM, rule_id="temp_high"
)
SINGLE = ScoreRule("news2_single", "news2", 0, 3, LOW, seconds(300))
SCORED = (*(replace(rule, single_item=0, lock=LOCK, lock_rise=4) for rule in SCORES), SINGLE)
WELL = {"spo2": 97, "rr": 16, "sbp": 128, "hr": 80, "temp": 37.0}
FIVE = {**WELL, "spo2": 93, "rr": 22, "sbp": 105}
"""A total of five points."""


def bench(*limits: LimitRule, scores: tuple[ScoreRule, ...] = ()) -> Bench:
    """Somebody has entered that she is alert and breathes air, so that a score can end."""
    return bench_of(packs(limits or (SPO2,), scores))


def bench_of(rules: RulePacks) -> Bench:
    return Bench(rules, observation=StaffObservation(PATIENT, START, Consciousness.ALERT, on_oxygen=False))


def take_all(watch: Bench) -> None:
    """A nurse takes every alarm that waits."""
    for alarm in watch.open():
        if alarm.state is not ACKNOWLEDGED:
            watch.alarms[alarm.alarm_id] = alarm.acknowledged("u-1", watch.now)


def told_at(spo2: float) -> Bench:
    """A breach was told and taken, and is over."""
    watch = bench()
    watch.hear(spo2=spo2)
    take_all(watch)
    watch.hear(spo2=97)
    assert watch.states("spo2_low") == [CLEARED]
    return watch


def only(watch: Bench) -> Alarm:
    (alarm,) = watch.open()
    return alarm


def heard(watch: Bench) -> list[tuple[str, float | None, Priority]]:
    """Every announcement that was heard, in order."""
    kinds = {"raised", "worsened", "returned"}
    found = [f for _, f in watch.history if f.kind in kinds and f.alarm.heard]
    return [(f.kind, f.alarm.value, f.alarm.priority) for f in found]


def test_the_first_breach_of_a_limit_is_never_locked() -> None:
    watch = bench()
    watch.hear(spo2=87)
    assert (only(watch).priority, only(watch).latching) == (HIGH, True)


def test_within_the_lock_the_same_breach_is_shown_low_and_waits_for_nobody() -> None:
    watch = told_at(87)
    watch.hear(spo2=85)
    assert (only(watch).priority, only(watch).state, only(watch).heard) == (LOW, ACTIVE, False)
    watch.hear(spo2=97)
    assert watch.states("spo2_low") == [CLEARED, CLEARED]


@pytest.mark.parametrize(("value", "priority"), [(84.1, LOW), (84.0, HIGH), (70, HIGH)])
def test_a_value_worse_than_the_told_one_by_the_step_is_heard(value: float, priority: Priority) -> None:
    watch = told_at(87)
    watch.hear(spo2=value)
    assert only(watch).priority is priority


def test_what_is_shown_low_becomes_urgent_as_soon_as_it_is_worse_by_the_step() -> None:
    watch = told_at(87)
    watch.hear(60, spo2=86)
    watch.hear(spo2=84)
    alarm = only(watch)
    assert (alarm.priority, alarm.value, alarm.raised_at, alarm.latching) == (HIGH, 84, watch.now, True)
    assert watch.kinds("spo2_low")[-2:] == ["raised", "worsened"]


def test_a_pulse_is_worse_upwards() -> None:
    watch = bench(PULSE)
    watch.hear(hr=140)
    take_all(watch)
    watch.hear(hr=80)
    watch.hear(hr=159)
    assert only(watch).priority is LOW
    watch.hear(hr=160)
    assert only(watch).priority is HIGH


def test_when_the_lock_of_a_limit_ends_what_is_still_present_is_told_again() -> None:
    watch = told_at(87)
    told = watch.history[0][0]
    watch.hear(spo2=87)
    watch.now = told + LOCK - seconds(2)
    watch.hear(spo2=87)
    assert only(watch).priority is LOW
    assert watch.due <= told + LOCK
    watch.wait(1)
    assert (only(watch).priority, only(watch).raised_at) == (HIGH, told + LOCK)


def test_what_was_only_shown_does_not_make_the_lock_longer() -> None:
    watch = told_at(87)
    told = watch.history[0][0]
    watch.now = told + LOCK - minutes(1)
    watch.hear(spo2=87)
    assert only(watch).priority is LOW
    watch.hear(spo2=97)
    watch.now = told + LOCK
    watch.hear(spo2=87)
    assert only(watch).priority is HIGH


def test_between_limit_and_hysteresis_no_lock_breaks_and_nothing_is_told() -> None:
    watch = told_at(87)
    watch.hear(spo2=87)
    watch.now = watch.history[0][0] + LOCK
    watch.hear(60, spo2=90.5)
    assert only(watch).priority is LOW
    watch.hear(spo2=89)
    assert only(watch).priority is HIGH
    watch.hear(60, spo2=90.5)
    assert only(watch).priority is HIGH


@pytest.mark.parametrize(("value", "state"), [(84.1, ACKNOWLEDGED), (84.0, ACTIVE)])
def test_what_somebody_has_taken_is_announced_again_when_it_is_worse_by_the_step(value, state: AlarmState) -> None:
    watch = bench()
    watch.hear(spo2=87)
    take_all(watch)
    watch.hear(60, spo2=86)
    watch.hear(spo2=value)
    assert only(watch).state is state
    if state is ACTIVE:
        assert (only(watch).value, only(watch).raised_at, only(watch).acknowledged_by) == (84, watch.now, None)


def test_a_taken_fall_is_told_step_by_step_and_after_the_lock_as_well() -> None:
    watch = bench()
    watch.hear(spo2=89)
    for value in (86, 83, 80):
        take_all(watch)
        watch.hear(minutes(1).seconds, spo2=value)
    assert [value for _, value, _ in heard(watch)] == [89, 86, 83, 80]
    take_all(watch)
    watch.now += LOCK
    watch.hear(60, spo2=80)
    assert only(watch).state is ACKNOWLEDGED
    watch.hear(spo2=77)
    assert only(watch).state is ACTIVE


def test_a_taken_alarm_of_a_rule_without_a_lock_stays_with_who_has_it() -> None:
    watch = bench(replace(SPO2, lock=timedelta(0)))
    watch.hear(spo2=87)
    take_all(watch)
    watch.hear(60, spo2=70)
    assert only(watch).state is ACKNOWLEDGED


def test_while_it_waits_its_row_takes_the_worse_value_and_who_takes_it_has_been_told_that() -> None:
    watch = bench()
    watch.hear(spo2=87)
    raised = only(watch)
    watch.hear(10, spo2=82)
    assert (only(watch).value, only(watch).raised_at, only(watch).rung) == (82, raised.raised_at, raised.rung)
    assert watch.kinds("spo2_low") == ["raised", "restated"]
    take_all(watch)
    watch.hear(60, spo2=80)
    assert only(watch).state is ACKNOWLEDGED
    watch.hear(spo2=79)
    assert only(watch).state is ACTIVE


def test_a_limit_set_for_the_patient_since_is_heard_at_once() -> None:
    watch = told_at(85)
    watch.now += minutes(10)
    watch.limits = (own_limit(Vital.SPO2, "low", 93, watch.now, watch.now + LOCK),)
    watch.hear(spo2=92)
    assert (only(watch).priority, only(watch).limit) == (HIGH, 93)


def test_a_limit_that_is_ended_early_leaves_that_of_the_rules_and_a_breach_of_it_is_heard_at_once() -> None:
    watch = told_at(87)
    watch.now += minutes(10)
    own = own_limit(Vital.SPO2, "low", 80, watch.now, watch.now + LOCK)
    watch.limits = (own,)
    watch.hear(600, spo2=87)
    assert not [alarm for alarm in watch.alarms.values() if alarm.state is ACTIVE]
    watch.limits = (own.ended("u-9", "better", watch.now),)
    watch.hear(spo2=87)
    assert (only(watch).priority, only(watch).limit, only(watch).state) == (HIGH, SPO2.limit, ACTIVE)


def test_a_restart_forgets_nothing_of_what_was_told() -> None:
    watch = told_at(87)
    watch.restart()
    watch.hear(spo2=86)
    assert only(watch).priority is LOW
    watch.restart()
    watch.hear(spo2=84)
    assert only(watch).priority is HIGH
    take_all(watch)
    watch.restart()
    watch.hear(60, spo2=82)
    assert only(watch).state is ACKNOWLEDGED
    watch.hear(spo2=81)
    assert only(watch).state is ACTIVE


def test_a_locked_score_is_shown_low_instead_of_hidden() -> None:
    watch = bench(scores=SCORED)
    watch.hear(**FIVE)
    assert only(watch).priority is MEDIUM
    take_all(watch)
    watch.hear(301, **WELL)
    watch.hear(60, **FIVE)
    assert (only(watch).rule_id, only(watch).priority, only(watch).value) == ("news2_urgent", LOW, 5)
    watch.hear(**{**FIVE, "temp": 38.5, "hr": 95})
    assert (only(watch).rule_id, only(watch).priority, only(watch).value) == ("news2_emergency", HIGH, 7)


def test_a_taken_score_is_announced_again_when_its_total_has_risen_by_the_rise() -> None:
    rules = tuple(replace(rule, at_least=20) if rule.at_least == 7 else rule for rule in SCORED)
    watch = bench(scores=rules)
    watch.hear(**FIVE)
    take_all(watch)
    watch.hear(60, **{**FIVE, "temp": 38.5, "hr": 115})
    assert only(watch).state is ACKNOWLEDGED
    watch.hear(60, **{**FIVE, "temp": 38.5, "hr": 125, "rr": 25})
    assert (only(watch).state, only(watch).value) == (ACTIVE, 9)


def test_who_was_told_of_a_limit_has_been_told_of_the_score() -> None:
    watch = bench(SPO2, scores=SCORED)
    watch.hear(**{**WELL, "spo2": 87})
    assert {(a.rule_id, a.priority) for a in watch.open()} == {("spo2_low", HIGH), ("news2_single", LOW)}
    assert (watch.memory.told["news2"].level, watch.memory.told["news2"].priority) == (3, HIGH)
    watch.hear(60, **{**WELL, "spo2": 88, "rr": 22, "temp": 38.5})
    assert heard(watch) == [("raised", 87, HIGH)]
    watch.hear(60, **{**WELL, "spo2": 88, "rr": 22, "temp": 38.5, "hr": 95})
    assert heard(watch)[1:] == [("worsened", 7, HIGH)]


def test_a_total_that_rises_with_the_limit_in_one_look_is_one_announcement() -> None:
    watch = bench(SPO2, scores=SCORED)
    watch.hear(**{**FIVE, "spo2": 87})
    assert heard(watch) == [("raised", 87, HIGH)]
    assert {(a.subject, a.priority) for a in watch.open()} == {("spo2", HIGH), ("news2", LOW)}


def test_a_score_that_was_told_never_locks_a_limit() -> None:
    watch = bench(SPO2, scores=SCORED)
    watch.hear(**{**WELL, "spo2": 92, "rr": 25, "hr": 112})
    assert [priority for _, _, priority in heard(watch)] == [HIGH]
    watch.hear(**{**WELL, "spo2": 89})
    assert heard(watch)[1:] == [("raised", 89, HIGH)]


def test_a_less_urgent_limit_does_not_make_the_score_less_locked() -> None:
    watch = bench(SPO2, TEMP, scores=SCORED)
    watch.hear(**{**WELL, "spo2": 87})
    watch.now += minutes(30)
    watch.hear(**{**WELL, "temp": 40})
    assert (watch.memory.told["news2"].priority, watch.memory.told["news2"].rule_id) == (HIGH, "temp_high")
    watch.now += LOCK
    watch.hear(**WELL)
    watch.hear(**{**WELL, "temp": 41})
    assert watch.memory.told["news2"].priority is MEDIUM


def test_a_single_item_of_three_points_is_shown_and_the_total_is_heard() -> None:
    watch = bench(scores=SCORED)
    watch.hear(**{**WELL, "spo2": 91})
    assert (only(watch).rule_id, only(watch).priority, only(watch).limit) == ("news2_single", LOW, 3)
    assert only(watch).trigger is not None
    assert not heard(watch)
    watch.hear(**{**WELL, "spo2": 91, "rr": 22})
    assert heard(watch) == [("worsened", 5, MEDIUM)]


def test_a_rule_of_single_items_alone_says_nothing_of_a_total() -> None:
    watch = bench(scores=(SINGLE,))
    watch.hear(**{**FIVE, "hr": 115, "temp": 38.5})
    assert not watch.alarms
    watch.hear(**{**WELL, "spo2": 91})
    take_all(watch)
    watch.hear(301, **{**FIVE, "hr": 115, "temp": 38.5})
    assert not watch.open()


def test_an_open_alarm_is_never_less_urgent_than_before() -> None:
    watch = bench(SPO2, scores=SCORED)
    watch.hear(**{**WELL, "spo2": 87})
    watch.hear(60, **{**WELL, "spo2": 90.5})
    watch.hear(60, **{**WELL, "spo2": 89})
    assert {a.priority for a in watch.open() if a.subject == "spo2"} == {HIGH}


def test_an_alarm_about_a_patient_that_is_only_shown_climbs_no_ladder_whatever_the_pack_says() -> None:
    ladder = (Rung(minutes(2), "charge_nurse", True, LOW),)
    watch = told_at(87)
    watch.hear(spo2=86)
    shown, later = only(watch), watch.now + minutes(60)
    assert (due_rung(shown, ladder, later), climbs_at(shown, ladder)) == (0, None)
    technical = replace(shown, lane=Lane.TECHNICAL)
    assert due_rung(technical, ladder, later) == 1
