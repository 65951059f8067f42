"""A day that goes otherwise than planned, in the planner's process: the engine's alternatives for the console."""

from collections.abc import Callable, Mapping

import msgspec

from hah_console.adapters.planner.hand import route_in
from hah_console.services.proposal_ports import DisruptionAsk, Event, Option, OptionMove
from scheduling import disruptions
from scheduling.check import check
from scheduling.codec import read_problem, write_answer
from scheduling.disruptions import Alternative, Search
from scheduling.errors import ProblemInvalid
from scheduling.native.decode import score
from scheduling.problem import Caregiver, Problem, TimeWindow
from scheduling.result import Route, Solution
from scheduling.solve import as_document

TRIED = " tried at "
"""In the name of a visit that the engine keeps for an attempt in vain."""
LATE_BREAK_S = 3600
"""A break that is late already may be taken so much later still."""


def proposed(ask: DisruptionAsk, told: Callable[[Option], None], cancelled: Callable[[], bool]) -> tuple[Option, ...]:
    """Up to three ways to go on, cheapest first; each is told as soon as it is there, and again when it is cheaper.

    Raises SchedulingError.
    """
    routes = tuple(route_in(route) for route in ask.routes)
    written = _with_durations(read_problem(ask.problem_json), dict(ask.durations))
    problem = _with_late_breaks(written, {route.caregiver_id: _pauses(route, ask) for route in routes})
    plan = Solution(
        backend="hand", status="feasible", routes=routes, unassigned=(), score=score(problem, routes)
    )  # fmt: skip
    made: dict[str, Option] = {}

    def tell(found: Alternative) -> None:
        made[found.kind] = _option(found, plan)
        told(made[found.kind])

    found = _alternatives(problem, plan, ask, Search(told=tell, cancelled=cancelled))
    return tuple(made[item.kind] for item in found)


def _alternatives(problem: Problem, plan: Solution, ask: DisruptionAsk, search: Search) -> tuple[Alternative, ...]:
    if ask.event is Event.ILL:
        return disruptions.caregiver_ill(problem, plan, ask.caregiver_id, ask.now, search)
    if ask.event is Event.NO_SHOW:
        return disruptions.no_show(problem, plan, ask.visit_id, ask.now, ask.seconds, search)
    if ask.event is Event.OVERRUN:
        return disruptions.overrun(problem, plan, ask.visit_id, ask.seconds or ask.now, ask.now, search)
    if ask.event is Event.ROAD_CLOSED:
        return disruptions.travel_changed(problem, plan, problem.matrices, ask.now, search)
    return _new_visit(problem, plan, ask, search)


def _new_visit(problem: Problem, plan: Solution, ask: DisruptionAsk, search: Search) -> tuple[Alternative, ...]:
    """The console writes the new visit into the problem; the engine wants it apart."""
    wanted = next((v for v in problem.visits if v.visit_id == ask.visit_id), None)
    if wanted is None:
        raise ProblemInvalid(f"visits[{ask.visit_id}]", "is not in the problem")
    rest = tuple(v for v in problem.visits if v.visit_id != ask.visit_id)
    return disruptions.new_visit(msgspec.structs.replace(problem, visits=rest), plan, wanted, ask.now, search)


def _with_durations(problem: Problem, durations: dict[str, int]) -> Problem:
    visits = tuple(
        msgspec.structs.replace(v, service_duration=durations.get(v.visit_id, v.service_duration))
        for v in problem.visits
    )
    return msgspec.structs.replace(problem, visits=visits)


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


def _option(found: Alternative, before: Solution) -> Option:
    """The price without what is left out: that is told by name, and no number of minutes makes up for it."""
    verdict = as_document(check(found.problem, found.plan))
    return Option(
        found.kind,
        write_answer(_without_attempts(found.plan), verdict),
        _running(found.plan) - _running(before),
        tuple(OptionMove(m.visit_id, m.caregivers, m.starts) for m in found.moved if TRIED not in m.visit_id),
        tuple(item.visit_id for item in found.left_out),
        found.wishes_broken,
    )


def _running(plan: Solution) -> int:
    return plan.score.soft - plan.score.stability


def _without_attempts(plan: Solution) -> Solution:
    routes = tuple(
        msgspec.structs.replace(route, stops=tuple(s for s in route.stops if TRIED not in s.visit_id))
        for route in plan.routes
    )
    return msgspec.structs.replace(plan, routes=tuple(route for route in routes if route.stops))
