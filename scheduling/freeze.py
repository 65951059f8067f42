"""What has begun of a plan stands: from a problem and a plan to the problem of the rest of the day."""

import msgspec

from scheduling.native.start import as_previous, laboratory_name
from scheduling.problem import Break, Caregiver, Pin, Previous, Problem, TimeWindow, Underway, Visit, Weights
from scheduling.result import Route, Solution, Stop

STEADY = Weights(moved_visit=900, moved_second=1)
"""Prices of moving that are used where a problem gives none."""


def freeze(problem: Problem, plan: Solution, now: int) -> Problem:
    """The problem at ``now`` (seconds): stops already left for stand, nothing else is left for before now.

    The plan becomes the known one, so that moving its visits has a price.
    """
    done = [(route, stop) for route, count in begun_stops(problem, plan, now) for stop in route.stops[:count]]
    begun = [_begun_pin(route, stop) for route, stop in done if _main(stop)]
    handed_in = [_at_laboratory(route, stop) for route, stop in done if stop.kind == "laboratory"]
    names = {pin.visit_id for pin in begun}
    underway = _underway(done)
    moved = {item.shipment_id for item in underway}
    weights = problem.weights
    if not weights.moved_visit and not weights.moved_second:
        weights = msgspec.structs.replace(weights, moved_visit=STEADY.moved_visit, moved_second=STEADY.moved_second)
    pins = {pin.visit_id: pin for pin in (*problem.pins, *begun) if pin.frozen}
    visits = (*_without_handed_in(problem, done), *(visit for visit, _ in handed_in))
    return msgspec.structs.replace(
        problem,
        caregivers=tuple(_as_begun(caregiver, plan, now, handed_in) for caregiver in problem.caregivers),
        pins=(*begun, *(pin for _, pin in handed_in), *(pin for pin in problem.pins if pin.visit_id not in names)),
        underway=(*(item for item in problem.underway if item.shipment_id not in moved), *underway),
        visits=tuple(_after_begun(problem, pins, visit) for visit in visits),
        dependencies=tuple(link for link in problem.dependencies if link.first not in pins),
        freeze_time=max(now, problem.freeze_time),
        previous=_known(problem, plan),
        weights=weights,
    )


def _known(problem: Problem, plan: Solution) -> tuple[Previous, ...]:
    """Where people know the visits to be; starts that are wished go on being wished."""
    wished = {item.visit_id: item for item in problem.previous if item.wished}
    known = {item.visit_id: item for item in as_previous(plan)}
    both = {
        name: msgspec.structs.replace(wished[name], caregiver_id=item.caregiver_id) if name in wished else item
        for name, item in known.items()
    }
    return (*both.values(), *(item for name, item in wished.items() if name not in known))


def _after_begun(problem: Problem, pins: dict[str, Pin], visit: Visit) -> Visit:
    """The visit with what it owes to visits that have begun: their delays as windows, their caregivers as lists.

    So it can be left out while they stand.
    """
    for link in problem.dependencies:
        first = pins.get(link.first)
        if link.second != visit.visit_id or visit.visit_id in pins or first is None or first.start is None:
            continue
        earliest, latest = first.start + link.min_delay, first.start + link.max_delay
        windows = tuple(w for found in visit.windows for w in _within(found, earliest, latest))
        visit = msgspec.structs.replace(visit, windows=windows or (TimeWindow(0, 0),))
        one = frozenset({first.caregiver_id})
        if link.caregivers == "different":
            visit = msgspec.structs.replace(visit, prohibited_caregivers=visit.prohibited_caregivers | one)
        elif link.caregivers == "same":
            required = visit.required_caregivers or one
            only = required & one
            banned = visit.prohibited_caregivers if only else visit.prohibited_caregivers | required
            visit = msgspec.structs.replace(visit, required_caregivers=only or required, prohibited_caregivers=banned)
    return visit


def _within(window: TimeWindow, earliest: int, latest: int) -> tuple[TimeWindow, ...]:
    """The part of a window between two moments, nothing when there is none; after a soft end the last is a hard one."""
    start, end = max(window.start, earliest), min(window.end, latest) if window.hard else latest
    return (TimeWindow(start, end),) if start <= end else ()


def _main(stop: Stop) -> bool:
    return stop.kind == "visit" and not stop.companion


