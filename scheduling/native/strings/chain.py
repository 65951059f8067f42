"""Stops linked into routes, with earliest departures and latest starts kept up to date."""

from scheduling.native.jit import compiled, inlined
from scheduling.native.strings.address import end_of, node, of, op_at, person, request, route, start_of
from scheduling.native.strings.layout import (
    ABOARD,
    AT,
    BEFORE,
    FLOOR,
    LATEST,
    LEG,
    LINK_BITS,
    LINK_MASK,
    N_VERSION,
    NEXT,
    O_ABOARD,
    O_CLOSE,
    O_DURATION,
    O_OPEN,
    P_FROM,
    P_HARD_END,
    P_LEAVE,
    P_SHIFT_END,
    P_SOFT_END,
    P_TIMED,
    P_USED,
    Q_COUNTED,
    Q_FIRST,
    Q_LOAD,
    Q_SECOND,
    READY,
    ROUTE,
    T_CARRIES,
    T_OVERTIME,
    T_PLACES,
    T_SOFT_END,
    TAIL,
    V_COUNT,
    V_FINISH,
    V_LOAD,
    V_PEAK,
    V_PRICE,
    V_VERSION,
    V_VISITS,
)  # fmt: skip
from scheduling.native.tables import TRAVEL_BITS, TRAVEL_MASK, Flat


@inlined
def way(t: Flat, r: Flat, who: int, a: int, b: int) -> int:
    """The cell of the way between two nodes for caregiver record ``who``."""
    return t[t[who + P_FROM] + r[a + AT] * t[T_PLACES] + r[b + AT]]


@inlined
def end_price(t: Flat, who: int, finish: int) -> int:
    """What coming home at ``finish`` costs: overtime and the time after the soft end."""
    over = finish - t[who + P_SHIFT_END]
    soft = finish - t[who + P_SOFT_END]
    if over > 0:
        soft -= over
    return max(0, over) * t[T_OVERTIME] + max(0, soft) * t[T_SOFT_END]


@compiled
def ready_from(t: Flat, r: Flat, k: int, a: int, last: int) -> None:
    """Earliest departures of route ``k`` behind node ``a``; stops after ``last`` where nothing changes."""
    who, end, passed = person(t, k), end_of(t, k), False
    while a != end:
        b = r[a + NEXT]
        ready = r[a + READY] + (way(t, r, who, a, b) & TRAVEL_MASK)
        if b != end:
            o = of(op_at(b))
            ready = max(ready, t[o + O_OPEN]) + t[o + O_DURATION]
        if passed and ready == r[b + READY]:
            return
        r[b + READY] = ready
        if b == last:
            passed = True
        a = b


@compiled
def latest_from(t: Flat, r: Flat, k: int, b: int, first: int) -> None:
    """Latest starts of route ``k`` before node ``b``; stops before ``first`` where nothing changes."""
    who, start, passed = person(t, k), start_of(t, k), False
    while b != start:
        a = r[b + BEFORE]
        latest = r[b + LATEST] - (way(t, r, who, a, b) & TRAVEL_MASK)
        if a != start:
            o = of(op_at(a))
            latest = min(latest - t[o + O_DURATION], t[o + O_CLOSE])
        if passed and latest == r[a + LATEST]:
            return
        r[a + LATEST] = latest
        if a == first:
            passed = True
        b = a


@compiled
def tails_of(t: Flat, r: Flat, k: int) -> None:
    """From each node of route ``k``: when the route ends if the node is reached at a certain moment."""
    who, start, b = person(t, k), start_of(t, k), end_of(t, k)
    r[b + TAIL], r[b + FLOOR] = 0, 0
    while b != start:
        a = r[b + BEFORE]
        r[a + TAIL] = r[b + TAIL] + (way(t, r, who, a, b) & TRAVEL_MASK)
        r[a + FLOOR] = r[b + FLOOR]
        if a != start:
            o = of(op_at(a))
            r[a + TAIL] += t[o + O_DURATION]
            r[a + FLOOR] = max(r[a + FLOOR], t[o + O_OPEN] + r[a + TAIL])
        b = a


@compiled
def peak_of(t: Flat, r: Flat, k: int) -> int:
    """Write down what is carried behind each stop of route ``k``; returns the most."""
    a, end, aboard, peak = start_of(t, k), end_of(t, k), 0, 0
    while a != end:
        r[a + ABOARD] = aboard
        a = r[a + NEXT]
        if a != end:
            aboard += t[of(op_at(a)) + O_ABOARD]
            peak = max(peak, aboard)
    return peak


