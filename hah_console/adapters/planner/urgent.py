"""The urgent visit in the planner's process: ways of the planning engine as the console wants them."""

from collections.abc import Iterator, Mapping

import msgspec

from hah_console.adapters.planner.hand import kinds_of, route_in
from hah_console.services.urgent_ports import MovedVisit, UrgentAsk, UrgentWay
from scheduling.check import check
from scheduling.codec import read_problem
from scheduling.hand.standing import opened
from scheduling.live import Slot, burst, recommend
from scheduling.people import Caregiver
from scheduling.problem import Pin, Problem, Shipment, TimeWindow, Visit
from scheduling.result import Route, Solution, Stop
from scheduling.stop import Stop as StopWhen

WITHIN_S, MORE_OVERTIME_S = (1800, 5400, None), 3600
MOVED_S = 300
"""A start that moves by less is nobody's news."""
Served = Mapping[str, tuple[Route, Stop]]


def ranked(ask: UrgentAsk) -> tuple[UrgentWay, ...]:
    """One way for each of some people, who is there first before the others.

    SAFETY(earliest nurse): first whoever can be there within half an hour, although the visits of others slip, then
    within an hour and a half, and only then whoever costs least.
    """
    problem, plan = _standing(ask)
    found: dict[str, UrgentWay] = {}
    for within_s in WITHIN_S:
        if len(found) < ask.count:
            tight = _bounded(problem, ask.visit_id, within_s)
            for slot in recommend(tight, plan, ask.visit_id, ask.count):
                found.setdefault(slot.caregiver_ids[0], _way(ask, problem, plan, slot))
    return tuple(sorted(found.values(), key=lambda way: (way.arrives, way.extra_cost)))


def improved(ask: UrgentAsk, caregiver_id: str, stop: StopWhen) -> UrgentWay | None:
    """A better way of one of them: she goes, and is there no later; None when she cannot."""
    problem, plan = _standing(ask)
    found_slot = _slot_of(problem, plan, ask, caregiver_id)
    if found_slot is None:
        return None
    tight, slot = found_slot
    first = _way(ask, problem, plan, slot)
    kept = Pin(visit_id=ask.visit_id, caregiver_id=caregiver_id, start=slot.start)
    bound = msgspec.structs.replace(tight, pins=(*tight.pins, kept))
    found = burst(bound, slot.plan, stop)
    saved = slot.plan.score.total - found.score.total
    if saved <= 0:
        return first
    return _described(ask, problem, (plan, found), slot.extra_cost - saved)


def _slot_of(problem: Problem, plan: Solution, ask: UrgentAsk, caregiver_id: str) -> tuple[Problem, Slot] | None:
    """The way of one person as early as she can be there, and the problem in which it is one."""
    for within_s in WITHIN_S:
        tight = _bounded(problem, ask.visit_id, within_s)
        slots = recommend(tight, plan, ask.visit_id, ask.count)
        slot = next((one for one in slots if one.caregiver_ids[0] == caregiver_id), None)
        if slot is not None:
            return tight, slot
    return None


def _bounded(problem: Problem, visit_id: str, within_s: int | None) -> Problem:
    """The problem in which the urgent visit has to begin within a time; None: as it is asked for."""
    if within_s is None:
        return problem
    visits = (_by_then(visit, within_s) if visit.visit_id == visit_id else visit for visit in problem.visits)
    return msgspec.structs.replace(problem, visits=tuple(visits))


def _by_then(visit: Visit, within_s: int) -> Visit:
    begins = visit.windows[0].start
    return msgspec.structs.replace(visit, windows=(TimeWindow(start=begins, end=begins + within_s, hard=True),))


def _yielding(visit: Visit) -> Visit:
    """A visit of somebody else may slip for an urgent one: that is its price, and it is said."""
    windows = tuple(msgspec.structs.replace(window, hard=False) for window in visit.windows)
    return msgspec.structs.replace(visit, windows=windows)


def _staying(person: Caregiver) -> Caregiver:
    """For an urgent visit somebody stays longer: overtime is part of its price."""
    shift = msgspec.structs.replace(person.shift, max_overtime=person.shift.max_overtime + MORE_OVERTIME_S)
    return msgspec.structs.replace(person, shift=shift)


