"""What was told outlives the service and the alarm, breaks a shelf when it is worse, and does not outlive the stay."""

from dataclasses import replace
from datetime import timedelta

from helpers.alarm_ward import FIRST, NURSE, RULES, SECOND, AlarmWard

from hah_console.domain.alarm import Alarm, AlarmState, Priority
from hah_console.domain.shelf import ShelfReason
from hah_console.services.alarm_bar import read_alarm_bar
from hah_console.services.alarm_commands import acknowledge_alarm
from hah_console.services.alarm_list import read_alarm_list
from hah_console.services.alarm_load import read_alarm_load
from hah_console.services.shelving import shelve_alarm

HIGH, LOW = Priority.HIGH, Priority.LOW


def take(ward: AlarmWard) -> None:
    for alarm in ward.open():
        if alarm.acknowledged_by is None:
            acknowledge_alarm(ward.ctx, NURSE, alarm.alarm_id)
    ward.ingest.reload()


def told_and_over(ward: AlarmWard) -> None:
    """A saturation of 86 was told and taken, and is over."""
    ward.hear(60, spo2=86)
    take(ward)
    ward.hear(60)
    assert ward.one("spo2_low").state is AlarmState.CLEARED


def last(ward: AlarmWard) -> Alarm:
    return ward.alarms("spo2_low")[-1]


def test_what_was_told_is_known_after_a_restart(ward: AlarmWard) -> None:
    told_and_over(ward)
    with ward.ctx.store() as uow:
        told = uow.told.all()[FIRST]
    assert {key: (one.level, one.priority, one.rule_id) for key, one in told.items()} == {
        "spo2_low:spo2": (86.0, HIGH, "spo2_low"),
        "news2": (3.0, HIGH, "spo2_low"),
    }
    ward.restart()
    ward.hear(60, spo2=85)
    assert (last(ward).priority, last(ward).latching) == (LOW, False)
    ward.restart()
    ward.hear(60, spo2=83)
    assert last(ward).priority is HIGH


def test_a_lock_ends_by_time_alone_after_a_restart_as_well(ward: AlarmWard) -> None:
    told_and_over(ward)
    (rule,) = (rule for rule in RULES.limits if rule.rule_id == "spo2_low")
    with ward.ctx.store() as uow:
        ends = uow.told.all()[FIRST]["spo2_low:spo2"].at + rule.lock
    ward.clock.advance(ends - ward.clock.now() - timedelta(seconds=70))
    ward.restart()
    ward.hear(60, spo2=86)
    assert last(ward).priority is LOW
    ward.sweep(after_s=9)
    assert last(ward).priority is LOW
    ward.sweep(after_s=1)
    assert (last(ward).priority, last(ward).raised_at) == (HIGH, ends)


def test_what_somebody_took_before_a_restart_is_announced_when_it_is_worse(ward: AlarmWard) -> None:
    ward.hear(60, spo2=86)
    take(ward)
    ward.restart()
    ward.hear(60, spo2=84)
    assert last(ward).state is AlarmState.ACKNOWLEDGED
    ward.hear(60, spo2=83)
    assert (last(ward).state, last(ward).acknowledged_by) == (AlarmState.ACTIVE, None)
    assert ward.actions(last(ward).alarm_id) == ["alarm_raised", "acknowledge_alarm", "alarm_worsened"]


def test_of_an_earlier_stay_nothing_counts_as_told(ward: AlarmWard) -> None:
    told_and_over(ward)
    with ward.ctx.store() as uow:
        (episode,) = (e for e in uow.episodes.open() if e.patient_id == FIRST)
        uow.episodes.save(replace(episode, admitted_at=ward.clock.now()))
        uow.commit()
    ward.restart()
    ward.hear(60, spo2=86)
    assert last(ward).priority is HIGH


def test_what_gets_worse_while_it_is_shelved_breaks_its_shelf(ward: AlarmWard) -> None:
    ward.hear(60, spo2=86)
    alarm = ward.one("spo2_low")
    end = ward.clock.now() + timedelta(minutes=10)
    shelve_alarm(ward.ctx, NURSE, RULES, alarm.alarm_id, ShelfReason.BEING_TREATED, end, "", alarm.version)
    ward.hear(60, spo2=84)
    with ward.ctx.store() as uow:
        assert len(uow.shelves.open(ward.clock.now())) == 1
    ward.hear(60, spo2=83)
    with ward.ctx.store() as uow:
        assert uow.shelves.open(ward.clock.now()) == ()
    assert (ward.one("spo2_low").value, ward.one("spo2_low").raised_at) == (83, alarm.raised_at)


def test_what_is_only_shown_is_on_list_and_bar_and_is_no_load(ward: AlarmWard) -> None:
    told_and_over(ward)
    ward.pass_time(RULES.load_window.total_seconds())
    ward.hear(60, SECOND)
    ward.hear(60, spo2=86)
    bar, listed = read_alarm_bar(ward.ctx, RULES), read_alarm_list(ward.ctx, RULES)
    assert {chip.priority for chip in bar.chips if chip.subject == "spo2"} == {LOW}
    assert {row.priority for row in listed.patients} == {LOW}
    assert (bar.load, listed.load.raised) == (0, 0)
    assert read_alarm_load(ward.ctx, RULES).raised == 1
