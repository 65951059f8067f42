"""Random numbers of the string kernel, from a state inside its array."""

import numpy as np

from scheduling.native.jit import inlined
from scheduling.native.strings.layout import N_RNG
from scheduling.native.tables import Flat


@inlined
def random_unit(r: Flat) -> float:
    """The next number of xorshift64 (Marsaglia 2003, doi 10.18637/jss.v008.i14) in [0, 1)."""
    x = np.uint64(r[N_RNG])
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    r[N_RNG] = np.int64(x)  # type: ignore[assignment]
    return float(x >> np.uint64(11)) * 1.1102230246251565e-16


@inlined
def below(r: Flat, count: int) -> int:
    """A random whole number in [0, count)."""
    return int(random_unit(r) * count)
