"""A caregiver falls ill, nobody opens the door, a visit takes longer."""

import msgspec

from scheduling.disruptions.alternatives import SEARCH, Alternative, Search, alternatives
from scheduling.disruptions.shipments import after, closed_door, longer_handover
from scheduling.errors import ProblemInvalid
from scheduling.freeze import freeze
from scheduling.problem import Caregiver, Pin, Problem, Shipment, TimeWindow, Visit
from scheduling.result import Route, Solution, Stop
from scheduling.supply import Handover, Underway

AT_WORK = "at work"
"""A skill that everybody has who has not fallen ill."""
AGAIN_S = 3600
"""Seconds after which a patient who was not at home is tried again."""


def caregiver_ill(
    problem: Problem,
    plan: Solution,
    caregiver_id: str,
    now: int,
    search: Search = SEARCH,
) -> tuple[Alternative, ...]:
    """The caregiver stops work at ``now`` (seconds): a service that goes on is finished, nothing else is left for.

    A visit she was on her way to goes to somebody else; what a courier carries is fetched where she last was. Raises
    ProblemInvalid for an unknown caregiver.
    """
    person = next((x for x in problem.caregivers if x.caregiver_id == caregiver_id), None)
    if person is None:
        raise ProblemInvalid(f"caregivers[{caregiver_id}]", "is not in the problem")
    route = next((r for r in plan.routes if r.caregiver_id == caregiver_id), None)
    stops = () if route is None else tuple(stop for stop in route.stops if stop.start <= now)
    frozen = freeze(problem, _cut(problem, plan, caregiver_id, now), now)
    mine = sum(pin.frozen and pin.caregiver_id == caregiver_id for pin in frozen.pins)
    mine += sum(stop.companion for stop in stops)
    people = tuple(_off(x, plan, stops, mine, now) if x.caregiver_id == caregiver_id else x for x in frozen.caregivers)
    changed = _handed_over(msgspec.structs.replace(frozen, caregivers=people), person, stops, now)
    known = freeze(problem, plan, now).previous
    changed = _by_others(msgspec.structs.replace(changed, previous=known), person)
    return alternatives(changed, plan, plan, search)


def _cut(problem: Problem, plan: Solution, caregiver_id: str, now: int) -> Solution:
    """The plan up to where the caregiver stops; whoever is on the way to a meeting with her, or to what has to wait for
    her, has not begun it."""
    mine = next((r.stops for r in plan.routes if r.caregiver_id == caregiver_id), ())
    lost = _with_all_that_waits(problem, {s.visit_id for s in mine if s.start > now and s.kind == "visit"})
    routes = []
    for route in plan.routes:
        ends = (n for n, stop in enumerate(route.stops) if _ends(stop, now, None if route.stops == mine else lost))
        stops = route.stops[: next(ends, len(route.stops))]
        if stops:
            routes.append(msgspec.structs.replace(route, stops=stops))
    return msgspec.structs.replace(plan, routes=tuple(routes))


def _with_all_that_waits(problem: Problem, names: set[str]) -> set[str]:
    """These visits, those they start together with, and those that come after either."""
    ties = [(name, other) for group in problem.groups for name in group.visit_ids for other in group.visit_ids]
    ties += [(link.first, link.second) for link in problem.dependencies]
    while more := {after for before, after in ties if before in names} - names:
        names = names | more
    return names


def _ends(stop: Stop, now: int, lost: set[str] | None) -> bool:
    """Whether a route is cut before this stop, which has not begun; None: the route of whoever is ill."""
    return stop.start > now and (lost is None or (stop.kind == "visit" and stop.visit_id in lost))


def _off(person: Caregiver, plan: Solution, stops: tuple[Stop, ...], visits: int, now: int) -> Caregiver:
    """The caregiver with nothing after her last stop; her breaks are over, too."""
    done = max((stop.departure for stop in stops), default=now)
    route = next((r for r in plan.routes if r.caregiver_id == person.caregiver_id), None)
    taken = 0 if route is None else sum(pause.start <= now for pause in route.breaks)
    shift = msgspec.structs.replace(person.shift, end=max(person.shift.end, done), soft_end=None)
    return msgspec.structs.replace(person, shift=shift, breaks=person.breaks[:taken], max_visits=visits)


def _by_others(problem: Problem, person: Caregiver) -> Problem:
    """The problem in which only those at work may take shipments that have not begun."""
    begun = {item.shipment_id for item in problem.underway}
    shipments = tuple(
        s if s.shipment_id in begun else msgspec.structs.replace(s, required_skills=s.required_skills | {AT_WORK})
        for s in problem.shipments
    )
    people = tuple(
        x if x.caregiver_id == person.caregiver_id else msgspec.structs.replace(x, skills=x.skills | {AT_WORK})
        for x in problem.caregivers
    )
    return msgspec.structs.replace(problem, shipments=shipments, caregivers=people)


