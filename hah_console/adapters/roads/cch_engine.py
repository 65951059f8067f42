"""Customisable contraction hierarchies (RoutingKit): a hundred by a hundred trips in milliseconds."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from routingkit_cch import CCH, CCHMetric, CCHOneToMany, CCHQuery, compute_order_inertial

from hah_console.adapters.roads.engine import UNREACHABLE
from hah_console.adapters.roads.errors import RoutingFailed
from hah_console.adapters.roads.graph import DEGREES_PER_UNIT, Ints, RoadGraph

T = TypeVar("T")


def contraction_order(graph: RoadGraph) -> Ints:
    """The order of contraction; depends on the streets alone, not on the weights, so it is stored with the graph."""
    lat, lon = graph.node_lat * DEGREES_PER_UNIT, graph.node_lon * DEGREES_PER_UNIT
    tail, head = graph.edge_tail.tolist(), graph.edge_head.tolist()
    order = _guarded(lambda: compute_order_inertial(graph.node_count, tail, head, lat.tolist(), lon.tolist()))
    return np.array(order, np.int32)


class ContractedStreets:
    """The contraction of one graph, shared by the metrics of all vehicle kinds."""

    def __init__(self, graph: RoadGraph) -> None:
        order = graph.order if len(graph.order) == graph.node_count else contraction_order(graph)
        tail, head = graph.edge_tail.tolist(), graph.edge_head.tolist()
        self.node_count, self.edge_count = graph.node_count, len(tail)
        self.cch = _guarded(lambda: CCH(order.tolist(), tail, head, False))


class CchEngine:
    """One metric. Query objects live inside one call, because they may not leave the thread that made them."""

    name = "routingkit-cch"

    def __init__(self, streets: ContractedStreets, weights: Ints) -> None:
        if len(weights) != streets.edge_count:
            raise RoutingFailed(reason="weights")
        self._node_count = streets.node_count
        self._metric = _guarded(lambda: CCHMetric(streets.cch, weights.tolist()))

    def times(self, sources: Ints, targets: Ints) -> NDArray[np.int64]:
        """See ShortestPaths."""
        self._require(sources, targets)
        query = _guarded(lambda: CCHOneToMany(self._metric, targets.tolist()))
        rows = [query.distances_from(source) for source in sources.tolist()]
        return np.array([[UNREACHABLE if cell is None else cell for cell in row] for row in rows], np.int64)

    def edges(self, source: int, target: int) -> Ints | None:
        """See ShortestPaths."""
        self._require(np.array([source]), np.array([target]))
        return self._path(CCHQuery(self._metric), source, target)

    def _path(self, query: CCHQuery, source: int, target: int) -> Ints | None:
        if source == target:
            return np.zeros(0, np.int64)
        found = _guarded(lambda: query.run(source, target))
        return None if found.distance is None else np.array(found.arc_path, np.int64)

    def _require(self, sources: Ints, targets: Ints) -> None:
        """WORKAROUND(routingkit-cch 0.1.4): a junction that does not exist panics past ``except Exception``."""
        both = np.concatenate([sources, targets])
        if len(both) and not (both.min() >= 0 and both.max() < self._node_count):
            raise RoutingFailed(reason="junction")


def _guarded(step: Callable[[], T]) -> T:
    try:
        return step()
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise RoutingFailed(reason=str(error)) from error
