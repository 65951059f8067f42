"""A day that goes otherwise than planned, in the planner's process: the engine's alternatives for the console."""

from collections.abc import Callable, Mapping

import msgspec

from hah_console.adapters.planner.hand import kinds_of, route_in
from hah_console.services.proposal_ports import DisruptionAsk, Event, Option, OptionMove
from scheduling import disruptions
from scheduling.check import check
from scheduling.codec import read_problem, write_answer
from scheduling.disruptions import Alternative, Search
from scheduling.errors import ProblemInvalid
from scheduling.freeze import freeze
from scheduling.hand.along import with_ends
from scheduling.hand.ground import Ground
from scheduling.live import moves
from scheduling.native.decode import score
from scheduling.problem import Caregiver, Problem, Shipment, TimeWindow
from scheduling.result import Route, Solution, TakenBreak
from scheduling.solve import as_document

TRIED = " tried at "
"""In the name of a visit that the engine keeps for an attempt in vain."""
LATE_BREAK_S = 3600
"""A break that is late already may be taken so much later still."""


def proposed(ask: DisruptionAsk, told: Callable[[Option], None], cancelled: Callable[[], bool]) -> tuple[Option, ...]:
    """Up to three ways to go on, cheapest first; each is told as soon as it is there, and again when it is cheaper.

    Raises SchedulingError.
    """
    read = read_problem(ask.problem_json)
    routes = tuple(route_in(route, kinds_of(read, ask.fetched)) for route in ask.routes)
    written = _with_durations(read, dict(ask.durations), ask.fetched)
    written, routes = _with_same_breaks(written, routes, ask.now)
    problem = _with_late_breaks(written, {route.caregiver_id: _pauses(route, ask) for route in routes})
    plan = _completed(problem, _plan(problem, routes), ask)
    made: dict[str, Option] = {}

    def tell(found: Alternative) -> None:
        made[found.kind] = _option(found, plan, ask.fetched)
        told(made[found.kind])

    found = _alternatives(problem, plan, ask, Search(told=tell, cancelled=cancelled))
    return tuple(made[item.kind] for item in found)


def _with_same_breaks(problem: Problem, routes: tuple[Route, ...], now: int) -> tuple[Problem, tuple[Route, ...]]:
    """A plan may lack a break of a shift: who has gone home takes none any more, everybody else takes it later."""
    people, taken = {person.caregiver_id: person for person in problem.caregivers}, dict[str, Route]()
    for route in routes:
        person, have = people.get(route.caregiver_id), len(route.breaks)
        if person is None or have >= len(person.breaks):
            continue
        if person.shift.end <= now:
            people[route.caregiver_id] = msgspec.structs.replace(person, breaks=person.breaks[:have])
        else:
            rest = tuple(TakenBreak(max(b.windows[0].start, now + 1), b.duration) for b in person.breaks[have:])
            taken[route.caregiver_id] = msgspec.structs.replace(route, breaks=(*route.breaks, *rest))
    caregivers = tuple(people[person.caregiver_id] for person in problem.caregivers)
    changed = msgspec.structs.replace(problem, caregivers=caregivers)
    return changed, tuple(taken.get(route.caregiver_id, route) for route in routes)


def _plan(problem: Problem, routes: tuple[Route, ...]) -> Solution:
    return Solution(backend="hand", status="feasible", routes=routes, unassigned=(), score=score(problem, routes))


def _completed(problem: Problem, plan: Solution, ask: DisruptionAsk) -> Solution:
    """The plan with the loading and bringing back that it lacks: of work that came, or of plans made, without them."""
    ends = {(stop.visit_id, stop.kind) for route in plan.routes for stop in route.stops}
    names = {item.shipment_id for item in problem.shipments} & {name for name, _ in ends}
    if all((name, kind) in ends for name in names for kind in ("pickup", "delivery")):
        return plan
    ground = Ground(freeze(problem, plan, ask.now), ask.fetched)
    return _plan(problem, tuple(with_ends(ground, route) for route in plan.routes))


def _alternatives(problem: Problem, plan: Solution, ask: DisruptionAsk, search: Search) -> tuple[Alternative, ...]:
    if ask.event is Event.ILL:
        return disruptions.caregiver_ill(problem, plan, ask.caregiver_id, ask.now, search)
    if ask.event is Event.NO_SHOW:
        return disruptions.no_show(problem, plan, ask.visit_id, ask.now, ask.seconds, search)
    if ask.event is Event.OVERRUN:
        _demand_begun(problem, plan, ask)
        return disruptions.overrun(problem, plan, ask.visit_id, ask.seconds or ask.now, ask.now, search)
    if ask.event is Event.ROAD_CLOSED:
        return disruptions.travel_changed(problem, plan, problem.matrices, ask.now, search)
    return _new_visit(problem, plan, ask, search)