def _begun_pin(route: Route, stop: Stop) -> Pin:
    return Pin(visit_id=stop.visit_id, caregiver_id=route.caregiver_id, start=stop.start, frozen=True)


def _at_laboratory(route: Route, stop: Stop) -> tuple[Visit, Pin]:
    """A stop at a laboratory that has begun, as a visit that stands."""
    name = laboratory_name(route.caregiver_id, stop.start)
    visit = Visit(
        visit_id=name,
        place_id=stop.place_id,
        service_duration=stop.departure - stop.start,
        windows=(TimeWindow(stop.start, stop.start),),
    )
    return visit, Pin(visit_id=name, caregiver_id=route.caregiver_id, start=stop.start, frozen=True)


def _underway(done: list[tuple[Route, Stop]]) -> tuple[Underway, ...]:
    """The shipments somebody has left for or delivered."""
    delivered = {stop.visit_id: stop.start for _, stop in done if stop.kind == "delivery"}
    return tuple(
        Underway(
            shipment_id=stop.visit_id,
            caregiver_id=route.caregiver_id,
            picked_up=stop.start,
            delivered=delivered.get(stop.visit_id),
        )
        for route, stop in done
        if stop.kind == "pickup"
    )


def begun_stops(problem: Problem, plan: Solution, now: int) -> list[tuple[Route, int]]:
    """How many stops of each route stand: those somebody has left for, and all that these depend on: up to where others
    meet, to what has to be done before, and to where a kit is used that is needed afterwards."""
    reached = {route.caregiver_id: sum(stop.left <= now for stop in route.stops) for route in plan.routes}
    while True:
        met = _met(problem, [s for route in plan.routes for s in route.stops[: reached[route.caregiver_id]]])
        further = {
            route.caregiver_id: max((n + 1 for n, stop in enumerate(route.stops) if _stands(stop, met)), default=0)
            for route in plan.routes
        }
        if all(further[name] <= count for name, count in reached.items()):
            return [(route, reached[route.caregiver_id]) for route in plan.routes]
        reached = {name: max(count, further[name]) for name, count in reached.items()}


Met = tuple[set[str], dict[str, int]]
"""Visits that stand, and until when the uses of each kit do."""


def _met(problem: Problem, begun: list[Stop]) -> Met:
    together = {name: group.visit_ids for group in problem.groups for name in group.visit_ids}
    visits = [stop for stop in begun if stop.kind == "visit"]
    names = {name for stop in visits for name in together.get(stop.visit_id, (stop.visit_id,))}
    names |= {link.first for link in problem.dependencies if link.second in names}
    until: dict[str, int] = {}
    for stop in begun:
        for kit in stop.units:
            until[kit] = max(stop.start, until.get(kit, 0))
    return names, until


def _stands(stop: Stop, met: Met) -> bool:
    names, until = met
    used = any(stop.start < until.get(kit, 0) for kit in stop.units)
    return used or (stop.kind == "visit" and stop.visit_id in names)


def _without_handed_in(problem: Problem, done: list[tuple[Route, Stop]]) -> tuple[Visit, ...]:
    """The visits, without a deadline where the specimen has been brought to a laboratory."""
    last = {route.caregiver_id: stop.start for route, stop in done if stop.kind == "laboratory"}
    handed_in = {stop.visit_id for route, stop in done if stop.start < last.get(route.caregiver_id, stop.start)}
    return tuple(
        msgspec.structs.replace(visit, specimen_deadline=None) if visit.visit_id in handed_in else visit
        for visit in problem.visits
    )


def _as_begun(caregiver: Caregiver, plan: Solution, now: int, handed_in: list[tuple[Visit, Pin]]) -> Caregiver:
    """The caregiver with breaks that have begun bound to the moment they did; stops at laboratories do not count."""
    route = next((r for r in plan.routes if r.caregiver_id == caregiver.caregiver_id), None)
    if route is None:
        return caregiver
    breaks = tuple(
        Break((TimeWindow(taken.start, taken.start),), wanted.duration) if taken.start <= now else wanted
        for wanted, taken in zip(caregiver.breaks, route.breaks, strict=True)
    )
    extra = sum(pin.caregiver_id == caregiver.caregiver_id for _, pin in handed_in)
    most = None if caregiver.max_visits is None else caregiver.max_visits + extra
    return msgspec.structs.replace(caregiver, breaks=breaks, max_visits=most)
