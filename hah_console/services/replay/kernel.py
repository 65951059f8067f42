"""The compiled walk: one patient, look by look, with the same rules as ``hah_console.alarms``.

Everything that is compiled stands in this one file: the compiler keeps its work per file and does not see changes in
others. Times are whole seconds; a vital is its place in ``VITALS``.
"""

import numpy as np
from numpy.typing import NDArray

from hah_console.services.replay.jit import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

UNKNOWN, ABSENT, HOLD, PRESENT = 0, 1, 2, 3
NONE, PENDING, ACTIVE = 0, 1, 2
"""Phases of a condition."""
NO_ALARM, SOUNDING, TAKEN, LATCHED = 0, 1, 2, 3
"""States of an alarm: none, active, acknowledged, gone before anybody saw it."""
RAISED, WORSENED, RETURNED, ENDED = 0, 1, 2, 3
"""Kinds of an event."""
NEVER = -(1 << 60)
VITAL_COUNT = 6
HR, SPO2, RR, SBP, TEMP = 0, 1, 2, 3, 5
CLOSE = 5e-7
"""Half of the sixth decimal, to which differences are rounded."""
TIME, KEY, RULE, KIND, PRIORITY, PATIENT = 0, 1, 2, 3, 4, 5
EVENT_FIELDS = 6
SINCE, SEEN, PHASE, ABSENT_SINCE, STATE, URGENCY, RAISED_AT, LATCHING = range(8)
"""Columns of the state of a condition and its alarm."""
TOLD_AT, TOLD_PRIORITY, TOLD_LEVEL, TOLD_ITEMS = range(8, 12)
"""Further columns: what was told last of a limit or of the score, its value or total in millionths."""
STATE_FIELDS = 12
ITEMS_FROM = 4
"""Where in the found score the points of its seven items begin."""
FOUND_FIELDS = 11
LOW, MEDIUM = 1, 2
"""Priorities: low is only shown, from medium on an alarm about a patient is heard."""
MILLIONTHS = 1e6


@compiled
def limit_signal(value: float, is_high: float, limit: float, hysteresis: float) -> int:
    """Beyond the limit, back by the hysteresis, or between the two."""
    inside_by = limit - value if is_high > 0 else value - limit
    if inside_by < -CLOSE:
        return PRESENT
    return ABSENT if inside_by > hysteresis - CLOSE else HOLD


@compiled
def band_points(value: float, scale: float, row: int, edges: Floats, points: Floats) -> float:
    """The points of a value rounded half up to the chart's precision, a whole number of ``scale`` ths."""
    rounded = np.floor(value * scale + 0.5 + 1e-9) / scale
    for place in range(edges.shape[1]):
        if rounded <= edges[row, place] + 1e-9:
            return float(points[row, place])
    return 0.0


@compiled
def score_bounds(
    values: Floats, at: Ints, good: NDArray[np.bool_], now: int, scale: int, staff: Floats, edges: Floats,
    points: Floats, validity: Floats, found: Floats,
) -> None:  # fmt: skip
    """Lower bound, upper bound, highest item, 1 when complete, and the points of each item into ``found``.

    ``staff``: points of oxygen and consciousness, NaN when nobody has seen to them, and the most each can have.
    """
    lower, spare, highest, whole = 0.0, 0.0, 0.0, 1.0
    for item in range(5):
        vital = (RR, SPO2, SBP, HR, TEMP)[item]
        row = item if item != 1 or scale == 0 else 4 + scale
        if good[vital] and now - at[vital] <= validity[vital]:
            got = band_points(values[vital], 10.0 if vital == TEMP else 1.0, row, edges, points)
            lower += got
            highest = max(highest, got)
            found[ITEMS_FROM + item] = got
        else:
            spare += np.max(points[row])
            whole = 0.0
            found[ITEMS_FROM + item] = 0.0
    for item in range(2):
        found[ITEMS_FROM + 5 + item] = 0.0
        if np.isnan(staff[item]):
            spare += staff[2 + item]
            whole = 0.0
        else:
            lower += staff[item]
            highest = max(highest, staff[item])
            found[ITEMS_FROM + 5 + item] = staff[item]
    found[0], found[1], found[2], found[3] = lower, lower + spare, highest, whole


