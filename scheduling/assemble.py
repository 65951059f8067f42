"""Turns timed routes into a solution: stops, breaks, what was left out and why, and the engine's own score."""

from collections.abc import Mapping
from dataclasses import dataclass

from scheduling.result import Reason, Route, Score, Solution, Status, Stop, TakenBreak, Unassigned
from scheduling.timing import TimedRoute, Timing, left_out_cost

Timed = Mapping[str, TimedRoute]


@dataclass(frozen=True, slots=True)
class Found:
    """What a backend hands back: the sequence of visits of each used caregiver, and how it was found."""

    routes: Mapping[str, tuple[str, ...]]
    status: Status
    bound: int | None = None


def assemble(timing: Timing, found: Found, *, backend: str) -> Solution:
    """The complete solution of timed routes. ``found.routes`` must be feasible."""
    timed = timing.plan(found.routes)
    if timed is None:
        raise ValueError("the routes have no timetable")
    planned = {visit_id for route in timed.values() for visit_id in route.sequence}
    return Solution(
        backend=backend,
        status=found.status,
        routes=tuple(
            _route(timing, c.caregiver_id, timed) for c in timing.problem.caregivers if c.caregiver_id in timed
        ),
        unassigned=tuple(
            Unassigned(visit_id=v.visit_id, reason=Reason.CAPACITY)
            for v in timing.problem.visits
            if v.visit_id not in planned
        ),
        score=score(timing, timed),
        bound=found.bound,
    )


def score(timing: Timing, timed: Timed) -> Score:
    """Cost units by part, as the engine counts them."""
    weights = timing.problem.weights
    late = [seconds for route in timed.values() for seconds in route.late]
    overtime = weights.overtime_second * sum(route.overtime for route in timed.values())
    strangers = sum(_strangers(timing, caregiver_id, route) for caregiver_id, route in timed.items())
    lateness = weights.late_second * sum(late)
    continuity = weights.not_preferred * strangers
    planned = {visit_id for route in timed.values() for visit_id in route.sequence}
    return Score(
        travel=sum(route.cost for route in timed.values()) - overtime - lateness - continuity,
        lateness=lateness,
        max_lateness=weights.max_late_second * max(late, default=0),
        overtime=overtime,
        continuity=continuity,
        left_out=left_out_cost(timing.problem, (v for v in timing.problem.visits if v.visit_id not in planned)),
    )


def _strangers(timing: Timing, caregiver_id: str, route: TimedRoute) -> int:
    wanted = (timing.visits[visit_id].preferred_caregivers for visit_id in route.sequence)
    return sum(bool(names) and caregiver_id not in names for names in wanted)


def _route(timing: Timing, caregiver_id: str, timed: Timed) -> Route:
    route, caregiver = timed[caregiver_id], timing.caregivers[caregiver_id]
    breaks = tuple(
        TakenBreak(start, wanted.duration) for start, wanted in zip(route.breaks, caregiver.breaks, strict=True)
    )
    last = timing.visits[route.sequence[-1]].place_id
    return Route(
        caregiver_id=caregiver_id,
        leave=route.leave,
        stops=tuple(_stop(timing, caregiver_id, route, position, breaks) for position in range(len(route.sequence))),
        end=route.end,
        return_travel=timing.seconds(caregiver, last, caregiver.end_place),
        return_metres=timing.metres(caregiver, last, caregiver.end_place),
        overtime=route.overtime,
        breaks=breaks,
    )


def _stop(timing: Timing, caregiver_id: str, route: TimedRoute, position: int, breaks: tuple[TakenBreak, ...]) -> Stop:
    caregiver, visit = timing.caregivers[caregiver_id], timing.visits[route.sequence[position]]
    here = timing.visits[route.sequence[position - 1]].place_id if position else caregiver.start_place
    arrival, start = route.arrivals[position], route.starts[position]
    clock = route.leave if not position else route.starts[position - 1] + _duration(timing, route, position - 1)
    paused = sum(max(0, min(start, b.start + b.duration) - max(arrival, b.start)) for b in breaks)
    return Stop(
        visit_id=visit.visit_id,
        place_id=visit.place_id,
        left=clock,
        arrival=arrival,
        start=start,
        departure=start + visit.service_duration,
        wait=start - arrival - paused,
        travel=timing.seconds(caregiver, here, visit.place_id),
        access=caregiver.access_duration if here != visit.place_id else 0,
        metres=timing.metres(caregiver, here, visit.place_id),
        late=route.late[position],
    )


def _duration(timing: Timing, route: TimedRoute, position: int) -> int:
    return timing.visits[route.sequence[position]].service_duration