@compiled
def price_of(t: Flat, r: Flat, k: int) -> int:
    """Prices of the legs of route ``k`` written down; returns their sum with the way home, caregiver and overtime."""
    who, a, end = person(t, k), start_of(t, k), end_of(t, k)
    if r[a + NEXT] == end:
        r[a + LEG] = 0
        return 0
    price = t[who + P_USED]
    while a != end:
        leg = way(t, r, who, a, r[a + NEXT]) >> TRAVEL_BITS
        r[a + LEG] = leg
        price += leg
        a = r[a + NEXT]
    if t[who + P_TIMED] == 1:
        price += end_price(t, who, r[end + READY])
    return price


@compiled
def settle(t: Flat, r: Flat, k: int) -> None:
    """Compute everything about the linked route ``k`` except load, counts and version; assigned prices are not in."""
    who, start, end = person(t, k), start_of(t, k), end_of(t, k)
    r[start + READY] = t[who + P_LEAVE]
    r[end + LATEST] = t[who + P_HARD_END]
    ready_from(t, r, k, start, 0)
    latest_from(t, r, k, end, 0)
    if t[who + P_TIMED] == 1:
        tails_of(t, r, k)
    if t[T_CARRIES] == 1:
        r[route(r, k) + V_PEAK] = peak_of(t, r, k)
    r[route(r, k) + V_FINISH] = r[end + READY]
    r[route(r, k) + V_PRICE] = price_of(t, r, k)


@inlined
def renew(r: Flat, k: int) -> None:
    """Give route ``k`` a version of its own: what was known of it is out of date. Empty routes have version 0."""
    r[N_VERSION] += 1
    r[route(r, k) + V_VERSION] = r[N_VERSION] if r[route(r, k) + V_COUNT] > 0 else 0


@inlined
def join(r: Flat, a: int, b: int) -> None:
    """Let ``b`` follow ``a``."""
    r[a + NEXT] = b
    r[b + BEFORE] = a


@inlined
def unlink(r: Flat, a: int) -> None:
    """Take stop ``a`` out of its route."""
    join(r, r[a + BEFORE], r[a + NEXT])
    r[a + ROUTE] = -1


@inlined
def count_in(t: Flat, r: Flat, k: int, q: int, sign: int) -> None:
    """Count request ``q`` into the record of route ``k``, or out of it."""
    v, p = route(r, k), request(t, q)
    r[v + V_COUNT] += sign if t[p + Q_SECOND] < 0 else 2 * sign
    r[v + V_VISITS] += sign * t[p + Q_COUNTED]
    r[v + V_LOAD] += sign * t[p + Q_LOAD]


@inlined
def link_behind(t: Flat, r: Flat, k: int, op: int, a: int) -> int:
    """Put the stop of ``op`` behind node ``a`` of route ``k`` with its legs; returns its node."""
    b, c, who = node(op), r[a + NEXT], person(t, k)
    join(r, a, b)
    join(r, b, c)
    r[b + ROUTE] = k
    r[b + ABOARD] = r[a + ABOARD]
    r[a + LEG] = way(t, r, who, a, b) >> TRAVEL_BITS
    r[b + LEG] = way(t, r, who, b, c) >> TRAVEL_BITS
    return b


@compiled
def insert(t: Flat, r: Flat, q: int, k: int, place: int) -> None:
    """Put request ``q`` at ``place`` of route ``k`` and bring the route up to date."""
    p, v = request(t, q), route(r, k)
    before, before_second = place, 0
    if t[p + Q_SECOND] >= 0:
        before, before_second = place >> LINK_BITS, place & LINK_MASK
    first = link_behind(t, r, k, t[p + Q_FIRST], before)
    last = first
    if t[p + Q_SECOND] >= 0:
        last = link_behind(t, r, k, t[p + Q_SECOND], first if before_second == 0 else before_second)
    ready_from(t, r, k, r[first + BEFORE], last)
    latest_from(t, r, k, r[last + NEXT], first)
    if t[person(t, k) + P_TIMED] == 1:
        tails_of(t, r, k)
    if t[T_CARRIES] == 1:
        r[v + V_PEAK] = peak_of(t, r, k)
    r[v + V_FINISH] = r[end_of(t, k) + READY]
    count_in(t, r, k, q, 1)
    renew(r, k)