@compiled
def score_signal(found: Floats, at_least: float, single: float) -> int:
    """PRESENT by the lower bound or one item; ABSENT only when even the upper bound is not enough."""
    if 0 < at_least <= found[0] or (single > 0 and found[2] >= single):
        return PRESENT
    if 0 < at_least <= found[1] or (single > 0 and found[3] == 0.0):
        return UNKNOWN
    return ABSENT


@compiled
def lasted(state: Ints, signal: int, at: int, now: int, on_s: float, off_s: float) -> int:
    """The delay stage of one condition: 1 lasted now, 2 still present, 3 ended now, 0 nothing."""
    if signal == PRESENT:
        if state[PHASE] == NONE:
            state[PHASE], state[SINCE], state[SEEN] = PENDING, at, now
        state[ABSENT_SINCE] = NEVER
        if state[PHASE] == ACTIVE:
            return 2
        if max(at - state[SINCE], now - state[SEEN]) >= on_s:
            state[PHASE] = ACTIVE
            return 1
        return 0
    if state[PHASE] == NONE or signal == UNKNOWN:
        return 0
    if state[PHASE] == PENDING:
        state[PHASE] = NONE
        return 0
    if signal == HOLD:
        state[ABSENT_SINCE] = NEVER
        return 0
    since = at if state[ABSENT_SINCE] == NEVER else min(state[ABSENT_SINCE], at)
    if at - since >= off_s:
        state[PHASE], state[ABSENT_SINCE] = NONE, NEVER
        return 3
    state[ABSENT_SINCE] = since
    return 0


@compiled
def resolved(state: Ints, reason: int, priority: int, latching: int, now: int) -> int:
    """The resolve stage: the kind of the event, -1 for none."""
    if reason == 3:
        if state[STATE] == SOUNDING and state[LATCHING] == 1:
            state[STATE] = LATCHED
            return ENDED
        if state[STATE] in (SOUNDING, TAKEN):
            state[STATE] = NO_ALARM
            return ENDED
        return -1
    if reason == 0:
        return -1
    if state[STATE] == NO_ALARM:
        if reason != 1:
            return -1
        state[LATCHING] = latching
        _announce(state, priority, now)
        return RAISED
    if priority > state[URGENCY]:
        state[LATCHING] = max(state[LATCHING], latching)
        _announce(state, priority, now)
        return WORSENED
    if state[STATE] == LATCHED:
        state[STATE] = SOUNDING
        return RETURNED
    return -1


@compiled
def _announce(state: Ints, priority: int, now: int) -> None:
    state[STATE], state[URGENCY], state[RAISED_AT] = SOUNDING, priority, now


@compiled
def is_worse(own: Ints, level: float, step: float, is_high: float, items: int) -> bool:
    """Whether it is more than what was told: by the step, or by another item enough by itself."""
    told = own[TOLD_LEVEL] / MILLIONTHS
    further = level - told if is_high > 0 else told - level
    return bool((step > 0 and further > step - CLOSE) or (items & ~own[TOLD_ITEMS]) != 0)


@compiled
def resolved_once(
    own: Ints, reason: int, priority: int, lock_s: float, step: float, is_high: float, level: float, items: int,
    now: int,
) -> int:  # fmt: skip
    """The resolve stage of an alarm that is told once and told again when worse; low while it is locked."""
    known = own[TOLD_AT] != NEVER
    worse = known and lock_s > 0 and is_worse(own, level, step, is_high, items)
    shown = priority
    if known and now < own[TOLD_AT] + lock_s and priority <= own[TOLD_PRIORITY] and not worse:
        shown = LOW
    again = worse and priority >= MEDIUM and (reason == 1 or reason == 2) and shown <= own[URGENCY]
    if again and own[STATE] == TAKEN:
        own[LATCHING] = 1
        _announce(own, own[URGENCY], now)
        return WORSENED
    if again and own[STATE] == SOUNDING and priority == own[URGENCY]:
        own[TOLD_LEVEL], own[TOLD_ITEMS] = int(np.round(level * MILLIONTHS)), items
    return resolved(own, reason, shown, 1 if shown >= MEDIUM else 0, now)


