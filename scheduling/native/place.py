"""One step of the schedule generation: when and how a caregiver reaches the next operation."""

from scheduling.native.access import of, person, rec
from scheduling.native.jit import compiled, inlined
from scheduling.native.tables import (
    ABOARD,
    ARRIVED,
    BREAK,
    BREAK_0,
    BREAKS,
    CLOCK,
    COST,
    COUNT,
    K_ACCESS,
    K_BREAKS_END,
    K_CAPACITY,
    K_END_PLACE,
    K_HARD_END,
    K_MAX_VISITS,
    K_SAFE_END,
    K_TABLE,
    K_TABLES,
    LAB_ARRIVED,
    LAB_LEFT,
    LAB_PLACE,
    LATE,
    LEFT,
    LOAD,
    N_LOOSE,
    NEVER,
    NO_WAY,
    O_ABOARD,
    O_COUNTED,
    O_DURATION,
    O_FROZEN,
    O_LOAD,
    O_PLACE,
    O_PREVIOUS,
    O_SPECIMEN,
    O_WINDOWS,
    O_WINDOWS_END,
    PEAK,
    PLACE,
    PLACED,
    SPECIMEN,
    START,
    T_ALLOWED,
    T_ASSIGN_COST,
    T_BAND_FROM,
    T_BREAK_CLOSE,
    T_BREAK_DURATION,
    T_BREAK_OPEN,
    T_BREAK_WINDOW_PTR,
    T_FREEZE,
    T_LAB,
    T_LAB_SERVICE,
    T_PEOPLE,
    T_PLACES,
    T_TRAVEL,
    T_WINDOW_HARD,
    T_WINDOW_OPEN,
    T_WINDOW_SOFT,
    TRACED_BREAKS,
    TRAVEL_BITS,
    TRAVEL_MASK,
    W_LATE,
    W_MOVED_SECOND,
    W_SPECIMEN,
    WORK,
    Flat,
)  # fmt: skip


@inlined
def seconds(t: Flat, v: int, here: int, there: int) -> int:
    """Seconds of travel."""
    return t[t[T_TRAVEL] + (v * t[T_PLACES] + here) * t[T_PLACES] + there] & TRAVEL_MASK


@inlined
def price(t: Flat, v: int, here: int, there: int) -> int:
    """The price of a way."""
    return t[t[T_TRAVEL] + (v * t[T_PLACES] + here) * t[T_PLACES] + there] >> TRAVEL_BITS


@inlined
def table_at(t: Flat, k: int, clock: int) -> int:
    """The table of travel of caregiver ``k`` that counts at ``clock``."""
    v = t[person(t, k) + K_TABLE]
    more = t[person(t, k) + K_TABLES]
    while more > 1 and t[t[T_BAND_FROM] + v + 1] <= clock:
        v += 1
        more -= 1
    return v


@inlined
def open_at(t: Flat, op: int, moment: int) -> int:
    """The first admissible start of ``op`` at or after ``moment``; -1 when there is none."""
    best = -1
    if moment >= NEVER:
        return best
    for w in range(t[of(op) + O_WINDOWS], t[of(op) + O_WINDOWS_END]):
        start = max(moment, t[t[T_WINDOW_OPEN] + w])
        if start <= t[t[T_WINDOW_HARD] + w] and (best < 0 or start < best):
            best = start
    return best


@inlined
def late_at(t: Flat, op: int, start: int) -> int:
    """Least lateness over the windows that admit ``start``."""
    best = NEVER
    for w in range(t[of(op) + O_WINDOWS], t[of(op) + O_WINDOWS_END]):
        if t[t[T_WINDOW_OPEN] + w] <= start <= t[t[T_WINDOW_HARD] + w]:
            best = min(best, max(0, start - t[t[T_WINDOW_SOFT] + w]))
    return best


@inlined
def break_from(t: Flat, b: int, moment: int) -> int:
    """When break ``b`` may begin at or after ``moment``; -1 when it is too late."""
    for w in range(t[t[T_BREAK_WINDOW_PTR] + b], t[t[T_BREAK_WINDOW_PTR] + b + 1]):
        begin = max(moment, t[t[T_BREAK_OPEN] + w])
        if begin <= t[t[T_BREAK_CLOSE] + w]:
            return begin
    return -1


@inlined
def break_to_lab(t: Flat, b: int, since: int, arrival: int, departure: int) -> int:
    """When break ``b`` begins that must be taken before a last laboratory is reached at ``arrival``, because it is too
    late when that is left; -1 when it is not taken there."""
    if break_from(t, b, departure) >= 0:
        return -1
    begin = break_from(t, b, since)
    return begin if begin < arrival else -1


