"""Where records begin in the two arrays of the string kernel."""

from scheduling.native.jit import inlined
from scheduling.native.strings.layout import (
    CACHE,
    NODE,
    O_WIDTH,
    P_WIDTH,
    Q_WIDTH,
    R_CACHE,
    R_HEAD,
    R_ROUTES,
    ROUTE_WIDTH,
    T_HEAD,
    T_OPS,
    T_PEOPLE,
    T_PEOPLE_AT,
    T_REQUESTS_AT,
)  # fmt: skip
from scheduling.native.tables import Flat


@inlined
def of(op: int) -> int:
    """Operation ``op`` of the problem."""
    return T_HEAD + op * O_WIDTH


@inlined
def request(t: Flat, q: int) -> int:
    """Request ``q`` of the problem."""
    return t[T_REQUESTS_AT] + q * Q_WIDTH


@inlined
def person(t: Flat, k: int) -> int:
    """Caregiver ``k`` of the problem."""
    return t[T_PEOPLE_AT] + k * P_WIDTH


@inlined
def node(op: int) -> int:
    """The stop of operation ``op``."""
    return R_HEAD + op * NODE


@inlined
def op_at(address: int) -> int:
    """The operation of the stop at ``address``."""
    return (address - R_HEAD) // NODE


@inlined
def start_of(t: Flat, k: int) -> int:
    """The start of route ``k``."""
    return R_HEAD + (t[T_OPS] + 2 * k) * NODE


@inlined
def end_of(t: Flat, k: int) -> int:
    """The end of route ``k``."""
    return R_HEAD + (t[T_OPS] + 2 * k + 1) * NODE


@inlined
def route(r: Flat, k: int) -> int:
    """The record of route ``k``."""
    return r[R_ROUTES] + k * ROUTE_WIDTH


@inlined
def known(t: Flat, r: Flat, q: int, k: int) -> int:
    """What is known of request ``q`` on route ``k``."""
    return r[R_CACHE] + (q * t[T_PEOPLE] + k) * CACHE
