"""Rounds of ruin and recreate under simulated annealing, and the best plan met."""

import math

from scheduling.native.jit import compiled
from scheduling.native.strings.address import end_of, node, op_at, request, start_of
from scheduling.native.strings.chance import random_unit
from scheduling.native.strings.layout import (
    N_ABSENT,
    N_ACCEPTED,
    N_BEST,
    N_COST,
    N_DONE,
    N_LEFT,
    N_REMOVED,
    N_SAVED,
    N_STAMP,
    N_TOUCHED,
    NEXT,
    Q_FIRST,
    R_ABSENT,
    R_BEST,
    R_BEST_AT,
    R_REMOVED,
    ROUTE,
    T_PEOPLE,
    T_POOL,
    T_REQUESTS,
)  # fmt: skip
from scheduling.native.strings.pool import keep_touched
from scheduling.native.strings.recreate import recreate
from scheduling.native.strings.ruin import restore, ruin
from scheduling.native.tables import Flat

COOLING = 64
"""Rounds at one temperature."""


@compiled
def keep_best(t: Flat, r: Flat) -> None:
    """Keep the present plan as the best."""
    r[N_BEST] = r[N_COST]
    at = r[R_BEST]
    for k in range(t[T_PEOPLE]):
        r[r[R_BEST_AT] + k] = at - r[R_BEST]
        a, end = r[start_of(t, k) + NEXT], end_of(t, k)
        while a != end:
            r[at] = op_at(a)
            at += 1
            a = r[a + NEXT]
    r[r[R_BEST_AT] + t[T_PEOPLE]] = at - r[R_BEST]


@compiled
def list_absent(t: Flat, r: Flat) -> None:
    """Write down what is left out."""
    r[N_ABSENT] = 0
    for q in range(t[T_REQUESTS]):
        if r[node(t[request(t, q) + Q_FIRST]) + ROUTE] < 0:
            r[r[R_ABSENT] + r[N_ABSENT]] = q
            r[N_ABSENT] += 1


@compiled
def fill(t: Flat, r: Flat) -> None:
    """Put everything that is left out where it is cheapest, in random order."""
    list_absent(t, r)
    r[N_REMOVED], r[N_TOUCHED], r[N_SAVED] = r[N_ABSENT], 0, 0
    r[N_STAMP] += 1
    for i in range(r[N_ABSENT]):
        r[r[R_REMOVED] + i] = r[r[R_ABSENT] + i]
    recreate(t, r, 0.0, 0.0)
    list_absent(t, r)
    keep_best(t, r)


@compiled
def anneal(t: Flat, r: Flat, rounds: int, hot: float, cold: float, removals: float, blink: float) -> None:
    """Make ``rounds`` rounds at temperatures from ``hot`` to ``cold`` (geometric)."""
    heat, factor = hot, (cold / hot) ** (1.0 / max(1, rounds // COOLING))
    for i in range(rounds):
        if i % COOLING == COOLING - 1:
            heat *= factor
        before, absent = r[N_COST], r[N_ABSENT]
        ruin(t, r, removals)
        recreate(t, r, heat, blink)
        if r[N_COST] < before - heat * math.log(1.0 - random_unit(r)):
            accept(t, r, before, absent)
        else:
            restore(t, r)
            r[N_COST] = before
    r[N_DONE] += rounds


@compiled
def accept(t: Flat, r: Flat, before: int, absent: int) -> None:
    """Go on from here: bring the list of absent up to date, keep the best plan and good routes."""
    r[N_ACCEPTED] += 1
    if absent > 0 or r[N_LEFT] > 0:
        list_absent(t, r)
    if r[N_COST] < r[N_BEST]:
        keep_best(t, r)
        if t[T_POOL] > 0:
            keep_touched(t, r)
    elif t[T_POOL] > 0 and r[N_COST] != before and r[N_COST] - r[N_BEST] <= r[N_BEST] // 100:
        keep_touched(t, r)