@inlined
def may_serve(t: Flat, r: Flat, k: int, row: int, op: int) -> bool:
    """Whether skills, lists, capacity and the number of visits admit ``op`` after the state at ``row``."""
    if t[t[T_ALLOWED] + op * t[T_PEOPLE] + k] == 0:
        return False
    peak = max(r[row + PEAK], r[row + ABOARD] + t[of(op) + O_ABOARD])
    if r[row + LOAD] + t[of(op) + O_LOAD] + peak > t[person(t, k) + K_CAPACITY]:
        return False
    return r[row + COUNT] + t[of(op) + O_COUNTED] <= t[person(t, k) + K_MAX_VISITS]


@inlined
def arrival_at(t: Flat, k: int, v: int, here: int, there: int, clock: int) -> int:
    """When a way left at ``clock`` ends at the door, parking included; NEVER when there is no way."""
    way = seconds(t, v, here, there)
    if way >= NO_WAY:
        return NEVER
    return clock + way + (t[person(t, k) + K_ACCESS] if here != there else 0)


@compiled
def hand_in(t: Flat, r: Flat, k: int, op: int, v: int, here: int, clock: int, due: int) -> int:
    """Bring specimens to the laboratory nearest to ``here`` before ``op``; written into the trace. The cost."""
    lab, trace = t[t[T_LAB] + v * t[T_PLACES] + here], rec(op)
    arrival = arrival_at(t, k, v, here, lab, clock)
    r[trace + LAB_PLACE], r[trace + LAB_ARRIVED] = lab, arrival
    r[trace + LAB_LEFT] = arrival + t[t[T_LAB_SERVICE] + lab]
    return price(t, v, here, lab) + t[W_SPECIMEN] * max(0, arrival - due)


@inlined
def late_in(t: Flat, k: int, v: int, op: int, start: int, due: int) -> bool:
    """Whether specimens due at ``due`` would be late if they were handed in only after ``op``."""
    there = t[of(op) + O_PLACE]
    lab = t[t[T_LAB] + v * t[T_PLACES] + there]
    return start + t[of(op) + O_DURATION] + seconds(t, v, there, lab) + t[person(t, k) + K_ACCESS] > due


@compiled
def rest(t: Flat, r: Flat, k: int, op: int, row: int, clock: int, arrival: int, start: int, floor: int) -> int:
    """Take the breaks that cost nothing before ``op`` or could not be taken after it.

    The caregiver, in the state at ``row``, leaves for ``op`` at ``clock``; a break may have begun before that. Arrival
    and breaks are written into the trace. Returns the start; -1 when a break that must be taken cannot be.
    """
    trace, free, frozen, b = rec(op), arrival, t[of(op) + O_FROZEN] >= 0, r[row + BREAK]
    since = clock if r[trace + LAB_PLACE] >= 0 else r[row + CLOCK]
    while b < t[person(t, k) + K_BREAKS_END]:
        begin = break_from(t, b, since)
        if begin < 0:
            return -1
        pause, moved = t[t[T_BREAK_DURATION] + b], arrival
        if begin < arrival and not frozen:
            moved = arrival + (pause if begin >= clock else max(0, begin + pause - clock))
            free_then = max(free, arrival) + moved - arrival
        else:
            begin = break_from(t, b, since if frozen else max(free, since))
            free_then = begin + pause
        rested = -1 if begin < 0 else open_at(t, op, max(free_then, floor))
        if frozen:
            rested = start if begin >= 0 and free_then <= start else -1
        last = t[t[T_BREAK_CLOSE] + t[t[T_BREAK_WINDOW_PTR] + b + 1] - 1]
        must = start + t[of(op) + O_DURATION] > last
        if not must and (rested < 0 or rested > start):
            break
        if rested < 0:
            return -1
        if r[trace + BREAKS] < TRACED_BREAKS:
            r[trace + BREAK_0 + r[trace + BREAKS]] = begin
        r[trace + BREAKS] += 1
        arrival, free, start, since = moved, max(free_then, moved), rested, begin + pause
        b += 1
    r[trace + ARRIVED] = arrival
    return start


