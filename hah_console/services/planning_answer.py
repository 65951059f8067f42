"""From the answer document of docs/planning-json.md to a day plan."""

from dataclasses import replace
from typing import Any

import msgspec

from hah_console.domain.errors import PlannerUnavailable, PlanRejected
from hah_console.domain.ids import PlanId, ShiftId, StaffId, TaskId, VisitId
from hah_console.domain.visit import (
    DayPlan,
    HaltKind,
    PlannedHalt,
    PlannedVisit,
    PlanState,
    RouteSummary,
    UnplannedTask,
)
from hah_console.services.context import Context
from hah_console.services.plan_faults import own_reason
from hah_console.services.planning_document import Day, Legs, base_id, home_id, places_of, task_of

FORMAT, VERSION = "scheduling.answer", 2
_SHOWN_VIOLATIONS = 3
STOCK = "stock"
"""The reason when a kind of equipment is missing."""
ABOARD, ABOARD_KEEPS = "aboard", "aboard_keeps"
"""The reasons when who has it with him cannot bring it in its window, or as long as it keeps."""
_UNSPECIFIC = frozenset({"shift", "window", "capacity"})
_MOMENTS = frozenset({"window_start", "window_end"})


class _Stop(msgspec.Struct):
    visit_id: str
    arrival: int
    start: int
    departure: int
    travel: int
    access: int
    metres: int
    late: int = 0
    kind: str = "visit"
    place_id: str = ""
    frozen: bool = False


class _Break(msgspec.Struct):
    start: int
    duration: int


class _Route(msgspec.Struct):
    caregiver_id: str
    leave: int
    stops: tuple[_Stop, ...]
    end: int
    return_travel: int
    return_metres: int
    overtime: int
    breaks: tuple[_Break, ...]


class _LeftOut(msgspec.Struct):
    visit_id: str
    reason: str
    facts: dict[str, str]


class _Solution(msgspec.Struct):
    backend: str
    status: str
    routes: tuple[_Route, ...]
    unassigned: tuple[_LeftOut, ...]
    solve_s: float
    first_feasible_s: float


class _Check(msgspec.Struct):
    violations: tuple[str, ...]
    score: dict[str, int]


class Answer(msgspec.Struct):
    """The part of the answer document that the console reads."""

    format: str
    version: int
    solution: _Solution
    check: _Check


def read_answer(document: bytes) -> Answer:
    """Decode; raises PlannerUnavailable when the document is not one this program reads."""
    try:
        answer = msgspec.json.decode(document, type=Answer)
    except msgspec.DecodeError as error:
        raise PlannerUnavailable(reason=str(error)) from error
    if (answer.format, answer.version) != (FORMAT, VERSION):
        raise PlannerUnavailable(reason=f"{answer.format} version {answer.version} is not known")
    return answer


def refuse_violations(answer: Answer, plan_id: PlanId) -> None:
    """Raise PlanRejected when the independent check found anything."""
    found = answer.check.violations
    if found:
        more = f" (+{len(found) - _SHOWN_VIOLATIONS})" if len(found) > _SHOWN_VIOLATIONS else ""
        raise PlanRejected(plan=plan_id, violations="; ".join(found[:_SHOWN_VIOLATIONS]) + more)


def to_plan(
    ctx: Context, day: Day, legs: Legs, answer: Answer, plan_id: PlanId, created_by: str,
    made: tuple[PlannedHalt, ...] = (),
) -> DayPlan:  # fmt: skip
    """The draft plan of a checked answer; stops at no patient's that are ``made`` stay as they were."""
    solution = answer.solution
    return DayPlan(
        plan_id=plan_id,
        day=day.day,
        state=PlanState.DRAFT,
        created_at=ctx.clock.now(),
        created_by=created_by,
        visits=tuple(v for route in solution.routes for v in _visits(day, legs, route)),
        routes=tuple(_summary(day, route) for route in solution.routes),
        unplanned=tuple(_explained(ctx, day, legs, item) for item in _unplanned(ctx, day, solution).values()),
        cost=sum(answer.check.score.values()),
        backend=solution.backend,
        solve_seconds=solution.solve_s,
        first_feasible_seconds=solution.first_feasible_s,
        halts=(*made, *(halt for route in solution.routes for halt in _halts(day, route))),
    )


def _staff_id(day: Day, route: _Route) -> StaffId:
    return day.shifts[ShiftId(route.caregiver_id)].staff_id


