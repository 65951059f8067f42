"""Routes met on the way, kept for set partitioning: one row each, where the hash of the route says."""

from scheduling.native.jit import compiled
from scheduling.native.strings.address import end_of, op_at, person, route, start_of
from scheduling.native.strings.layout import (
    N_TOUCHED,
    NEXT,
    P_KIND,
    POOL_COUNT,
    POOL_HASH,
    POOL_HEAD,
    POOL_PERSON,
    POOL_PRICE,
    R_POOL,
    R_TOUCHED,
    T_POOL,
    T_POOL_WIDTH,
    V_COUNT,
    V_PRICE,
)  # fmt: skip
from scheduling.native.tables import Flat

PRIME = (1 << 40) - 87
FACTOR = 1_000_003


@compiled
def hash_of(t: Flat, r: Flat, k: int) -> int:
    """A number that says which stops route ``k`` has, in order, and of which kind its caregiver is."""
    value, a, end = t[person(t, k) + P_KIND] + 1, r[start_of(t, k) + NEXT], end_of(t, k)
    while a != end:
        value = (value * FACTOR + op_at(a) + 1) % PRIME
        a = r[a + NEXT]
    return value


@compiled
def keep_route(t: Flat, r: Flat, k: int) -> None:
    """Write route ``k`` into the pool, over what was there."""
    value = hash_of(t, r, k)
    row = r[R_POOL] + (value % t[T_POOL]) * t[T_POOL_WIDTH]
    if r[row + POOL_HASH] == value:
        return
    r[row + POOL_HASH], r[row + POOL_PERSON] = value, k
    r[row + POOL_PRICE], r[row + POOL_COUNT] = r[route(r, k) + V_PRICE], r[route(r, k) + V_COUNT]
    a, end, at = r[start_of(t, k) + NEXT], end_of(t, k), row + POOL_HEAD
    while a != end:
        r[at] = op_at(a)
        at += 1
        a = r[a + NEXT]


@compiled
def keep_touched(t: Flat, r: Flat) -> None:
    """Write the routes that this round has changed into the pool."""
    for i in range(r[N_TOUCHED]):
        k = r[r[R_TOUCHED] + i]
        if 0 < r[route(r, k) + V_COUNT] <= t[T_POOL_WIDTH] - POOL_HEAD:
            keep_route(t, r, k)