@compiled
def write_record(t: Flat, r: Flat, k: int, row: int, op: int, out: int, start: int, due: int) -> None:
    """Write the state after ``op`` and what it came to; the cost of the way is added by the caller."""
    done = start + t[of(op) + O_DURATION]
    late = late_at(t, op, start)
    if late >= NEVER:
        late = max(0, start - t[t[T_WINDOW_SOFT] + t[of(op) + O_WINDOWS_END] - 1])
    r[out + CLOCK], r[out + PLACE] = done, t[of(op) + O_PLACE]
    r[out + BREAK] = r[row + BREAK] + r[rec(op) + BREAKS]
    r[out + SPECIMEN] = due
    if t[of(op) + O_SPECIMEN] >= 0:
        r[out + SPECIMEN] = min(due, done + t[of(op) + O_SPECIMEN])
    r[out + LOAD] = r[row + LOAD] + t[of(op) + O_LOAD]
    r[out + ABOARD] = r[row + ABOARD] + t[of(op) + O_ABOARD]
    r[out + PEAK] = max(r[row + PEAK], r[out + ABOARD])
    r[out + COUNT] = 1
    if t[person(t, k) + K_MAX_VISITS] < NEVER:
        r[out + COUNT] = r[row + COUNT] + t[of(op) + O_COUNTED]
    cost = t[W_LATE] * late + t[t[T_ASSIGN_COST] + op * t[T_PEOPLE] + k]
    if t[of(op) + O_PREVIOUS] >= 0:
        cost += t[W_MOVED_SECOND] * abs(start - t[of(op) + O_PREVIOUS])
    r[out + START], r[out + LATE], r[out + COST], r[out + PLACED] = start, late, cost, 1


@inlined
def home_in_time(t: Flat, k: int, v: int, there: int, done: int) -> bool:
    """Whether the way home from ``there`` ends before the shift must; the table is not asked when that is plain."""
    if done <= t[person(t, k) + K_SAFE_END]:
        return True
    return done + seconds(t, v, there, t[person(t, k) + K_END_PLACE]) <= t[person(t, k) + K_HARD_END]


@inlined
def loose_until(arrival: int, start: int, floor: int) -> int:
    """Up to which floor a start found after an arrival stays the same; -1 when it was found by the floor.

    Later moments never open earlier, so the start holds for every floor up to itself; where none is found, none is
    found after any.
    """
    if floor > arrival:
        return -1
    return start if start >= 0 else NEVER


@compiled
def step(t: Flat, r: Flat, k: int, row: int, op: int, floor: int, out: int) -> int:
    """Bring ``k``, in the state at ``row``, to ``op``, to start at ``floor`` or later.

    ``row`` and ``out`` are places in ``r``. Writes the record at ``out``, and how ``op`` was reached beside its own;
    returns the start, or -1 when a hard rule would break. Breaks are taken where they cost nothing, or when they
    could not be taken afterwards; specimens go to the nearest laboratory when the next operation would make them late.

    ``loose`` is written: any other floor up to it would come to the same; -1 when it is the floor that decides.
    """
    r[N_LOOSE] = NEVER
    if not may_serve(t, r, k, row, op):
        return -1
    here, there, trace, cost = r[row + PLACE], t[of(op) + O_PLACE], rec(op), 0
    frozen, clock, due = t[of(op) + O_FROZEN] >= 0, r[row + CLOCK], r[row + SPECIMEN]
    if not frozen:
        clock = max(clock, t[T_FREEZE])
    v = table_at(t, k, t[of(op) + O_FROZEN] if frozen else clock)
    r[trace + LEFT], r[trace + LAB_PLACE], r[trace + BREAKS] = clock, -1, 0
    arrival = t[of(op) + O_FROZEN] if frozen else arrival_at(t, k, v, here, there, clock)
    start = arrival if frozen else open_at(t, op, max(arrival, floor))
    r[N_LOOSE] = loose_until(arrival, start, floor)
    if start < 0:
        return -1
    if due < NEVER and not frozen and late_in(t, k, v, op, start, due):
        cost = hand_in(t, r, k, op, v, here, clock, due)
        here, clock, due = r[trace + LAB_PLACE], r[trace + LAB_LEFT], NEVER
        v = table_at(t, k, clock)
        arrival = arrival_at(t, k, v, here, there, clock)
        start = open_at(t, op, max(arrival, floor))
        r[N_LOOSE] = min(r[N_LOOSE], loose_until(arrival, start, floor))
        if start < 0:
            return -1
    start = rest(t, r, k, op, row, clock, arrival, start, floor)
    if start < 0 or (not frozen and not home_in_time(t, k, v, there, start + t[of(op) + O_DURATION])):
        return -1
    write_record(t, r, k, row, op, out, start, due)
    r[out + COST] += cost + price(t, v, here, there)
    way = seconds(t, v, here, there)
    r[out + WORK] = t[of(op) + O_DURATION] + (way if way < NO_WAY else 0)
    return start