@compiled
def is_told(own: Ints, kind: int) -> bool:
    """Whether an event is an announcement that is heard."""
    return kind >= 0 and kind != ENDED and own[URGENCY] >= MEDIUM


@compiled
def tell(own: Ints, priority: int, level: float, items: int, now: int) -> None:
    """Keep what somebody is told."""
    own[TOLD_AT], own[TOLD_PRIORITY] = now, priority
    own[TOLD_LEVEL], own[TOLD_ITEMS] = int(np.round(level * MILLIONTHS)), items


@compiled
def best_row(rule: Floats, times: Ints, values: Floats, first: int, last: int, known: int, seen: int) -> int:
    """The row of the best value within the rule's time of the last one. ``known`` was it when ``seen`` was the last."""
    vital, within = int(rule[0]), rule[7]
    place, best = seen + 1, known
    if known < 0 or times[last] - times[known] > within:
        place, best = last, last
        while place > first and times[last] - times[place - 1] <= within:
            place -= 1
    for row in range(place, last + 1):
        value = values[row, vital]
        if not np.isnan(value) and (value <= values[best, vital] if rule[1] > 0 else value >= values[best, vital]):
            best = row
    return best


@compiled
def trend_signal(rule: Floats, value: float, best: float) -> int:
    """Moved by the change and at or beyond the value from which that counts; back by the hysteresis of either."""
    is_high, change, hysteresis = rule[1] > 0, rule[2], rule[3]
    moved = value - best if is_high else best - value
    short = rule[8] - value if is_high else value - rule[8]
    if moved > change - CLOSE and short < CLOSE:
        return PRESENT
    return ABSENT if moved < change - hysteresis + CLOSE or short > hysteresis - CLOSE else HOLD


@compiled
def fell_by(times: Ints, values: Floats, first: int, last: int, vital: int, keep: float) -> float:
    """How far the last good value of a vital lies below the highest of the time before it."""
    while last >= first and np.isnan(values[last, vital]):
        last -= 1
    if last < first:
        return 0.0
    highest, place = values[last, vital], last - 1
    while place >= first and times[last] - times[place] <= keep:
        if not np.isnan(values[place, vital]):
            highest = max(highest, values[place, vital])
        place -= 1
    return float(highest - values[last, vital])


@compiled
def noted(events: Ints, count: int, now: int, key: int, rule: int, kind: int, priority: int) -> int:
    """The number of events after this one; -1 when there is no room for it."""
    if kind < 0:
        return count
    if count >= len(events):
        return -1
    row = events[count]
    row[TIME], row[KEY], row[RULE], row[KIND], row[PRIORITY] = now, key, rule, kind, priority
    return count + 1


