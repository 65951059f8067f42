"""Ruin: strings of neighbouring stops are taken out of routes that pass near one another (SISR).

Christiaens and Vanden Berghe 2020, Slack Induction by String Removals for Vehicle Routing Problems, Transportation
Science 54(2), doi 10.1287/trsc.2019.0914, sections 5.1 and 5.2.
"""

from scheduling.native.jit import compiled, inlined
from scheduling.native.strings.address import end_of, node, of, op_at, request, route, start_of
from scheduling.native.strings.chain import count_in, join, renew, settle, unlink
from scheduling.native.strings.chance import below, random_unit
from scheduling.native.strings.layout import (
    BEFORE,
    N_ABSENT,
    N_COST,
    N_REMOVED,
    N_SAVED,
    N_STAMP,
    N_TOUCHED,
    NEXT,
    O_REQUEST,
    Q_FIRST,
    Q_LEFT_OUT,
    Q_SECOND,
    R_ABSENT,
    R_REMOVED,
    R_SAVED,
    R_SPAN,
    R_TOUCHED,
    ROUTE,
    T_NEAR_AT,
    T_NEAR_WIDTH,
    T_OPS,
    T_PEOPLE,
    T_PRICES_AT,
    V_COUNT,
    V_LOAD,
    V_PRICE,
    V_SAVED_AT,
    V_SAVED_COUNT,
    V_SAVED_VERSION,
    V_STAMP,
    V_STRING,
    V_VERSION,
    V_VISITS,
)  # fmt: skip
from scheduling.native.tables import Flat

LONGEST = 10
"""Most stops of a string."""
SPLIT = 0.5
"""How often a string keeps stops in its middle."""
DEEPER = 0.8
"""How often it keeps one more of them."""
ABSENT_AT_ONCE = 10
"""How many of those left out are tried again in one round."""


@compiled
def touch(t: Flat, r: Flat, k: int) -> None:
    """Remember route ``k`` as it was before this round."""
    v = route(r, k)
    if r[v + V_STAMP] == r[N_STAMP]:
        return
    r[v + V_STAMP] = r[N_STAMP]
    r[r[R_TOUCHED] + r[N_TOUCHED]] = k
    r[N_TOUCHED] += 1
    r[v + V_SAVED_AT] = r[N_SAVED]
    r[v + V_SAVED_COUNT] = r[v + V_COUNT]
    r[v + V_SAVED_VERSION] = r[v + V_VERSION]
    a, end, at = r[start_of(t, k) + NEXT], end_of(t, k), r[R_SAVED] + r[N_SAVED]
    while a != end:
        r[at] = a
        at += 1
        a = r[a + NEXT]
    r[N_SAVED] = at - r[R_SAVED]


@compiled
def restore(t: Flat, r: Flat) -> None:
    """Make every touched route what it was before this round."""
    for i in range(r[N_TOUCHED]):
        k = r[r[R_TOUCHED] + i]
        a, end = r[start_of(t, k) + NEXT], end_of(t, k)
        while a != end:
            r[a + ROUTE] = -1
            a = r[a + NEXT]
    for i in range(r[N_TOUCHED]):
        k = r[r[R_TOUCHED] + i]
        v = route(r, k)
        relink(t, r, k, r[R_SAVED] + r[v + V_SAVED_AT], r[v + V_SAVED_COUNT])
        r[v + V_VERSION] = r[v + V_SAVED_VERSION]


@compiled
def relink(t: Flat, r: Flat, k: int, at: int, count: int) -> None:
    """Make route ``k`` from ``count`` nodes written down at ``at``."""
    v, a = route(r, k), start_of(t, k)
    r[v + V_COUNT], r[v + V_VISITS], r[v + V_LOAD] = 0, 0, 0
    for i in range(at, at + count):
        join(r, a, r[i])
        a = r[i]
        r[a + ROUTE] = k
        q = t[of(op_at(a)) + O_REQUEST]
        if t[request(t, q) + Q_FIRST] == op_at(a):
            count_in(t, r, k, q, 1)
    join(r, a, end_of(t, k))
    settle(t, r, k)
    renew(r, k)


