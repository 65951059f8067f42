"""The order of a solution: entries chained by rising keys, and each caregiver's operations chained in that order."""

from scheduling.native.access import entry, link, of, rec, route
from scheduling.native.ask import want, want_users
from scheduling.native.jit import compiled, inlined
from scheduling.native.settle import remember, remember_end
from scheduling.native.tables import (
    C_CURSOR,
    C_DIRTY,
    C_FIRST,
    C_LAST,
    C_REACH,
    C_TAIL,
    C_WORK,
    E_FIXED,
    E_OPS,
    E_OPS_END,
    E_UNIT,
    KEY,
    N_CROWDED,
    N_FRONT,
    N_MOVED,
    N_SHIFTED,
    N_TOTAL,
    N_WAITING,
    NEXT,
    O_ENTRY,
    O_KITS,
    O_KITS_END,
    O_SUCCS,
    O_SUCCS_END,
    PREV,
    R_MISSING,
    R_MOVED,
    R_MOVED_WHO,
    R_RELEASE,
    R_SHIFTED,
    R_SHIFTED_BEFORE,
    R_SHIFTED_KEY,
    R_UNIT_OF,
    R_USE_KEY,
    R_WAITING,
    T_ENTRIES,
    T_ENTRY_OPS,
    T_OPS,
    T_PEOPLE,
    T_REFS,
    T_SUCC,
    T_UNIT_PRICE,
    T_UNITS,
    T_USE,
    WHO,
    WIDTH,
    WORK,
    X_AFTER,
    X_BEFORE,
    X_KEY,
    Flat,
)  # fmt: skip

SPACING = 1 << 32
"""Keys of neighbours after a renumbering are this far apart."""


@inlined
def set_key(t: Flat, r: Flat, e: int, key: int) -> None:
    """Give entry ``e`` and its operations a key."""
    r[link(r, e) + X_KEY] = key
    if e < t[T_ENTRIES]:
        for i in range(t[entry(t, e) + E_OPS], t[entry(t, e) + E_OPS_END]):
            op = t[t[T_ENTRY_OPS] + i]
            r[rec(op) + KEY] = key
            for n in range(t[of(op) + O_KITS], t[of(op) + O_KITS_END]):
                ref = t[t[T_USE] + n]
                r[r[R_USE_KEY] + ref] = key


@inlined
def detach(r: Flat, op: int) -> None:
    """Take ``op`` out of its route."""
    k, before, after = r[rec(op) + WHO], r[rec(op) + PREV], r[rec(op) + NEXT]
    if before >= 0:
        r[rec(before) + NEXT] = after
    else:
        r[route(r, k) + C_FIRST] = after
    if after >= 0:
        r[rec(after) + PREV] = before
    else:
        r[route(r, k) + C_LAST] = before
    r[rec(op) + PREV], r[rec(op) + NEXT] = -1, -1


@compiled
def attach(r: Flat, op: int, k: int) -> None:
    """Put ``op`` into the route of ``k`` (-1: nobody) where its key belongs."""
    r[rec(op) + WHO] = k
    if k < 0:
        return
    key, before = r[rec(op) + KEY], r[route(r, k) + C_LAST]
    while before >= 0 and r[rec(before) + KEY] > key:
        before = r[rec(before) + PREV]
    after = r[route(r, k) + C_FIRST] if before < 0 else r[rec(before) + NEXT]
    r[rec(op) + PREV], r[rec(op) + NEXT] = before, after
    if before >= 0:
        r[rec(before) + NEXT] = op
    else:
        r[route(r, k) + C_FIRST] = op
    if after >= 0:
        r[rec(after) + PREV] = op
    else:
        r[route(r, k) + C_LAST] = op


@compiled
def lift(t: Flat, r: Flat, op: int) -> None:
    """Take ``op`` out of its route for a move; what follows is asked for, ``op`` is remembered."""
    place = r[N_MOVED]
    r[r[R_MOVED] + place], r[r[R_MOVED_WHO] + place] = op, r[rec(op) + WHO]
    r[N_MOVED] += 1
    k = r[rec(op) + WHO]
    if k < 0:
        return
    key, after = r[rec(op) + KEY], r[rec(op) + NEXT]
    if r[route(r, k) + C_DIRTY] == 1 and r[route(r, k) + C_CURSOR] == op:
        r[route(r, k) + C_CURSOR] = after
        r[route(r, k) + C_REACH] = max(r[route(r, k) + C_REACH], key)
    else:
        want(r, k, after, key)
    detach(r, op)
    r[rec(op) + WHO] = -1
    remember(t, r, op)
    for n in range(t[of(op) + O_KITS], t[of(op) + O_KITS_END]):
        ref = t[t[T_USE] + n]
        old = r[r[R_RELEASE] + ref]
        r[r[R_UNIT_OF] + ref], r[r[R_RELEASE] + ref] = -1, -1
        if old >= 0:
            want_users(t, r, ref, key, old, -1)
    remember_end(r, k)
    r[route(r, k) + C_WORK] -= r[rec(op) + WORK]
    r[rec(op) + WORK] = 0


