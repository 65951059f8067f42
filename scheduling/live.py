"""Plans in progress: freeze what has begun, insert an urgent visit, plan again without moving much.

Everything takes a problem and a plan of it and gives new ones; every plan given back has passed the check.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

import msgspec
import numpy as np

from scheduling.backends.native import Native
from scheduling.backends.retime import retime
from scheduling.check import check
from scheduling.errors import PlanUnsound, ProblemInvalid
from scheduling.explain import explain
from scheduling.freeze import freeze
from scheduling.native.compile import Compiled, compile_problem
from scheduling.native.decode import decode
from scheduling.native.insert import BEHIND, COST, FIRST, SECOND, places_for
from scheduling.native.session import Annealing
from scheduling.native.start import order_of
from scheduling.native.tables import I64
from scheduling.native.wishes import wishes_broken
from scheduling.problem import Problem
from scheduling.result import Solution
from scheduling.stop import Stop, StopAfter

__all__ = ["Move", "Slot", "burst", "freeze", "insert", "insert_each", "moves", "recommend", "replan", "take_out"]

MOVED_S = 600
"""A visit counts as moved when another caregiver goes or its start is further away than this."""


@dataclass(frozen=True, slots=True)
class Move:
    """A visit that another plan serves differently; starts in seconds, None when it is not planned."""

    visit_id: str
    caregivers: tuple[str, str]
    starts: tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to serve a visit: who, when, what it adds to the cost (without the price of leaving it out), whom it
    moves, and how many of its wishes it breaks."""

    visit_id: str
    caregiver_ids: tuple[str, ...]
    start: int
    extra_cost: int
    moved: tuple[Move, ...]
    wishes_broken: int
    plan: Solution


def recommend(problem: Problem, plan: Solution, visit_id: str, count: int = 3) -> tuple[Slot, ...]:
    """The cheapest ways to add a visit that is not planned, each with another caregiver; empty when none fits.

    All places on all routes are tried. Raises ProblemInvalid for a visit that is unknown, planned, or tied to visits
    that are planned apart from it.
    """
    compiled = compile_problem(problem)
    e = _entry(compiled, plan, visit_id)
    run = Annealing(compiled, 1)
    order, who = order_of(compiled, plan)
    run.start(order, who)
    found: list[Slot] = []
    wanted = {visit_id, *_names(plan)}
    for row in places_for(compiled, run, e):
        new = decode(compiled, *_with(compiled, order, who, e, row))
        if _names(new) >= wanted and check(problem, new).ok:
            left_out = compiled.operations[compiled.entries[e][0]].left_out
            found.append(_slot(problem, visit_id, plan, new, int(row[COST]) - run.cost + left_out))
        if len(found) == count:
            break
    return tuple(sorted(found, key=lambda slot: slot.extra_cost))


def insert(problem: Problem, plan: Solution, visit_id: str) -> Solution | None:
    """The plan with the visit at its cheapest place, None when it fits nowhere. Raises as ``recommend`` does."""
    slots = recommend(problem, plan, visit_id, 1)
    return _with_reasons(problem, slots[0].plan) if slots else None


def insert_each(problem: Problem, plan: Solution, visit_ids: Iterable[str]) -> Solution:
    """The plan with visits put in one after the other, each at its cheapest place, for which what may wait may have to;
    what fits nowhere, or is tied to others, stays out. PERF(a first proposal within a second): one look at the rules
    for all of them together."""
    compiled = compile_problem(problem)
    wanted, taken, entries = _names(plan), list[str](), set[int]()
    run, (order, who) = Annealing(compiled, 1), order_of(compiled, plan)
    for visit_id in visit_ids:
        with suppress(ProblemInvalid):
            e = _entry(compiled, plan, visit_id)
            if e in entries:
                continue
            run.start(order, who)
            rows = places_for(compiled, run, e)
            if len(rows):
                entries.add(e)
                order, who = _with(compiled, order, who, e, rows[0])
                taken.append(visit_id)
    new = decode(compiled, order, who)
    may_wait = {visit.visit_id for visit in problem.visits if visit.optional} - {*taken}
    if _names(new) >= {*wanted, *taken} - may_wait and check(problem, new).ok:
        return _with_reasons(problem, new)
    for visit_id in taken:
        if visit_id not in _names(plan):
            plan = insert(problem, plan, visit_id) or plan
    return plan


def replan(problem: Problem, plan: Solution, now: int, stop: Stop | None = None, seed: int = 0) -> Solution:
    """Plan again from ``now``, one second unless ``stop`` says otherwise, keeping near to the plan people know."""
    return burst(freeze(problem, plan, now), plan, stop or StopAfter(1.0), seed)


def burst(problem: Problem, plan: Solution, stop: Stop, seed: int = 0, moves: int | None = None) -> Solution:
    """Search on from a plan of the problem until ``stop`` says so, then give it its cheapest times.

    With ``moves`` the search ends after so many instead, and is the same every time for a seed.

    Never dearer than the plan is under the problem's prices (those of moving, which ``freeze`` adds, are among them).
    Raises PlanUnsound where what has begun contradicts the rules.
    """
    found = Native(start=plan, moves=moves).search(problem, stop, seed, lambda _: None)
    return _finished(problem, retime(problem, found))


