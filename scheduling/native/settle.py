"""From a changed order to a settled schedule: only what the change reaches is computed again, and can be undone."""

from scheduling.native.access import entry, link, of, person, rec, route
from scheduling.native.ask import want, want_op, want_users
from scheduling.native.jit import compiled, inlined
from scheduling.native.kits import at_hand, counted, free_for, held_by
from scheduling.native.place import break_from, break_to_lab, price, seconds, step, table_at
from scheduling.native.tables import (
    BREAK,
    C_CURSOR,
    C_DIRTY,
    C_HOME,
    C_LAST,
    C_MARK,
    C_OLD_TAIL,
    C_OLD_WORK,
    C_REACH,
    C_TAIL,
    C_WORK,
    CLOCK,
    COST,
    COUNT,
    DIFFERENT,
    E_OPS,
    E_OPS_END,
    E_UNIT,
    K_ACCESS,
    K_BREAKS_END,
    K_END_PLACE,
    K_HARD_END,
    K_SHIFT_END,
    K_SOFT_END,
    KEY,
    LATE,
    MARK,
    N_ENDS,
    N_LOOSE,
    N_QUEUED,
    N_STAMP,
    N_TOTAL,
    N_TOUCHED,
    N_WAITING,
    NEVER,
    NEXT,
    O_ENTRY,
    O_KITS,
    O_KITS_END,
    O_OFFSET_MAX,
    O_OFFSET_MIN,
    O_PREDS,
    O_PREDS_END,
    O_SUCCS,
    O_SUCCS_END,
    PLACE,
    PLACED,
    PREV,
    R_CHOICE,
    R_ENDS,
    R_LOOSE,
    R_MISSING,
    R_OLD_REC,
    R_OLD_RELEASE,
    R_OLD_UNIT,
    R_QUEUE,
    R_RELEASE,
    R_SCRATCH,
    R_TOUCHED,
    R_UNIT_OF,
    R_WAITING,
    SAME,
    SPECIMEN,
    START,
    STATE,
    T_BREAK_DURATION,
    T_CLEANING,
    T_ENTRY_OPS,
    T_FREEZE,
    T_KIT,
    T_KIT_MODE,
    T_LAB,
    T_LAB_SERVICE,
    T_OPS,
    T_PEOPLE,
    T_PLACES,
    T_PRED,
    T_PRED_MAX,
    T_PRED_MIN,
    T_PRED_SAME,
    T_SUCC,
    T_UNIT_PRICE,
    T_USE,
    TAKE,
    W_BROKEN,
    W_MAX_LATE,
    W_OVERTIME,
    W_SOFT_END,
    W_SPECIMEN,
    W_UNFAIR,
    W_USED,
    WHO,
    WIDTH,
    WORK,
    X_KEY,
    Flat,
)  # fmt: skip


@inlined
def made(r: Flat, i: int) -> int:
    """Where the record being made of operation ``i`` of an entry is."""
    return r[R_SCRATCH] + i * WIDTH


@inlined
def copy(r: Flat, source: int, target: int) -> None:
    """Copy one record."""
    for c in range(WIDTH):
        r[target + c] = r[source + c]


@inlined
def remember(t: Flat, r: Flat, op: int) -> None:
    """Keep the record of ``op`` as it was before the move, once."""
    if r[rec(op) + MARK] == r[N_STAMP]:
        return
    r[rec(op) + MARK] = r[N_STAMP]
    place = r[N_TOUCHED]
    r[r[R_TOUCHED] + place] = op
    copy(r, rec(op), r[R_OLD_REC] + place * WIDTH)
    for n in range(t[of(op) + O_KITS], t[of(op) + O_KITS_END]):
        ref = t[t[T_USE] + n]
        r[r[R_OLD_UNIT] + ref], r[r[R_OLD_RELEASE] + ref] = r[r[R_UNIT_OF] + ref], r[r[R_RELEASE] + ref]
    r[N_TOUCHED] += 1


@inlined
def remember_end(r: Flat, k: int) -> None:
    """Keep what the end of ``k``'s route came to, once."""
    if r[route(r, k) + C_MARK] == r[N_STAMP]:
        return
    r[route(r, k) + C_MARK] = r[N_STAMP]
    r[r[R_ENDS] + r[N_ENDS]] = k
    r[N_ENDS] += 1
    r[route(r, k) + C_OLD_TAIL], r[route(r, k) + C_OLD_WORK] = r[route(r, k) + C_TAIL], r[route(r, k) + C_WORK]