def _visits(day: Day, legs: Legs, route: _Route) -> list[PlannedVisit]:
    visits: list[PlannedVisit] = []
    staff_id = _staff_id(day, route)
    person = day.staff[staff_id]
    here = base_id(person)
    for stop in route.stops:
        if not _at_home(day, stop):
            here = stop.place_id
            continue
        task, order = day.tasks[task_of(stop.visit_id)], len(visits) + 1
        there = home_id(task.patient_id)
        visits.append(
            PlannedVisit(
                visit_id=VisitId(stop.visit_id),
                task_id=task.task_id,
                patient_id=task.patient_id,
                staff_id=staff_id,
                order=order,
                arrival=day.moment(stop.arrival),
                start=day.moment(stop.start),
                departure=day.moment(stop.departure),
                travel_seconds=stop.travel + stop.access,
                travel_metres=stop.metres,
                leg_source=legs.source(person.vehicle.value, here, there),
                late_seconds=stop.late,
            )
        )
        here = there
    return visits


_HALTS = {"pickup": HaltKind.LOAD, "delivery": HaltKind.BRING_BACK, "laboratory": HaltKind.HAND_IN}


def _halts(day: Day, route: _Route) -> list[PlannedHalt]:
    """The stops of a route at the store and at laboratories that lie ahead."""
    places = places_of(day) if day.supply else {}
    return [
        PlannedHalt(
            staff_id=_staff_id(day, route),
            kind=_HALTS[stop.kind],
            task_id=task_of(stop.visit_id) if stop.visit_id else None,
            place=places[stop.place_id],
            arrival=day.moment(stop.arrival),
            start=day.moment(stop.start),
            departure=day.moment(stop.departure),
            travel_seconds=stop.travel + stop.access,
            travel_metres=stop.metres,
            late_seconds=stop.late,
        )
        for stop in route.stops
        if not stop.frozen and not _at_home(day, stop) and stop.place_id in places
    ]


def _at_home(day: Day, stop: _Stop) -> bool:
    """Whether it is the stop of a task at its patient's; what is loaded, brought back or handed in is no visit."""
    if stop.kind == "visit":
        return task_of(stop.visit_id) in day.tasks
    run = day.supply.runs.get(task_of(stop.visit_id)) if day.supply else None
    return run is not None and stop.kind == ("delivery" if run.brings else "pickup")


def _summary(day: Day, route: _Route) -> RouteSummary:
    return RouteSummary(
        staff_id=_staff_id(day, route),
        starts_at=day.moment(route.leave),
        ends_at=day.moment(route.end),
        travel_seconds=route.return_travel + sum(s.travel + s.access for s in route.stops),
        travel_metres=route.return_metres + sum(s.metres for s in route.stops),
        overtime_seconds=route.overtime,
        break_start=day.moment(route.breaks[0].start) if route.breaks else None,
    )


def _unplanned(ctx: Context, day: Day, solution: _Solution) -> dict[TaskId, UnplannedTask]:
    """One entry per task; of the two visits of a pair the one with a reason of its own speaks."""
    found: dict[TaskId, UnplannedTask] = {}
    for item in solution.unassigned:
        task = day.tasks[task_of(item.visit_id)]
        if task.task_id not in found or found[task.task_id].reason == "pair":
            facts = tuple(sorted((k, _readable(ctx, day, k, v)) for k, v in item.facts.items()))
            found[task.task_id] = UnplannedTask(task.task_id, task.patient_id, _reason(day, item, task.task_id), facts)
    return found


def _reason(day: Day, item: _LeftOut, task_id: TaskId) -> str:
    """That nobody found a moment for what waits for stock means that there was none."""
    run = day.supply.runs.get(task_id) if day.supply else None
    waits = run is not None and run.brings and bool(run.kit)
    return STOCK if waits and item.reason in _UNSPECIFIC else item.reason


def _explained(ctx: Context, day: Day, legs: Legs, item: UnplannedTask) -> UnplannedTask:
    """Who has it aboard, and what is wrong with the task itself, say more than that nobody was there in time."""
    supply = day.supply
    if supply is not None and item.task_id in supply.aboard:
        until, name = supply.runs[item.task_id].valid_until_s, day.staff[supply.aboard[item.task_id]].name
        keeps = (("until", ctx.local(day.moment(until)).strftime("%H:%M")),) if until is not None else ()
        return replace(item, reason=ABOARD_KEEPS if keeps else ABOARD, facts=(("name", name), *keeps))
    found = own_reason(day, legs, day.tasks[item.task_id]) if item.reason in _UNSPECIFIC else None
    return item if found is None else replace(item, reason=found[0], facts=found[1])


def _readable(ctx: Context, day: Day, name: str, value: Any) -> str:
    """Moments as local clock times, everything else as it is."""
    return ctx.local(day.moment(int(value))).strftime("%H:%M") if name in _MOMENTS else str(value)
