"""The best places of a request on a route, found in one walk and remembered until the route changes."""

from scheduling.native.jit import compiled, inlined
from scheduling.native.strings.address import end_of, of, op_at, person, request, route, start_of
from scheduling.native.strings.chain import end_price
from scheduling.native.strings.layout import (
    ABOARD,
    AT,
    BEFORE,
    CHEAPEST,
    FLOOR,
    LATEST,
    LEG,
    LINK_BITS,
    NEXT,
    O_CLOSE,
    O_DURATION,
    O_OPEN,
    O_PLACE,
    P_CAPACITY,
    P_FROM,
    P_MAX_VISITS,
    P_TIMED,
    P_TO,
    P_USED,
    Q_AMOUNT,
    Q_COUNTED,
    Q_FIRST,
    Q_LOAD,
    Q_SECOND,
    READY,
    T_PEOPLE,
    T_PLACES,
    T_PRICES_AT,
    TAIL,
    V_COUNT,
    V_FINISH,
    V_LOAD,
    V_PEAK,
    V_VISITS,
)  # fmt: skip
from scheduling.native.tables import NEVER, TRAVEL_BITS, TRAVEL_MASK, Flat


@inlined
def clear(r: Flat, slot: int) -> None:
    """Nothing is known in ``slot``."""
    r[slot + 1] = NEVER
    r[slot + 3] = NEVER
    r[slot + 5] = NEVER


@inlined
def note(r: Flat, slot: int, price: int, place: int) -> None:
    """Keep a place among the three best of ``slot``; the third is already known to be dearer."""
    if price < r[slot + 3]:
        r[slot + 5], r[slot + 6] = r[slot + 3], r[slot + 4]
        if price < r[slot + 1]:
            r[slot + 3], r[slot + 4] = r[slot + 1], r[slot + 2]
            r[slot + 1], r[slot + 2] = price, place
        else:
            r[slot + 3], r[slot + 4] = price, place
    else:
        r[slot + 5], r[slot + 6] = price, place


@inlined
def entrance(t: Flat, r: Flat, q: int, k: int) -> int:
    """What it costs that ``k`` is the one, before any way; NEVER where it may not be."""
    p, v, who = request(t, q), route(r, k), person(t, k)
    price = t[t[T_PRICES_AT] + q * t[T_PEOPLE] + k]
    if r[v + V_LOAD] + r[v + V_PEAK] + t[p + Q_LOAD] > t[who + P_CAPACITY]:
        price = NEVER
    if r[v + V_VISITS] + t[p + Q_COUNTED] > t[who + P_MAX_VISITS]:
        price = NEVER
    if price < NEVER and r[v + V_COUNT] == 0:
        price += t[who + P_USED]
    return price


@compiled
def offer_visit(t: Flat, r: Flat, q: int, k: int, slot: int) -> None:
    """The three best places of a visit on route ``k``."""
    clear(r, slot)
    price = entrance(t, r, q, k)
    if price >= NEVER:
        return
    who, o = person(t, k), of(t[request(t, q) + Q_FIRST])
    to = t[who + P_TO] + t[o + O_PLACE] * t[T_PLACES]
    on = t[who + P_FROM] + t[o + O_PLACE] * t[T_PLACES]
    opens, close, duration, timed = t[o + O_OPEN], t[o + O_CLOSE], t[o + O_DURATION], t[who + P_TIMED] == 1
    a, end = start_of(t, k), end_of(t, k)
    if timed and r[route(r, k) + V_COUNT] > 0:
        price -= end_price(t, who, r[route(r, k) + V_FINISH])
    while a != end:
        b = r[a + NEXT]
        if r[b + LATEST] >= opens + duration:
            if r[a + READY] > close:
                return
            here = t[to + r[a + AT]]
            begin = max(opens, r[a + READY] + (here & TRAVEL_MASK))
            if begin <= close:
                onward = t[on + r[b + AT]]
                arrival = begin + duration + (onward & TRAVEL_MASK)
                if arrival <= r[b + LATEST]:
                    total = price + (here >> TRAVEL_BITS) + (onward >> TRAVEL_BITS) - r[a + LEG]
                    if timed:
                        total += end_price(t, who, max(arrival + r[b + TAIL], r[b + FLOOR]))
                    if total < r[slot + 5]:
                        note(r, slot, total, a)
        a = b


@compiled
def cheapest_deliveries(t: Flat, r: Flat, k: int, o: int) -> None:
    """For each node of route ``k`` a lower bound for delivering at ``o`` behind it or later."""
    who, start, least = person(t, k), start_of(t, k), NEVER
    to = t[who + P_TO] + t[o + O_PLACE] * t[T_PLACES]
    on = t[who + P_FROM] + t[o + O_PLACE] * t[T_PLACES]
    a = r[end_of(t, k) + BEFORE]
    while a != start:
        price = (t[to + r[a + AT]] >> TRAVEL_BITS) + (t[on + r[r[a + NEXT] + AT]] >> TRAVEL_BITS) - r[a + LEG]
        least = min(least, price)
        r[a + CHEAPEST] = least
        a = r[a + BEFORE]


