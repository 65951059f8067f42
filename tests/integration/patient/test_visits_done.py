"""Work reported as done, by people at a desk and by the demo's field team."""

from datetime import timedelta

import pytest
from helpers.bedside import ADMINISTRATOR, NURSE, Bedside

from hah_console.demo.field_team import FieldTeam
from hah_console.domain.errors import IllegalTransition, NotPermitted, VersionConflict
from hah_console.domain.task import Task, TaskState
from hah_console.services.visits import complete_task


def _tasks(ward: Bedside) -> tuple[Task, ...]:
    with ward.store.unit_of_work() as uow:
        return tuple(task for task in uow.tasks.all() if task.state is TaskState.REQUESTED)


def test_a_task_is_done_once_and_audited(ward: Bedside) -> None:
    task = _tasks(ward)[0]
    changes = complete_task(ward.ctx, NURSE, task.task_id, task.version)
    assert changes.touches("task")
    with ward.store.unit_of_work() as uow:
        assert uow.tasks.get(task.task_id).state is TaskState.COMPLETED
        assert uow.audit.entries()[-1].entry.action == "complete_task"
    with pytest.raises(IllegalTransition):
        complete_task(ward.ctx, NURSE, task.task_id)


def test_a_stale_version_and_a_role_without_the_right_change_nothing(ward: Bedside) -> None:
    task = _tasks(ward)[0]
    with pytest.raises(VersionConflict):
        complete_task(ward.ctx, NURSE, task.task_id, task.version + 1)
    with pytest.raises(NotPermitted):
        complete_task(ward.ctx, ADMINISTRATOR, task.task_id)
    assert task in _tasks(ward)


def test_the_field_team_reports_what_the_plan_says_is_over_and_only_once(ward: Bedside) -> None:
    with ward.store.unit_of_work() as uow:
        plan = next(plan for plan in uow.plans.all() if plan.visits)
    team, open_tasks = FieldTeam(ward.ctx), {task.task_id for task in _tasks(ward)}
    end = max(visit.departure for visit in plan.visits)
    assert team.report(plan, min(visit.departure for visit in plan.visits) - timedelta(seconds=1)) == 0
    reported = team.report(plan, end)
    assert reported == len({visit.task_id for visit in plan.visits})
    assert team.report(plan, end) == 0
    planned = {visit.task_id for visit in plan.visits}
    assert {task.task_id for task in _tasks(ward)} == open_tasks - planned
