"""Dijkstra of scipy: no preparation, on every platform; the fallback and the check of the other engine."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from hah_console.adapters.roads.engine import CLOSED, UNREACHABLE
from hah_console.adapters.roads.graph import Ints

_NONE = -9999
AT_ONCE = 16
"""Sources of one run: it holds the times to every junction of the graph, 40 MB for a whole county."""


class ScipyEngine:
    """Keeps the lightest of parallel edges between two junctions."""

    name = "scipy"

    def __init__(self, node_count: int, tail: Ints, head: Ints, weights: Ints) -> None:
        keys = tail.astype(np.int64) * node_count + head
        ranked = np.lexsort((weights, keys))
        lightest = ranked[np.append(True, np.diff(keys[ranked]) > 0)]
        open_edges = lightest[(weights[lightest] < CLOSED) & (tail[lightest] != head[lightest])]
        self._keys, self._edges = keys[open_edges], open_edges
        self._node_count = node_count
        entries = (weights[open_edges].astype(np.float64), (tail[open_edges], head[open_edges]))
        self._graph = csr_array(entries, shape=(node_count, node_count))

    def times(self, sources: Ints, targets: Ints) -> NDArray[np.int64]:
        """See ShortestPaths."""
        parts = [self._times(some, targets) for some in np.array_split(sources, -(-len(sources) // AT_ONCE) or 1)]
        return np.concatenate(parts)

    def _times(self, sources: Ints, targets: Ints) -> NDArray[np.int64]:
        found = dijkstra(self._graph, indices=sources)[:, targets]
        return np.where(found >= CLOSED, UNREACHABLE, found).astype(np.int64)

    def from_one(self, source: int, limit: float) -> NDArray[np.float64]:
        """Centiseconds from one junction to every other, infinite where it takes longer than ``limit``."""
        found: NDArray[np.float64] = dijkstra(self._graph, indices=source, limit=limit)
        return found

    def edges(self, source: int, target: int) -> Ints | None:
        """See ShortestPaths."""
        before = dijkstra(self._graph, indices=source, return_predecessors=True)[1]
        return self._walk(before, source, target)

    def _walk(self, before: Ints, source: int, target: int) -> Ints | None:
        nodes = [target]
        while nodes[-1] != source:
            nodes.append(int(before[nodes[-1]]))
            if nodes[-1] == _NONE:
                return None
        ahead = np.array(nodes[::-1], np.int64)
        keys = ahead[:-1] * self._node_count + ahead[1:]
        return np.asarray(self._edges[np.searchsorted(self._keys, keys)])
