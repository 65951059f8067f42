"""Up to three ways to go on from a plan that no longer fits its problem, each checked, with what it costs and moves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from scheduling import live
from scheduling.errors import PlanUnsound
from scheduling.explain import explain
from scheduling.native.compile import compile_problem
from scheduling.native.decode import decode, score
from scheduling.native.start import order_of
from scheduling.problem import Caregiver, Problem, Shipment
from scheduling.result import Solution, Unassigned
from scheduling.shipping import insert_shipments
from scheduling.stop import StopAfter

Kind = Literal["least_change", "near", "cheapest"]
"""``least_change``: everybody keeps caregiver and order, only what lost its place is put in again. ``near``: a short
search in which moving has its price. ``cheapest``: a short search in which moving costs nothing."""
SEARCH_S = 0.8
"""Seconds of each of the two short searches."""
DAY_S = 24 * 3600
HAS = "has aboard"
"""A skill of whoever has something aboard that keeps no longer: she takes it back and picks it up anew."""
BY_MOVES_S = 600.0
"""What a search may take at the most when it is told its moves and not its time."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A plan for the rest of the day. ``problem`` is what it plans: what has begun is frozen, the event is in it.

    ``extra_cost`` compares with the plan before, moving not counted; negative is cheaper (a visit that fell away).
    ``left_out`` is what the plan before served, or what is asked for now, and this one does not serve, with reasons.
    ``given_up`` is what somebody has aboard and can bring no more while it keeps, or in its window: she may pick it up
    anew.
    """

    kind: Kind
    problem: Problem
    plan: Solution
    extra_cost: int
    moved: tuple[live.Move, ...]
    left_out: tuple[Unassigned, ...]
    wishes_broken: int
    given_up: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """How alternatives are looked for. ``told`` hears of each one as soon as it is checked, and of each that became
    cheaper (the same kind once more); ``cancelled`` ends the search with what there is.

    With ``moves`` each search makes so many instead of going by the clock, none is made cheaper afterwards, and the
    plans are the same every time for a seed.
    """

    seed: int = 0
    moves: int | None = None
    told: Callable[[Alternative], None] = lambda _: None
    cancelled: Callable[[], bool] = lambda: False


SEARCH = Search()


def alternatives(
    problem: Problem,
    known: Solution,
    before: Solution,
    search: Search = SEARCH,
    asked: frozenset[str] = frozenset(),
) -> tuple[Alternative, ...]:
    """Plans of ``problem``, what leaves out least of what must be done first, then the cheapest, none of them twice;
    there is always one.

    ``known`` is the plan before in the words of ``problem`` (visits that the event renamed), ``before`` as people know
    it, ``asked`` what nobody had before and is to be served now. Raises PlanUnsound where what has begun contradicts
    the rules.
    """
    problem, standing, given_up = _without_spoilt(problem, known)
    found, free = _Found(problem, before, search, asked, given_up), _without_price_of_moving(problem)
    kept = put_back(problem, standing, known)
    found.take("least_change", kept)
    near = found.searched("near", problem, kept, search.seed)
    cheapest = found.searched("cheapest", free, near, search.seed)
    if search.moves is None:
        found.searched("near", problem, near, search.seed + 1)
        found.searched("cheapest", free, cheapest, search.seed + 1)
    if not found.kept:
        raise found.broken[0]
    return tuple(sorted(found.kept.values(), key=lambda item: (_must(problem, item), item.extra_cost)))


@dataclass(slots=True)
class _Found:
    """What has been found so far, by kind; ``broken`` says why plans were not taken."""

    problem: Problem
    before: Solution
    search: Search
    asked: frozenset[str]
    given_up: tuple[str, ...]
    kept: dict[Kind, Alternative] = field(default_factory=dict)
    broken: list[PlanUnsound] = field(default_factory=list)

    def searched(self, kind: Kind, problem: Problem, plan: Solution, seed: int) -> Solution:
        """A better plan, which is taken, or the same where the search finds none that keeps the rules."""
        if self.search.cancelled() and self.kept:
            return plan
        stop = StopAfter(SEARCH_S if self.search.moves is None else BY_MOVES_S, cancel=self.search.cancelled)
        try:
            better = live.burst(problem, plan, stop, seed, self.search.moves)
        except PlanUnsound:
            better = plan
        self.take(kind, better)
        return better

    def take(self, kind: Kind, plan: Solution) -> None:
        """Keep a plan that is sound and none of the others; of one kind the cheaper."""
        if any(_served(item.plan) == _served(plan) for item in self.kept.values()):
            return
        try:
            new = _alternative(self, kind, plan)
        except PlanUnsound as error:
            self.broken.append(error)
            return
        old = self.kept.get(kind)
        if old is None or _worth(new) < _worth(old):
            self.kept[kind] = new
            self.search.told(new)


def _must(problem: Problem, item: Alternative) -> int:
    """How much that must be done nobody does any more; what may wait has its price in the plan."""
    optional = {visit.visit_id for visit in problem.visits if visit.optional}
    optional |= {shipment.shipment_id for shipment in problem.shipments if shipment.optional}
    return sum(one.visit_id not in optional for one in item.left_out)


def _worth(item: Alternative) -> tuple[int, int]:
    """What one of its kind is judged by: what nobody does any more, then its price, for ``near`` that of moving."""
    score = item.plan.score
    return _must(item.problem, item), score.total if item.kind == "near" else _unmoved(item.plan)


def decode_known(problem: Problem, known: Solution) -> Solution:
    """The known plan under the rules of the problem; what no longer fits is left out."""
    compiled = compile_problem(problem)
    return decode(compiled, *order_of(compiled, known))


def _without_spoilt(problem: Problem, known: Solution) -> tuple[Problem, Solution, tuple[str, ...]]:
    """The problem in which nobody has to bring what can be brought in time no more, the known plan under its rules, and
    the names of that. Without some of it the rest may be in time, or late after all: it is looked at until all is."""
    shipments = {item.shipment_id: item for item in problem.shipments}
    open_ones = {item.shipment_id: item.caregiver_id for item in problem.underway if item.delivered is None}
    short = {name for name in open_ones if _may_spoil(shipments[name])}
    lost, changed, plan = set[str](), problem, decode_known(problem, known)
    while more := short - lost - {stop.visit_id for route in plan.routes for stop in route.stops}:
        lost |= more
        changed = _picked_up_anew(problem, {name: open_ones[name] for name in lost})
        plan = decode_known(changed, _without(known, lost))
    return changed, plan, tuple(sorted(lost))


def _picked_up_anew(problem: Problem, has: Mapping[str, str]) -> Problem:
    """The problem in which these shipments have not begun, and only whoever has them may pick them up."""
    return msgspec.structs.replace(
        problem,
        underway=tuple(item for item in problem.underway if item.shipment_id not in has),
        shipments=tuple(_only_by(item, HAS) if item.shipment_id in has else item for item in problem.shipments),
        caregivers=tuple(_with_all(person, has) for person in problem.caregivers),
    )


def _without(plan: Solution, names: set[str]) -> Solution:
    routes = (
        msgspec.structs.replace(route, stops=tuple(stop for stop in route.stops if stop.visit_id not in names))
        for route in plan.routes
    )
    return msgspec.structs.replace(plan, routes=tuple(route for route in routes if route.stops))


def _only_by(item: Shipment, skill: str) -> Shipment:
    needed = item.required_skills | {f"{skill} {item.shipment_id}"}
    return msgspec.structs.replace(item, required_skills=needed)


def _with_all(person: Caregiver, has: Mapping[str, str]) -> Caregiver:
    mine = {f"{HAS} {name}" for name, caregiver_id in has.items() if caregiver_id == person.caregiver_id}
    return msgspec.structs.replace(person, skills=person.skills | mine) if mine else person


def _may_spoil(item: Shipment) -> bool:
    """Whether it can be too late to bring it; what comes back to a store has all day."""
    limited = item.cold_chain is not None or item.valid_until is not None
    return limited or (max(w.end for w in item.delivery.windows) < DAY_S and all(w.hard for w in item.delivery.windows))


def put_back(problem: Problem, plan: Solution, known: Solution) -> Solution:
    """The plan with what lost its place at its cheapest place, the most important first; what is tied stays out."""
    lost = {item.visit_id for item in plan.unassigned}
    priority = {visit.visit_id: visit.priority for visit in problem.visits}
    priority |= {shipment.shipment_id: shipment.priority for shipment in problem.shipments}
    had = {stop.visit_id for route in known.routes for stop in route.stops}
    ordered = sorted(lost & priority.keys(), key=lambda name: (name not in had, -priority[name], name))
    moving = {shipment.shipment_id for shipment in problem.shipments}
    plan = live.insert_each(problem, plan, [name for name in ordered if name not in moving])
    return insert_shipments(problem, plan, [name for name in ordered if name in moving])


def _without_price_of_moving(problem: Problem) -> Problem:
    wished = tuple(item for item in problem.previous if item.wished)
    second = problem.weights.moved_second if wished else 0
    weights = msgspec.structs.replace(problem.weights, moved_visit=0, moved_second=second)
    return msgspec.structs.replace(problem, weights=weights, previous=wished or problem.previous)


def _alternative(found: _Found, kind: Kind, plan: Solution) -> Alternative:
    """Raises PlanUnsound for a plan that breaks a rule."""
    problem, before = found.problem, found.before
    priced = msgspec.structs.replace(plan, score=score(problem, plan.routes))
    finished = msgspec.structs.replace(priced, unassigned=explain(problem, priced))
    live.demand_sound(problem, finished)
    had = found.asked | {stop.visit_id for route in before.routes for stop in route.stops if stop.visit_id}
    return Alternative(
        kind=kind,
        problem=problem,
        plan=finished,
        extra_cost=_unmoved(finished) - _unmoved(before),
        moved=tuple(move for move in live.moves(before, finished) if move.caregivers[1]),
        left_out=tuple(item for item in finished.unassigned if item.visit_id in had),
        wishes_broken=(finished.score.wishes - before.score.wishes) // max(1, problem.weights.wish_broken),
        given_up=found.given_up,
    )


def _unmoved(plan: Solution) -> int:
    return plan.score.total - plan.score.stability


def _served(plan: Solution) -> tuple[object, ...]:
    return tuple(
        (route.caregiver_id, tuple((s.visit_id, s.kind, s.start) for s in route.stops)) for route in plan.routes
    )
