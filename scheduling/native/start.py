"""Where annealing begins: an order by windows with caregivers in turn, or the order of a plan that is known."""

import random
from collections.abc import Iterable

import numpy as np

from scheduling.native import tables as c
from scheduling.native.compile import Compiled
from scheduling.native.tables import I64
from scheduling.problem import Previous
from scheduling.result import Solution


def first_order(compiled: Compiled, seed: int) -> tuple[I64, I64]:
    """Entries by the opening of their first window, each operation with a random caregiver who may do it.

    Frozen stops stand first, with their caregiver, in the order of their starts.
    """
    opens = [min(w[0] for w in compiled.operations[ops[0]].windows) for ops in compiled.entries]
    order = sorted(range(len(compiled.entries)), key=lambda e: (not compiled.fixed[e], opens[e], e))
    who, draw = np.full(len(compiled.operations), -1, dtype=np.int64), random.Random(seed)
    for ops in compiled.entries:
        chosen = _people(compiled, ops, draw)
        who[list(ops)] = chosen
    return np.array(order, dtype=np.int64), who


def _people(compiled: Compiled, ops: Iterable[int], draw: random.Random) -> list[int]:
    """A different caregiver for each operation of an entry; nobody for all when there are not enough."""
    chosen: list[int] = []
    for op in ops:
        able = [k for k in np.nonzero(compiled.allowed[op])[0].tolist() if k not in chosen]
        if not able:
            return [-1 for _ in ops]
        chosen.append(draw.choice(able))
    return chosen


def order_of(compiled: Compiled, solution: Solution) -> tuple[I64, I64]:
    """The order and caregivers of a plan of this problem; entries that are not in it are left out, at the end."""
    number = {caregiver.caregiver_id: k for k, caregiver in enumerate(compiled.problem.caregivers)}
    at: dict[tuple[str, str, bool], tuple[int, int]] = {}
    for route in solution.routes:
        for stop in route.stops:
            at[stop.visit_id, stop.kind, stop.companion] = (stop.start, number[route.caregiver_id])
    who = np.full(len(compiled.operations), -1, dtype=np.int64)
    starts = np.full(len(compiled.operations), c.NEVER, dtype=np.int64)
    for op, operation in enumerate(compiled.operations):
        kind = "visit" if operation.shipment is None else "pickup" if operation.picks_up else "delivery"
        starts[op], who[op] = at.get((operation.name, kind, operation.companion), (c.NEVER, -1))
    _drop_halves(compiled, who)
    keys = [(not compiled.fixed[e], int(max(starts[list(ops)])), e) for e, ops in enumerate(compiled.entries)]
    return np.array([e for *_, e in sorted(keys)], dtype=np.int64), who


def _drop_halves(compiled: Compiled, who: I64) -> None:
    for unit in compiled.units:
        if any(who[op] < 0 for op in unit):
            who[list(unit)] = -1


def as_previous(solution: Solution) -> tuple[Previous, ...]:
    """Where each visit of a plan is, for planning that should not move it far."""
    return tuple(
        Previous(stop.visit_id, route.caregiver_id, stop.start)
        for route in solution.routes
        for stop in route.stops
        if stop.kind == "visit" and not stop.companion
    )