@compiled
def offer_shipment(t: Flat, r: Flat, q: int, k: int, slot: int) -> None:
    """The three best pairs of places of a shipment on route ``k``."""
    clear(r, slot)
    price = entrance(t, r, q, k)
    if price >= NEVER:
        return
    who, v, p = person(t, k), route(r, k), request(t, q)
    o, d = of(t[p + Q_FIRST]), of(t[p + Q_SECOND])
    room = t[who + P_CAPACITY] - r[v + V_LOAD] - t[p + Q_AMOUNT]
    to = t[who + P_TO] + t[o + O_PLACE] * t[T_PLACES]
    on = t[who + P_FROM] + t[o + O_PLACE] * t[T_PLACES]
    timed = t[who + P_TIMED] == 1
    if timed and r[v + V_COUNT] > 0:
        price -= end_price(t, who, r[v + V_FINISH])
    cheapest_deliveries(t, r, k, d)
    a, end = start_of(t, k), end_of(t, k)
    while a != end and r[a + READY] <= t[o + O_CLOSE]:
        b = r[a + NEXT]
        if r[a + ABOARD] <= room and r[b + LATEST] >= t[o + O_OPEN] + t[o + O_DURATION]:
            here = t[to + r[a + AT]]
            begin = max(t[o + O_OPEN], r[a + READY] + (here & TRAVEL_MASK))
            if begin <= t[o + O_CLOSE]:
                ready, so_far = begin + t[o + O_DURATION], price + (here >> TRAVEL_BITS) - r[a + LEG]
                deliver_at_once(t, r, who, o, d, a, ready, so_far, slot)
                onward = t[on + r[b + AT]]
                so_far += onward >> TRAVEL_BITS
                if b != end and (timed or so_far + r[b + CHEAPEST] < r[slot + 5]):
                    deliver_later(t, r, k, d, a, ready + (onward & TRAVEL_MASK), so_far, room, slot)
        a = b


@inlined
def deliver_at_once(t: Flat, r: Flat, who: int, o: int, d: int, a: int, ready: int, so_far: int, slot: int) -> None:
    """Offer the delivery ``d`` directly after the pickup ``o`` behind ``a``."""
    b = r[a + NEXT]
    leg = t[t[who + P_FROM] + t[o + O_PLACE] * t[T_PLACES] + t[d + O_PLACE]]
    start = max(t[d + O_OPEN], ready + (leg & TRAVEL_MASK))
    last = t[t[who + P_FROM] + t[d + O_PLACE] * t[T_PLACES] + r[b + AT]]
    arrival = start + t[d + O_DURATION] + (last & TRAVEL_MASK)
    if start <= t[d + O_CLOSE] and arrival <= r[b + LATEST]:
        total = so_far + (leg >> TRAVEL_BITS) + (last >> TRAVEL_BITS)
        if t[who + P_TIMED] == 1:
            total += end_price(t, who, max(arrival + r[b + TAIL], r[b + FLOOR]))
        if total < r[slot + 5]:
            note(r, slot, total, a << LINK_BITS)


@compiled
def deliver_later(
    t: Flat, r: Flat, k: int, d: int, first: int, arrival: int, so_far: int, room: int, slot: int
) -> None:
    """Offer the delivery ``d`` behind every later stop, the pickup being behind ``first``."""
    who, end, a = person(t, k), end_of(t, k), r[first + NEXT]
    to = t[who + P_TO] + t[d + O_PLACE] * t[T_PLACES]
    on = t[who + P_FROM] + t[d + O_PLACE] * t[T_PLACES]
    timed = t[who + P_TIMED] == 1
    while a != end and arrival <= r[a + LATEST] and r[a + ABOARD] <= room:
        o = of(op_at(a))
        ready = max(arrival, t[o + O_OPEN]) + t[o + O_DURATION]
        if ready > t[d + O_CLOSE] or not (timed or so_far + r[a + CHEAPEST] < r[slot + 5]):
            return
        b = r[a + NEXT]
        here, onward = t[to + r[a + AT]], t[on + r[b + AT]]
        start = max(t[d + O_OPEN], ready + (here & TRAVEL_MASK))
        home = start + t[d + O_DURATION] + (onward & TRAVEL_MASK)
        if start <= t[d + O_CLOSE] and home <= r[b + LATEST]:
            total = so_far + (here >> TRAVEL_BITS) + (onward >> TRAVEL_BITS) - r[a + LEG]
            if timed:
                total += end_price(t, who, max(home + r[b + TAIL], r[b + FLOOR]))
            if total < r[slot + 5]:
                note(r, slot, total, (first << LINK_BITS) | a)
        arrival = ready + (t[t[who + P_FROM] + r[a + AT] * t[T_PLACES] + r[b + AT]] & TRAVEL_MASK)
        a = b
