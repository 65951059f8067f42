"""A plan with other times: the same stops, with arrivals, waits, lateness and score counted anew."""

from collections.abc import Sequence

import msgspec

from scheduling.backends.differences import At
from scheduling.backends.exact.timetable import arrival, paused
from scheduling.backends.moments import Moments
from scheduling.native.decode import score
from scheduling.problem import Problem, TimeWindow
from scheduling.result import Route, Solution, Stop, TakenBreak
from scheduling.timing import lateness

Windows = dict[tuple[str, str], tuple[TimeWindow, ...]]


def rewritten(moments: Moments, values: Sequence[int]) -> Solution:
    """The plan of ``moments`` at these values."""
    plan, problem = moments.plan, moments.problem
    windows = windows_of(problem)
    routes = tuple(_route(moments, values, windows, route) for route in plan.routes)
    return msgspec.structs.replace(plan, routes=routes, score=score(problem, routes))


def windows_of(problem: Problem) -> Windows:
    """The windows of every stop, by name and kind."""
    found = {(v.visit_id, "visit"): v.windows for v in problem.visits}
    for shipment in problem.shipments:
        found[shipment.shipment_id, "pickup"] = shipment.pickup.windows
        found[shipment.shipment_id, "delivery"] = shipment.delivery.windows
    return found


def _route(moments: Moments, values: Sequence[int], windows: Windows, route: Route) -> Route:
    name = route.caregiver_id
    caregiver = next(c for c in moments.problem.caregivers if c.caregiver_id == name)
    breaks = tuple(
        TakenBreak(_value(values, moments.breaks[name, n]), taken.duration) for n, taken in enumerate(route.breaks)
    )
    stops = []
    for n, old in enumerate(route.stops):
        start, left = _value(values, moments.starts[name, n]), _value(values, moments.lefts[name, n])
        if n == 0:
            left = _leave(old, left, start, breaks)
        stops.append(_stop(old, left, start, breaks, windows))
    end = _value(values, moments.ends[name])
    return msgspec.structs.replace(
        route,
        leave=stops[0].left,
        stops=_with_hand_ins(moments.problem, stops),
        end=end,
        overtime=max(0, end - caregiver.shift.end),
        breaks=breaks,
    )


def _leave(old: Stop, left: int, start: int, breaks: tuple[TakenBreak, ...]) -> int:
    """Nobody leaves home earlier than the plan says, unless the first stop starts earlier."""
    if left == old.left or any(b.start < start for b in breaks):
        return left
    return max(left, min(old.left, start - old.travel - old.access))


def _with_hand_ins(problem: Problem, stops: Sequence[Stop]) -> tuple[Stop, ...]:
    """The stops with the lateness of specimens at laboratories."""
    limits = {v.visit_id: v.specimen_deadline for v in problem.visits}
    found, due = [], None
    for stop in stops:
        if stop.kind == "laboratory":
            found.append(msgspec.structs.replace(stop, late=0 if due is None else max(0, stop.arrival - due)))
            due = None
            continue
        found.append(stop)
        limit = limits[stop.visit_id] if stop.kind == "visit" and not stop.companion else None
        if limit is not None:
            due = min(stop.departure + limit, due if due is not None else stop.departure + limit)
    return tuple(found)


def _stop(old: Stop, left: int, start: int, breaks: tuple[TakenBreak, ...], windows: Windows) -> Stop:
    if start == old.start and left == old.left and old.frozen:
        return old
    there = arrival(left, old.travel + old.access, breaks)
    late = old.late
    if start != old.start and old.kind != "laboratory":
        late = lateness(windows[old.visit_id, old.kind], start) or 0
    return msgspec.structs.replace(
        old,
        left=left,
        arrival=there,
        start=start,
        departure=start + old.departure - old.start,
        wait=start - there - paused(there, start, breaks),
        late=late,
    )


def _value(values: Sequence[int], at: At) -> int:
    return values[at[0]] + at[1]
