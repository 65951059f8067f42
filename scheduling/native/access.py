"""Where the records of an operation, an entry, a caregiver and a route begin in the flat arrays."""

from scheduling.native.jit import inlined
from scheduling.native.tables import (
    C_WIDTH,
    E_WIDTH,
    K_WIDTH,
    O_WIDTH,
    R_HEAD,
    R_LINKS,
    R_ROUTES,
    R_WIDTH,
    T_ENTRIES_AT,
    T_HEAD,
    T_PEOPLE_AT,
    X_WIDTH,
    Flat,
)  # fmt: skip


@inlined
def of(op: int) -> int:
    """Operation ``op`` of the problem."""
    return T_HEAD + op * O_WIDTH


@inlined
def rec(op: int) -> int:
    """Operation ``op`` of the solution."""
    return R_HEAD + op * R_WIDTH


@inlined
def entry(t: Flat, e: int) -> int:
    """Entry ``e`` of the problem."""
    return t[T_ENTRIES_AT] + e * E_WIDTH


@inlined
def person(t: Flat, k: int) -> int:
    """Caregiver ``k`` of the problem."""
    return t[T_PEOPLE_AT] + k * K_WIDTH


@inlined
def link(r: Flat, e: int) -> int:
    """Entry ``e`` in the order of the solution; one more than all stands for both ends."""
    return r[R_LINKS] + e * X_WIDTH


@inlined
def route(r: Flat, k: int) -> int:
    """The route of caregiver ``k``."""
    return r[R_ROUTES] + k * C_WIDTH