@compiled
def take_out(t: Flat, r: Flat, q: int) -> None:
    """Take request ``q`` out of its route."""
    p = request(t, q)
    k = r[node(t[p + Q_FIRST]) + ROUTE]
    touch(t, r, k)
    unlink(r, node(t[p + Q_FIRST]))
    if t[p + Q_SECOND] >= 0:
        unlink(r, node(t[p + Q_SECOND]))
    count_in(t, r, k, q, -1)
    r[N_COST] += t[p + Q_LEFT_OUT] - t[t[T_PRICES_AT] + q * t[T_PEOPLE] + k]
    r[r[R_REMOVED] + r[N_REMOVED]] = q
    r[N_REMOVED] += 1


@compiled
def take_string(t: Flat, r: Flat, op: int, length: int, kept: int) -> None:
    """Take out ``length`` stops about ``op`` that neighbour one another but for ``kept`` stops in their middle."""
    k, span, back, behind = r[node(op) + ROUTE], length + kept, 0, 0
    a, b, scratch = node(op), node(op), r[R_SPAN]
    while back < span - 1 and r[a + BEFORE] != start_of(t, k):
        a = r[a + BEFORE]
        back += 1
    while behind < span - 1 and r[b + NEXT] != end_of(t, k):
        b = r[b + NEXT]
        behind += 1
    for _ in range(below(r, back + behind + 2 - span)):
        a = r[a + NEXT]
    for i in range(span):
        r[scratch + i] = a
        a = r[a + NEXT]
    first_kept = 1 + below(r, length - 1) if kept > 0 else span
    for i in range(span):
        a = r[scratch + i]
        if (i < first_kept or i >= first_kept + kept) and r[a + ROUTE] >= 0:
            take_out(t, r, t[of(op_at(a)) + O_REQUEST])


@compiled
def retry_absent(r: Flat) -> None:
    """Put some of those left out among the removed."""
    count = r[N_ABSENT]
    first, tries = below(r, count), min(count, ABSENT_AT_ONCE)
    for i in range(tries):
        r[r[R_REMOVED] + r[N_REMOVED]] = r[r[R_ABSENT] + (first + i) % count]
        r[N_REMOVED] += 1


@inlined
def seed_of(t: Flat, r: Flat) -> int:
    """The operation about which strings are taken out: any, or often one of those left out."""
    if r[N_REMOVED] > 0 and below(r, 2) == 0:
        return t[request(t, r[r[R_REMOVED] + below(r, r[N_REMOVED])]) + Q_FIRST]
    return below(r, t[T_OPS])


@inlined
def usual_length(t: Flat, r: Flat) -> float:
    """Stops of the average used route, at most ``LONGEST``."""
    used, placed = 0, 0
    for k in range(t[T_PEOPLE]):
        placed += r[route(r, k) + V_COUNT]
        used += 1 if r[route(r, k) + V_COUNT] > 0 else 0
    return min(float(LONGEST), placed / max(1, used))


@compiled
def ruin(t: Flat, r: Flat, removals: float) -> None:
    """Take out strings near one another, ``removals`` stops on average, and compute the routes anew."""
    r[N_REMOVED], r[N_TOUCHED], r[N_SAVED] = 0, 0, 0
    r[N_STAMP] += 1
    if r[N_ABSENT] > 0:
        retry_absent(r)
    longest, seed = usual_length(t, r), seed_of(t, r)
    strings = 1 + int(random_unit(r) * max(0.0, 4.0 * removals / (1.0 + longest) - 1.0))
    op, i = seed, 0
    while strings > 0:
        k = r[node(op) + ROUTE]
        if k >= 0 and r[route(r, k) + V_STRING] != r[N_STAMP]:
            r[route(r, k) + V_STRING] = r[N_STAMP]
            cut(t, r, op, k, longest)
            strings -= 1
        if i == t[T_NEAR_WIDTH]:
            break
        op = t[t[T_NEAR_AT] + seed * t[T_NEAR_WIDTH] + i]
        i += 1
    for i in range(r[N_TOUCHED]):
        k = r[r[R_TOUCHED] + i]
        r[N_COST] -= r[route(r, k) + V_PRICE]
        settle(t, r, k)
        renew(r, k)
        r[N_COST] += r[route(r, k) + V_PRICE]


@compiled
def cut(t: Flat, r: Flat, op: int, k: int, longest: float) -> None:
    """Take a string of random length about ``op`` out of route ``k``, sometimes a split one."""
    count = r[route(r, k) + V_COUNT]
    length = 1 + int(random_unit(r) * min(float(count), longest))
    length, kept = min(length, count), 0
    if 1 < length < count and random_unit(r) < SPLIT:
        kept = 1
        while length + kept < count and random_unit(r) < DEEPER:
            kept += 1
    take_string(t, r, op, length, kept)