def take_out(problem: Problem, plan: Solution, visit_id: str) -> Solution:
    """The plan without a visit and all that must be planned with it. Raises ProblemInvalid for an unknown one."""
    compiled = compile_problem(problem)
    order, who = order_of(compiled, plan)
    unit = next((u for u in compiled.units if any(compiled.operations[op].name == visit_id for op in u)), None)
    if unit is None:
        raise ProblemInvalid(f"visits[{visit_id}]", "is not in the problem")
    who[list(unit)] = -1
    return _finished(problem, decode(compiled, order, who))


def moves(before: Solution, after: Solution, fetched: frozenset[str] = frozenset()) -> tuple[Move, ...]:
    """Visits and shipments of the plan before that the plan after serves by somebody else, or more than ten minutes
    apart. A shipment is where it is delivered, those ``fetched`` where they are picked up."""
    old, new = _served(before, fetched), _served(after, fetched)
    found = []
    for visit_id, (caregiver_id, start) in old.items():
        goes, begins = new.get(visit_id, ("", None))
        if goes != caregiver_id or begins is None or abs(begins - start) > MOVED_S:
            found.append(Move(visit_id, (caregiver_id, goes), (start, begins)))
    return tuple(found)


def _served(plan: Solution, fetched: frozenset[str]) -> dict[str, tuple[str, int]]:
    """Caregiver and start of every visit and of the shown end of every shipment."""
    return {
        stop.visit_id: (route.caregiver_id, stop.start)
        for route in plan.routes
        for stop in route.stops
        if not stop.companion and stop.kind in ("visit", "pickup" if stop.visit_id in fetched else "delivery")
    }


def _finished(problem: Problem, plan: Solution) -> Solution:
    finished = _with_reasons(problem, plan)
    demand_sound(problem, finished)
    return finished


def demand_sound(problem: Problem, plan: Solution) -> None:
    """Raise PlanUnsound for a plan that breaks a rule, or leaves out what has begun."""
    served = _names(plan)
    begun = [p.visit_id for p in problem.pins if p.frozen] + [u.shipment_id for u in problem.underway]
    broken = [str(violation) for violation in check(problem, plan).violations]
    broken += [f"{name} has begun and is left out" for name in begun if name not in served]
    if broken:
        raise PlanUnsound(tuple(broken))


def _with_reasons(problem: Problem, plan: Solution) -> Solution:
    return msgspec.structs.replace(plan, unassigned=explain(problem, plan))


def _entry(compiled: Compiled, plan: Solution, visit_id: str) -> int:
    ops = [n for n, o in enumerate(compiled.operations) if o.name == visit_id and not o.companion]
    field = f"visits[{visit_id}]"
    if not ops:
        raise ProblemInvalid(field, "is not in the problem")
    if any(stop.visit_id == visit_id for route in plan.routes for stop in route.stops):
        raise ProblemInvalid(field, "is planned already")
    e = next(e for e, block in enumerate(compiled.entries) if ops[0] in block)
    unit = next(unit for unit in compiled.units if ops[0] in unit)
    if len(compiled.entries[e]) > 2 or len(unit) > len(compiled.entries[e]):
        raise ProblemInvalid(field, "is tied to visits that have to be planned with it; plan again instead")
    return e


def _with(compiled: Compiled, order: I64, who: I64, e: int, row: I64) -> tuple[I64, I64]:
    """Order and caregivers with the entry at a place found."""
    rest = [int(x) for x in order if x != e]
    behind = int(row[BEHIND])
    at = rest.index(behind) + 1 if behind in rest else 0
    people = who.copy()
    for op, k in zip(compiled.entries[e], (row[FIRST], row[SECOND]), strict=False):
        people[op] = k
    return np.array([*rest[:at], e, *rest[at:]], dtype=np.int64), people


def _slot(problem: Problem, visit_id: str, before: Solution, after: Solution, extra_cost: int) -> Slot:
    served = [(r.caregiver_id, s) for r in after.routes for s in r.stops if s.visit_id == visit_id]
    people = tuple(caregiver_id for caregiver_id, _ in sorted(served, key=lambda x: x[1].companion))
    return Slot(
        visit_id=visit_id,
        caregiver_ids=people,
        start=served[0][1].start,
        extra_cost=extra_cost,
        moved=moves(before, after),
        wishes_broken=_wishes_broken(problem, visit_id, people[0]),
        plan=after,
    )


def _wishes_broken(problem: Problem, visit_id: str, caregiver_id: str) -> int:
    """Wishes of the visit (gender, language, a preferred caregiver) that are not met."""
    visit = next((v for v in problem.visits if v.visit_id == visit_id), None)
    if visit is None:
        return 0
    caregiver = next(x for x in problem.caregivers if x.caregiver_id == caregiver_id)
    strange = bool(visit.preferred_caregivers) and caregiver_id not in visit.preferred_caregivers
    return wishes_broken(visit, caregiver) + strange


def _names(plan: Solution) -> set[str]:
    """Everything the plan serves."""
    return {stop.visit_id for route in plan.routes for stop in route.stops if stop.visit_id}
