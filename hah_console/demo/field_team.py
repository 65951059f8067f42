"""The demo's people in the field: they do what the published plan says, when it says so, and report it."""

from datetime import datetime

from hah_console.domain.actor import Actor, Role
from hah_console.domain.errors import IllegalTransition, NotFound
from hah_console.domain.ids import TaskId, UserId
from hah_console.domain.visit import DayPlan
from hah_console.services.context import Context
from hah_console.services.visits import complete_task

FIELD = Actor(UserId("field"), "field team (demo)", Role.SERVICE, "demo")


class FieldTeam:
    """Reports every visit of the published plan once its planned departure has passed."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._done: set[TaskId] = set()

    def report(self, plan: DayPlan | None, now: datetime) -> int:
        """How many visits were reported in this round."""
        due = _due(plan, now) - self._done if plan else set()
        for task_id in sorted(due):
            self._report(task_id)
        return len(due)

    def _report(self, task_id: TaskId) -> None:
        self._done.add(task_id)
        try:
            complete_task(self._ctx, FIELD, task_id)
        except (IllegalTransition, NotFound):
            return  # somebody at a desk was faster


def _due(plan: DayPlan, now: datetime) -> set[TaskId]:
    """Tasks whose last visitor has left (two-person visits have two)."""
    left: dict[TaskId, datetime] = {}
    for visit in plan.visits:
        left[visit.task_id] = max(left.get(visit.task_id, visit.departure), visit.departure)
    return {task_id for task_id, at in left.items() if at <= now}
