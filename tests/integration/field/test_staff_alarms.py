"""Alarms about those who visit alone: raised by the service, kept over a restart, ended by people or by leaving."""

from datetime import timedelta

import pytest
from helpers.field_day import DISPATCHER, NINE, NURSES, FieldDay
from helpers.ward import LOADER, RULES

from hah_console.alarms.rules.staff import PANIC, VISIT_OVERDUE
from hah_console.domain.actor import Actor, Role
from hah_console.domain.alarm import Alarm, AlarmState, Priority
from hah_console.domain.errors import HahError, IllegalTransition, InvalidInput, NotFound, NotPermitted
from hah_console.domain.field_visit import FieldState
from hah_console.domain.ids import StaffId, UserId
from hah_console.domain.position import StaffPosition
from hah_console.domain.shelf import ShelfReason
from hah_console.services.alarm_bar import read_alarm_bar
from hah_console.services.ingest import VitalsIngest
from hah_console.services.shelving import shelve_alarm
from hah_console.services.staff_safety import call_for_help, end_call, spoken_with, take_staff_alarm

PHONE = Actor(UserId("staff:N-01"), "N-01", Role.NURSE, "phone PP-1")
NURSE = Actor(UserId("U-nurse1"), "nurse", Role.NURSE, "desk-2")
LIMIT = timedelta(minutes=121)
"""Longer than any visit of the first stops may last."""


def service(day: FieldDay) -> VitalsIngest:
    """A service that has just started on this store."""
    begun = VitalsIngest(day.ctx, RULES, LOADER)
    begun.reload()
    return begun


def alarms(day: FieldDay, rule_id: str) -> list[Alarm]:
    with day.ctx.store() as uow:
        return [alarm for alarm in uow.alarms.open() if alarm.rule_id == rule_id]


def one(day: FieldDay, rule_id: str) -> Alarm:
    (alarm,) = alarms(day, rule_id)
    return alarm


def overdue(day: FieldDay) -> VitalsIngest:
    """A nurse has been at her first visit for too long, and the service has looked."""
    day.say(day.stops()[0], FieldState.ARRIVED)
    watching = service(day)
    watching.sweep()
    assert alarms(day, VISIT_OVERDUE) == []
    day.clock.advance(LIMIT)
    watching.sweep()
    return watching


def test_a_visit_that_lasts_too_long_is_an_alarm_with_the_workers_name(day: FieldDay) -> None:
    overdue(day)
    alarm = one(day, VISIT_OVERDUE)
    assert (alarm.subject, alarm.state, alarm.heard) == (NURSES[0], AlarmState.ACTIVE, True)
    (chip,) = [chip for chip in read_alarm_bar(day.ctx, RULES.alarms).chips if chip.rule_id == VISIT_OVERDUE]
    assert chip.name == "李雅婷"


def test_it_becomes_urgent_though_somebody_took_it_and_did_nothing(day: FieldDay) -> None:
    watching = overdue(day)
    day.clock.moment = NINE + RULES.staff_safety.limit(day.task(day.stops()[0]).kind)
    take_staff_alarm(day.ctx, DISPATCHER, one(day, VISIT_OVERDUE).alarm_id)
    watching.reload()
    day.clock.advance(RULES.staff_safety.urgent_after)
    watching.sweep()
    alarm = one(day, VISIT_OVERDUE)
    assert (alarm.priority, alarm.state) == (Priority.HIGH, AlarmState.ACTIVE)


def test_a_restart_neither_forgets_nor_doubles_it(day: FieldDay) -> None:
    overdue(day)
    again = service(day)
    again.sweep()
    assert one(day, VISIT_OVERDUE).state is AlarmState.ACTIVE
    late = service(day)
    day.clock.advance(timedelta(hours=1))
    late.sweep()
    assert one(day, VISIT_OVERDUE).priority is Priority.HIGH


def test_who_was_spoken_with_gets_time_and_is_asked_about_again(day: FieldDay) -> None:
    watching, stop = overdue(day), day.stops()[0]
    visit = spoken_with(day.ctx, DISPATCHER, stop.visit_id, None, RULES.staff_safety)
    assert visit.safe_until == day.clock.now() + RULES.staff_safety.spoken
    watching.reload()
    watching.sweep()
    assert alarms(day, VISIT_OVERDUE) == []
    day.clock.advance(RULES.staff_safety.spoken)
    watching.sweep()
    assert one(day, VISIT_OVERDUE).state is AlarmState.ACTIVE


def test_an_alarm_nobody_took_stays_in_sight_when_the_worker_has_left(day: FieldDay) -> None:
    watching = overdue(day)
    day.say(day.stops()[0], FieldState.LEFT)
    watching.reload()
    watching.sweep()
    assert one(day, VISIT_OVERDUE).state is AlarmState.LATCHED


def test_a_call_for_help_is_one_urgent_alarm_however_often_it_is_sent(day: FieldDay) -> None:
    here = StaffPosition(NURSES[0], 120.97, 24.8, NINE)
    for call in ("a", "a", "b"):
        call_for_help(day.ctx, PHONE, NURSES[0], call, "t", here)
    alarm = one(day, PANIC)
    assert (alarm.priority, alarm.state, alarm.subject) == (Priority.HIGH, AlarmState.ACTIVE, NURSES[0])
    with day.ctx.store() as uow:
        assert uow.positions.latest() == (here,)


def test_no_sweep_and_no_restart_ends_a_call_and_the_ladder_tells_the_next(day: FieldDay) -> None:
    watching = service(day)
    call_for_help(day.ctx, PHONE, NURSES[0], "a", "t")
    watching.reload()
    for _ in range(3):
        watching.sweep()
    day.clock.advance(timedelta(minutes=6))
    service(day).sweep()
    assert one(day, PANIC).rung == 2


def test_a_call_ends_only_for_who_took_it_and_says_what_was_found(day: FieldDay) -> None:
    call = call_for_help(day.ctx, PHONE, NURSES[0], "a", "t")
    with pytest.raises(IllegalTransition):
        end_call(day.ctx, DISPATCHER, call, None, "safe")
    take_staff_alarm(day.ctx, DISPATCHER, call)
    with pytest.raises(InvalidInput):
        end_call(day.ctx, DISPATCHER, call, None, "  ")
    end_call(day.ctx, DISPATCHER, call, None, "a dog; she is well")
    assert alarms(day, PANIC) == []
    call_for_help(day.ctx, PHONE, NURSES[0], "b", "t")
    assert one(day, PANIC).state is AlarmState.ACTIVE


def test_nobody_shelves_an_alarm_about_a_worker(day: FieldDay) -> None:
    call = call_for_help(day.ctx, PHONE, NURSES[0], "a", "t")
    soon = day.clock.now() + timedelta(minutes=1)
    with pytest.raises(InvalidInput):
        shelve_alarm(day.ctx, NURSE, RULES.alarms, call, ShelfReason.BEING_TREATED, soon)


def test_only_alarms_about_workers_are_taken_here_and_only_by_who_may(day: FieldDay) -> None:
    call = call_for_help(day.ctx, PHONE, NURSES[0], "a", "t")
    with pytest.raises(NotPermitted):
        take_staff_alarm(day.ctx, Actor(UserId("U-x"), "x", Role.ADMINISTRATOR, "x"), call)
    with pytest.raises(NotFound):
        call_for_help(day.ctx, PHONE, StaffId("nobody"), "c", "t")
    with pytest.raises(HahError):
        spoken_with(day.ctx, DISPATCHER, day.stops()[0].visit_id, None, RULES.staff_safety)