def _new_visit(problem: Problem, plan: Solution, ask: DisruptionAsk, search: Search) -> tuple[Alternative, ...]:
    """The console writes the new visit into the problem; the engine wants it apart."""
    wanted = next((v for v in problem.visits if v.visit_id == ask.visit_id), None)
    brought = next((s for s in problem.shipments if s.shipment_id == ask.visit_id), None)
    if brought is not None:
        others = tuple(s for s in problem.shipments if s is not brought)
        without = msgspec.structs.replace(problem, shipments=others)
        return disruptions.new_shipment(without, plan, brought, ask.now, search)
    if wanted is None:
        raise ProblemInvalid(f"visits[{ask.visit_id}]", "is not in the problem")
    rest = tuple(v for v in problem.visits if v.visit_id != ask.visit_id)
    return disruptions.new_visit(msgspec.structs.replace(problem, visits=rest), plan, wanted, ask.now, search)


def _demand_begun(problem: Problem, plan: Solution, ask: DisruptionAsk) -> None:
    """Raise ProblemInvalid when something has been loaded but nobody is at its door yet."""
    brought = {s.shipment_id for s in problem.shipments} - ask.fetched
    stops = [stop for route in plan.routes for stop in route.stops if stop.visit_id == ask.visit_id]
    if ask.visit_id in brought and not any(s.kind == "delivery" and s.start <= ask.now for s in stops):
        raise ProblemInvalid(f"visits[{ask.visit_id}]", "has not begun")


def _with_durations(problem: Problem, durations: dict[str, int], fetched: frozenset[str]) -> Problem:
    """The problem in which what has begun at a home lasts as long as it does."""
    visits = tuple(
        msgspec.structs.replace(v, service_duration=durations.get(v.visit_id, v.service_duration))
        for v in problem.visits
    )
    shipments = tuple(
        _lasting(item, durations[item.shipment_id], item.shipment_id in fetched)
        if item.shipment_id in durations
        else item
        for item in problem.shipments
    )
    return msgspec.structs.replace(problem, visits=visits, shipments=shipments)


def _lasting(item: Shipment, seconds: int, fetched: bool) -> Shipment:
    if fetched:
        return msgspec.structs.replace(item, pickup=msgspec.structs.replace(item.pickup, service_duration=seconds))
    return msgspec.structs.replace(item, delivery=msgspec.structs.replace(item.delivery, service_duration=seconds))


def _pauses(route: Route, ask: DisruptionAsk) -> list[int]:
    """When the breaks of a route can begin: not before the end of a visit that will last longer."""
    busy = ask.event is Event.OVERRUN and any(stop.visit_id == ask.visit_id for stop in route.stops)
    free = (ask.seconds or 0) if busy else 0
    return [max(pause.start, free) if pause.start > ask.now else pause.start for pause in route.breaks]


def _with_late_breaks(problem: Problem, pauses: Mapping[str, list[int]]) -> Problem:
    """The problem in which a break that the day pushes out of its window is taken late, not impossible."""
    people = tuple(_later(person, pauses.get(person.caregiver_id, [])) for person in problem.caregivers)
    return msgspec.structs.replace(problem, caregivers=people)


def _later(person: Caregiver, pauses: list[int]) -> Caregiver:
    if len(pauses) != len(person.breaks):
        return person
    both = zip(person.breaks, pauses, strict=True)
    breaks = tuple(msgspec.structs.replace(pause, windows=_reaching(pause.windows, start)) for pause, start in both)
    return msgspec.structs.replace(person, breaks=breaks)


def _reaching(windows: tuple[TimeWindow, ...], start: int) -> tuple[TimeWindow, ...]:
    last = windows[-1]
    late = msgspec.structs.replace(last, end=start + LATE_BREAK_S)
    return windows if start <= last.end else (*windows[:-1], late)


def _option(found: Alternative, before: Solution, fetched: frozenset[str]) -> Option:
    """The price without what is left out: that is told by name, and no number of minutes makes up for it."""
    verdict, score_ = as_document(check(found.problem, found.plan)), found.plan.score
    moved = (move for move in moves(before, found.plan, fetched) if move.caregivers[1] and TRIED not in move.visit_id)
    return Option(
        found.kind,
        write_answer(_without_attempts(found.plan), verdict),
        _running(found.plan) - _running(before),
        tuple(OptionMove(m.visit_id, m.caregivers, m.starts) for m in moved),
        tuple(item.visit_id for item in found.left_out),
        found.wishes_broken,
        score_.specimens // max(1, found.problem.weights.specimen_late_second),
        found.given_up,
    )


def _running(plan: Solution) -> int:
    return plan.score.soft - plan.score.stability


def _without_attempts(plan: Solution) -> Solution:
    routes = tuple(
        msgspec.structs.replace(route, stops=tuple(s for s in route.stops if TRIED not in s.visit_id))
        for route in plan.routes
    )
    return msgspec.structs.replace(plan, routes=tuple(route for route in routes if route.stops))