@inlined
def floor_of(t: Flat, r: Flat, op: int) -> int:
    """Least start of ``op`` because of what it depends on; -1 when something of that is not planned."""
    floor = 0
    key = r[rec(op) + KEY]
    for d in range(t[of(op) + O_PREDS], t[of(op) + O_PREDS_END]):
        other = t[t[T_PRED] + d]
        if r[rec(other) + PLACED] == 0 or r[rec(other) + KEY] >= key:
            return -1
        same = r[rec(other) + WHO] == r[rec(op) + WHO]
        if (same and t[t[T_PRED_SAME] + d] == DIFFERENT) or (not same and t[t[T_PRED_SAME] + d] == SAME):
            return -1
        floor = max(floor, r[rec(other) + START] + t[t[T_PRED_MIN] + d])
    return floor


@inlined
def within(t: Flat, r: Flat, op: int, start: int) -> bool:
    """Whether ``start`` is not too long after everything ``op`` depends on."""
    for d in range(t[of(op) + O_PREDS], t[of(op) + O_PREDS_END]):
        if start > r[rec(t[t[T_PRED] + d]) + START] + t[t[T_PRED_MAX] + d]:
            return False
    return True


@inlined
def state_before(r: Flat, op: int) -> int:
    """Where in ``r`` the record of the operation before ``op`` on its route is, or that of the caregiver at home."""
    before = r[rec(op) + PREV]
    if before >= 0:
        return rec(before)
    return route(r, r[rec(op) + WHO]) + C_HOME


@inlined
def reach(t: Flat, r: Flat, op: int, floor: int, i: int) -> int:
    """Bring the caregiver of ``op`` to it; the record goes to place ``i`` of the scratch. The start, or -1."""
    return step(t, r, r[rec(op) + WHO], state_before(r, op), op, floor, made(r, i))


@compiled
def kits_at_hand(t: Flat, r: Flat, op: int, floor: int) -> bool:
    """Whether no unit is waited for by ``op``, which has been reached from ``floor`` on; the units are then in use."""
    latest = max(floor, r[N_LOOSE])
    for n in range(t[of(op) + O_KITS], t[of(op) + O_KITS_END]):
        ref = t[t[T_USE] + n]
        if not counted(t, ref) or not at_hand(t, r, ref, latest):
            return False
        r[r[R_CHOICE] + ref], r[r[R_LOOSE] + ref] = 0, latest
    return True


@compiled
def free_kits(t: Flat, r: Flat, op: int, floor: int) -> int:
    """From when on, not before ``floor``, ``op`` has a unit of each of its kits; -1 when one stays away."""
    for n in range(t[of(op) + O_KITS], t[of(op) + O_KITS_END]):
        ref = t[t[T_USE] + n]
        free = free_for(t, r, ref, r[rec(op) + KEY])
        r[r[R_LOOSE] + ref] = -1
        if free >= NEVER or r[r[R_CHOICE] + ref] < 0:
            return -1
        floor = max(floor, free)
    return floor


@inlined
def begin_with_kits(t: Flat, r: Flat, op: int, floor: int, i: int) -> int:
    """Bring the caregiver of ``op`` to it, to start at ``floor`` or later with all kits, as ``reach``; -1 where that
    is not possible or ``floor`` is none."""
    if floor < 0:
        return -1
    start = reach(t, r, op, floor, i)
    if t[of(op) + O_KITS] < t[of(op) + O_KITS_END] and r[N_LOOSE] < NEVER and not kits_at_hand(t, r, op, floor):
        floor = free_kits(t, r, op, floor)
        start = -1 if floor < 0 else reach(t, r, op, floor, i)
    return start if start >= floor else -1  # what has begun started when it did, too early or not


