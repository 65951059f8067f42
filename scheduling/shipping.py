"""A shipment put into a plan: its two ends on somebody's route, at the places where that costs least."""

from collections.abc import Iterable, Iterator

import numpy as np

from scheduling.check import check
from scheduling.native import tables as c
from scheduling.native.compile import Compiled, compile_problem
from scheduling.native.decode import decode, records
from scheduling.native.session import Annealing
from scheduling.native.start import order_of
from scheduling.native.tables import I64
from scheduling.problem import Problem
from scheduling.result import Solution

Found = tuple[int, I64, I64]
"""Cost of a whole plan with its order and its caregivers."""


def insert_shipments(problem: Problem, plan: Solution, names: Iterable[str]) -> Solution:
    """The plan with shipments put in one after the other, each where it costs least; what fits nowhere stays out.

    The pickup is tried right before the delivery, beside other stops at the same place, and in front of all.
    """
    compiled = compile_problem(problem)
    run, (order, who) = Annealing(compiled, 1), order_of(compiled, plan)
    taken = set[str]()
    for name in names:
        best = _cheapest(compiled, run, order, who, name)
        if best is not None:
            (_, order, who), taken = best, taken | {name}
    if not taken:
        return plan
    new = decode(compiled, order, who)
    wanted = taken | {stop.visit_id for route in plan.routes for stop in route.stops if stop.visit_id}
    served = {stop.visit_id for route in new.routes for stop in route.stops}
    return new if served >= wanted and check(problem, new).ok else plan


def _cheapest(compiled: Compiled, run: Annealing, order: I64, who: I64, name: str) -> Found | None:
    """The best way to carry a shipment that nobody has; None where there is none."""
    ops = [n for n, operation in enumerate(compiled.operations) if operation.name == name and operation.shipment]
    if len(ops) != 2 or any(who[op] >= 0 for op in ops):
        return None
    entries = [next(e for e, block in enumerate(compiled.entries) if op in block) for op in ops]
    placed, best = _placed(compiled, run, order, who), None
    for k in range(len(compiled.problem.caregivers)):
        if not all(compiled.allowed[op][k] for op in ops):
            continue
        people = who.copy()
        people[ops] = k
        for tried in _orders(compiled, order, who, k, (entries[0], entries[1])):
            if _placed(compiled, run, tried, people) == placed + 2 and (best is None or run.cost < best[0]):
                best = run.cost, tried, people
    return best


def _placed(compiled: Compiled, run: Annealing, order: I64, who: I64) -> int:
    """How many operations are planned in this order."""
    run.start(order, who)
    return int((records(compiled, run.run)[:, c.PLACED] == 1).sum())


def _orders(compiled: Compiled, order: I64, who: I64, k: int, pair: tuple[int, int]) -> Iterator[I64]:
    """The order with the two ends of a shipment on somebody's route."""
    rest = [int(e) for e in order if e not in pair]
    mine = [n for n, e in enumerate(rest) if not compiled.fixed[e] and any(who[op] == k for op in compiled.entries[e])]
    behind = [n + 1 for n in mine[-1:]] or [sum(compiled.fixed[e] for e in rest)]
    places = [*mine, *behind]
    same = compiled.operations[compiled.entries[pair[0]][0]].place_id
    for there, at in enumerate(places):
        for here, before in enumerate(places[: there + 1]):
            beside = [rest[n] for n in places[max(0, here - 1) : here + 1] if n < len(rest)]
            near = any(compiled.operations[compiled.entries[e][0]].place_id == same for e in beside)
            if here in (0, there) or near:
                found = [*rest[:before], pair[0], *rest[before:at], pair[1], *rest[at:]]
                yield np.array(found, dtype=np.int64)
