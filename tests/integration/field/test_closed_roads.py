"""A closed road is kept for the day: every table avoids it while it holds, it is listed, and it can be taken back."""

from datetime import timedelta

import pytest
from helpers.crow import HOUR, MINUTES_10, Crow
from helpers.field_day import DISPATCHER, FieldDay
from helpers.ward import RULES

from hah_console.domain.actor import Actor, Role
from hah_console.domain.errors import IllegalTransition, InvalidInput, NotPermitted, VersionConflict
from hah_console.domain.ids import UserId
from hah_console.domain.road_closure import RoadClosure, Stretch
from hah_console.services.day_plan import day_plan
from hah_console.services.day_ways import DayWays
from hah_console.services.live_day import live_day
from hah_console.services.planning_document import Legs, home_id, read_day
from hah_console.services.road_closures import open_again, report_closed, ways_between

NAME = "許雅婷"
"""Of the dispatcher's account."""
NOBODY = Actor(UserId("U-visitor"), "visitor", Role.SERVICE, "desk-1")


def street_of(day: FieldDay) -> Stretch:
    """The way from the first nurse's first stop to her second."""
    first, second = day.stops()[:2]
    (street,) = ways_between(day.ctx, Crow(), first.visit_id, second.visit_id)
    return street


def closed(day: FieldDay, hours: int = 6) -> RoadClosure:
    closure, _ = report_closed(
        day.ctx, DISPATCHER, street_of(day), day.clock.now() + timedelta(hours=hours), "a bridge under water"
    )
    return closure


def seconds(day: FieldDay, legs: Legs, at: int = 0) -> int:
    """From the first stop to the second by the table that holds at a second of the day."""
    first, second = (legs.place_ids.index(home_id(visit.patient_id)) for visit in day.stops()[:2])
    bands = next(iter(legs.tables.values()))
    table = [band for begins, band in bands if begins <= at][-1]
    return table.seconds[first][second]


def legs_of(day: FieldDay, ways: DayWays) -> Legs:
    with day.ctx.store() as uow:
        return ways.of(read_day(uow, day.ctx.zone, day.ctx.today()))


def test_every_table_goes_round_it_until_its_time_is_over(day: FieldDay) -> None:
    ways, begins = DayWays(Crow()), day.ctx.day_begins()
    assert seconds(day, legs_of(day, ways)) == MINUTES_10
    closure = closed(day)
    legs = legs_of(day, ways)
    opens = round((closure.until - begins).total_seconds())
    assert seconds(day, legs) == seconds(day, legs, opens - 1) == HOUR
    assert seconds(day, legs, opens) == MINUTES_10


def test_it_is_listed_with_author_time_and_end_and_taken_back_with_a_reason(day: FieldDay) -> None:
    ways, closure = DayWays(Crow()), closed(day)
    (row,) = live_day(day.ctx, DISPATCHER, RULES).closed
    assert (row.closure, row.reported_by, row.holds) == (closure, NAME, True)
    with pytest.raises(InvalidInput):
        open_again(day.ctx, DISPATCHER, closure.closure_id, closure.version, " ")
    open_again(day.ctx, DISPATCHER, closure.closure_id, closure.version, "the water is gone")
    (row,) = day_plan(day.ctx, DISPATCHER, day.ctx.today()).closed
    assert (row.holds, row.ended_by, row.closure.end_reason) == (False, NAME, "the water is gone")
    assert seconds(day, legs_of(day, ways)) == MINUTES_10
    assert len(day.audited("report_closed_road")) == len(day.audited("open_closed_road")) == 1
    with pytest.raises(IllegalTransition):
        open_again(day.ctx, DISPATCHER, closure.closure_id, None, "again")


def test_it_is_reported_once_by_who_may_and_not_for_a_time_that_is_over(day: FieldDay) -> None:
    with pytest.raises(NotPermitted):
        report_closed(day.ctx, NOBODY, street_of(day), day.clock.now() + timedelta(hours=1))
    with pytest.raises(InvalidInput):
        report_closed(day.ctx, DISPATCHER, street_of(day), day.clock.now())
    closure = closed(day)
    with pytest.raises(InvalidInput) as refused:
        closed(day)
    assert refused.value.facts["reason"] == "said_twice"
    with pytest.raises(VersionConflict):
        open_again(day.ctx, DISPATCHER, closure.closure_id, closure.version + 1, "a stale screen")


def test_a_road_of_yesterday_is_not_of_today(day: FieldDay) -> None:
    closed(day, hours=2)
    day.clock.advance(timedelta(days=1))
    assert live_day(day.ctx, DISPATCHER, RULES).closed == ()
    with day.ctx.store() as uow:
        assert read_day(uow, day.ctx.zone, day.ctx.today()).closed == ()
