"""From a stored plan to routes in seconds that can be changed by hand, and back."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from hah_console.domain.ids import ShiftId, StaffId, TaskId, VisitId
from hah_console.domain.staff import Profession, Shift
from hah_console.domain.visit import DayPlan, PlannedVisit, RouteSummary, UnplannedTask
from hah_console.services.hand_ports import HandRoute, HandStop
from hah_console.services.planning_document import Day, Legs, base_id, home_id, shift_of

BY_HAND = "by_hand"
"""Why a task is left out that a person took out, or that came after the plan was made."""


def hand_routes(day: Day, plan: DayPlan, begun: tuple[PlannedVisit, ...]) -> tuple[HandRoute, ...]:
    """The routes of a plan by shift, with what has begun where it began. Visits of people who have no shift any more,
    and of tasks that are not there any more, are in none."""
    stands = {visit.visit_id: visit for visit in begun}
    by_shift: dict[Shift, list[PlannedVisit]] = {}
    cut: set[StaffId] = {v.staff_id for v in plan.visits if v.visit_id not in stands and v.task_id not in day.tasks}
    cut |= {v.staff_id for v in plan.visits if v.visit_id in stands and stands[v.visit_id].staff_id != v.staff_id}
    for visit in (*(v for v in plan.visits if v.visit_id not in stands), *begun):
        shift = shift_of(day, visit.staff_id, day.seconds(visit.start), day.seconds(visit.departure))
        if shift is not None and visit.task_id in day.tasks:
            by_shift.setdefault(shift, []).append(visit)
    return tuple(
        replace(_route(day, shift, plan, visits, frozenset(stands)), cut=_cut(day, shift, cut))
        for shift, visits in by_shift.items()
    )


def _cut(day: Day, shift: Shift, cut: set[StaffId]) -> bool:
    """Whether the rest of somebody's stops can be timed anew: some are missing, or a road was closed. Couriers load
    at the store, unseen by a plan."""
    another = shift.staff_id in cut or bool(day.closed)
    return another and day.staff[shift.staff_id].profession is not Profession.COURIER


def _summary(plan: DayPlan, visits: list[PlannedVisit]) -> RouteSummary:
    """The plan's own totals of a route; none are known of work that came to somebody since."""
    first = visits[0]
    found = (r for r in plan.routes if r.staff_id == first.staff_id and r.starts_at <= first.start <= r.ends_at)
    unknown = RouteSummary(first.staff_id, first.arrival, visits[-1].departure, 0, 0, 0)
    return next(found, unknown)


def _route(day: Day, shift: Shift, plan: DayPlan, visits: list[PlannedVisit], begun: frozenset[VisitId]) -> HandRoute:
    visits = sorted(visits, key=lambda visit: (visit.start, visit.order))
    summary = _summary(plan, visits)
    pause = (day.seconds(summary.break_start), shift.break_minutes * 60) if summary.break_start else None
    stops, clock = [], day.seconds(summary.starts_at)
    for number, visit in enumerate(visits):
        stop = _stop(day, visit, pause, None if number == 0 else clock, clock)
        stops.append(replace(stop, begun=visit.visit_id in begun))
        clock = stop.departure
    return HandRoute(
        caregiver_id=shift.shift_id,
        leave=day.seconds(summary.starts_at) if summary.travel_seconds else stops[0].left,
        end=day.seconds(summary.ends_at),
        return_travel=summary.travel_seconds - sum(v.travel_seconds for v in visits),
        return_metres=summary.travel_metres - sum(v.travel_metres for v in visits),
        overtime=summary.overtime_seconds,
        stops=tuple(stops),
        breaks=(pause,) if pause else (),
    )


def _stop(day: Day, visit: PlannedVisit, pause: tuple[int, int] | None, after: int | None, since: int) -> HandStop:
    """A visit with the moment its way begins, which a plan does not keep: the break may lie in the way."""
    arrival, start = day.seconds(visit.arrival), day.seconds(visit.start)
    left = arrival - visit.travel_seconds
    if pause is not None and since <= pause[0] < arrival and left < sum(pause):
        left -= pause[1]
    rest = max(0, min(start, sum(pause)) - max(arrival, pause[0])) if pause else 0
    return HandStop(
        visit_id=visit.visit_id,
        place_id=home_id(visit.patient_id),
        left=left if after is None else max(after, left),
        arrival=arrival,
        start=start,
        departure=day.seconds(visit.departure),
        travel=visit.travel_seconds,
        metres=visit.travel_metres,
        late=visit.late_seconds,
        wait=max(0, start - arrival - rest),
    )


def planned(day: Day, legs: Legs, routes: Iterable[HandRoute]) -> tuple[PlannedVisit, ...]:
    """The visits of routes, as a plan keeps them."""
    return tuple(visit for route in routes for visit in _planned(day, legs, route))


def _planned(day: Day, legs: Legs, route: HandRoute) -> Iterable[PlannedVisit]:
    person = day.staff[day.shifts[ShiftId(route.caregiver_id)].staff_id]
    here = base_id(person)
    for order, stop in enumerate(route.stops, start=1):
        task = day.tasks[task_id(stop.visit_id)]
        yield PlannedVisit(
            visit_id=VisitId(stop.visit_id),
            task_id=task.task_id,
            patient_id=task.patient_id,
            staff_id=person.staff_id,
            order=order,
            arrival=day.moment(stop.arrival),
            start=day.moment(stop.start),
            departure=day.moment(stop.departure),
            travel_seconds=stop.travel,
            travel_metres=stop.metres,
            leg_source=legs.source(person.vehicle.value, here, stop.place_id),
            late_seconds=stop.late,
        )
        here = stop.place_id


def summaries(day: Day, routes: Iterable[HandRoute]) -> tuple[RouteSummary, ...]:
    """The totals of routes, as a plan keeps them."""
    return tuple(
        RouteSummary(
            staff_id=day.shifts[ShiftId(route.caregiver_id)].staff_id,
            starts_at=day.moment(route.leave),
            ends_at=day.moment(route.end),
            travel_seconds=route.return_travel + sum(stop.travel for stop in route.stops),
            travel_metres=route.return_metres + sum(stop.metres for stop in route.stops),
            overtime_seconds=route.overtime,
            break_start=day.moment(route.breaks[0][0]) if route.breaks else None,
        )
        for route in routes
    )


def left_out(day: Day, names: Iterable[str], known: Mapping[TaskId, UnplannedTask]) -> tuple[UnplannedTask, ...]:
    """The tasks of visits that nobody has; a reason that was found before stays."""
    found: dict[TaskId, UnplannedTask] = {}
    for name in names:
        task = day.tasks[task_id(name)]
        fresh = UnplannedTask(task.task_id, task.patient_id, BY_HAND)
        found.setdefault(task.task_id, known.get(task.task_id, fresh))
    return tuple(found.values())


def task_id(visit_id: str) -> TaskId:
    """The task of a visit; the second person's visit is ``task#2``."""
    return TaskId(visit_id.partition("#")[0])
