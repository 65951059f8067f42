"""How kernel functions are compiled: by numba with a cache on disk, or not at all (the plain-Python twin)."""

import importlib
import os
import sys
from collections.abc import Callable
from typing import TypeVar

Function = TypeVar("Function", bound=Callable[..., object])

PURE = os.environ.get("SCHEDULING_PURE") == "1"
"""Run the kernel as plain Python: some 500 times slower, for tests and for finding faults."""

BLAS = "scipy.linalg.cython_blas"


def _load_functions_without_blas() -> None:
    """Load what numba has to say of numpy's functions, which otherwise loads the linear algebra no kernel uses.

    PERF(start): a sixth of a second and 15 MB of every process that plans. What is loaded already stays.
    """
    if BLAS in sys.modules:
        return
    sys.modules[BLAS] = None  # type: ignore[assignment]
    try:
        importlib.import_module("numba.np.arraymath")
    finally:
        del sys.modules[BLAS]


if not PURE:
    import numba

    from scheduling.native.cache import cache_folder

    _load_functions_without_blas()
    numba.config.CACHE_DIR = str(cache_folder())


def compiled(function: Function) -> Function:
    """The function compiled without the interpreter's lock and without counting references of arrays."""
    return function if PURE else _compiled(function, "never")


def inlined(function: Function) -> Function:
    """The same, but the caller takes the body in: for what is small or called from one place only."""
    return function if PURE else _compiled(function, "always")


def _compiled(function: Function, inline: str) -> Function:
    made: Function = numba.njit(cache=True, nogil=True, boundscheck=False, _nrt=False, inline=inline)(function)
    return made