def _handed_over(problem: Problem, person: Caregiver, stops: tuple[Stop, ...], now: int) -> Problem:
    """What she carries and has not delivered waits where she last was; the cold chain goes on running."""
    open_ones = {u.shipment_id: u for u in problem.underway if u.caregiver_id == person.caregiver_id}
    open_ones = {name: u for name, u in open_ones.items() if u.delivered is None}
    if not open_ones:
        return problem
    place = stops[-1].place_id if stops else person.start_place
    shipments = tuple(
        _fetched(s, open_ones[s.shipment_id], place, now) if s.shipment_id in open_ones else s
        for s in problem.shipments
    )
    underway = tuple(u for u in problem.underway if u.shipment_id not in open_ones)
    return msgspec.structs.replace(problem, shipments=shipments, underway=underway)


def _fetched(shipment: Shipment, item: Underway, place: str, now: int) -> Shipment:
    service = shipment.pickup.service_duration
    left = None
    if shipment.cold_chain is not None:
        left = item.picked_up + service + shipment.cold_chain
    valid = min((x for x in (left, shipment.valid_until) if x is not None), default=None)
    day = TimeWindow(now, max(now, *(w.end for w in shipment.delivery.windows)))
    return msgspec.structs.replace(
        shipment, pickup=Handover(place, (day,), service), cold_chain=None, valid_until=valid, kit=""
    )


def no_show(
    problem: Problem,
    plan: Solution,
    visit_id: str,
    now: int,
    again_s: int | None = AGAIN_S,
    search: Search = SEARCH,
) -> tuple[Alternative, ...]:
    """Nobody opened the door until ``now``: the caregiver goes on, the visit is tried again ``again_s`` seconds later.

    With ``again_s`` None the visit falls away today. ``visit_id`` may be a shipment. Raises ProblemInvalid for a visit
    nobody is at, or one that others are tied to.
    """
    route, stop = _standing_at(plan, visit_id, now)
    if stop.kind != "visit":
        return closed_door(problem, plan, (route, stop), now, again_s, search)
    visit = _alone(problem, visit_id)
    tried = f"{visit_id} tried at {stop.start}"
    attempt = Visit(
        visit_id=tried, place_id=stop.place_id, service_duration=max(0, now - stop.start),
        windows=(TimeWindow(stop.start, stop.start),),
    )  # fmt: skip
    known = _renamed(plan, visit_id, tried)
    frozen = freeze(problem, plan, now)
    pin = Pin(visit_id=tried, caregiver_id=route.caregiver_id, start=stop.start, frozen=True)
    rest = tuple(v for v in frozen.visits if v.visit_id != visit_id)
    later = () if again_s is None else (_later(visit, now + again_s),)
    changed = msgspec.structs.replace(
        frozen,
        visits=(*rest, attempt, *later),
        pins=(*(p for p in frozen.pins if p.visit_id != visit_id), pin),
        previous=tuple(p for p in frozen.previous if p.visit_id != visit_id),
    )
    return alternatives(changed, known, plan, search)


def _standing_at(plan: Solution, visit_id: str, now: int) -> tuple[Route, Stop]:
    """Where somebody is at a visit, or at that end of a shipment which began last."""
    stops = ((route, stop) for route in plan.routes for stop in route.stops)
    found = [(r, s) for r, s in stops if s.visit_id == visit_id and s.kind != "laboratory" and not s.companion]
    if not found:
        raise ProblemInvalid(f"visits[{visit_id}]", "is not in the plan")
    begun = [one for one in found if one[1].start <= now]
    if not begun:
        raise ProblemInvalid(f"visits[{visit_id}]", "has not begun")
    return max(begun, key=lambda one: one[1].start)


def _alone(problem: Problem, visit_id: str) -> Visit:
    visit = next(v for v in problem.visits if v.visit_id == visit_id)
    tied = any(visit_id in group.visit_ids for group in problem.groups)
    tied = tied or any(visit_id in (link.first, link.second) for link in problem.dependencies)
    if tied or visit.two_person:
        raise ProblemInvalid(f"visits[{visit_id}]", "is tied to others; change these visits and plan again")
    return visit


def _renamed(plan: Solution, old: str, new: str) -> Solution:
    routes = tuple(
        msgspec.structs.replace(
            route,
            stops=tuple(
                msgspec.structs.replace(s, visit_id=new) if s.visit_id == old and s.kind == "visit" else s
                for s in route.stops
            ),
        )
        for route in plan.routes
    )
    return msgspec.structs.replace(plan, routes=routes)


def _later(visit: Visit, earliest: int) -> Visit:
    """The visit in what is left of its windows from ``earliest`` on."""
    return msgspec.structs.replace(visit, windows=after(visit.windows, earliest))


def overrun(
    problem: Problem,
    plan: Solution,
    visit_id: str,
    departure: int,
    now: int,
    search: Search = SEARCH,
) -> tuple[Alternative, ...]:
    """A visit or stop of a shipment that has begun will end at ``departure`` (seconds). Raises ProblemInvalid for one
    that has not begun."""
    _, stop = _standing_at(plan, visit_id, now)
    if departure < stop.start:
        raise ProblemInvalid(f"visits[{visit_id}].service_duration", "would be negative")
    if stop.kind != "visit":
        return longer_handover(problem, plan, stop, departure, now, search)
    frozen = freeze(problem, plan, now)
    visits = tuple(
        msgspec.structs.replace(v, service_duration=departure - stop.start) if v.visit_id == visit_id else v
        for v in frozen.visits
    )
    return alternatives(msgspec.structs.replace(frozen, visits=visits), plan, plan, search)