@compiled
def walk(
    times: Ints, values: Floats, off: NDArray[np.bool_], span: Ints, answer_s: float, scale: int, staff: Floats,
    limits: Floats, scores: Floats, trends: Floats, technical: Floats, falls: Floats, missing_s: Floats, edges: Floats,
    points: Floats, validity: Floats, events: Ints,
) -> int:  # fmt: skip
    """All looks at one patient. ``span``: first row, row after the last, first look, last look, seconds between looks.

    Events go into ``events``; returns their number, -1 when they do not fit. ``answer_s``: how long after it was
    announced an alarm is acknowledged.
    """
    keys = len(limits) + 1 + len(trends) + 2 * VITAL_COUNT + 1
    state = np.zeros((keys, STATE_FIELDS), np.int64)
    state[:, ABSENT_SINCE], state[:, TOLD_AT] = NEVER, NEVER
    bests, seen = np.full(len(trends), -1, np.int64), np.full(len(trends), -1, np.int64)
    at = np.zeros(VITAL_COUNT, np.int64)
    rows = np.full(VITAL_COUNT, -1, np.int64)
    known, good = np.zeros(VITAL_COUNT, np.bool_), np.zeros(VITAL_COUNT, np.bool_)
    last, found = np.full(VITAL_COUNT, np.nan), np.zeros(FOUND_FIELDS)
    row, count, newest = span[0], 0, span[2]
    for now in range(span[2], span[3] + 1, span[4]):
        _answer(state, now, answer_s)
        while row < span[1] and times[row] <= now:
            for vital in range(VITAL_COUNT):
                if off[row, vital]:
                    known[vital], good[vital], at[vital] = True, False, times[row]
                    newest = max(newest, times[row])
                elif not np.isnan(values[row, vital]):
                    known[vital], good[vital], at[vital] = True, True, times[row]
                    last[vital], rows[vital] = values[row, vital], row
                    newest = max(newest, times[row])
            row += 1
        chosen, signal, items = -1, UNKNOWN, 0
        if len(scores) > 0:
            score_bounds(last, at, good, now, scale, staff, edges, points, validity, found)
            chosen, signal, items = _chosen(scores, found)
        kept_s = scores[chosen, 6] if chosen >= 0 else 0.0
        count = _limits(state, limits, last, at, good, validity, found[0], items, kept_s, now, events, count)
        if chosen >= 0 and count >= 0:
            own = state[len(limits)]
            number = len(limits) + chosen
            count = _score(own, scores[chosen], signal, items, found[0], len(limits), number, now, events, count)
        for place in range(len(trends)):
            if count >= 0:
                key = len(limits) + 1 + place
                rule = len(limits) + len(scores) + place
                vital = int(trends[place, 0])
                usable = good[vital] and now - at[vital] <= validity[vital]
                signal = UNKNOWN
                if usable:
                    if rows[vital] != seen[place]:
                        bests[place] = best_row(
                            trends[place], times, values, span[0], rows[vital], bests[place], seen[place]
                        )
                        seen[place] = rows[vital]
                    signal = trend_signal(trends[place], last[vital], values[bests[place], vital])
                count = _trend(state[key], signal, at[vital], now, trends[place], key, rule, events, count)
        if count >= 0:
            count = _technical(
                state, times, values, span[0], rows, at, known, good, newest, now, technical, falls, missing_s,
                len(limits) + 1 + len(trends), len(limits) + len(scores) + len(trends), events, count,
            )  # fmt: skip
        if count < 0:
            return -1
    return count


@compiled
def _answer(state: Ints, now: int, answer_s: float) -> None:
    for key in range(len(state)):
        if state[key, STATE] in (SOUNDING, LATCHED) and now - state[key, RAISED_AT] >= answer_s:
            state[key, STATE] = TAKEN if state[key, STATE] == SOUNDING else NO_ALARM


@compiled
def _trend(
    own: Ints, signal: int, at: int, now: int, rule: Floats, key: int, number: int, events: Ints, count: int,
) -> int:  # fmt: skip
    reason = lasted(own, signal, at, now, rule[5], rule[6])
    priority = int(rule[4])
    kind = resolved(own, reason, priority, 1 if priority >= MEDIUM else 0, now)
    return noted(events, count, now, key, number, kind, own[URGENCY])


@compiled
def _limits(
    state: Ints, limits: Floats, last: Floats, at: Ints, good: NDArray[np.bool_], validity: Floats, total: float,
    items: int, kept_s: float, now: int, events: Ints, count: int,
) -> int:  # fmt: skip
    """``total``, ``items``: how the score stands; ``kept_s``: how long what is told of it counts, 0 when none is."""
    for place in range(len(limits)):
        rule = limits[place]
        vital = int(rule[0])
        signal = UNKNOWN
        if good[vital] and now - at[vital] <= validity[vital]:
            signal = limit_signal(last[vital], rule[1], rule[2], rule[3])
        if signal != UNKNOWN and (signal == PRESENT or state[place, PHASE] != NONE):
            own, value = state[place], last[vital]
            reason = lasted(own, signal, at[vital], now, rule[5], rule[6])
            kind = resolved_once(own, reason, int(rule[4]), rule[7], rule[8], rule[1], value, 0, now)
            if is_told(own, kind):
                tell(own, own[URGENCY], value, 0, now)
                if kept_s > 0:
                    score = state[len(limits)]
                    running = score[TOLD_AT] != NEVER and now < score[TOLD_AT] + kept_s
                    urgency = max(own[URGENCY], score[TOLD_PRIORITY]) if running else own[URGENCY]
                    tell(score, urgency, total, items, now)
            count = noted(events, count, now, place, place, kind, own[URGENCY])
            if count < 0:
                return -1
    return count


