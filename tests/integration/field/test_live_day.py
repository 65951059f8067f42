"""The day as it runs: arrivals foreseen from reports, and flags for what is in danger by then."""

from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.field_day import DISPATCHER, NURSES, FieldDay
from helpers.field_halts import add_halts
from helpers.ward import RULES

from hah_console.domain.actor import Actor, Role
from hah_console.domain.errors import NotPermitted
from hah_console.domain.field_visit import FieldState
from hah_console.domain.halt_report import HaltState
from hah_console.domain.ids import FieldReportId, SpecimenId, UserId
from hah_console.domain.position import StaffPosition
from hah_console.services.halt_reports import HaltSaying, report_halt
from hah_console.services.live_day import LiveDay, LiveFlag, LiveStop, live_day
from hah_console.services.live_halts import HaltFlag, LiveHalt
from hah_console.services.staff_safety import set_home_flag

S = FieldState


def looked(day: FieldDay) -> LiveDay:
    return live_day(day.ctx, DISPATCHER, RULES)


def stop(day: FieldDay, number: int = 0) -> LiveStop:
    found = looked(day).stop(day.stops()[number].visit_id)
    assert found is not None
    return found


def test_the_plan_stands_until_somebody_says_otherwise(day: FieldDay) -> None:
    seen = looked(day)
    assert (seen.number, {route.staff_id for route in seen.routes}) == (1, set(NURSES))
    assert [s.start for s in seen.routes[0].stops] == [visit.start for visit in day.stops()]
    assert "○" in stop(day).patient


def test_who_is_late_is_foreseen_late_at_every_stop_that_follows(day: FieldDay) -> None:
    day.say(day.stops()[0], S.ARRIVED)
    day.clock.moment = day.stops()[1].start + timedelta(minutes=50)
    first, second = stop(day), stop(day, 1)
    assert first.departure == day.clock.now()
    assert second.arrival == day.clock.now() + timedelta(minutes=30)
    assert second.start > day.stops()[1].start


def test_a_window_that_will_be_missed_is_flagged_with_the_dose_in_it(day: FieldDay) -> None:
    visit = day.stops()[0]
    task = day.task(visit)
    with day.ctx.store() as uow:
        uow.tasks.save(replace(task, hard_window=True))
        due = [d for d in uow.doses.of_episodes((task.episode_id,), day.ctx.day_begins(), task.latest) if d.task_id]
        uow.commit()
    day.clock.moment = task.latest
    flags = stop(day).flags
    assert LiveFlag.LATE_HARD in flags
    assert (LiveFlag.DOSE in flags) == any(d.task_id == task.task_id and d.window.latest <= task.latest for d in due)
    assert LiveFlag.UNREPORTED in flags
    assert stop(day).late >= timedelta(minutes=30)


def test_a_visit_that_lasts_too_long_and_an_unsafe_home_are_flagged(day: FieldDay) -> None:
    visit = day.stops()[0]
    set_home_flag(day.ctx, DISPATCHER, visit.patient_id, two_persons=True, daylight_only=False, reason="a threat")
    day.say(visit, S.ARRIVED)
    assert LiveFlag.OVERDUE not in stop(day).flags
    limit = stop(day).limit_at
    assert limit is not None
    day.clock.moment = limit
    assert {LiveFlag.OVERDUE, LiveFlag.UNSAFE_HOME} <= set(stop(day).flags)


def test_what_is_over_is_neither_late_nor_next(day: FieldDay) -> None:
    day.say(day.stops()[0], S.COULD_NOT, reason="refused")
    seen = looked(day)
    first = seen.routes[0].stops[0]
    assert (first.over, first.reason, first.late) == (True, "refused", timedelta(0))
    assert seen.routes[0].now_at == seen.routes[0].stops[1]


def test_the_last_known_place_of_a_worker_is_beside_her_route(day: FieldDay) -> None:
    here = StaffPosition(NURSES[0], 120.97, 24.8, day.clock.now())
    with day.ctx.store() as uow:
        uow.positions.put((here,))
        uow.commit()
    assert looked(day).routes[0].position == here


def test_without_a_plan_there_is_no_live_day_and_only_the_team_sees_it(day: FieldDay) -> None:
    with pytest.raises(NotPermitted):
        live_day(day.ctx, Actor(UserId("x"), "x", Role.ADMINISTRATOR, "x"), RULES)
    day.clock.advance(timedelta(days=3))
    assert looked(day).plan_id is None


@pytest.fixture
def with_halts(day: FieldDay) -> FieldDay:
    add_halts(day)
    return day


def halts(day: FieldDay) -> tuple[LiveHalt, ...]:
    return next(route.halts for route in looked(day).routes if route.staff_id == NURSES[0])


def mark(day: FieldDay, halt: LiveHalt, state: HaltState, number: int, *specimens: str) -> None:
    handed = tuple(SpecimenId(name) for name in specimens)
    report_halt(
        day.ctx, DISPATCHER, HaltSaying(FieldReportId(f"H-{number}"), NURSES[0], halt.halts, state, handed)
    )  # fmt: skip


def test_stops_at_the_store_are_told_with_what_was_said_and_foreseen(with_halts: FieldDay) -> None:
    day = with_halts
    load, laboratory = halts(day)
    assert (load.state, load.over, load.flags, len(load.patients)) == (HaltState.AHEAD, False, (), 2)
    assert laboratory.specimens == ("SP-2", "SP-1")
    assert laboratory.valid_until is not None
    day.clock.moment = load.planned + timedelta(minutes=1)
    assert halts(day)[0].flags == (HaltFlag.UNREPORTED,)
    mark(day, load, HaltState.DONE, 1)
    load = halts(day)[0]
    assert (load.state, load.over, load.since, load.flags) == (HaltState.DONE, True, day.clock.now(), ())


def test_a_specimen_that_comes_too_late_or_stays_in_the_bag_is_in_danger(with_halts: FieldDay) -> None:
    day = with_halts
    laboratory = halts(day)[1]
    assert laboratory.valid_until is not None
    assert laboratory.flags == ((HaltFlag.SPECIMEN_LATE,) if laboratory.valid_until < laboratory.start else ())
    day.clock.moment = laboratory.valid_until + timedelta(minutes=1)
    assert HaltFlag.SPECIMEN_LATE in halts(day)[1].flags
    mark(day, laboratory, HaltState.DONE, 1, "SP-2")
    left = halts(day)[1]
    assert (left.specimens, left.flags) == (("SP-1",), (HaltFlag.SPECIMEN_LEFT,))
    mark(day, laboratory, HaltState.DONE, 2, "SP-1")
    assert (halts(day)[1].specimens, halts(day)[1].flags) == ((), ())


def test_what_was_loaded_holds_up_the_next_visit_no_more(with_halts: FieldDay) -> None:
    day = with_halts
    day.say(day.stops()[1], S.ARRIVED)
    day.say(day.stops()[1], S.DONE)
    day.clock.moment = day.stops()[2].start + timedelta(hours=1)
    before = stop(day, 2).arrival
    mark(day, halts(day)[1], HaltState.DONE, 1)
    assert stop(day, 2).arrival <= before
