"""One step of the schedule generation: when and how a caregiver reaches the next operation."""

import numpy as np

from scheduling.native.access import of, person, rec
from scheduling.native.jit import compiled, inlined
from scheduling.native.tables import (
    ABOARD, ARRIVED, BREAK, BREAKS, BREAK_0, CLOCK, COST, COUNT, I64, K_ACCESS, K_BREAKS_END, K_CAPACITY,
    K_END_PLACE, K_HARD_END, K_MAX_VISITS, K_SAFE_END, K_TABLE, K_TABLES, LAB_ARRIVED, LAB_LEFT, LAB_PLACE, LATE,
    LEFT, LOAD, NEVER, NO_WAY, O_ABOARD, O_COUNTED, O_DURATION, O_FROZEN, O_LOAD, O_PLACE, O_PREVIOUS, O_SPECIMEN,
    O_WINDOWS, O_WINDOWS_END, PEAK, PLACE, PLACED, SPECIMEN, START, TRACED_BREAKS, TRAVEL_BITS, TRAVEL_MASK,
    T_ALLOWED, T_ASSIGN_COST, T_BAND_FROM, T_BREAK_CLOSE, T_BREAK_DURATION, T_BREAK_OPEN, T_BREAK_WINDOW_PTR,
    T_FREEZE, T_LAB, T_LAB_SERVICE, T_PEOPLE, T_PLACES, T_TRAVEL, T_WINDOW_HARD, T_WINDOW_OPEN, T_WINDOW_SOFT,
    WORK, W_LATE, W_MOVED_SECOND, W_SPECIMEN,
)  # fmt: skip


@inlined
def seconds(t: I64, v: int, here: int, there: int) -> int:
    """Seconds of travel."""
    return t[t[T_TRAVEL] + (v * t[T_PLACES] + here) * t[T_PLACES] + there] & TRAVEL_MASK


@inlined
def price(t: I64, v: int, here: int, there: int) -> int:
    """The price of a way."""
    return t[t[T_TRAVEL] + (v * t[T_PLACES] + here) * t[T_PLACES] + there] >> TRAVEL_BITS


@inlined
def table_at(t: I64, k: int, clock: int) -> int:
    """The table of travel of caregiver ``k`` that counts at ``clock``."""
    v = t[person(t, k) + K_TABLE]
    more = t[person(t, k) + K_TABLES]
    while more > 1 and t[t[T_BAND_FROM] + v + 1] <= clock:
        v += 1
        more -= 1
    return v


@inlined
def open_at(t: I64, op: int, moment: int) -> int:
    """The first admissible start of ``op`` at or after ``moment``; -1 when there is none."""
    best = -1
    for w in range(t[of(op) + O_WINDOWS], t[of(op) + O_WINDOWS_END]):
        start = max(moment, t[t[T_WINDOW_OPEN] + w])
        if start <= t[t[T_WINDOW_HARD] + w] and (best < 0 or start < best):
            best = start
    return best


@inlined
def late_at(t: I64, op: int, start: int) -> int:
    """Least lateness over the windows that admit ``start``."""
    best = NEVER
    for w in range(t[of(op) + O_WINDOWS], t[of(op) + O_WINDOWS_END]):
        if t[t[T_WINDOW_OPEN] + w] <= start <= t[t[T_WINDOW_HARD] + w]:
            best = min(best, max(0, start - t[t[T_WINDOW_SOFT] + w]))
    return best


@inlined
def break_from(t: I64, b: int, moment: int) -> int:
    """When break ``b`` may begin at or after ``moment``; -1 when it is too late."""
    for w in range(t[t[T_BREAK_WINDOW_PTR] + b], t[t[T_BREAK_WINDOW_PTR] + b + 1]):
        begin = max(moment, t[t[T_BREAK_OPEN] + w])
        if begin <= t[t[T_BREAK_CLOSE] + w]:
            return begin
    return -1


