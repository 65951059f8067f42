"""Who is told when nobody acknowledges, and what a shelf keeps quiet."""

from dataclasses import replace

import pytest
from helpers.alarm_bench import START, Bench, minutes

from hah_console.alarms.finding import key_of
from hah_console.alarms.stages.climb import calls_of, climbs_at, due_rung, next_rung
from hah_console.alarms.stages.shelve import breaks, covers, shelf_over
from hah_console.domain.alarm import Alarm, Priority
from hah_console.domain.ids import PatientId, ShelfId
from hah_console.domain.rulepack import Rung
from hah_console.domain.shelf import Shelf, ShelfReason

LADDER = (
    Rung(minutes(2), "charge_nurse", True, Priority.HIGH),
    Rung(minutes(5), "duty_physician", True, Priority.MEDIUM),
    Rung(minutes(15), "backup_physician", False, Priority.MEDIUM),
)


def an_alarm(priority: Priority = Priority.HIGH) -> Alarm:
    bench = Bench()
    bench.hear(16, spo2=86)
    (alarm,) = bench.of("spo2_low")
    return replace(alarm, priority=priority, raised_at=START)


def a_shelf(alarm: Alarm) -> Shelf:
    return Shelf(
        ShelfId("S-1"), alarm.patient_id, key_of(alarm), alarm.rule_id, alarm.subject, alarm.priority,
        ShelfReason.BEING_TREATED, "", "u-1", START, START + minutes(10),
    )  # fmt: skip


@pytest.mark.parametrize(("after", "rung"), [(0, 0), (1.99, 0), (2, 1), (4.99, 1), (5, 2), (15, 3), (600, 3)])
def test_an_alarm_nobody_acknowledges_climbs_rung_by_rung(after: float, rung: int) -> None:
    assert due_rung(an_alarm(), LADDER, START + minutes(after)) == rung


def test_a_less_urgent_alarm_leaves_out_the_rungs_of_more_urgent_ones() -> None:
    alarm = an_alarm(Priority.MEDIUM)
    assert [due_rung(alarm, LADDER, START + minutes(m)) for m in (4, 5)] == [0, 2]
    assert climbs_at(alarm, LADDER) == START + minutes(5)


def test_a_quiet_rung_calls_nobody_and_a_jump_over_one_that_sounds_does() -> None:
    def calls(priority: Priority) -> list[int]:
        return [calls_of(replace(an_alarm(priority), rung=rung), LADDER) for rung in range(4)]

    assert calls(Priority.HIGH) == [0, 1, 2, 2]
    assert calls(Priority.MEDIUM) == [0, 0, 1, 1]


def test_a_low_alarm_does_not_climb() -> None:
    alarm = an_alarm(Priority.LOW)
    assert due_rung(alarm, LADDER, START + minutes(600)) == 0
    assert (next_rung(alarm, LADDER), climbs_at(alarm, LADDER)) == (None, None)


def test_an_acknowledged_alarm_does_not_climb() -> None:
    alarm = an_alarm().acknowledged("u-1", START)
    assert due_rung(alarm, LADDER, START + minutes(600)) == 0
    assert climbs_at(alarm, LADDER) is None


def test_on_the_last_rung_nobody_is_left() -> None:
    alarm = an_alarm().climbed(3, START)
    assert next_rung(alarm, LADDER) is None
    assert due_rung(alarm, LADDER, START + minutes(600)) == 3


def test_a_shelf_is_of_one_condition_of_one_patient() -> None:
    alarm = an_alarm()
    shelf = a_shelf(alarm)
    assert covers(shelf, alarm)
    assert not covers(shelf, replace(alarm, patient_id=PatientId("P2")))
    assert not covers(shelf, replace(alarm, rule_id="hr_high", subject="hr"))
    assert not covers(shelf, replace(alarm, patient_id=None))


def test_a_more_urgent_alarm_is_not_covered_and_breaks_it_and_a_less_urgent_one_stays_quiet() -> None:
    alarm = an_alarm(Priority.MEDIUM)
    shelf = a_shelf(alarm)
    urgent, less = replace(alarm, priority=Priority.HIGH), replace(alarm, priority=Priority.LOW)
    assert (covers(shelf, urgent), breaks(shelf, urgent)) == (False, True)
    assert (covers(shelf, less), breaks(shelf, less)) == (True, False)
    assert not breaks(shelf, replace(urgent, patient_id=PatientId("P2")))


def test_a_shelf_ends_by_itself_and_when_somebody_ends_it() -> None:
    alarm = an_alarm()
    shelf = a_shelf(alarm)
    assert shelf_over(alarm, [shelf], START + minutes(9.9)) == shelf
    assert shelf_over(alarm, [shelf], START + minutes(10)) is None
    assert shelf_over(alarm, [shelf.ended("u-1", START + minutes(1))], START + minutes(2)) is None
