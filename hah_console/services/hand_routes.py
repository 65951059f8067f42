"""From a stored plan to routes in seconds that can be changed by hand, and back."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from hah_console.domain.halt_report import halt_ids
from hah_console.domain.ids import ShiftId, TaskId, VisitId
from hah_console.domain.place import Place
from hah_console.domain.staff import Shift
from hah_console.domain.visit import DayPlan, HaltKind, PlannedHalt, PlannedVisit, RouteSummary, UnplannedTask
from hah_console.services.hand_ports import HandRoute, HandStop
from hah_console.services.planning_document import Day, Legs, base_id, home_id, made_name, shift_of
from hah_console.services.supply import point_id

BY_HAND = "by_hand"
"""Why a task is left out that a person took out, or that came after the plan was made."""


def hand_routes(
    day: Day, plan: DayPlan, begun: tuple[PlannedVisit, ...], made: tuple[PlannedHalt, ...] = ()
) -> tuple[HandRoute, ...]:
    """The routes of a plan by shift, with what has begun where it began, and with the stops at no patient's; those
    ``made`` already stand. Visits of people who have no shift any more, and of tasks that are not there any more, are
    in none."""
    stands = {visit.visit_id: visit for visit in begun}
    by_shift: dict[Shift, list[PlannedVisit]] = {}
    for visit in (*(v for v in plan.visits if v.visit_id not in stands), *begun):
        shift = shift_of(day, visit.staff_id, day.seconds(visit.start), day.seconds(visit.departure))
        if shift is not None and visit.task_id in day.tasks:
            by_shift.setdefault(shift, []).append(visit)
    halts = _halts_of(day, plan, made)
    return tuple(
        _route(day, shift, plan, visits, frozenset(stands), halts.get(shift.shift_id, []))
        for shift, visits in by_shift.items()
    )


def _halts_of(day: Day, plan: DayPlan, made: tuple[PlannedHalt, ...]) -> dict[str, list[HandStop]]:
    """The stops at no patient's by shift. Of what lies ahead only what the plan itself has."""
    ahead = _ahead(plan, made)
    found: dict[str, list[HandStop]] = {}
    for halt, name in (*((halt, made_name(day, halt, n)) for n, halt in enumerate(made)), *((h, "") for h in ahead)):
        shift = shift_of(day, halt.staff_id, day.seconds(halt.start), day.seconds(halt.departure))
        if shift is not None:
            found.setdefault(shift.shift_id, []).append(_halt(day, halt, name))
    return found


def _ahead(plan: DayPlan, made: tuple[PlannedHalt, ...]) -> list[PlannedHalt]:
    """The stops of a plan that nobody has made: a thing is loaded or brought back once, whoever does it and whenever;
    of somebody's ways to laboratories the first are those that are over."""
    done = {(halt.kind, halt.task_id) for halt in made if halt.task_id is not None}
    over = Counter(halt.staff_id for halt in made if halt.task_id is None)
    names = ((name.rpartition(":")[2], halt) for name, halt in halt_ids(plan.halts).items())
    return [
        halt
        for number, halt in names
        if (int(number) > over[halt.staff_id] if halt.task_id is None else (halt.kind, halt.task_id) not in done)
    ]


def _stop(
    day: Day, planned: PlannedVisit | PlannedHalt, visit_id: str, place_id: str, *, begun: bool,
    kind: HaltKind | None = None,
) -> HandStop:  # fmt: skip
    return HandStop(
        visit_id=visit_id,
        place_id=place_id,
        left=day.seconds(planned.arrival) - planned.travel_seconds,
        arrival=day.seconds(planned.arrival),
        start=day.seconds(planned.start),
        departure=day.seconds(planned.departure),
        travel=planned.travel_seconds,
        metres=planned.travel_metres,
        late=planned.late_seconds,
        begun=begun,
        kind=kind,
    )


def _halt(day: Day, halt: PlannedHalt, made: str) -> HandStop:
    name = made or str(halt.task_id or "")
    return _stop(day, halt, name, point_id(halt.place), begun=bool(made), kind=halt.kind)


