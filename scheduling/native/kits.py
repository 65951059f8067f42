"""When a unit of shared equipment is free for an operation, given the order in which all uses come."""

from scheduling.native.access import of, rec
from scheduling.native.jit import compiled, inlined
from scheduling.native.tables import (
    GIVE,
    KEY,
    NEVER,
    O_ENTRY,
    PLACED,
    R_CHOICE,
    R_LATEST,
    R_RELEASE,
    R_UNIT_OF,
    T_KIT,
    T_KIT_MODE,
    T_REF_OP,
    T_SLOTS,
    T_UNIT_PTR,
    T_USER,
    T_USER_PTR,
    Flat,
)  # fmt: skip


@inlined
def counted(t: Flat, ref: int) -> bool:
    """Whether the units of the kit of ``ref`` are only counted: none is given back elsewhere."""
    return t[t[T_SLOTS] + t[t[T_KIT] + ref]] == 0


@compiled
def free_for(t: Flat, r: Flat, ref: int, key: int) -> int:
    """When a unit of the kit of ``ref`` is free, given all uses ordered before ``key``; NEVER when all are away."""
    return counted_for(t, r, ref, key) if counted(t, ref) else unit_for(t, r, ref, key)


@compiled
def counted_for(t: Flat, r: Flat, ref: int, key: int) -> int:
    """With n units alike the n-th latest end of the uses before ``key``, 0 when there are fewer; kept as ``choice``.

    Taking the unit that is free first replaces the earliest of the ends kept, so those kept are always the n latest.
    """
    kit, held = t[t[T_KIT] + ref], 0
    first, last = t[T_USER] + t[t[T_USER_PTR] + kit], t[T_USER] + t[t[T_USER_PTR] + kit + 1]
    units = t[t[T_UNIT_PTR] + kit + 1] - t[t[T_UNIT_PTR] + kit]
    if units == 0:
        return NEVER
    # PERF: numba cannot know that writing into ``r`` leaves these alone.
    ops, release, choice, latest = t[T_REF_OP], r[R_RELEASE], r[R_CHOICE], r[R_LATEST]
    for u in range(first, last):
        other = t[u]
        row = rec(t[ops + other])
        at = r[row + KEY]
        if at > key:
            continue
        end = r[release + other] if r[row + PLACED] == 1 else -1
        if at == key:
            end = NEVER if other != ref and r[choice + other] >= 0 else -1
        if end >= 0 and (held < units or end > r[latest]):
            held = keep_latest(r, latest, end, held, units)
    free = r[latest] if held == units else 0
    r[choice + ref] = free
    return free


@inlined
def keep_latest(r: Flat, latest: int, end: int, held: int, most: int) -> int:
    """Keep ``end`` among the latest ones, which stand in rising order from ``latest`` on; how many are kept then.

    Where there are as many as may be kept, ``end`` is later than the first of them, which falls away.
    """
    at = held
    if held == most:
        for i in range(1, held):
            r[latest + i - 1] = r[latest + i]
        at = held - 1
    while at > 0 and r[latest + at - 1] > end:
        r[latest + at] = r[latest + at - 1]
        at -= 1
    r[latest + at] = end
    return min(held + 1, most)


@compiled
def unit_for(t: Flat, r: Flat, ref: int, key: int) -> int:
    """Choose the unit of a kit that is free first, given everything ordered before ``key``; writes ``choice``.

    Returns when it is free; NEVER when all units are away.
    """
    kit, best, chosen = t[t[T_KIT] + ref], NEVER, -1
    mine = t[of(t[t[T_REF_OP] + ref]) + O_ENTRY]
    for unit in range(t[t[T_UNIT_PTR] + kit], t[t[T_UNIT_PTR] + kit + 1]):
        at_home = unit < t[t[T_UNIT_PTR] + kit + 1] - t[t[T_SLOTS] + kit]
        free, latest = 0 if at_home else NEVER, -1
        for u in range(t[t[T_USER_PTR] + kit], t[t[T_USER_PTR] + kit + 1]):
            other = t[t[T_USER] + u]
            op = t[t[T_REF_OP] + other]
            at = r[rec(op) + KEY]
            if t[of(op) + O_ENTRY] == mine:
                if other != ref and r[r[R_CHOICE] + other] == unit:
                    latest, free = NEVER, NEVER
            elif r[rec(op) + PLACED] == 1 and r[r[R_UNIT_OF] + other] == unit and latest < at < key:
                latest, free = at, r[r[R_RELEASE] + other]
        taken = t[t[T_KIT_MODE] + ref] != GIVE
        if (taken and free < best) or (not taken and free >= NEVER and chosen < 0):
            best, chosen = free, unit
    r[r[R_CHOICE] + ref] = chosen
    return best if t[t[T_KIT_MODE] + ref] != GIVE else 0
