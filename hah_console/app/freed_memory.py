"""How freed memory comes back to the system. glibc keeps it, in one heap for each thread; elsewhere nothing is done."""

import ctypes
import sys
from functools import cache

M_ARENA_MAX = -8
"""Of mallopt(3): how many heaps there may be."""


def keep_one_heap() -> None:
    """At the start of a program: threads that wait for each other anyway share one heap."""
    glibc = _glibc()
    if glibc is not None:
        glibc.mallopt(M_ARENA_MAX, 1)


def give_back() -> None:
    """Whole free pages go back to the system: some milliseconds.

    PERF(memory): what loading many modules and a long day leave behind.
    """
    glibc = _glibc()
    if glibc is not None:
        glibc.malloc_trim(0)


@cache
def _glibc() -> ctypes.CDLL | None:
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None