@inlined
def place_together(t: Flat, r: Flat, e: int) -> bool:
    """Find the earliest starts of all operations of an entry at once, into ``scratch``; False when there are none."""
    begin, end = t[entry(t, e) + E_OPS], t[entry(t, e) + E_OPS_END]
    size = end - begin
    for i in range(size):
        op = t[t[T_ENTRY_OPS] + begin + i]
        for n in range(t[of(op) + O_KITS], t[of(op) + O_KITS_END]):
            ref = t[t[T_USE] + n]
            r[r[R_CHOICE] + ref] = -1
            r[r[R_LOOSE] + ref] = NEVER  # while it is not asked, no unit decides about it
    for i in range(size):
        op = t[t[T_ENTRY_OPS] + begin + i]
        if r[rec(op) + WHO] < 0:
            return False
        for j in range(i):
            if r[rec(t[t[T_ENTRY_OPS] + begin + j]) + WHO] == r[rec(op) + WHO]:
                return False
        start = begin_with_kits(t, r, op, floor_of(t, r, op), i)
        if start < 0 or not within(t, r, op, start):
            return False
    if size == 1:
        return True
    return bring_together(t, r, begin, size)


@compiled
def bring_together(t: Flat, r: Flat, begin: int, size: int) -> bool:
    """Delay the operations of a block until their starts fit each other."""
    for _ in range(12):
        first = r[made(r, 0) + START]
        for i in range(1, size):
            first = max(first, r[made(r, i) + START] - t[of(t[t[T_ENTRY_OPS] + begin + i]) + O_OFFSET_MAX])
        settled = True
        for i in range(size):
            op = t[t[T_ENTRY_OPS] + begin + i]
            least = first + (t[of(op) + O_OFFSET_MIN] if i > 0 else 0)
            if r[made(r, i) + START] < least:
                start = reach(t, r, op, least, i)
                if start < 0 or not within(t, r, op, start):
                    return False
                settled = False
        if settled:
            return True
    return False


@compiled
def leave_out(t: Flat, r: Flat, e: int) -> None:
    """Write the records of an entry that is not planned: the caregiver's state passes by."""
    begin, end = t[entry(t, e) + E_OPS], t[entry(t, e) + E_OPS_END]
    for i in range(end - begin):
        op = t[t[T_ENTRY_OPS] + begin + i]
        if r[rec(op) + WHO] >= 0:
            before = state_before(r, op)
            for c in range(STATE):
                r[made(r, i) + c] = r[before + c]
        r[made(r, i) + START], r[made(r, i) + LATE], r[made(r, i) + WORK], r[made(r, i) + PLACED] = -1, 0, 0, 0
        r[made(r, i) + COST] = 0


@inlined
def count_unit(t: Flat, r: Flat, e: int, more: int) -> None:
    """One more (or, with -1, one less) entry of the unit of ``e`` is not planned: all of it is paid as left out."""
    unit = t[entry(t, e) + E_UNIT]
    before = r[r[R_MISSING] + unit]
    r[r[R_MISSING] + unit] = before + more
    if before == 0 or before + more == 0:
        r[N_TOTAL] += more * t[t[T_UNIT_PRICE] + unit]


@compiled
def settle_kits(t: Flat, r: Flat, op: int, placed: bool) -> None:
    """Write which units ``op`` uses and when they are free again; later users to whom it matters are asked for."""
    for n in range(t[of(op) + O_KITS], t[of(op) + O_KITS_END]):
        ref = t[t[T_USE] + n]
        old, release, chosen = r[r[R_RELEASE] + ref], -1, r[r[R_CHOICE] + ref]
        if placed:
            release = NEVER
            if t[t[T_KIT_MODE] + ref] != TAKE:
                release = r[rec(op) + CLOCK] + t[t[T_CLEANING] + t[t[T_KIT] + ref]]
        if counted(t, ref):
            r[r[R_UNIT_OF] + ref] = held_by(chosen, r[r[R_LOOSE] + ref])
            if release != old:
                r[r[R_RELEASE] + ref] = release
                want_users(t, r, ref, r[rec(op) + KEY], old, release)
            continue
        unit = chosen if placed else -1
        if unit != r[r[R_UNIT_OF] + ref] or release != old:
            r[r[R_UNIT_OF] + ref], r[r[R_RELEASE] + ref] = unit, release
            want_users(t, r, ref, r[rec(op) + KEY], old, release)