@compiled
def _chosen(scores: Floats, found: Floats) -> tuple[int, int, int]:
    """The most urgent rule that holds of the score or the least urgent one, its signal, and its items as bits."""
    chosen, signal, items = len(scores) - 1, UNKNOWN, 0
    for place in range(len(scores)):
        signal = score_signal(found, scores[place, 0], scores[place, 1])
        if signal == PRESENT:
            chosen = place
            break
    for item in range(7):
        if scores[chosen, 1] > 0 and found[ITEMS_FROM + item] >= scores[chosen, 1]:
            items |= 1 << item
    return chosen, signal, items


@compiled
def _score(
    own: Ints, rule: Floats, signal: int, items: int, total: float, key: int, number: int, now: int, events: Ints,
    count: int,
) -> int:  # fmt: skip
    reason = lasted(own, signal, now, now, 0.0, rule[3])
    kind = resolved_once(own, reason, int(rule[2]), rule[4], rule[5], 1.0, total, items, now)
    if rule[6] > 0 and is_told(own, kind):
        tell(own, own[URGENCY], total, items, now)
    return noted(events, count, now, key, number, kind, own[URGENCY])


@compiled
def _technical(
    state: Ints, times: Ints, values: Floats, first: int, rows: Ints, at: Ints, known: NDArray[np.bool_],
    good: NDArray[np.bool_], newest: int, now: int, rule: Floats, falls: Floats, missing_s: Floats, key: int,
    number: int, events: Ints, count: int,
) -> int:  # fmt: skip
    silent = now - newest > rule[5]
    for vital in range(VITAL_COUNT):
        if not known[vital] or count < 0:
            continue
        off = not good[vital]
        own = state[key + vital]
        if off or own[PHASE] != NONE:
            fallen = 0
            if (
                not np.isnan(falls[vital])
                and fell_by(times, values, first, rows[vital], vital, rule[4]) >= falls[vital]
            ):
                fallen = 1
            signal = UNKNOWN if silent else PRESENT if off else ABSENT
            reason = lasted(own, signal, at[vital], now, rule[0], rule[1])
            priority = int(rule[3] if fallen else rule[2])
            kind = resolved(own, reason, priority, fallen, now)
            count = noted(events, count, now, key + vital, number, kind, own[URGENCY])
        if not np.isnan(missing_s[vital]) and count >= 0:
            own = state[key + VITAL_COUNT + vital]
            signal = PRESENT if newest - at[vital] > missing_s[vital] and not off else ABSENT
            reason = lasted(own, UNKNOWN if silent else signal, newest, now, 0.0, 0.0)
            kind = resolved(own, reason, int(rule[7]), 0, now)
            count = noted(events, count, now, key + VITAL_COUNT + vital, number + 1, kind, int(rule[7]))
    if count < 0:
        return -1
    own = state[key + 2 * VITAL_COUNT]
    reason = lasted(own, PRESENT if silent else ABSENT, now, now, 0.0, 0.0)
    kind = resolved(own, reason, int(rule[6]), 0, now)
    return noted(events, count, now, key + 2 * VITAL_COUNT, number + 2, kind, int(rule[6]))


@compiled
def row_scores(
    offsets: Ints, times: Ints, values: Floats, off: NDArray[np.bool_], edges: Floats, points: Floats, validity: Floats,
    scores: Floats,
) -> None:  # fmt: skip
    """NEWS2 of five items at every row into ``scores``, everybody awake and on air."""
    staff, found = np.zeros(4), np.zeros(FOUND_FIELDS)
    for patient in range(len(offsets) - 1):
        at, good = np.zeros(VITAL_COUNT, np.int64), np.zeros(VITAL_COUNT, np.bool_)
        last = np.full(VITAL_COUNT, np.nan)
        for row in range(offsets[patient], offsets[patient + 1]):
            for vital in range(VITAL_COUNT):
                if off[row, vital]:
                    good[vital] = False
                elif not np.isnan(values[row, vital]):
                    good[vital], at[vital], last[vital] = True, times[row], values[row, vital]
            score_bounds(last, at, good, times[row], 0, staff, edges, points, validity, found)
            scores[row] = found[0]
