"""A day that goes otherwise than planned, in the planner's process: the engine's alternatives for the console."""

from collections.abc import Callable

import msgspec

from hah_console.adapters.planner.hand import route_in
from hah_console.services.proposal_ports import DisruptionAsk, Event, Option, OptionMove
from scheduling import disruptions
from scheduling.check import check
from scheduling.codec import read_problem, write_answer
from scheduling.disruptions import Alternative, Search
from scheduling.errors import ProblemInvalid
from scheduling.native.decode import score
from scheduling.problem import Problem
from scheduling.result import Solution
from scheduling.solve import as_document

TRIED = " tried at "
"""In the name of a visit that the engine keeps for an attempt in vain."""


def proposed(ask: DisruptionAsk, told: Callable[[Option], None], cancelled: Callable[[], bool]) -> tuple[Option, ...]:
    """Up to three ways to go on, cheapest first; each is told as soon as it is there, and again when it is cheaper.

    Raises SchedulingError.
    """
    problem = _with_durations(read_problem(ask.problem_json), dict(ask.durations))
    routes = tuple(route_in(route) for route in ask.routes)
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
