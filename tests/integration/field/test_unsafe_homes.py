"""Rules for homes bind the planning engine: two go there, and only by daylight; with author and reason, and an end."""

from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.crow import Crow
from helpers.field_day import DISPATCHER, FieldDay

from hah_console.adapters.planner.profile import load_planning_profile
from hah_console.app.resources import resource_path
from hah_console.domain.actor import Actor, Role
from hah_console.domain.errors import IllegalTransition, InvalidInput, NotPermitted
from hah_console.domain.ids import PatientId, UserId
from hah_console.services.plan_review import review
from hah_console.services.planning_document import Day, measure_legs, read_day, write_problem
from hah_console.services.staff_safety import end_home_flag, set_home_flag
from scheduling.backends.native import Native
from scheduling.codec import read_problem
from scheduling.problem import Problem
from scheduling.solve import solve

PROFILE = load_planning_profile(resource_path("profiles", "planning-default.toml"))


def facts(day: FieldDay) -> Day:
    with day.ctx.store() as uow:
        return read_day(uow, day.ctx.zone, day.ctx.today())


def problem(day: FieldDay) -> Problem:
    read = facts(day)
    return read_problem(write_problem(read, measure_legs(read, Crow()), PROFILE))


def somebody(day: FieldDay) -> PatientId:
    """A patient with a visit that one nurse makes."""
    return next(v.patient_id for v in day.stops() if day.task(v).staff_needed == 1)


def test_two_go_to_a_home_where_nobody_goes_alone_and_the_check_says_so(day: FieldDay) -> None:
    patient = somebody(day)
    set_home_flag(day.ctx, DISPATCHER, patient, two_persons=True, daylight_only=False, reason="a threat")
    built = problem(day)
    mine = [v for v in built.visits if v.place_id == f"home:{patient}"]
    tasks = {v.visit_id.partition("#")[0] for v in mine}
    assert len(mine) == 2 * len(tasks)
    assert {frozenset(group.visit_ids) for group in built.groups} >= {frozenset({t, f"{t}#2"}) for t in tasks}


def test_nobody_is_sent_there_after_dark(day: FieldDay) -> None:
    patient = somebody(day)
    set_home_flag(day.ctx, DISPATCHER, patient, two_persons=False, daylight_only=True, reason="no street lamps")
    built = problem(day)
    assert {v.place_id for v in built.visits if v.daylight_only} == {f"home:{patient}"}
    assert built.daylight is not None
    assert 6 * 3600 < built.daylight.start < 7 * 3600
    assert 17 * 3600 < built.daylight.end < 17.5 * 3600


def test_the_engine_keeps_both_rules(day: FieldDay) -> None:
    for patient in {visit.patient_id for visit in day.plan.visits}:
        set_home_flag(day.ctx, DISPATCHER, patient, two_persons=True, daylight_only=True, reason="a threat")
    built = problem(day)
    found, verdict = solve(built, Native(moves=200), finish=False)
    assert verdict.violations == ()
    light = built.daylight
    assert light is not None
    stops = [s for route in found.routes for s in route.stops]
    assert stops
    flagged = {v.visit_id for v in built.visits if v.daylight_only}
    assert all(light.start <= s.start and s.departure <= light.end for s in stops if s.visit_id in flagged)


def test_a_plan_that_breaks_a_rule_is_not_published(day: FieldDay) -> None:
    patient = somebody(day)
    visit = next(v for v in day.stops() if v.patient_id == patient)
    set_home_flag(day.ctx, DISPATCHER, patient, two_persons=True, daylight_only=True, reason="a threat")
    found = review(day.plan, facts(day))
    assert f"task_changed: {visit.task_id}" in found
    late = visit.start + timedelta(hours=12)
    at_night = replace(day.plan, visits=(replace(visit, start=late, departure=late + timedelta(hours=1)),))
    assert f"daylight: {visit.visit_id}" in review(at_night, facts(day))


def test_a_rule_has_an_author_a_reason_and_an_end(day: FieldDay) -> None:
    patient = somebody(day)
    with pytest.raises(InvalidInput):
        set_home_flag(day.ctx, DISPATCHER, patient, two_persons=True, daylight_only=False, reason=" ")
    with pytest.raises(InvalidInput):
        set_home_flag(day.ctx, DISPATCHER, patient, two_persons=False, daylight_only=False, reason="x")
    admin = Actor(UserId("x"), "x", Role.ADMINISTRATOR, "x")
    with pytest.raises(NotPermitted):
        set_home_flag(day.ctx, admin, patient, two_persons=True, daylight_only=False, reason="x")
    flag = set_home_flag(day.ctx, DISPATCHER, patient, two_persons=True, daylight_only=False, reason="a threat")
    assert (flag.set_by, flag.reason) == (DISPATCHER.user_id, "a threat")
    end_home_flag(day.ctx, DISPATCHER, flag.flag_id, flag.version, "moved")
    with pytest.raises(IllegalTransition):
        end_home_flag(day.ctx, DISPATCHER, flag.flag_id, None, "again")
    assert all(v.place_id != f"home:{patient}" or not v.two_person for v in problem(day).visits)
    assert facts(day).by_light == frozenset()
