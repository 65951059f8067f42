"""What of a plan has begun: reported by somebody, or left for by the plan. Nobody can move it any more."""

from dataclasses import replace
from datetime import datetime

from hah_console.domain.halt_report import NOTHING_TOLD, Told, halt_ids
from hah_console.domain.ids import StaffId, TaskId, VisitId
from hah_console.domain.task import TaskState
from hah_console.domain.visit import DayPlan, PlannedHalt, PlannedVisit, PlanState
from hah_console.services.halts import left_behind
from hah_console.services.planning_document import Day
from hah_console.services.ports import UnitOfWork

BEGUN = frozenset({TaskState.IN_PROGRESS, TaskState.COMPLETED})


def begun_visits(uow: UnitOfWork, plan: DayPlan, now: datetime) -> tuple[PlannedVisit, ...]:
    """Visits that stand. Of a plan in force also those whose way has begun by now; of a draft only what is reported."""
    reported = _reported(uow, plan)
    in_force = plan.state is PlanState.PUBLISHED
    return tuple(v for v in plan.visits if v.task_id in reported or (in_force and _left_for(v, now)))


def reported_begun(uow: UnitOfWork, plan: DayPlan | None) -> tuple[PlannedVisit, ...]:
    """Visits of which somebody says that they have begun."""
    reported = _reported(uow, plan) if plan is not None else frozenset()
    return tuple(visit for visit in (plan.visits if plan else ()) if visit.task_id in reported)


def with_begun(uow: UnitOfWork, day: Day, begun: tuple[PlannedVisit, ...]) -> Day:
    """The day with the tasks that have begun beside those that are asked for."""
    found = uow.tasks.some({visit.task_id for visit in begun} - day.tasks.keys())
    tasks = {task.task_id: task for task in found if task.state in BEGUN}
    people = uow.patients.some({task.patient_id for task in tasks.values()})
    homes = {patient.patient_id: patient for patient in people}
    return replace(day, tasks={**day.tasks, **tasks}, homes={**homes, **day.homes})


def made_halts(
    plan: DayPlan, begun: tuple[PlannedVisit, ...], now: datetime, told: Told = NOTHING_TOLD
) -> tuple[PlannedHalt, ...]:
    """Stops at the store and at laboratories that stand: those of which somebody said so, by whatever order of the day,
    those in front of a visit that has begun, and of a plan in force those whose way has begun by now."""
    latest: dict[StaffId, datetime] = {}
    for visit in begun:
        latest[visit.staff_id] = max(visit.start, latest.get(visit.staff_id, visit.start))
    in_force = plan.state is PlanState.PUBLISHED
    missing = left_behind(plan, told.said)
    by_time = (
        halt
        for name, halt in halt_ids(plan.halts).items()
        if name not in told.halts
        and name not in missing
        and ((in_force and _left_for(halt, now)) or (halt.staff_id in latest and halt.start <= latest[halt.staff_id]))
    )
    return (
        *by_time,
        *(stands(halt, told.reached(name), begun) for name, halt in told.halts.items() if name not in missing),
    )


def stands(halt: PlannedHalt, reached: datetime | None, begun: tuple[PlannedVisit, ...] = ()) -> PlannedHalt:
    """A stop that was made earlier than planned, where it really was, but not before a visit its worker began earlier
    is over by the plan: what has begun stands in one order."""
    if reached is None or reached >= halt.start:
        return halt
    lasts = halt.departure - halt.start
    before = [v.departure for v in begun if v.staff_id == halt.staff_id and v.departure <= halt.start]
    start = min(halt.start, max([reached, *before]))
    return replace(halt, arrival=min(halt.arrival, start), start=start, departure=start + lasts)


def begun_ids(visits: tuple[PlannedVisit, ...]) -> frozenset[VisitId]:
    """Their ids."""
    return frozenset(visit.visit_id for visit in visits)


def _left_for(visit: PlannedVisit | PlannedHalt, now: datetime) -> bool:
    return (visit.arrival - now).total_seconds() <= visit.travel_seconds


def _reported(uow: UnitOfWork, plan: DayPlan) -> frozenset[TaskId]:
    """Tasks somebody says are done or being done, or to which a visit with an arrival is noted."""
    if not plan.visits:
        return frozenset()
    tasks = {visit.task_id for visit in plan.visits}
    states = {task.task_id for task in uow.tasks.some(tasks) if task.state in BEGUN}
    first, last = min(v.start for v in plan.visits), max(v.departure for v in plan.visits)
    records = uow.visit_records.between(first.replace(hour=0, minute=0), last)
    return frozenset(states | {r.task_id for r in records if r.task_id in tasks and r.arrived_at is not None})
