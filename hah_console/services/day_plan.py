"""Query of the routes screen: a day's published plan and newest draft as rows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.ids import PatientId, PlanId, StaffId, TaskId
from hah_console.domain.patient import Patient, masked_name
from hah_console.domain.staff import Profession, Shift, Staff
from hah_console.domain.task import Task, TaskState
from hah_console.domain.visit import BY_HAND, DayPlan, PlannedHalt, PlannedVisit, PlanState, RouteSummary
from hah_console.services.context import Context
from hah_console.services.day_plan_rows import (
    DayPlanView,
    HaltRow,
    PlanRows,
    PlanTotals,
    RouteRow,
    StopRow,
    TaskRow,
    UnplannedRow,
)
from hah_console.services.halt_reports import read_told
from hah_console.services.halts import groups_of
from hah_console.services.plan_locks import reported_begun, with_begun
from hah_console.services.plan_review import review
from hah_console.services.planning_document import Day, read_day
from hah_console.services.ports import UnitOfWork
from hah_console.services.road_closures import closures_between


@dataclass(frozen=True, slots=True)
class _Names:
    """What the ids of plans mean."""

    patients: Mapping[PatientId, Patient]
    tasks: Mapping[TaskId, Task]
    staff: Mapping[StaffId, Staff]
    shifts: Mapping[StaffId, Shift]
    series: Mapping[StaffId, int]
    users: Mapping[str, str]


def day_plan(ctx: Context, actor: Actor, day: date) -> DayPlanView:
    """The day's plans by name; raises NotPermitted for roles that may not see patients."""
    require(actor, Action.VIEW_PATIENT)
    with ctx.store() as uow:
        plans, published = uow.plans.of_day(day), uow.plans.published(day)
        begun = reported_begun(uow, published)
        facts = read_day(uow, ctx.zone, day)
        draft = _newest_draft(plans, published)
        shown = [plan for plan in (published, draft) if plan is not None]
        names = _read_names(uow, facts, shown)
        return DayPlanView(
            day=day,
            at=ctx.clock.now(),
            published=_plan(published, names, ()) if published else None,
            draft=_plan(draft, names, _broken(uow, draft, facts, begun)) if draft else None,
            waiting=tuple(_task(task, names) for task in sorted(facts.tasks.values(), key=_by_window)),
            closed=closures_between(uow, facts.begins, facts.ends, ctx.clock.now()),
            people=len({shift.staff_id for shift in facts.shifts.values() if shift.ends_at > facts.begins}),
        )


def _broken(uow: UnitOfWork, draft: DayPlan, facts: Day, begun: tuple[PlannedVisit, ...]) -> tuple[str, ...]:
    aboard = read_told(uow, draft.day).aboard(draft.created_at)
    found = review(draft, with_begun(uow, facts, begun), begun, aboard)
    return tuple(dict.fromkeys((*draft.broken, *found)))


def day_of_plan(ctx: Context, plan_id: str) -> date | None:
    """The day a plan is for, None for an unknown id."""
    with ctx.store() as uow:
        plan = uow.plans.find(PlanId(plan_id))
    return plan.day if plan else None


def _newest_draft(plans: Sequence[DayPlan], published: DayPlan | None) -> DayPlan | None:
    """Drafts older than the plan in force have been decided against."""
    drafts = [plan for plan in plans if plan.state is PlanState.DRAFT]
    newest = max(drafts, key=lambda plan: plan.created_at, default=None)
    outdated = newest is not None and published is not None and newest.created_at < published.created_at
    return None if outdated else newest


def _read_names(uow: UnitOfWork, facts: Day, plans: Sequence[DayPlan]) -> _Names:
    needed = {v.patient_id for plan in plans for v in plan.visits}
    needed |= {u.patient_id for plan in plans for u in plan.unplanned} - facts.homes.keys()
    needed_tasks = {v.task_id for plan in plans for v in plan.visits}
    needed_tasks |= {u.task_id for plan in plans for u in plan.unplanned}
    found = ((task_id, uow.tasks.find(task_id)) for task_id in needed_tasks - facts.tasks.keys())
    staff = facts.staff
    return _Names(
        patients={**facts.homes, **{pid: uow.patients.get(pid) for pid in needed - facts.homes.keys()}},
        tasks={**facts.tasks, **{task_id: task for task_id, task in found if task is not None}},
        staff=staff,
        shifts=_longest_shifts(facts),
        series={person.staff_id: order for order, person in enumerate(sorted(staff.values(), key=_by_profession))},
        users={str(user.user_id): user.name for user in uow.users.all()},
    )


def _longest_shifts(facts: Day) -> dict[StaffId, Shift]:
    """One shift per worker, for the length of the break: the one that covers most of the day."""
    chosen: dict[StaffId, Shift] = {}
    for shift in sorted(facts.shifts.values(), key=lambda s: _covered(s, facts)):
        chosen[shift.staff_id] = shift
    return chosen


def _covered(shift: Shift, facts: Day) -> timedelta:
    return min(shift.ends_at, facts.ends) - max(shift.starts_at, facts.begins)


def _by_profession(person: Staff) -> tuple[object, ...]:
    """Nurses first, then physicians and the others."""
    return list(Profession).index(person.profession), person.staff_id


def _by_window(task: Task) -> tuple[object, ...]:
    return task.earliest, task.latest, task.task_id