def _summary(plan: DayPlan, visits: list[PlannedVisit]) -> RouteSummary:
    """The plan's own totals of a route; none are known of work that came to somebody since."""
    first = visits[0]
    found = (r for r in plan.routes if r.staff_id == first.staff_id and r.starts_at <= first.start <= r.ends_at)
    unknown = RouteSummary(first.staff_id, first.arrival, visits[-1].departure, 0, 0, 0)
    return next(found, unknown)


def _route(
    day: Day,
    shift: Shift,
    plan: DayPlan,
    visits: list[PlannedVisit],
    begun: frozenset[VisitId],
    halts: list[HandStop],
) -> HandRoute:
    visits = sorted(visits, key=lambda visit: (visit.start, visit.order))
    summary = _summary(plan, visits)
    pause = (day.seconds(summary.break_start), shift.break_minutes * 60) if summary.break_start else None
    known = (*(_visit(day, visit, visit.visit_id in begun) for visit in visits), *halts)
    stops = _left(sorted(known, key=lambda stop: (stop.start, stop.departure)), pause, day.seconds(summary.starts_at))
    return HandRoute(
        caregiver_id=shift.shift_id,
        leave=day.seconds(summary.starts_at) if summary.travel_seconds else stops[0].left,
        end=day.seconds(summary.ends_at),
        return_travel=summary.travel_seconds - sum(stop.travel for stop in stops),
        return_metres=summary.travel_metres - sum(stop.metres for stop in stops),
        overtime=summary.overtime_seconds,
        stops=stops,
        breaks=(pause,) if pause else (),
    )


def _left(stops: list[HandStop], pause: tuple[int, int] | None, begins: int) -> tuple[HandStop, ...]:
    """The stops with the moment each is left for, which a plan does not keep: the break may lie in the way."""
    found, clock = list[HandStop](), begins
    for number, stop in enumerate(stops):
        left = stop.arrival - stop.travel
        if pause is not None and clock <= pause[0] < stop.arrival and left < sum(pause):
            left -= pause[1]
        rest = max(0, min(stop.start, sum(pause)) - max(stop.arrival, pause[0])) if pause else 0
        wait = max(0, stop.start - stop.arrival - rest)
        found.append(replace(stop, left=max(clock, left) if number else left, wait=wait))
        clock = stop.departure
    return tuple(found)


def _visit(day: Day, visit: PlannedVisit, begun: bool) -> HandStop:
    return _stop(day, visit, visit.visit_id, home_id(visit.patient_id), begun=begun)


def halts(day: Day, routes: Iterable[HandRoute], made: tuple[PlannedHalt, ...]) -> tuple[PlannedHalt, ...]:
    """The stops of routes at no patient's, as a plan keeps them; those ``made`` as they were."""
    places = day.supply.places if day.supply else {}
    return (
        *made,
        *(
            _planned_halt(day, route, stop, places[stop.place_id])
            for route in routes
            for stop in route.halts
            if not stop.begun and stop.place_id in places
        ),
    )


def _planned_halt(day: Day, route: HandRoute, stop: HandStop, place: Place) -> PlannedHalt:
    assert stop.kind is not None, "visits are no halts"
    return PlannedHalt(
        staff_id=day.shifts[ShiftId(route.caregiver_id)].staff_id,
        kind=stop.kind,
        task_id=TaskId(stop.visit_id) if stop.visit_id else None,
        place=place,
        arrival=day.moment(stop.arrival),
        start=day.moment(stop.start),
        departure=day.moment(stop.departure),
        travel_seconds=stop.travel,
        travel_metres=stop.metres,
        late_seconds=stop.late,
    )


def planned(day: Day, legs: Legs, routes: Iterable[HandRoute]) -> tuple[PlannedVisit, ...]:
    """The visits of routes, as a plan keeps them."""
    return tuple(visit for route in routes for visit in _planned(day, legs, route))


def _planned(day: Day, legs: Legs, route: HandRoute) -> Iterable[PlannedVisit]:
    person = day.staff[day.shifts[ShiftId(route.caregiver_id)].staff_id]
    here, order = base_id(person), 0
    for stop in route.stops:
        if stop.kind is not None:
            here = stop.place_id
            continue
        task, order = day.tasks[task_id(stop.visit_id)], order + 1
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
