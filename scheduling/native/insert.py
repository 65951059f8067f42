"""Where an entry that is not planned fits best: every place on every route is tried and undone."""

import numpy as np

from scheduling.native.access import entry, link, of, rec, route
from scheduling.native.anneal import relocate
from scheduling.native.compile import Compiled
from scheduling.native.jit import compiled
from scheduling.native.order import restore
from scheduling.native.session import Annealing
from scheduling.native.settle import price_of, propagate, stamp, undo
from scheduling.native.tables import (
    C_FIRST,
    E_FIXED,
    E_OPS,
    E_OPS_END,
    I64,
    N_MOVED,
    N_SHIFTED,
    N_TOTAL,
    NEVER,
    NEXT,
    O_ENTRY,
    PLACED,
    R_CHOSEN,
    T_ALLOWED,
    T_ENTRY_OPS,
    T_PEOPLE,
    X_BEFORE,
    Flat,
)  # fmt: skip

COST, BEHIND, FIRST, SECOND = range(4)
"""Columns of a place found: cost of the whole plan, entry to stand behind, caregivers of the first two operations."""


@compiled
def price_behind(t: Flat, r: Flat, e: int, behind: int) -> int:
    """The cost of the plan with ``e`` behind ``behind`` and its chosen caregivers; NEVER when it does not fit."""
    total = r[N_TOTAL]
    stamp(r)
    r[N_MOVED], r[N_SHIFTED] = 0, 0
    moved = relocate(t, r, e, behind)
    propagate(t, r)
    after = price_of(t, r)
    if not moved or r[rec(t[t[T_ENTRY_OPS] + t[entry(t, e) + E_OPS]]) + PLACED] == 0:
        after = NEVER
    undo(t, r, total)
    restore(t, r)
    return after


@compiled
def keep_cheaper(t: Flat, r: Flat, e: int, behind: int, found: Flat, place: int) -> None:
    """Try one place and keep it at ``place`` of ``found`` when it is cheaper than what stands there."""
    cost = price_behind(t, r, e, behind)
    if cost < found[place + COST]:
        found[place + COST], found[place + BEHIND] = cost, behind


@compiled
def try_route(t: Flat, r: Flat, e: int, k: int, found: Flat, place: int) -> None:
    """Try ``e`` before the first and behind every operation of the route of ``k``."""
    op = r[route(r, k) + C_FIRST]
    if op < 0:
        keep_cheaper(t, r, e, r[link(r, e) + X_BEFORE], found, place)
        return
    if t[entry(t, t[of(op) + O_ENTRY]) + E_FIXED] == 0:
        keep_cheaper(t, r, e, r[link(r, t[of(op) + O_ENTRY]) + X_BEFORE], found, place)
    while op >= 0:
        following = r[rec(op) + NEXT]
        if following < 0 or t[entry(t, t[of(following) + O_ENTRY]) + E_FIXED] == 0:
            keep_cheaper(t, r, e, t[of(op) + O_ENTRY], found, place)
        op = following


@compiled
def try_everywhere(t: Flat, r: Flat, e: int, found: Flat) -> int:
    """Fill ``found`` with the best place for each choice of caregivers (rows of four); how many rows."""
    begin, size, rows = t[entry(t, e) + E_OPS], t[entry(t, e) + E_OPS_END] - t[entry(t, e) + E_OPS], 0
    for a in range(t[T_PEOPLE]):
        for b in range(t[T_PEOPLE] if size > 1 else 1):
            first = t[t[T_ENTRY_OPS] + begin]
            if t[t[T_ALLOWED] + first * t[T_PEOPLE] + a] == 0 or (size > 1 and a == b):
                continue
            if size > 1 and t[t[T_ALLOWED] + t[t[T_ENTRY_OPS] + begin + 1] * t[T_PEOPLE] + b] == 0:
                continue
            place = rows * 4
            found[place + COST], found[place + FIRST], found[place + SECOND] = NEVER, a, b if size > 1 else -1
            r[r[R_CHOSEN]] = a
            if size > 1:
                r[r[R_CHOSEN] + 1] = b
                try_route(t, r, e, b, found, place)
            try_route(t, r, e, a, found, place)
            rows += 1
    return rows


def places_for(compiled_problem: Compiled, run: Annealing, e: int) -> I64:
    """The best place of entry ``e`` (one or two operations, not planned) for each choice of caregivers, best first.

    Rows of (cost of the whole plan, entry to stand behind, caregiver, second caregiver or -1).
    """
    people = len(compiled_problem.problem.caregivers)
    found = np.zeros(people * max(1, people) * 4, dtype=np.int64)
    count = try_everywhere(compiled_problem.tables, run.run, e, found)
    rows = found[: count * 4].reshape(count, 4)
    rows = rows[rows[:, COST] < NEVER]
    ordered: I64 = rows[np.argsort(rows[:, COST], kind="stable")]
    return ordered