def _standing(ask: UrgentAsk) -> tuple[Problem, Solution]:
    problem = read_problem(ask.problem_json)
    routes = [route_in(route, kinds_of(problem, ask.fetched)) for route in ask.routes]
    problem = msgspec.structs.replace(
        problem,
        visits=tuple(_yielding(visit) for visit in problem.visits),
        shipments=tuple(_waiting(item) for item in problem.shipments),
        caregivers=tuple(_staying(person) for person in problem.caregivers),
    )
    plan = opened(problem, routes, ask.fetched, as_is=True).solution()
    eased = _without_broken(problem, plan)
    return (problem, plan) if eased is problem else (eased, opened(eased, routes, ask.fetched, as_is=True).solution())


def _waiting(item: Shipment) -> Shipment:
    """What is brought or fetched may slip as a visit may; what keeps it does not."""
    ends = (
        msgspec.structs.replace(end, windows=tuple(msgspec.structs.replace(w, hard=False) for w in end.windows))
        for end in (item.pickup, item.delivery)
    )
    pickup, delivery = ends
    return msgspec.structs.replace(item, pickup=pickup, delivery=delivery)


def _without_broken(problem: Problem, plan: Solution) -> Problem:
    """The problem without the limits of stock, load and keeping that the day breaks already: nobody is kept from an
    urgent visit by them."""
    broken = {(one.code, one.subject) for one in check(problem, plan).violations}
    spoilt = {subject for code, subject in broken if code in ("cold_chain", "valid_until", "shipment")}
    full = {subject for code, subject in broken if code == "capacity"}
    short = {subject for code, subject in broken if code == "kit"}
    if not spoilt | full | short:
        return problem
    return msgspec.structs.replace(
        problem,
        shipments=tuple(
            msgspec.structs.replace(item, cold_chain=None, valid_until=None) if item.shipment_id in spoilt else item
            for item in problem.shipments
        ),
        caregivers=tuple(
            msgspec.structs.replace(person, capacity=None) if person.caregiver_id in full else person
            for person in problem.caregivers
        ),
        inventories=tuple(
            msgspec.structs.replace(one, units=one.units + len(problem.shipments)) if one.kit in short else one
            for one in problem.inventories
        ),
    )


def _way(ask: UrgentAsk, problem: Problem, before: Solution, slot: Slot) -> UrgentWay:
    return _described(ask, problem, (before, slot.plan), slot.extra_cost)


def _described(ask: UrgentAsk, problem: Problem, plans: tuple[Solution, Solution], extra_cost: int) -> UrgentWay:
    before, after = plans
    had, have = _served(before, ask.fetched), _served(after, ask.fetched)
    route, stop = have[ask.visit_id]
    driven, was = _driven(after), _driven(before)
    late = after.score.specimens - before.score.specimens
    return UrgentWay(
        caregiver_id=route.caregiver_id,
        behind=_place_before(route, stop),
        leaves=stop.left if stop.left is not None else stop.arrival - stop.travel - stop.access,
        arrives=stop.arrival,
        travel=stop.travel + stop.access,
        travel_metres=stop.metres,
        extra_cost=extra_cost,
        driving=driven[0] - was[0],
        metres=driven[1] - was[1],
        moved=tuple(_moved(had, have)),
        left_out=tuple(name for name in had if name not in have),
        specimens_late=max(0, late) // max(1, problem.weights.specimen_late_second),
    )


def _place_before(route: Route, stop: Stop) -> str:
    number = route.stops.index(stop)
    return route.stops[number - 1].place_id if number else ""


def _moved(had: Served, have: Served) -> Iterator[MovedVisit]:
    for name, (route, stop) in had.items():
        if name in have:
            goes, now = have[name]
            if goes.caregiver_id != route.caregiver_id or now.start - stop.start > MOVED_S:
                people = (route.caregiver_id, goes.caregiver_id)
                yield MovedVisit(name, stop.start, now.start, stop.late, now.late, people)


def _served(plan: Solution, fetched: frozenset[str]) -> Served:
    """Visits, and of each shipment the stop that is at a home."""
    stops = ((route, stop) for route in plan.routes for stop in route.stops if stop.visit_id and not stop.companion)
    return {
        stop.visit_id: (route, stop)
        for route, stop in stops
        if stop.kind == "visit" or (stop.kind == "pickup") == (stop.visit_id in fetched)
    }


def _driven(plan: Solution) -> tuple[int, int]:
    seconds = sum(r.return_travel + sum(s.travel + s.access for s in r.stops) for r in plan.routes)
    metres = sum(r.return_metres + sum(s.metres for s in r.stops) for r in plan.routes)
    return seconds, metres