@compiled
def step(t: I64, r: I64, k: int, row: int, op: int, floor: int, out: int) -> int:
    """Bring ``k``, in the state at ``row``, to ``op``, to start at ``floor`` or later.

    ``row`` and ``out`` are places in ``r``. Writes the record at ``out``, and how ``op`` was reached beside its own; returns the start, or -1 when a hard rule
    would break. Breaks are taken where they cost nothing, or when they could not be taken afterwards; specimens go to
    the nearest laboratory when the next operation would make them late.
    """
    if t[t[T_ALLOWED] + op * t[T_PEOPLE] + k] == 0:
        return -1
    trace = rec(op)
    here, there = r[row + PLACE], t[of(op) + O_PLACE]
    load, aboard = r[row + LOAD] + t[of(op) + O_LOAD], r[row + ABOARD] + t[of(op) + O_ABOARD]
    peak = max(r[row + PEAK], aboard)
    if load + peak > t[person(t, k) + K_CAPACITY] or r[row + COUNT] + t[of(op) + O_COUNTED] > t[person(t, k) + K_MAX_VISITS]:
        return -1
    clock, spent, work = r[row + CLOCK], 0, 0
    frozen = t[of(op) + O_FROZEN] >= 0
    if not frozen and clock < t[T_FREEZE]:
        clock = t[T_FREEZE]
    v = table_at(t, k, clock)
    r[trace + LEFT], r[trace + LAB_PLACE], r[trace + BREAKS] = clock, -1, 0
    way = seconds(t, v, here, there)
    if frozen:
        start = t[of(op) + O_FROZEN]
        arrival = start
    else:
        if way >= NO_WAY:
            return -1
        arrival = clock + way
        if here != there:
            arrival += t[person(t, k) + K_ACCESS]
        start = open_at(t, op, max(arrival, floor))
        if start < 0:
            return -1
    specimen = r[row + SPECIMEN]
    if specimen < NEVER and not frozen:
        lab = t[t[T_LAB] + v * t[T_PLACES] + there]
        if start + t[of(op) + O_DURATION] + seconds(t, v, there, lab) + t[person(t, k) + K_ACCESS] > specimen:
            lab = t[t[T_LAB] + v * t[T_PLACES] + here]
            at_lab = clock + seconds(t, v, here, lab)
            if lab != here:
                at_lab += t[person(t, k) + K_ACCESS]
            spent += price(t, v, here, lab) + t[W_SPECIMEN] * max(0, at_lab - specimen)
            clock = at_lab + t[t[T_LAB_SERVICE] + lab]
            r[trace + LAB_PLACE], r[trace + LAB_ARRIVED], r[trace + LAB_LEFT] = lab, at_lab, clock
            specimen = NEVER
            v = table_at(t, k, clock)
            here, way = lab, seconds(t, v, lab, there)
            if way >= NO_WAY:
                return -1
            arrival = clock + way
            if here != there:
                arrival += t[person(t, k) + K_ACCESS]
            start = open_at(t, op, max(arrival, floor))
            if start < 0:
                return -1
    b = r[row + BREAK]
    free, resting = arrival, clock
    while b < t[person(t, k) + K_BREAKS_END]:
        begin = break_from(t, b, resting)
        if begin < 0:
            return -1
        pause = t[t[T_BREAK_DURATION] + b]
        if begin < arrival:
            new_arrival, new_free = arrival + pause, max(free, arrival) + pause
        else:
            begin = break_from(t, b, max(free, resting))
            new_arrival, new_free = arrival, begin + pause
        late_close = t[t[T_BREAK_CLOSE] + t[t[T_BREAK_WINDOW_PTR] + b + 1] - 1]
        must = start + t[of(op) + O_DURATION] > late_close
        with_break = -1
        if begin >= 0:
            with_break = start if frozen and new_free <= start else open_at(t, op, max(new_free, floor))
        if frozen and with_break != start:
            with_break = -1
        if not (must or (with_break >= 0 and with_break <= start)):
            break
        if with_break < 0:
            return -1
        if r[trace + BREAKS] < TRACED_BREAKS:
            r[trace + BREAK_0 + r[trace + BREAKS]] = begin
        r[trace + BREAKS] += 1
        arrival, free, start, resting = new_arrival, new_free, with_break, begin + pause
        b += 1
    done = start + t[of(op) + O_DURATION]
    if not frozen and done > t[person(t, k) + K_SAFE_END] and done + seconds(t, v, there, t[person(t, k) + K_END_PLACE]) > t[person(t, k) + K_HARD_END]:
        return -1
    r[trace + ARRIVED] = arrival
    late = 0 if frozen and start < t[t[T_WINDOW_OPEN] + t[of(op) + O_WINDOWS]] else late_at(t, op, start)
    if late >= NEVER:
        late = max(0, start - t[t[T_WINDOW_SOFT] + t[of(op) + O_WINDOWS_END] - 1])
    r[out + CLOCK], r[out + PLACE], r[out + BREAK] = done, there, b
    r[out + SPECIMEN] = min(specimen, done + t[of(op) + O_SPECIMEN]) if t[of(op) + O_SPECIMEN] >= 0 else specimen
    r[out + LOAD], r[out + ABOARD], r[out + PEAK] = load, aboard, peak
    r[out + COUNT] = r[row + COUNT] + t[of(op) + O_COUNTED] if t[person(t, k) + K_MAX_VISITS] < NEVER else 1
    spent += price(t, v, here, there) + t[W_LATE] * late + t[t[T_ASSIGN_COST] + op * t[T_PEOPLE] + k]
    if t[of(op) + O_PREVIOUS] >= 0:
        spent += t[W_MOVED_SECOND] * abs(start - t[of(op) + O_PREVIOUS])
    r[out + START], r[out + LATE], r[out + COST], r[out + WORK], r[out + PLACED] = start, late, spent, work + way + t[of(op) + O_DURATION], 1
    return start
