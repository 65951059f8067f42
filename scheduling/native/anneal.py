"""Simulated annealing over orders and caregivers: moves, acceptance and the best solution met."""

import math

import numpy as np

from scheduling.native.access import entry, link, of, rec, route
from scheduling.native.jit import compiled, inlined
from scheduling.native.order import drop, lift, renumber, reorder, restore
from scheduling.native.settle import price_of, propagate, settle_entry, stamp, undo, way_home
from scheduling.native.tables import (
    BEST_WHO,
    C_DIRTY,
    C_FIRST,
    C_TAIL,
    E_DROPPABLE,
    E_FIXED,
    E_LINKED,
    E_OPS,
    E_OPS_END,
    KEY,
    N_ACCEPTED,
    N_BEST,
    N_CROWDED,
    N_MOVED,
    N_OUTS,
    N_QUEUED,
    N_RNG,
    N_SHIFTED,
    N_TOTAL,
    N_WAITING,
    NEXT,
    O_ABLE,
    O_ABLE_END,
    O_ENTRY,
    O_PREDS,
    O_PREDS_END,
    O_SUCCS,
    O_SUCCS_END,
    PLACED,
    R_CHOSEN,
    R_MOVED,
    R_MOVED_WHO,
    R_OUTS,
    R_QUEUE,
    SAME,
    T_ABLE,
    T_ALLOWED,
    T_ENTRIES,
    T_ENTRY_OPS,
    T_NEAR,
    T_NEIGHBOURS,
    T_OPS,
    T_PEOPLE,
    T_PRED,
    T_PRED_SAME,
    T_SUCC,
    WHO,
    X_AFTER,
    X_BEFORE,
    X_BEST_KEY,
    X_KEY,
    Flat,
)  # fmt: skip


@inlined
def random_unit(r: Flat) -> float:
    """The next number of xorshift64 (Marsaglia 2003, doi 10.18637/jss.v008.i14) in [0, 1)."""
    x = np.uint64(r[N_RNG])
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    r[N_RNG] = np.int64(x)  # type: ignore[assignment]
    return float(x >> np.uint64(11)) * 1.1102230246251565e-16


@inlined
def below(r: Flat, count: int) -> int:
    """A random whole number in [0, count)."""
    return int(random_unit(r) * count)


@compiled
def settle_all(t: Flat, r: Flat) -> int:
    """Compute every entry in order from nothing; returns the cost."""
    for k in range(t[T_PEOPLE]):
        r[route(r, k) + C_DIRTY] = 0
    stamp(r)
    r[N_WAITING] = 0
    end = t[T_ENTRIES]
    e = r[link(r, end) + X_AFTER]
    while e != end:
        stamp(r)
        settle_entry(t, r, e)
        for i in range(r[N_QUEUED]):
            r[route(r, r[r[R_QUEUE] + i]) + C_DIRTY] = 0
        r[N_QUEUED] = 0
        r[N_WAITING] = 0
        e = r[link(r, e) + X_AFTER]
    for k in range(t[T_PEOPLE]):
        r[route(r, k) + C_TAIL] = way_home(t, r, k)
        r[N_TOTAL] += r[route(r, k) + C_TAIL]
    return price_of(t, r)


@inlined
def some_caregiver(t: Flat, r: Flat, op: int) -> int:
    """A random caregiver who may do ``op``; -1 when nobody may."""
    count = t[of(op) + O_ABLE_END] - t[of(op) + O_ABLE]
    if count == 0:
        return -1
    return t[t[T_ABLE] + t[of(op) + O_ABLE] + below(r, count)]


@compiled
def choose_people(t: Flat, r: Flat, e: int, wanted: int) -> bool:
    """Choose a caregiver for each operation of ``e`` into ``chosen``: ``wanted`` for one of them if that may be."""
    begin, end = t[entry(t, e) + E_OPS], t[entry(t, e) + E_OPS_END]
    lead = begin + below(r, end - begin)
    for i in range(begin, end):
        op = t[t[T_ENTRY_OPS] + i]
        r[r[R_CHOSEN] + i - begin] = r[rec(op) + WHO]
        if i == lead and wanted >= 0 and t[t[T_ALLOWED] + op * t[T_PEOPLE] + wanted] == 1:
            r[r[R_CHOSEN] + i - begin] = wanted
        elif r[rec(op) + WHO] < 0:
            r[r[R_CHOSEN] + i - begin] = some_caregiver(t, r, op)
    for i in range(begin, end):
        for j in range(begin, end):
            if i != j and r[r[R_CHOSEN] + i - begin] == r[r[R_CHOSEN] + j - begin]:
                other = j if i == lead else i
                r[r[R_CHOSEN] + other - begin] = some_caregiver(t, r, t[t[T_ENTRY_OPS] + other])
    for i in range(begin, end):
        for j in range(begin, i):
            if r[r[R_CHOSEN] + i - begin] == r[r[R_CHOSEN] + j - begin]:
                return False
    return True


