"""Recreate: what was taken out goes back where it is cheapest, in random order and with blinks (SISR, section 5.3)."""

import math

from scheduling.native.jit import compiled, inlined
from scheduling.native.strings.address import known, person, request, route
from scheduling.native.strings.chain import insert
from scheduling.native.strings.chance import random_unit
from scheduling.native.strings.layout import (
    N_COST,
    N_LEFT,
    N_LOOK,
    N_PLACE,
    N_REMOVED,
    N_ROUTE,
    P_KIND,
    Q_CLOSE,
    Q_DEMAND,
    Q_FAR,
    Q_LEFT_OUT,
    Q_LENGTH,
    Q_OPEN,
    Q_SECOND,
    R_KEYS,
    R_REMOVED,
    R_SEEN,
    T_CACHED,
    T_PEOPLE,
    T_PRICES_AT,
    V_COUNT,
    V_PRICE,
    V_VERSION,
)  # fmt: skip
from scheduling.native.strings.offer import offer_shipment, offer_visit
from scheduling.native.strings.ruin import touch
from scheduling.native.tables import NEVER, Flat


@compiled
def look(t: Flat, r: Flat, q: int, k: int) -> int:
    """Where the best places of request ``q`` on route ``k`` are written; walks the route only if it has changed."""
    slot = known(t, r, q if t[T_CACHED] == 1 else 0, k)
    if t[T_CACHED] == 0 or r[slot] != r[route(r, k) + V_VERSION]:
        r[slot] = r[route(r, k) + V_VERSION]
        if t[request(t, q) + Q_SECOND] >= 0:
            offer_shipment(t, r, q, k, slot)
        else:
            offer_visit(t, r, q, k, slot)
    return slot


@compiled
def choose(t: Flat, r: Flat, q: int, blink: float) -> int:
    """Choose a route and a place for request ``q``; returns the price, NEVER when there is none."""
    best = NEVER
    r[N_LOOK] += 1
    for k in range(t[T_PEOPLE]):
        if r[route(r, k) + V_COUNT] == 0:
            kind = r[R_SEEN] + t[person(t, k) + P_KIND]
            if r[kind] == r[N_LOOK]:
                continue
            r[kind] = r[N_LOOK]
        slot = look(t, r, q, k)
        for i in range(1, 7, 2):
            if r[slot + i] >= best:
                break
            if random_unit(r) >= blink:
                best = r[slot + i]
                r[N_ROUTE], r[N_PLACE] = k, r[slot + i + 1]
                break
    return best


@inlined
def key_of(t: Flat, r: Flat, q: int, draw: float) -> float:
    """The smaller the earlier: by the order that was drawn (weights of the paper, with windows)."""
    p = request(t, q)
    key = random_unit(r)
    if draw < 4 / 17:
        key += 0.0
    elif draw < 8 / 17:
        key = -float(t[p + Q_DEMAND])
    elif draw < 10 / 17:
        key = -float(t[p + Q_FAR])
    elif draw < 11 / 17:
        key = float(t[p + Q_FAR])
    elif draw < 13 / 17:
        key = float(t[p + Q_LENGTH])
    elif draw < 15 / 17:
        key = float(t[p + Q_OPEN])
    else:
        key = -float(t[p + Q_CLOSE])
    return key


@compiled
def sort_removed(t: Flat, r: Flat) -> None:
    """Put the removed requests in the order in which they go back."""
    draw, items, keys = random_unit(r), r[R_REMOVED], r[R_KEYS]
    for i in range(r[N_REMOVED]):
        q = r[items + i]
        key = int(key_of(t, r, q, draw) * 1024.0)
        j = i
        while j > 0 and r[keys + j - 1] > key:
            r[keys + j], r[items + j] = r[keys + j - 1], r[items + j - 1]
            j -= 1
        r[keys + j], r[items + j] = key, q


@compiled
def recreate(t: Flat, r: Flat, heat: float, blink: float) -> None:
    """Put the removed back; what is dearer than its price of being left out stays out, more or less."""
    sort_removed(t, r)
    r[N_LEFT] = 0
    for i in range(r[N_REMOVED]):
        q = r[r[R_REMOVED] + i]
        price, left_out = choose(t, r, q, blink), t[request(t, q) + Q_LEFT_OUT]
        if price >= NEVER or price > left_out - heat * math.log(1.0 - random_unit(r)):
            r[N_LEFT] += 1
            continue
        k, place = r[N_ROUTE], r[N_PLACE]
        touch(t, r, k)
        insert(t, r, q, k, place)
        r[route(r, k) + V_PRICE] += price - t[t[T_PRICES_AT] + q * t[T_PEOPLE] + k]
        r[N_COST] += price - left_out