@compiled
def settle_entry(t: Flat, r: Flat, e: int) -> None:
    """Compute an entry again and ask for everything its changes reach."""
    begin, end = t[entry(t, e) + E_OPS], t[entry(t, e) + E_OPS_END]
    for i in range(begin, end):
        remember(t, r, t[t[T_ENTRY_OPS] + i])
    was = r[rec(t[t[T_ENTRY_OPS] + begin]) + PLACED] == 1
    placed = place_together(t, r, e)
    if not placed:
        leave_out(t, r, e)
    if placed != was:
        count_unit(t, r, e, -1 if placed else 1)
    key = r[link(r, e) + X_KEY]
    for i in range(end - begin):
        op, k = t[t[T_ENTRY_OPS] + begin + i], r[rec(t[t[T_ENTRY_OPS] + begin + i]) + WHO]
        same = True
        for c in range(STATE):
            same = same and r[rec(op) + c] == r[made(r, i) + c]
        moved = r[rec(op) + START] != r[made(r, i) + START]
        r[N_TOTAL] += r[made(r, i) + COST] - r[rec(op) + COST]
        if k >= 0:
            remember_end(r, k)
            r[route(r, k) + C_WORK] += r[made(r, i) + WORK] - r[rec(op) + WORK]
        copy(r, r[R_SCRATCH] + i * WIDTH, rec(op))
        if t[of(op) + O_KITS] < t[of(op) + O_KITS_END]:
            settle_kits(t, r, op, placed)
        if moved:
            for d in range(t[of(op) + O_SUCCS], t[of(op) + O_SUCCS_END]):
                want_op(t, r, t[t[T_SUCC] + d])
        if k >= 0:
            follow(r, k, op, key, same)


@inlined
def follow(r: Flat, k: int, op: int, key: int, same: bool) -> None:
    """Go on along the route of ``k`` after ``op``, unless nothing changed and nothing later was asked for."""
    if r[route(r, k) + C_DIRTY] == 1 and r[route(r, k) + C_CURSOR] == op:
        if same and r[route(r, k) + C_REACH] <= key:
            r[route(r, k) + C_DIRTY] = 2
        else:
            r[route(r, k) + C_CURSOR] = r[rec(op) + NEXT]
    elif not same:
        following = r[rec(op) + NEXT]
        want(r, k, following, r[rec(following) + KEY] if following >= 0 else key)


@compiled
def way_home(t: Flat, r: Flat, k: int) -> int:
    """Cost of the end of ``k``'s route: the way back, overtime, specimens still carried, breaks still due."""
    op = r[route(r, k) + C_LAST]
    if op < 0 or r[rec(op) + COUNT] == 0:
        return 0
    row = rec(op)
    clock, here, cost = r[row + CLOCK], r[row + PLACE], t[W_USED]
    v, first = table_at(t, k, clock), r[row + BREAK]
    if r[row + SPECIMEN] < NEVER:
        lab = t[t[T_LAB] + v * t[T_PLACES] + here]
        stops = lab != t[person(t, k) + K_END_PLACE]
        if stops:
            clock = max(clock, t[T_FREEZE])
        at_lab = clock + seconds(t, v, here, lab)
        if lab != here and stops:
            at_lab += t[person(t, k) + K_ACCESS]
        since = r[row + CLOCK]
        while stops and first < t[person(t, k) + K_BREAKS_END]:
            begin = break_to_lab(t, first, since, at_lab, at_lab + t[t[T_LAB_SERVICE] + lab])
            if begin < 0:
                break
            since = begin + t[t[T_BREAK_DURATION] + first]
            at_lab += since - begin if begin >= clock else max(0, since - clock)
            first += 1
        cost += t[W_SPECIMEN] * max(0, at_lab - r[row + SPECIMEN])
        if stops:
            cost += price(t, v, here, lab)
            clock, here = at_lab + t[t[T_LAB_SERVICE] + lab], lab
            v = table_at(t, k, clock)
    way = seconds(t, v, here, t[person(t, k) + K_END_PLACE])
    cost += price(t, v, here, t[person(t, k) + K_END_PLACE])
    back = clock + way
    rested = 0
    for b in range(first, t[person(t, k) + K_BREAKS_END]):
        begin = break_from(t, b, max(back, rested))
        if begin >= 0:
            rested = begin + t[t[T_BREAK_DURATION] + b]
            continue
        begin = break_from(t, b, clock) if rested == 0 else -1
        if begin < 0:
            cost += t[W_BROKEN]
        else:
            back += t[t[T_BREAK_DURATION] + b]
            clock = begin + t[t[T_BREAK_DURATION] + b]
    if back > t[person(t, k) + K_HARD_END]:
        cost += t[W_BROKEN]
    cost += t[W_OVERTIME] * max(0, back - t[person(t, k) + K_SHIFT_END])
    return cost + t[W_SOFT_END] * max(0, min(back, t[person(t, k) + K_SHIFT_END]) - t[person(t, k) + K_SOFT_END])