@inlined
def partner_in(t: Flat, r: Flat, op: int, k: int) -> bool:
    """Whether another operation of the same entry is already ``k``'s."""
    e = t[of(op) + O_ENTRY]
    for i in range(t[entry(t, e) + E_OPS], t[entry(t, e) + E_OPS_END]):
        if t[t[T_ENTRY_OPS] + i] != op and r[rec(t[t[T_ENTRY_OPS] + i]) + WHO] == k:
            return True
    return False


@compiled
def relocate(t: Flat, r: Flat, e: int, behind: int) -> bool:
    """Move ``e`` behind ``behind`` with the chosen caregivers."""
    begin, end = t[entry(t, e) + E_OPS], t[entry(t, e) + E_OPS_END]
    for i in range(begin, end):
        lift(t, r, t[t[T_ENTRY_OPS] + i])
    if not reorder(t, r, e, behind):
        for i in range(begin, end):
            drop(t, r, t[t[T_ENTRY_OPS] + i], r[r[R_MOVED_WHO] + r[N_MOVED] - (end - i)])
        return False
    for i in range(begin, end):
        drop(t, r, t[t[T_ENTRY_OPS] + i], r[r[R_CHOSEN] + i - begin])
    return True


@compiled
def beside(t: Flat, r: Flat, e: int) -> bool:
    """Relocate ``e`` next to a near neighbour and take its caregiver."""
    f = t[t[T_NEAR] + e * t[T_NEIGHBOURS] + below(r, t[T_NEIGHBOURS])]
    if f < 0 or f == e:
        return False
    ops = t[entry(t, f) + E_OPS_END] - t[entry(t, f) + E_OPS]
    wanted = r[rec(t[t[T_ENTRY_OPS] + t[entry(t, f) + E_OPS] + below(r, ops)]) + WHO]
    if wanted < 0:
        return False
    behind = f
    if t[entry(t, f) + E_FIXED] == 0 and below(r, 2) == 0:
        behind = r[link(r, f) + X_BEFORE]
        if behind == e:
            behind = r[link(r, e) + X_BEFORE]
    return choose_people(t, r, e, wanted) and relocate(t, r, e, behind)


@compiled
def hand_on(t: Flat, r: Flat, e: int) -> bool:
    """Give one operation of ``e`` to another caregiver, where it is in the order."""
    op = t[t[T_ENTRY_OPS] + t[entry(t, e) + E_OPS] + below(r, t[entry(t, e) + E_OPS_END] - t[entry(t, e) + E_OPS])]
    k = some_caregiver(t, r, op)
    if k < 0 or k == r[rec(op) + WHO] or r[rec(op) + WHO] < 0 or partner_in(t, r, op, k):
        return False
    lift(t, r, op)
    drop(t, r, op, k)
    return True


@compiled
def swap(t: Flat, r: Flat, e: int) -> bool:
    """Exchange the places in the order and the caregivers of ``e`` and a near neighbour."""
    f = t[t[T_NEAR] + e * t[T_NEIGHBOURS] + below(r, t[T_NEIGHBOURS])]
    if f < 0 or f == e or t[entry(t, f) + E_FIXED] == 1:
        return False
    a = t[t[T_ENTRY_OPS] + t[entry(t, e) + E_OPS] + below(r, t[entry(t, e) + E_OPS_END] - t[entry(t, e) + E_OPS])]
    b = t[t[T_ENTRY_OPS] + t[entry(t, f) + E_OPS] + below(r, t[entry(t, f) + E_OPS_END] - t[entry(t, f) + E_OPS])]
    ka, kb = r[rec(a) + WHO], r[rec(b) + WHO]
    if ka < 0 or kb < 0:
        return False
    people = t[t[T_ALLOWED] + a * t[T_PEOPLE] + kb] == 1 and t[t[T_ALLOWED] + b * t[T_PEOPLE] + ka] == 1
    if (not people and ka != kb) or partner_in(t, r, a, kb) or partner_in(t, r, b, ka):
        return False
    behind_e, behind_f = r[link(r, e) + X_BEFORE], r[link(r, f) + X_BEFORE]
    start = r[N_MOVED]
    for i in range(t[entry(t, e) + E_OPS], t[entry(t, e) + E_OPS_END]):
        lift(t, r, t[t[T_ENTRY_OPS] + i])
    for i in range(t[entry(t, f) + E_OPS], t[entry(t, f) + E_OPS_END]):
        lift(t, r, t[t[T_ENTRY_OPS] + i])
    if behind_f == e:
        reorder(t, r, e, f)
    elif behind_e == f:
        reorder(t, r, f, e)
    else:
        reorder(t, r, e, behind_f)
        reorder(t, r, f, behind_e)
    for i in range(start, r[N_MOVED]):
        op, k = r[r[R_MOVED] + i], r[r[R_MOVED_WHO] + i]
        if op == a:
            k = kb
        elif op == b:
            k = ka
        drop(t, r, op, k)
    return True


