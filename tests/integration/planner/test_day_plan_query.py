"""The rows of the routes screen, from a real plan of the demo day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hah_console.adapters.planner.process import PlannerProcess
from hah_console.adapters.roads.estimate import EstimatedTravel
from hah_console.domain.actor import Actor, Role
from hah_console.domain.clock import ManualClock
from hah_console.domain.errors import NotPermitted
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.domain.task import TaskState
from hah_console.domain.visit import DayPlan, UnplannedTask
from hah_console.services.context import Context
from hah_console.services.day_plan import day_of_plan, day_plan
from hah_console.services.day_plan_paths import street_paths
from hah_console.services.planning import draft_plan, publish_plan

DAY = date(2026, 11, 23)


def test_a_day_without_a_plan_tells_what_waits_and_who_works(demo: Context, dispatcher: Actor) -> None:
    view = day_plan(demo, dispatcher, DAY)
    assert view.newest is None
    assert view.people == 16
    assert len(view.waiting) > 60
    assert [task.earliest for task in view.waiting] == sorted(task.earliest for task in view.waiting)


def test_every_visit_of_the_draft_stands_in_one_route(demo: Context, dispatcher: Actor, draft: DayPlan) -> None:
    view = day_plan(demo, dispatcher, DAY)
    rows = view.draft
    assert rows is not None
    assert view.newest is rows
    shown = [stop.visit_id for route in rows.routes for stop in route.stops]
    assert sorted(shown) == sorted(visit.visit_id for visit in draft.visits)
    assert len({route.route_id for route in rows.routes}) == len(rows.routes)
    assert rows.totals.visits == len(draft.visits)
    assert rows.totals.metres == sum(route.travel_metres for route in rows.routes)


def test_stops_are_in_order_and_names_are_masked(demo: Context, dispatcher: Actor, draft: DayPlan) -> None:
    rows = day_plan(demo, dispatcher, DAY).draft
    assert rows is not None
    for route in rows.routes:
        assert [stop.order for stop in route.stops] == list(range(1, len(route.stops) + 1))
        assert [stop.start for stop in route.stops] == sorted(stop.start for stop in route.stops)
        assert all("○" in stop.patient for stop in route.stops)


def test_people_who_visit_together_are_named_on_both_routes(demo: Context, dispatcher: Actor, draft: DayPlan) -> None:
    rows = day_plan(demo, dispatcher, DAY).draft
    assert rows is not None
    paired = [(route.name, stop) for route in rows.routes for stop in route.stops if stop.together_with]
    assert paired
    for name, stop in paired:
        others = [n for n, other in paired if other.task_id == stop.task_id and n != name]
        assert list(stop.together_with) == others


def test_a_colour_stays_with_its_worker(demo: Context, dispatcher: Actor, draft: DayPlan) -> None:
    publish_plan(demo, dispatcher, draft.plan_id, draft.version)
    second = replace(draft, plan_id="plan-second", visits=draft.visits[-20:], created_at=draft.created_at, version=0)
    with demo.store() as uow:
        uow.plans.save(second)
        uow.commit()
    view = day_plan(demo, dispatcher, DAY)
    assert view.published is not None
    assert view.draft is not None
    colours = {route.staff_id: route.series for route in view.published.routes}
    assert all(colours[route.staff_id] == route.series for route in view.draft.routes)


def test_the_published_plan_stays_beside_a_newer_draft(
    demo: Context, dispatcher: Actor, draft: DayPlan, travel: EstimatedTravel, planner: PlannerProcess,
    profile: PlanningProfile,
) -> None:  # fmt: skip
    publish_plan(demo, dispatcher, draft.plan_id, draft.version)
    later = replace(demo, clock=ManualClock(demo.clock.now() + timedelta(minutes=5)))
    second, _ = draft_plan(later, dispatcher, DAY, travel, planner, profile, seconds=0.3)
    view = day_plan(demo, dispatcher, DAY)
    assert view.published is not None
    assert view.draft is not None
    assert (view.published.plan_id, view.draft.plan_id) == (draft.plan_id, second.plan_id)
    assert view.published.published_by


def test_a_draft_older_than_the_published_plan_is_not_offered(demo: Context, dispatcher: Actor, draft: DayPlan) -> None:
    newer = replace(draft, plan_id="plan-newer", created_at=draft.created_at + timedelta(minutes=1), version=0)
    with demo.store() as uow:
        saved = uow.plans.save(newer)
        uow.commit()
    publish_plan(demo, dispatcher, saved.plan_id, saved.version)
    assert day_plan(demo, dispatcher, DAY).draft is None


def test_a_draft_that_no_longer_fits_names_its_broken_rules(demo: Context, dispatcher: Actor, draft: DayPlan) -> None:
    gone = draft.visits[0].task_id
    with demo.store() as uow:
        uow.tasks.save(replace(uow.tasks.get(gone), state=TaskState.CANCELLED))
        uow.commit()
    rows = day_plan(demo, dispatcher, DAY).draft
    assert rows is not None
    assert rows.broken == (f"task_gone: {gone}",)


def test_left_out_tasks_come_with_their_reason_the_most_important_first(
    demo: Context, dispatcher: Actor, draft: DayPlan
) -> None:
    tasks = {v.task_id: v for v in draft.visits}
    left_out = tuple(UnplannedTask(v.task_id, v.patient_id, "capacity", (("able", "3"),)) for v in tasks.values())
    with demo.store() as uow:
        uow.plans.save(replace(draft, visits=(), routes=(), unplanned=left_out))
        uow.commit()
    rows = day_plan(demo, dispatcher, DAY).draft
    assert rows is not None
    assert len(rows.unplanned) == len(tasks)
    assert {row.reason for row in rows.unplanned} == {"capacity"}
    order = [(row.task.optional, -row.task.priority) for row in rows.unplanned]
    assert order == sorted(order)


def test_the_way_of_a_route_runs_from_base_to_base(
    demo: Context, dispatcher: Actor, draft: DayPlan, travel: EstimatedTravel
) -> None:
    rows = day_plan(demo, dispatcher, DAY).draft
    assert rows is not None
    paths = street_paths(rows, travel)
    for route in rows.routes:
        points = paths[route.route_id]
        assert points[0] == points[-1] == (route.base.lat, route.base.lon)
        assert {(stop.home.lat, stop.home.lon) for stop in route.stops} <= set(points)
    assert street_paths(rows, None).keys() == paths.keys()


def test_the_day_of_a_plan_is_found(demo: Context, draft: DayPlan) -> None:
    assert day_of_plan(demo, draft.plan_id) == DAY
    assert day_of_plan(demo, "nothing") is None


def test_an_administrator_sees_no_patients_on_routes(demo: Context, dispatcher: Actor) -> None:
    with pytest.raises(NotPermitted):
        day_plan(demo, replace(dispatcher, role=Role.ADMINISTRATOR), DAY)
