"""How work is spread over caregivers, how many patients see whom they know, and how two plans differ."""

from dataclasses import dataclass
from statistics import pstdev

from scheduling.check.facts import Facts, main_visits
from scheduling.check.scoring import score_of, work_seconds
from scheduling.live import Move, moves
from scheduling.problem import Problem
from scheduling.result import Route, Solution


@dataclass(frozen=True, slots=True)
class Workload:
    """One caregiver's day in seconds; ``work_s`` is what fairness counts: ways to and service at all stops."""

    caregiver_id: str
    work_s: int
    travel_s: int
    service_s: int
    waiting_s: int
    overtime_s: int
    visits: int


@dataclass(frozen=True, slots=True)
class Fairness:
    """The days of all caregivers, used or not; ``difference_s`` is between the busiest and the least busy."""

    workloads: tuple[Workload, ...]
    difference_s: int
    deviation_s: float


@dataclass(frozen=True, slots=True)
class Continuity:
    """Of the visits with preferred caregivers how many get one; of those known from before how many keep theirs."""

    with_preference: int
    preferred: int
    known: int
    kept: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the second plan does otherwise than the first. ``cost`` has the parts that differ, negative is cheaper."""

    cost: dict[str, int]
    moved: tuple[Move, ...]
    added: tuple[str, ...]
    dropped: tuple[str, ...]

    @property
    def total(self) -> int:
        """By how much the second plan is dearer."""
        return sum(self.cost.values())


def fairness(problem: Problem, plan: Solution) -> Fairness:
    """The work of every caregiver and how far it is apart."""
    work = work_seconds(Facts(problem, plan))
    routes = {route.caregiver_id: route for route in plan.routes}
    loads = tuple(_workload(name, seconds, routes.get(name)) for name, seconds in work.items())
    values = list(work.values())
    difference = max(values, default=0) - min(values, default=0)
    return Fairness(loads, difference, round(pstdev(values), 1) if values else 0.0)


def _workload(caregiver_id: str, work: int, route: Route | None) -> Workload:
    if route is None:
        return Workload(caregiver_id, work, 0, 0, 0, 0, 0)
    return Workload(
        caregiver_id=caregiver_id,
        work_s=work,
        travel_s=sum(stop.travel for stop in route.stops) + route.return_travel,
        service_s=sum(stop.departure - stop.start for stop in route.stops),
        waiting_s=sum(stop.wait for stop in route.stops),
        overtime_s=route.overtime,
        visits=sum(stop.kind == "visit" for stop in route.stops),
    )


def continuity(problem: Problem, plan: Solution) -> Continuity:
    """Who sees a caregiver they prefer or know."""
    goes = {stop.visit_id: route.caregiver_id for route in plan.routes for stop in main_visits(route)}
    wanted = {
        v.visit_id: v.preferred_caregivers for v in problem.visits if v.preferred_caregivers and v.visit_id in goes
    }
    known = {p.visit_id: p.caregiver_id for p in problem.previous if p.visit_id in goes}
    return Continuity(
        with_preference=len(wanted),
        preferred=sum(goes[name] in people for name, people in wanted.items()),
        known=len(known),
        kept=sum(goes[name] == who for name, who in known.items()),
    )


def compare_plans(problem: Problem, first: Solution, second: Solution) -> Comparison:
    """From the first plan of a problem to the second."""
    before, after = (score_of(Facts(problem, plan), 0) for plan in (first, second))
    parts = {name: getattr(after, name) - getattr(before, name) for name in before.__struct_fields__}
    old, new = (_served(plan) for plan in (first, second))
    return Comparison(
        cost={name: cost for name, cost in parts.items() if cost},
        moved=tuple(move for move in moves(first, second) if move.caregivers[1]),
        added=tuple(sorted(new - old)),
        dropped=tuple(sorted(old - new)),
    )


def _served(plan: Solution) -> set[str]:
    return {stop.visit_id for route in plan.routes for stop in route.stops if stop.visit_id}