@compiled
def drop(t: Flat, r: Flat, op: int, k: int) -> None:
    """Put a lifted ``op`` into the route of ``k`` (-1: nobody), to be computed with what follows."""
    attach(r, op, k)
    key = r[rec(op) + KEY]
    if k >= 0:
        want(r, k, op, key + 1)
    else:
        r[r[R_WAITING] + r[N_WAITING]] = t[of(op) + O_ENTRY]
        r[N_WAITING] += 1
    for d in range(t[of(op) + O_SUCCS], t[of(op) + O_SUCCS_END]):
        other = t[t[T_SUCC] + d]
        if r[rec(other) + WHO] >= 0:
            want(r, r[rec(other) + WHO], other, r[rec(other) + KEY])
        else:
            r[r[R_WAITING] + r[N_WAITING]] = t[of(other) + O_ENTRY]
            r[N_WAITING] += 1


@compiled
def reorder(t: Flat, r: Flat, e: int, behind: int) -> bool:
    """Move entry ``e`` in the order to directly behind ``behind``; its operations must be lifted. False: no room."""
    if behind == t[T_ENTRIES] or t[entry(t, behind) + E_FIXED] == 1:
        behind = r[N_FRONT]
    if behind == e or r[link(r, behind) + X_AFTER] == e:
        return True
    end = t[T_ENTRIES]
    follower = r[link(r, behind) + X_AFTER]
    low = r[link(r, behind) + X_KEY] if behind != end else 0
    high = r[link(r, follower) + X_KEY] if follower != end else low + 2 * SPACING
    if high - low < 2:
        r[N_CROWDED] = 1
        return False
    place = r[N_SHIFTED]
    r[r[R_SHIFTED] + place], r[r[R_SHIFTED_KEY] + place] = e, r[link(r, e) + X_KEY]
    r[r[R_SHIFTED_BEFORE] + place] = r[link(r, e) + X_BEFORE]
    r[N_SHIFTED] += 1
    chain(r, e, behind)
    set_key(t, r, e, low + (high - low) // 2)
    return True


@inlined
def chain(r: Flat, e: int, behind: int) -> None:
    """Relink entry ``e`` directly behind ``behind``."""
    before, after = r[link(r, e) + X_BEFORE], r[link(r, e) + X_AFTER]
    r[link(r, before) + X_AFTER], r[link(r, after) + X_BEFORE] = after, before
    follower = r[link(r, behind) + X_AFTER]
    r[link(r, behind) + X_AFTER], r[link(r, follower) + X_BEFORE] = e, e
    r[link(r, e) + X_BEFORE], r[link(r, e) + X_AFTER] = behind, follower


@compiled
def restore(t: Flat, r: Flat) -> None:
    """Undo the order of the last move: everything lifted and reordered goes back."""
    count = r[N_MOVED]
    for i in range(count):
        if r[rec(r[r[R_MOVED] + i]) + WHO] >= 0:
            detach(r, r[r[R_MOVED] + i])
    for i in range(r[N_SHIFTED] - 1, -1, -1):
        e = r[r[R_SHIFTED] + i]
        chain(r, e, r[r[R_SHIFTED_BEFORE] + i])
        set_key(t, r, e, r[r[R_SHIFTED_KEY] + i])
    for i in range(count):
        attach(r, r[r[R_MOVED] + i], r[r[R_MOVED_WHO] + i])


@compiled
def renumber(t: Flat, r: Flat) -> None:
    """Give all entries keys ``SPACING`` apart, in the same order."""
    end = t[T_ENTRIES]
    e, key = r[link(r, end) + X_AFTER], SPACING
    while e != end:
        set_key(t, r, e, key)
        key += SPACING
        e = r[link(r, e) + X_AFTER]
    r[N_CROWDED] = 0


@compiled
def load_order(t: Flat, r: Flat, order: Flat, who: Flat) -> None:
    """Start from the given order of entries and caregiver of each operation; nothing is computed yet."""
    end = t[T_ENTRIES]
    for k in range(t[T_PEOPLE]):
        r[route(r, k) + C_FIRST], r[route(r, k) + C_LAST] = -1, -1
        r[route(r, k) + C_TAIL], r[route(r, k) + C_WORK] = 0, 0
    behind = end
    r[N_FRONT] = end
    r[link(r, end) + X_AFTER], r[link(r, end) + X_BEFORE] = end, end
    for i in range(t[T_ENTRIES]):
        e = order[i]
        r[link(r, e) + X_BEFORE], r[link(r, e) + X_AFTER] = behind, end
        r[link(r, behind) + X_AFTER], r[link(r, end) + X_BEFORE] = e, e
        set_key(t, r, e, (i + 1) * SPACING)
        if t[entry(t, e) + E_FIXED] == 1:
            r[N_FRONT] = e
        behind = e
    for op in range(t[T_OPS]):
        for c in range(WIDTH):
            r[rec(op) + c] = 0
        r[rec(op) + PREV], r[rec(op) + NEXT], r[rec(op) + WHO] = -1, -1, -1
    for i in range(t[T_ENTRIES]):
        for j in range(t[entry(t, order[i]) + E_OPS], t[entry(t, order[i]) + E_OPS_END]):
            op = t[t[T_ENTRY_OPS] + j]
            attach(r, op, who[op])
    for ref in range(t[T_REFS]):
        r[r[R_UNIT_OF] + ref], r[r[R_RELEASE] + ref] = -1, -1
    r[N_TOTAL] = 0
    for unit in range(t[T_UNITS]):
        r[r[R_MISSING] + unit] = 0
        r[N_TOTAL] += t[t[T_UNIT_PRICE] + unit]
    for e in range(t[T_ENTRIES]):
        r[r[R_MISSING] + t[entry(t, e) + E_UNIT]] += 1
    set_key(t, r, end, 0)
