"""The independent check: a good plan passes, and every kind of damage is found."""

from collections.abc import Callable

import msgspec
import pytest

from scheduling.check import check
from scheduling.problem import Problem
from scheduling.result import Reason, Route, Solution, Stop, TakenBreak, Unassigned
from scheduling.solve import solve
from scheduling.stop import StopAfter
from tests.helpers.town import HOUR, small_town

Damage = Callable[[Solution], Solution]


@pytest.fixture(scope="module")
def town() -> Problem:
    return small_town()


@pytest.fixture(scope="module")
def plan(town: Problem) -> Solution:
    return solve(town, "insertion", stop=StopAfter(1.0))[0]


def _route_of(plan: Solution, visit_id: str) -> Route:
    return next(r for r in plan.routes if any(s.visit_id == visit_id for s in r.stops))


def _with_route(plan: Solution, old: Route, **changes: object) -> Solution:
    new = msgspec.structs.replace(old, **changes)
    return msgspec.structs.replace(plan, routes=tuple(new if r is old else r for r in plan.routes))


def _with_stop(visit_id: str, **shifts: int) -> Damage:
    """Add seconds to fields of one stop."""

    def damage(plan: Solution) -> Solution:
        route = _route_of(plan, visit_id)

        def changed(stop: Stop) -> Stop:
            if stop.visit_id != visit_id:
                return stop
            return msgspec.structs.replace(stop, **{k: getattr(stop, k) + v for k, v in shifts.items()})

        return _with_route(plan, route, stops=tuple(changed(s) for s in route.stops))

    return damage


def _moved(visit_id: str, caregiver_id: str) -> Damage:
    """Another caregiver drives the whole route of a visit."""

    def damage(plan: Solution) -> Solution:
        others = tuple(r for r in plan.routes if r.caregiver_id != caregiver_id)
        plan = msgspec.structs.replace(plan, routes=others)
        return _with_route(plan, _route_of(plan, visit_id), caregiver_id=caregiver_id)

    return damage


def _break(**changes: int) -> Damage:
    def damage(plan: Solution) -> Solution:
        route = plan.routes[0]
        taken = msgspec.structs.replace(route.breaks[0], **changes)
        return _with_route(plan, route, breaks=(taken,))

    return damage


def _dropped(plan: Solution) -> Solution:
    route = _route_of(plan, "V1")
    return _with_route(plan, route, stops=tuple(s for s in route.stops if s.visit_id != "V1"))


def _twice(plan: Solution) -> Solution:
    left_out = Unassigned(visit_id="V1", reason=Reason.CAPACITY)
    return msgspec.structs.replace(plan, unassigned=(*plan.unassigned, left_out))


def _half_a_pair(plan: Solution) -> Solution:
    route = _route_of(plan, "P2")
    plan = _with_route(plan, route, stops=tuple(s for s in route.stops if s.visit_id != "P2"))
    return msgspec.structs.replace(plan, unassigned=(Unassigned(visit_id="P2", reason=Reason.PAIR),))


def _on(visit_id: str, **changes: int) -> Damage:
    return lambda plan: _with_route(plan, _route_of(plan, visit_id), **changes)


def _without_break(plan: Solution) -> Solution:
    return _with_route(plan, plan.routes[0], breaks=())


def _break_in_service(plan: Solution) -> Solution:
    route = plan.routes[0]
    return _with_route(plan, route, breaks=(TakenBreak(route.stops[0].start + 60, HOUR),))


def _cheaper(plan: Solution) -> Solution:
    return msgspec.structs.replace(plan, score=msgspec.structs.replace(plan.score, travel=plan.score.travel - 1))


def _same_route_twice(plan: Solution) -> Solution:
    return msgspec.structs.replace(plan, routes=(*plan.routes, plan.routes[0]))


DAMAGES: dict[str, tuple[str, Damage]] = {
    "a visit is missing": ("coverage", _dropped),
    "a visit is planned and left out": ("coverage", _twice),
    "two routes of one caregiver": ("two_routes", _same_route_twice),
    "a caregiver lacks a skill": ("skill", _moved("V3", "A")),
    "a prohibited caregiver": ("prohibited", _moved("V4", "C")),
    "a start before the window": ("window", _with_stop("P1", start=-4 * HOUR)),
    "a start after a hard window": ("window", _with_stop("V1", start=3 * HOUR)),
    "lateness is not told": ("lateness", _with_stop("V2", start=4 * HOUR)),
    "service cut short": ("service_time", _with_stop("V1", departure=-60)),
    "faster than the road": ("travel", _with_stop("V1", arrival=-60)),
    "a way that is not in the matrix": ("travel", _with_stop("V1", travel=-60)),
    "metres that are not in the matrix": ("travel", _with_stop("V1", metres=-60)),
    "no access time": ("travel", _with_stop("V1", access=-120)),
    "waiting that does not add up": ("wait", _with_stop("V2", wait=60)),
    "leaving before the shift": ("shift", _on("V1", leave=7 * HOUR)),
    "home after the last overtime": ("shift", _on("V1", end=19 * HOUR)),
    "overtime is not told": ("overtime", _on("V1", overtime=60)),
    "a return faster than the road": ("travel", _on("V1", return_travel=1)),
    "no break": ("break", _without_break),
    "a break outside its window": ("break", _break(start=9 * HOUR)),
    "a short break": ("break", _break(duration=600)),
    "a break during a service": ("break", _break_in_service),
    "a pair that does not start together": ("pair", _with_stop("P2", start=60)),
    "half a pair": ("pair", _half_a_pair),
    "a cost that is not the cost": ("score", _cheaper),
}


def test_a_good_plan_passes(town: Problem, plan: Solution) -> None:
    verdict = check(town, plan)
    assert verdict.violations == ()
    assert verdict.score == plan.score
    assert plan.planned == len(town.visits)


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_found(town: Problem, plan: Solution, damage: str) -> None:
    code, spoil = DAMAGES[damage]
    assert code in {v.code for v in check(town, spoil(plan)).violations}


def test_an_unknown_visit_and_an_unknown_caregiver_are_found(town: Problem, plan: Solution) -> None:
    stranger = msgspec.structs.replace(plan.routes[0], caregiver_id="Z")
    ghost = msgspec.structs.replace(plan, unassigned=(Unassigned(visit_id="V9", reason=Reason.SKILL),))
    codes = {v.code for v in check(town, msgspec.structs.replace(ghost, routes=(stranger,))).violations}
    assert {"unknown_visit", "unknown_caregiver"} <= codes


def test_a_caregiver_who_is_not_one_of_those_required_is_found() -> None:
    town = small_town(required_for_v1=frozenset({"B"}))
    plan, _ = solve(town, "insertion", stop=StopAfter(1.0))
    assert _route_of(plan, "V1").caregiver_id == "B"
    codes = {v.code for v in check(town, _moved("V1", "A")(plan)).violations}
    assert "required_caregiver" in codes
