"""Shortest paths over one weighted road graph: the face both engines share."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hah_console.adapters.roads.graph import Ints

CLOSED = 2**31 - 1
"""Weight of an edge the vehicle may not use (the engines' infinity)."""
UNREACHABLE = -1


class ShortestPaths(Protocol):
    """Weights are centiseconds: whole numbers, so that two engines agree to the last digit."""

    @property
    def name(self) -> str: ...
    def times(self, sources: Ints, targets: Ints) -> NDArray[np.int64]:
        """Centiseconds from every source to every target, UNREACHABLE where there is no way."""
        ...

    def edges(self, source: int, target: int) -> Ints | None:
        """The edges of one fastest path in order; empty when source is target, None when there is no way."""
        ...
