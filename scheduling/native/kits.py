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
    R_USE_KEY,
    T_KIT,
    T_KIT_MODE,
    T_REF_OP,
    T_SLOTS,
    T_UNIT_PTR,
    T_USER_PTR,
    Flat,
)  # fmt: skip


@inlined
def counted(t: Flat, ref: int) -> bool:
    """Whether the units of the kit of ``ref`` are only counted: none is given back elsewhere."""
    return t[t[T_SLOTS] + t[t[T_KIT] + ref]] == 0


@inlined
def held_by(free: int, loose: int) -> int:
    """What is kept of a counted use: when a unit is free for it, or, below -1, up to when that does not matter."""
    return free if loose < 0 else -2 - loose


@compiled
def as_before(t: Flat, r: Flat, ref: int, held: int) -> bool:
    """Whether what ``held_by`` kept for a counted use still holds for the uses before it."""
    kit = t[t[T_KIT] + ref]
    first, last = t[t[T_USER_PTR] + kit], t[t[T_USER_PTR] + kit + 1]
    units = t[t[T_UNIT_PTR] + kit + 1] - t[t[T_UNIT_PTR] + kit]
    # PERF: of ``and`` numba makes a jump, which the processor guesses wrong.
    keys, release = r[R_USE_KEY], r[R_RELEASE]
    moment, key, later, at_least = held if held >= 0 else -2 - held, r[keys + ref], 0, 0
    for other in range(first, last):
        at, end = r[keys + other], r[release + other]
        if at == key and other != ref:
            return False
        at_least += (at < key) & (end >= moment)
        later += (at < key) & (end > moment)
    return later < units and (held <= 0 or at_least >= units)


@compiled
def at_hand(t: Flat, r: Flat, ref: int, moment: int) -> bool:
    """Whether a unit of a counted kit is free for ``ref`` at ``moment``, given all uses ordered before it."""
    kit, taken = t[t[T_KIT] + ref], 0
    first, last = t[t[T_USER_PTR] + kit], t[t[T_USER_PTR] + kit + 1]
    # PERF: of ``and`` numba makes a jump, which the processor guesses wrong.
    keys, release, choice = r[R_USE_KEY], r[R_RELEASE], r[R_CHOICE]
    key = r[keys + ref]
    for other in range(first, last):
        at = r[keys + other]
        taken += (at < key) & (r[release + other] > moment)
        if at == key and other != ref and r[choice + other] >= 0:
            taken += 1
    return taken < t[t[T_UNIT_PTR] + kit + 1] - t[t[T_UNIT_PTR] + kit]


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
    first, last = t[t[T_USER_PTR] + kit], t[t[T_USER_PTR] + kit + 1]
    units = t[t[T_UNIT_PTR] + kit + 1] - t[t[T_UNIT_PTR] + kit]
    if units == 0:
        return NEVER
    # PERF: numba cannot know that writing into ``r`` leaves these alone.
    keys, release, choice, latest = r[R_USE_KEY], r[R_RELEASE], r[R_CHOICE], r[R_LATEST]
    for other in range(first, last):
        at = r[keys + other]
        if at > key:
            continue
        end = r[release + other]
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
        for other in range(t[t[T_USER_PTR] + kit], t[t[T_USER_PTR] + kit + 1]):
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