@compiled
def propagate(t: Flat, r: Flat) -> None:
    """Compute everything asked for, in the order of keys, then the ends of the routes concerned."""
    while True:
        while r[N_WAITING] > 0:
            r[N_WAITING] -= 1
            settle_entry(t, r, r[r[R_WAITING] + r[N_WAITING]])
        chosen, least = -1, NEVER
        for i in range(r[N_QUEUED]):
            k = r[r[R_QUEUE] + i]
            if r[route(r, k) + C_DIRTY] == 1 and r[route(r, k) + C_CURSOR] >= 0:
                key = r[rec(r[route(r, k) + C_CURSOR]) + KEY]
                if key < least:
                    chosen, least = k, key
        if chosen < 0:
            break
        settle_entry(t, r, t[of(r[route(r, chosen) + C_CURSOR]) + O_ENTRY])
    for i in range(r[N_QUEUED]):
        k = r[r[R_QUEUE] + i]
        ended_early = r[route(r, k) + C_DIRTY] == 2
        r[route(r, k) + C_DIRTY] = 0
        if ended_early:  # the caregiver stands there as before, and so does the way home
            continue
        remember_end(r, k)
        cost = way_home(t, r, k)
        r[N_TOTAL] += cost - r[route(r, k) + C_TAIL]
        r[route(r, k) + C_TAIL] = cost
    r[N_QUEUED] = 0


@inlined
def price_of(t: Flat, r: Flat) -> int:
    """The cost of the whole plan: the running total and the parts that are no sums."""
    total = r[N_TOTAL]
    if t[W_MAX_LATE] > 0:
        worst = 0
        for op in range(t[T_OPS]):
            worst = max(worst, r[rec(op) + LATE])
        total += t[W_MAX_LATE] * worst
    if t[W_UNFAIR] > 0:
        most, least = r[route(r, 0) + C_WORK], r[route(r, 0) + C_WORK]
        for k in range(1, t[T_PEOPLE]):
            most, least = max(most, r[route(r, k) + C_WORK]), min(least, r[route(r, k) + C_WORK])
        total += t[W_UNFAIR] * (most - least)
    return total


@inlined
def undo(t: Flat, r: Flat, total: int) -> None:
    """Give every record touched since the last stamp its old value."""
    for i in range(r[N_TOUCHED]):
        op = r[r[R_TOUCHED] + i]
        if r[rec(op) + PLACED] != r[r[R_OLD_REC] + i * WIDTH + PLACED]:
            e = t[of(op) + O_ENTRY]
            if op == t[t[T_ENTRY_OPS] + t[entry(t, e) + E_OPS]]:
                r[r[R_MISSING] + t[entry(t, e) + E_UNIT]] += 1 if r[rec(op) + PLACED] == 1 else -1
        copy(r, r[R_OLD_REC] + i * WIDTH, rec(op))
        for n in range(t[of(op) + O_KITS], t[of(op) + O_KITS_END]):
            ref = t[t[T_USE] + n]
            r[r[R_UNIT_OF] + ref], r[r[R_RELEASE] + ref] = r[r[R_OLD_UNIT] + ref], r[r[R_OLD_RELEASE] + ref]
    for i in range(r[N_ENDS]):
        k = r[r[R_ENDS] + i]
        r[route(r, k) + C_TAIL], r[route(r, k) + C_WORK] = r[route(r, k) + C_OLD_TAIL], r[route(r, k) + C_OLD_WORK]
    r[N_TOTAL] = total


@inlined
def stamp(r: Flat) -> None:
    """Begin a new move: nothing touched yet."""
    r[N_STAMP] += 1
    r[N_TOUCHED] = 0
    r[N_ENDS] = 0
    r[N_QUEUED] = 0