@inlined
def free_for(t: Flat, r: Flat, op: int, k: int) -> bool:
    """Whether ``op`` may be handed to ``k``: it is not fixed, and ``k`` neither lacks a skill nor is its partner."""
    if t[t[T_ALLOWED] + op * t[T_PEOPLE] + k] == 0 or t[entry(t, t[of(op) + O_ENTRY]) + E_FIXED] == 1:
        return False
    return not partner_in(t, r, op, k)


@compiled
def exchange(t: Flat, r: Flat, e: int) -> bool:
    """Exchange the rest of two routes from one key on, or hand a chain of two to four operations to another route."""
    op = t[t[T_ENTRY_OPS] + t[entry(t, e) + E_OPS]]
    a = r[rec(op) + WHO]
    b = some_caregiver(t, r, op)
    if a < 0 or b == a:
        return False
    key, start = r[link(r, e) + X_KEY], r[N_MOVED]
    limit = t[T_OPS] if below(r, 2) == 0 else 2 + below(r, 3)
    both = limit == t[T_OPS] or below(r, 2) == 0
    here, there, count = op, r[route(r, b) + C_FIRST], 0
    while there >= 0 and r[rec(there) + KEY] < key:
        there = r[rec(there) + NEXT]
    last_key = key
    while here >= 0 and count < limit and r[N_MOVED] < 2 * t[T_OPS]:
        after = r[rec(here) + NEXT]
        last_key = r[rec(here) + KEY]
        if (
            t[t[T_ALLOWED] + here * t[T_PEOPLE] + b] == 1
            and t[entry(t, t[of(here) + O_ENTRY]) + E_FIXED] == 0
            and not partner_in(t, r, here, b)
        ):
            lift(t, r, here)
        here = after
        count += 1
    middle, count = r[N_MOVED], 0
    while both and there >= 0 and r[N_MOVED] < 4 * t[T_OPS]:
        after = r[rec(there) + NEXT]
        if limit < t[T_OPS] and r[rec(there) + KEY] > last_key:
            break
        if (
            t[t[T_ALLOWED] + there * t[T_PEOPLE] + a] == 1
            and t[entry(t, t[of(there) + O_ENTRY]) + E_FIXED] == 0
            and not partner_in(t, r, there, a)
        ):
            lift(t, r, there)
        there = after
        count += 1
    end = r[N_MOVED]
    for i in range(start, middle):
        drop(t, r, r[r[R_MOVED] + i], b)
    for i in range(middle, end):
        drop(t, r, r[r[R_MOVED] + i], a)
    return end > start


@compiled
def take_out(t: Flat, r: Flat, e: int) -> bool:
    """Leave ``e`` out of the plan."""
    if r[rec(t[t[T_ENTRY_OPS] + t[entry(t, e) + E_OPS]]) + WHO] < 0:
        return False
    for i in range(t[entry(t, e) + E_OPS], t[entry(t, e) + E_OPS_END]):
        lift(t, r, t[t[T_ENTRY_OPS] + i])
        drop(t, r, t[t[T_ENTRY_OPS] + i], -1)
    return True


