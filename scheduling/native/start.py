"""Where annealing begins: an order by windows with caregivers in turn, or the order of a plan that is known."""

import random
from collections.abc import Iterable
from heapq import heapify, heappop, heappush

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
    who, starts = _places_of(compiled, solution)
    _drop_halves(compiled, who)
    behind, wait_for = _adjacent(compiled, who, starts)
    keys = [
        (not compiled.fixed[e], int(min(starts[list(ops)])), int(max(starts[list(ops)])), e)
        for e, ops in enumerate(compiled.entries)
    ]
    return np.array(_in_turn(keys, behind, wait_for), dtype=np.int64), who


def _places_of(compiled: Compiled, solution: Solution) -> tuple[I64, I64]:
    """Caregiver (-1: nobody) and start (NEVER) of every operation."""
    number = {caregiver.caregiver_id: k for k, caregiver in enumerate(compiled.problem.caregivers)}
    at: dict[tuple[str, str, bool], tuple[int, int]] = {}
    for route in solution.routes:
        for stop in route.stops:
            place = stop.start, number[route.caregiver_id]
            at[stop.visit_id, stop.kind, stop.companion] = place
            if stop.kind == "laboratory":
                at[laboratory_name(route.caregiver_id, stop.start), "visit", False] = place
    who = np.full(len(compiled.operations), -1, dtype=np.int64)
    starts = np.full(len(compiled.operations), c.NEVER, dtype=np.int64)
    for op, operation in enumerate(compiled.operations):
        kind = "visit" if operation.shipment is None else "pickup" if operation.picks_up else "delivery"
        starts[op], who[op] = at.get((operation.name, kind, operation.companion), (c.NEVER, -1))
    return who, starts


def laboratory_name(caregiver_id: str, start: int) -> str:
    """What a stop at a laboratory that has begun is called as a visit of the frozen problem."""
    return f"laboratory {caregiver_id} {start}"


def _adjacent(compiled: Compiled, who: I64, starts: I64) -> tuple[dict[int, list[int]], list[int]]:
    """For each entry those that stand right behind it on some route or in the use of some kit, and how many it stands
    behind itself.

    Entries of several operations are placed at once, so no sorting by starts alone gives every route its order.
    """
    entry_of = {op: e for e, ops in enumerate(compiled.entries) for op in ops}
    behind: dict[int, list[int]] = {}
    wait_for = [0] * len(compiled.entries)
    last: dict[tuple[str, int], int] = {}
    for op in sorted(
        np.nonzero(who >= 0)[0].tolist(), key=lambda op: (not compiled.fixed[entry_of[op]], starts[op], op)
    ):
        e = entry_of[op]
        for line in (("route", int(who[op])), *(("kit", kit) for kit in _kits(compiled, op))):
            if line in last and last[line] != e:
                behind.setdefault(last[line], []).append(e)
                wait_for[e] += 1
            last[line] = e
    return behind, wait_for


def _kits(compiled: Compiled, op: int) -> list[int]:
    """Numbers of the kits an operation takes, holds or gives back."""
    row, tables = c.T_HEAD + op * c.O_WIDTH, compiled.tables
    kits, uses = int(tables[c.T_KIT]), int(tables[c.T_USE])
    mine = tables[uses + int(tables[row + c.O_KITS]) : uses + int(tables[row + c.O_KITS_END])]
    return [int(tables[kits + int(ref)]) for ref in mine]


def _in_turn(keys: list[tuple[bool, int, int, int]], behind: dict[int, list[int]], wait_for: list[int]) -> list[int]:
    """Entries by their keys, none before what it stands behind; where plans cross over, the first by key goes first."""
    ready = [key for key in keys if not wait_for[key[-1]]]
    heapify(ready)
    left = sorted(keys, reverse=True)
    order: list[int] = []
    done: set[int] = set()
    while len(order) < len(keys):
        if not ready:
            while left[-1][-1] in done:
                left.pop()
            ready.append(left.pop())
        e = heappop(ready)[-1]
        if e in done:
            continue
        done.add(e)
        order.append(e)
        for f in behind.get(e, ()):
            wait_for[f] -= 1
            if not wait_for[f]:
                heappush(ready, keys[f])
    return order


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
