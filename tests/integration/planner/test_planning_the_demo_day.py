"""Drafting and publishing the demo site's day on a real store with a real planner child."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from hah_console.adapters.planner.process import PlannerProcess
from hah_console.adapters.roads.estimate import EstimatedTravel
from hah_console.domain.actor import Actor, Role
from hah_console.domain.errors import IllegalTransition, NotPermitted, PlannerUnavailable, PlanRejected, VersionConflict
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.domain.task import TaskState
from hah_console.domain.visit import DayPlan, PlanState
from hah_console.services.context import Context
from hah_console.services.planning import draft_plan, publish_plan
from hah_console.services.planning_document import bounds

DAY = date(2026, 11, 23)


class SpoiledPlanner:
    """The real planner, whose answer is changed on the way back."""

    def __init__(self, planner: PlannerProcess, **changes: object) -> None:
        self._planner, self._changes = planner, changes

    def solve(self, problem_json: bytes, **options: object) -> bytes:
        answer = json.loads(self._planner.solve(problem_json, **options))  # type: ignore[arg-type]
        return json.dumps({**answer, **self._changes}).encode()


def test_every_requested_task_is_planned_or_left_out_with_a_reason(demo: Context, draft: DayPlan) -> None:
    with demo.store() as uow:
        tasks = [t for t in uow.tasks.between(*bounds(DAY, demo.zone)) if t.earliest >= bounds(DAY, demo.zone)[0]]
    planned = Counter(v.task_id for v in draft.visits)
    left_out = {u.task_id for u in draft.unplanned}
    assert all(planned[t.task_id] == (0 if t.task_id in left_out else t.staff_needed) for t in tasks)
    assert all(u.reason for u in draft.unplanned)
    assert len(draft.visits) > 60


def test_the_draft_is_stored_as_it_was_returned(demo: Context, draft: DayPlan) -> None:
    with demo.store() as uow:
        assert uow.plans.get(draft.plan_id) == draft
        assert uow.audit.entries()[-1].entry.action == "draft_plan"
    assert draft.state is PlanState.DRAFT
    assert draft.number == 0


def test_publishing_supersedes_the_plan_in_force(
    demo: Context,
    dispatcher: Actor,
    draft: DayPlan,
    travel: EstimatedTravel,
    planner: PlannerProcess,
    profile: PlanningProfile,
) -> None:
    publish_plan(demo, dispatcher, draft.plan_id, draft.version)
    second, _ = draft_plan(demo, dispatcher, DAY, travel, planner, profile, seconds=0.5)
    publish_plan(demo, dispatcher, second.plan_id, second.version)
    with demo.store() as uow:
        assert uow.plans.get(draft.plan_id).state is PlanState.SUPERSEDED
        in_force = uow.plans.published(DAY)
    assert in_force is not None
    assert (in_force.plan_id, in_force.number, in_force.published_by) == (second.plan_id, 2, dispatcher.user_id)


def test_a_published_plan_cannot_be_published_again(demo: Context, dispatcher: Actor, draft: DayPlan) -> None:
    publish_plan(demo, dispatcher, draft.plan_id, draft.version)
    with pytest.raises(IllegalTransition):
        publish_plan(demo, dispatcher, draft.plan_id, draft.version + 1)


def test_publishing_a_version_that_is_not_the_stored_one_is_a_conflict(
    demo: Context, dispatcher: Actor, draft: DayPlan
) -> None:
    with pytest.raises(VersionConflict):
        publish_plan(demo, dispatcher, draft.plan_id, draft.version + 1)


def test_a_draft_whose_task_was_cancelled_since_is_refused(demo: Context, dispatcher: Actor, draft: DayPlan) -> None:
    with demo.store() as uow:
        task = uow.tasks.get(draft.visits[0].task_id)
        uow.tasks.save(replace(task, state=TaskState.CANCELLED))
        uow.commit()
    with pytest.raises(PlanRejected, match="task_gone"):
        publish_plan(demo, dispatcher, draft.plan_id, draft.version)


def test_a_plan_that_nobody_checked_is_refused(demo: Context, dispatcher: Actor, draft: DayPlan) -> None:
    first, second = next(
        (a, b) for a, b in zip(draft.visits, draft.visits[1:], strict=False) if a.staff_id == b.staff_id
    )
    clash = replace(second, arrival=first.arrival, start=first.start, departure=first.departure)
    visits = tuple(clash if v is second else v for v in draft.visits)
    with demo.store() as uow:
        forged = uow.plans.save(replace(draft, visits=visits))
        uow.commit()
    with pytest.raises(PlanRejected):
        publish_plan(demo, dispatcher, forged.plan_id, forged.version)


def test_an_answer_with_violations_is_not_stored(
    demo: Context, dispatcher: Actor, travel: EstimatedTravel, planner: PlannerProcess, profile: PlanningProfile
) -> None:
    spoiled = SpoiledPlanner(planner, check={"violations": ["skill: T001: N-01 lacks medical"], "score": {}})
    with pytest.raises(PlanRejected, match="lacks medical"):
        draft_plan(demo, dispatcher, DAY, travel, spoiled, profile, seconds=0.3)
    with demo.store() as uow:
        assert uow.plans.of_day(DAY) == ()


def test_an_answer_of_another_version_is_not_read(
    demo: Context, dispatcher: Actor, travel: EstimatedTravel, planner: PlannerProcess, profile: PlanningProfile
) -> None:
    with pytest.raises(PlannerUnavailable, match="version 9"):
        draft_plan(demo, dispatcher, DAY, travel, SpoiledPlanner(planner, version=9), profile, seconds=0.3)


def test_an_administrator_may_not_plan(
    demo: Context, dispatcher: Actor, travel: EstimatedTravel, planner: PlannerProcess, profile: PlanningProfile
) -> None:
    with pytest.raises(NotPermitted):
        draft_plan(demo, replace(dispatcher, role=Role.ADMINISTRATOR), DAY, travel, planner, profile)
