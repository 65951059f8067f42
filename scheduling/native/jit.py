"""How kernel functions are compiled: by numba with a cache on disk, or not at all (the plain-Python twin)."""

import os
from collections.abc import Callable
from typing import TypeVar

Function = TypeVar("Function", bound=Callable[..., object])

PURE = os.environ.get("SCHEDULING_PURE") == "1"
"""Run the kernel as plain Python: some 500 times slower, for tests and for finding faults."""


def compiled(function: Function) -> Function:
    """The function compiled without the interpreter's lock, or as it is in the twin."""
    if PURE:
        return function
    import numba

    made: Function = numba.njit(cache=True, nogil=True, boundscheck=False, _nrt=False)(function)
    return made


def inlined(function: Function) -> Function:
    """The same, but the caller takes the body in: for what is small or called from one place only."""
    if PURE:
        return function
    import numba

    made: Function = numba.njit(cache=True, nogil=True, boundscheck=False, _nrt=False, inline="always")(function)
    return made
