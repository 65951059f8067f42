"""What comes next for one patient: open work with its window and planned stop, and the clock of a running transfer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.alarms.rules.transfer import clock_stage
from hah_console.domain.ids import PatientId, StaffId, TaskId, TransferId
from hah_console.domain.task import Task, TaskKind, TaskState, Withdrawal
from hah_console.domain.transfer import Transfer, TransferStage
from hah_console.domain.visit import DayPlan, PlannedVisit
from hah_console.services.patient_rules import PatientRules


@dataclass(frozen=True, slots=True)
class WorkStep:
    """One open task. ``planned_at`` and ``staff_name`` are the published plan's; None and empty when not planned.

    ``withdrawn_for`` is set when it had begun and is no longer needed: it waits to be reported.
    """

    task_id: TaskId
    kind: TaskKind
    state: TaskState
    note: str
    earliest: datetime
    latest: datetime
    hard_window: bool
    planned_at: datetime | None = None
    staff_name: str = ""
    withdrawn_for: Withdrawal | None = None

    @property
    def due_at(self) -> datetime:
        """When it is meant to begin: the planned start, else the beginning of the window."""
        return self.planned_at or self.earliest

    def late_by(self, now: datetime) -> timedelta:
        """How long after the end of the window it is at ``now``; zero inside it."""
        return max(timedelta(0), now - self.latest)

    def planned_late(self) -> timedelta:
        """How long after the end of the window the plan lets it begin; zero when the plan keeps the window."""
        return max(timedelta(0), self.planned_at - self.latest) if self.planned_at else timedelta(0)


@dataclass(frozen=True, slots=True)
class StageClock:
    """How long a transfer has been in its present stage, against the rule pack's target (None: no target)."""

    transfer_id: TransferId
    stage: TransferStage
    since: datetime
    target: timedelta | None
    hospital: str = ""

    def elapsed(self, now: datetime) -> timedelta:
        """Time in the stage at ``now``."""
        return max(timedelta(0), now - self.since)

    def left(self, now: datetime) -> timedelta | None:
        """Time until the target; negative when overdue, None without a target."""
        return None if self.target is None else self.target - self.elapsed(now)

    def overdue(self, now: datetime) -> bool:
        """Whether the target has passed."""
        left = self.left(now)
        return left is not None and left < timedelta(0)


def work_steps(
    patient_id: PatientId, tasks: Iterable[Task], plans: Iterable[DayPlan], staff_names: Mapping[StaffId, str]
) -> tuple[WorkStep, ...]:
    """Open tasks in the order in which they are due."""
    stops = {v.task_id: v for plan in plans for v in plan.visits if v.patient_id == patient_id}
    still_open = (task for task in tasks if task.is_open)
    steps = (_step(task, stops.get(task.task_id), staff_names) for task in still_open)
    return tuple(sorted(steps, key=lambda s: (s.due_at, s.task_id)))


def stage_clock(transfer: Transfer, rules: PatientRules, hospital: str = "") -> StageClock:
    """The clock of the present stage."""
    entry, target = transfer.history[-1], rules.stage_targets.get(clock_stage(transfer))
    return StageClock(transfer.transfer_id, entry.stage, entry.at, target, hospital)


def _step(task: Task, stop: PlannedVisit | None, staff_names: Mapping[StaffId, str]) -> WorkStep:
    return WorkStep(
        task_id=task.task_id,
        kind=task.kind,
        state=task.state,
        note=task.note,
        earliest=task.earliest,
        latest=task.latest,
        hard_window=task.hard_window,
        planned_at=stop.start if stop else None,
        staff_name=staff_names.get(stop.staff_id, "") if stop else "",
        withdrawn_for=task.withdrawn_for,
    )
