"""Travel times on a road graph, by contraction hierarchies or by scipy with the same answers."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hah_console.adapters.roads.engine import UNREACHABLE, ShortestPaths
from hah_console.adapters.roads.estimate import SAME_PLACE_M, EstimatedTravel, coordinates, whole
from hah_console.adapters.roads.graph import Floats, Ints, RoadGraph, haversine_metres
from hah_console.adapters.roads.profile import SpeedProfile
from hah_console.adapters.roads.travel_table import TravelTable
from hah_console.domain.visit import LegSource
from hah_console.services.ports import Locations

if TYPE_CHECKING:
    from hah_console.adapters.roads.cch_engine import ContractedStreets
    from hah_console.adapters.roads.network import VehicleNetwork


@dataclass(frozen=True)
class _Prepared:
    network: "VehicleNetwork"
    paths: ShortestPaths


class RoadTravel:
    """TravelTimes over streets. Threads: any; a vehicle kind is prepared once, on first use.

    A place farther from every street than the profile's snap limit, or a pair without a way, is estimated and flagged.
    """

    def __init__(self, graph: RoadGraph, profile: SpeedProfile, *, engine: str = "cch") -> None:
        self._graph, self._profile, self._engine = graph, profile, engine
        self._estimate = EstimatedTravel(profile)
        self._prepared: dict[str, _Prepared] = {}
        self._lock = threading.Lock()
        self._streets: ContractedStreets | None = None

    @property
    def label(self) -> str:
        """``synthetic_streets`` for a generated network, else ``road_network``."""
        return "synthetic_streets" if self._graph.synthetic else LegSource.ROAD_NETWORK.value

    @property
    def attribution(self) -> str:
        """Whose streets these are; must be shown wherever a route or time from them is."""
        return self._graph.attribution

    def engine_of(self, vehicle: str) -> ShortestPaths:
        """The prepared engine of a vehicle kind."""
        return self._ready(vehicle).paths

    def network_of(self, vehicle: str) -> "VehicleNetwork":
        """The prepared network of a vehicle kind."""
        return self._ready(vehicle).network

    def matrix(self, points: Sequence[Locations], vehicle: str) -> TravelTable:
        """Tables of all pairs; raises InvalidInput for an unknown vehicle."""
        lats, lons = coordinates(points)
        seconds, metres = self._estimate.tables(lats, lons, vehicle)
        sources = np.full(seconds.shape, LegSource.ESTIMATE.value, object)
        if len(points):
            self._overlay_streets(lats, lons, vehicle, seconds, metres, sources)
        return TravelTable(whole(seconds), whole(metres), sources.tolist())

    def path(self, start: Locations, end: Locations, vehicle: str) -> tuple[tuple[float, float], ...]:
        """(lat, lon) points along the streets from door to door; a straight line where the leg is an estimate."""
        ready = self._ready(vehicle)
        nodes, off_street = ready.network.snap(*coordinates([start, end]))
        straight = self._estimate.path(start, end, vehicle)
        if off_street.max() > self._profile.snap_limit_m:
            return straight
        edges = ready.paths.edges(int(nodes[0]), int(nodes[1]))
        return straight if edges is None else (straight[0], *self._shape(edges), straight[1])

    def _overlay_streets(
        self, lats: Floats, lons: Floats, vehicle: str, seconds: Floats, metres: Floats, sources: NDArray[np.object_]
    ) -> None:
        ready = self._ready(vehicle)
        nodes, off_street = ready.network.snap(lats, lons)
        found, where = np.unique(nodes, return_inverse=True)
        ridden = ready.paths.times(found, found)[np.ix_(where, where)]
        length = ready.paths.metres(found, found)[np.ix_(where, where)]
        near = off_street <= self._profile.snap_limit_m
        known = near[:, None] & near[None, :] & (ridden != UNREACHABLE)
        to_door = off_street[:, None] + off_street[None, :]
        on_street = ridden / 100 + to_door / (self._profile.snap_kph / 3.6)
        on_street += self._profile.vehicle(vehicle).access_seconds
        apart = haversine_metres(lats[:, None], lons[:, None], lats[None, :], lons[None, :]) >= SAME_PLACE_M
        seconds[known] = np.where(apart, on_street, 0.0)[known]
        metres[known] = np.where(apart, length + to_door, 0.0)[known]
        sources[known] = LegSource.ROAD_NETWORK.value

    def _shape(self, edges: Ints) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for edge in edges.tolist():
            piece = [(float(lat), float(lon)) for lat, lon in self._graph.edge_points(edge)]
            points.extend(piece[1:] if points else piece)
        return points

    def _ready(self, vehicle: str) -> _Prepared:
        with self._lock:
            if vehicle not in self._prepared:
                self._prepared[vehicle] = self._prepare(vehicle)
            return self._prepared[vehicle]

    def _prepare(self, vehicle: str) -> _Prepared:
        # PERF: scipy and the contraction take 0.3 s; the first question asks for them, not the start of the console
        from hah_console.adapters.roads.network import vehicle_network

        network = vehicle_network(self._graph, self._profile, vehicle)
        paths = self._contracted(network) if self._engine == "cch" else self._plain(network)
        return _Prepared(network, paths)

    def _contracted(self, network: "VehicleNetwork") -> ShortestPaths:
        from hah_console.adapters.roads.cch_engine import CchEngine, ContractedStreets

        if self._streets is None:
            self._streets = ContractedStreets(self._graph)
        return CchEngine(self._streets, network.weights, self._graph.edge_metres)

    def _plain(self, network: "VehicleNetwork") -> ShortestPaths:
        from hah_console.adapters.roads.scipy_engine import ScipyEngine

        graph = self._graph
        return ScipyEngine(graph.node_count, graph.edge_tail, graph.edge_head, network.weights, graph.edge_metres)