@compiled
def with_partner(t: Flat, r: Flat, e: int) -> bool:
    """Move two dependent entries to one place: the first beside a neighbour, the second somewhere behind it."""
    op = t[t[T_ENTRY_OPS] + t[entry(t, e) + E_OPS]]
    if t[of(op) + O_PREDS] < t[of(op) + O_PREDS_END]:
        op = t[t[T_PRED] + t[of(op) + O_PREDS]]
    if t[of(op) + O_SUCCS] == t[of(op) + O_SUCCS_END]:
        return False
    other = t[t[T_SUCC] + t[of(op) + O_SUCCS]]
    a, b = t[of(op) + O_ENTRY], t[of(other) + O_ENTRY]
    if t[entry(t, a) + E_FIXED] == 1 or t[entry(t, b) + E_FIXED] == 1:
        return False
    f = t[t[T_NEAR] + a * t[T_NEIGHBOURS] + below(r, t[T_NEIGHBOURS])]
    if f < 0 or f in (a, b):
        return False
    wanted = r[rec(t[t[T_ENTRY_OPS] + t[entry(t, f) + E_OPS]]) + WHO]
    if wanted < 0:
        wanted = some_caregiver(t, r, op)
    if not choose_people(t, r, a, wanted) or not relocate(t, r, a, f):
        return False
    k, same = r[rec(op) + WHO], t[t[T_PRED_SAME] + t[of(other) + O_PREDS]] == SAME
    if not choose_people(t, r, b, k if same else r[rec(other) + WHO]):
        return False
    behind, hops = a, below(r, 4)
    at = r[rec(op) + NEXT] if k >= 0 else -1
    while hops > 0 and at >= 0:
        if t[of(at) + O_ENTRY] != b:
            behind = t[of(at) + O_ENTRY]
        at = r[rec(at) + NEXT]
        hops -= 1
    return relocate(t, r, b, behind)


@compiled
def change(t: Flat, r: Flat) -> bool:
    """Make one random move; False when it came to nothing (the order is unchanged or must be restored)."""
    count = t[T_ENTRIES]
    e = below(r, count)
    if r[N_OUTS] > 0 and below(r, 4) == 0:
        e = r[r[R_OUTS] + below(r, r[N_OUTS])]
    if t[entry(t, e) + E_FIXED] == 1:
        return False
    out = r[rec(t[t[T_ENTRY_OPS] + t[entry(t, e) + E_OPS]]) + WHO] < 0
    draw = random_unit(r)
    tied = t[entry(t, e) + E_LINKED] == 1
    if tied and draw < 0.5:
        return with_partner(t, r, e)
    if tied:
        draw = random_unit(r)
    made = False
    if out or draw < 0.55:
        made = beside(t, r, e)
    elif draw < 0.70:
        made = hand_on(t, r, e)
    elif draw < 0.85:
        made = swap(t, r, e)
    elif draw < 0.995 or t[entry(t, e) + E_DROPPABLE] == 0:
        made = exchange(t, r, e)
    else:
        made = take_out(t, r, e)
    return made


@compiled
def list_outs(t: Flat, r: Flat) -> None:
    """Write down which entries are not planned."""
    r[N_OUTS] = 0
    for e in range(t[T_ENTRIES]):
        if r[rec(t[t[T_ENTRY_OPS] + t[entry(t, e) + E_OPS]]) + PLACED] == 0 and t[entry(t, e) + E_FIXED] == 0:
            r[r[R_OUTS] + r[N_OUTS]] = e
            r[N_OUTS] += 1


@compiled
def keep_best(t: Flat, r: Flat, cost: int) -> None:
    """Keep the present solution as the best."""
    r[N_BEST] = cost
    for e in range(t[T_ENTRIES] + 1):
        r[link(r, e) + X_BEST_KEY] = r[link(r, e) + X_KEY]
    for op in range(t[T_OPS]):
        r[rec(op) + BEST_WHO] = r[rec(op) + WHO]


@compiled
def anneal(t: Flat, r: Flat, cost: int, moves: int, hot: float, cool: float) -> int:
    """Make ``moves`` moves at temperatures from ``hot`` to ``cool`` (geometric); returns the present cost."""
    heat, factor = hot, (cool / hot) ** (1.0 / max(1, moves // 64))
    for i in range(moves):
        if i % 64 == 0:
            if i:
                heat *= factor
            if i % 512 == 0:
                list_outs(t, r)
            if r[N_CROWDED] == 1:
                renumber(t, r)
        total = r[N_TOTAL]
        stamp(r)
        r[N_MOVED], r[N_SHIFTED] = 0, 0
        if not change(t, r) and r[N_MOVED] == 0:
            continue
        propagate(t, r)
        after = price_of(t, r)
        delta = after - cost
        if delta <= 0 or random_unit(r) < math.exp(-delta / heat):
            cost = after
            r[N_ACCEPTED] += 1
            if cost < r[N_BEST]:
                keep_best(t, r, cost)
        else:
            undo(t, r, total)
            restore(t, r)
    return cost