def _plan(plan: DayPlan, names: _Names, broken: tuple[str, ...]) -> PlanRows:
    routes = tuple(sorted(_routes(plan, names), key=lambda route: route.series))
    return PlanRows(
        plan_id=plan.plan_id,
        version=plan.version,
        state=plan.state,
        number=plan.number,
        created_at=plan.created_at,
        created_by=names.users.get(plan.created_by, plan.created_by),
        published_at=plan.published_at,
        published_by=names.users.get(plan.published_by or "", plan.published_by or ""),
        solve_time=timedelta(seconds=plan.solve_seconds),
        totals=_totals(plan, names),
        routes=routes,
        unplanned=tuple(_unplanned(plan, names)),
        broken=broken,
        by_hand=plan.backend == BY_HAND,
        pins=plan.pins,
    )


def _totals(plan: DayPlan, names: _Names) -> PlanTotals:
    """The plan's figures; a visit nobody has to make any more is not late."""
    late = [visit.late_seconds for visit in plan.visits if visit.late_seconds > 0 and not _needless(visit, names)]
    return PlanTotals(
        visits=len(plan.visits),
        unplanned=len(plan.unplanned),
        metres=sum(route.travel_metres for route in plan.routes),
        travel_seconds=sum(route.travel_seconds for route in plan.routes),
        late_visits=len(late),
        late_seconds=sum(late),
        overtime_seconds=sum(route.overtime_seconds for route in plan.routes),
    )


def _needless(visit: PlannedVisit, names: _Names) -> bool:
    task = names.tasks.get(visit.task_id)
    return task is None or task.state is TaskState.CANCELLED


def _routes(plan: DayPlan, names: _Names) -> Iterable[RouteRow]:
    """Routes with at least one visit."""
    seen: Counter[StaffId] = Counter()
    for summary in sorted(plan.routes, key=lambda route: route.starts_at):
        person = names.staff.get(summary.staff_id)
        visits = sorted((v for v in plan.visits if _belongs(v, summary)), key=lambda v: v.start)
        if visits and person is not None:
            seen[person.staff_id] += 1
            turn = seen[person.staff_id]
            route_id = person.staff_id if turn == 1 else f"{person.staff_id}#{turn}"
            yield _route(plan, summary, person, visits, names, route_id)


def _belongs(visit: PlannedVisit | PlannedHalt, route: RouteSummary) -> bool:
    """Somebody with two shifts on a day has two routes."""
    return visit.staff_id == route.staff_id and route.starts_at <= visit.start <= route.ends_at


def _route(
    plan: DayPlan,
    summary: RouteSummary,
    person: Staff,
    visits: Sequence[PlannedVisit],
    names: _Names,
    route_id: str,
) -> RouteRow:
    shift = names.shifts.get(person.staff_id)
    return RouteRow(
        route_id=route_id,
        staff_id=person.staff_id,
        series=names.series[person.staff_id],
        name=person.name,
        profession=person.profession,
        vehicle=person.vehicle,
        base=person.base,
        starts_at=summary.starts_at,
        ends_at=summary.ends_at,
        break_start=summary.break_start,
        break_minutes=shift.break_minutes if shift and summary.break_start else 0,
        travel_seconds=summary.travel_seconds,
        travel_metres=summary.travel_metres,
        overtime_seconds=summary.overtime_seconds,
        stops=tuple(_stop(plan, order, visit, names) for order, visit in enumerate(visits, start=1)),
        halts=tuple(_halts(plan, summary, names)),
    )


def _halts(plan: DayPlan, summary: RouteSummary, names: _Names) -> Iterable[HaltRow]:
    """The stops of a route at the store and at laboratories in the order of the day."""
    for group in groups_of(plan, summary.staff_id, summary):
        tasks = (names.tasks[halt.task_id] for halt in group.halts if halt.task_id and halt.task_id in names.tasks)
        patients = tuple(masked_name(names.patients[task.patient_id].name) for task in tasks)
        late = max(halt.late_seconds for halt in group.halts)
        yield HaltRow(group.kind, group.place, group.start, group.departure, late, patients)


def _stop(plan: DayPlan, order: int, visit: PlannedVisit, names: _Names) -> StopRow:
    patient, task = names.patients[visit.patient_id], names.tasks.get(visit.task_id)
    others = (v.staff_id for v in plan.visits if v.task_id == visit.task_id and v.visit_id != visit.visit_id)
    return StopRow(
        visit_id=visit.visit_id,
        task_id=visit.task_id,
        order=order,
        patient_id=visit.patient_id,
        patient=masked_name(patient.name),
        home=patient.home,
        task=_task(task, names) if task else None,
        arrival=visit.arrival,
        start=visit.start,
        departure=visit.departure,
        travel_seconds=visit.travel_seconds,
        travel_metres=visit.travel_metres,
        leg_source=visit.leg_source,
        late_seconds=visit.late_seconds,
        together_with=tuple(names.staff[s].name for s in others if s in names.staff),
        state=task.state if task else None,
        withdrawn_for=task.withdrawn_for if task else None,
    )


def _task(task: Task, names: _Names) -> TaskRow:
    patient = names.patients[task.patient_id]
    return TaskRow(
        task_id=task.task_id,
        patient_id=task.patient_id,
        patient=masked_name(patient.name),
        kind=task.kind,
        earliest=task.earliest,
        latest=task.latest,
        hard=task.hard_window,
        priority=task.priority,
        optional=task.optional,
        home=patient.home,
    )


def _unplanned(plan: DayPlan, names: _Names) -> Iterable[UnplannedRow]:
    """Left-out tasks, the most important first."""
    rows = [
        UnplannedRow(_task(names.tasks[item.task_id], names), item.reason, item.facts)
        for item in plan.unplanned
        if item.task_id in names.tasks
    ]
    return sorted(rows, key=lambda row: (row.task.optional, -row.task.priority, row.task.earliest, row.task.task_id))
