"""Travel times on a road graph, by contraction hierarchies or by scipy with the same answers."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from hah_console.adapters.roads.chain import TravelChain
from hah_console.adapters.roads.engine import CLOSED, UNREACHABLE, ShortestPaths
from hah_console.adapters.roads.graph import Floats, Ints, RoadGraph
from hah_console.adapters.roads.lengths import carrying_lengths, decimetres_of
from hah_console.adapters.roads.profile import SpeedProfile
from hah_console.adapters.roads.rides import Rides, Spots, Way
from hah_console.domain.road_closure import Stretch
from hah_console.domain.visit import LegSource

if TYPE_CHECKING:
    from hah_console.adapters.roads.cch_engine import ContractedStreets
    from hah_console.adapters.roads.network import VehicleNetwork
    from hah_console.adapters.roads.reach import Streets
    from hah_console.adapters.roads.scipy_engine import ScipyEngine


LONGEST_PART_M = 1000.0
"""Of a long street no more is told as one part of a way."""


@dataclass(frozen=True)
class Prepared:
    """What one vehicle kind needs: where it may stop, its fastest ways, and how long those are."""

    network: "VehicleNetwork"
    paths: ShortestPaths
    lengths: ShortestPaths


class RoadRides:
    """See RideProvider. Threads: any; a vehicle kind is prepared once, on first use."""

    name, source = "roads", LegSource.ROAD_NETWORK

    def __init__(
        self, graph: RoadGraph, profile: SpeedProfile, *, engine: str = "cch", closed: Sequence[Stretch] = ()
    ) -> None:
        self._graph, self._profile, self._engine, self._closed = graph, profile, engine, tuple(closed)
        self._prepared: dict[str, Prepared] = {}
        self._areas: dict[str, tuple[ScipyEngine, Streets]] = {}
        self._lock = threading.Lock()

    @property
    def attribution(self) -> str:
        """Whose streets these are."""
        return self._graph.attribution

    def serves(self, vehicle: str) -> bool:
        """Every kind the speed profile knows."""
        return vehicle in self._profile.vehicles

    def rides(self, origins: Spots, targets: Spots, vehicle: str) -> Rides:
        """See RideProvider; raises RoutingFailed(reason=no_roads_for_vehicle)."""
        ready = self.prepared(vehicle)
        starts, out = ready.network.snap(origins[:, 0], origins[:, 1])
        ends, back = ready.network.snap(targets[:, 0], targets[:, 1])
        times, decimetres = self._tables(ready, starts, ends)
        near = np.where(out <= self._profile.snap_limit_m, out, np.nan)[:, None]
        walked = near + np.where(back <= self._profile.snap_limit_m, back, np.nan)[None, :]
        ridden = np.where(times == UNREACHABLE, np.nan, times / 100)
        return Rides(ridden + walked / (self._profile.snap_kph / 3.6), decimetres / 10 + walked)

    def way(self, start: Spots, end: Spots, vehicle: str) -> Way | None:
        """See RideProvider; raises RoutingFailed(reason=no_roads_for_vehicle)."""
        ready, ends = self.prepared(vehicle), np.stack([start, end])
        nodes, off_street = ready.network.snap(ends[:, 0], ends[:, 1])
        if off_street.max() > self._profile.snap_limit_m:
            return None
        edges = ready.paths.edges(int(nodes[0]), int(nodes[1]))
        doors = [(lat, lon) for lat, lon in ends.tolist()]
        return None if edges is None else (doors[0], *self._shape(edges), doors[1])

    def streets(self, start: Spots, end: Spots, vehicle: str) -> tuple[Stretch, ...]:
        """See StreetProvider; raises RoutingFailed(reason=no_roads_for_vehicle)."""
        ready, ends = self.prepared(vehicle), np.stack([start, end])
        nodes, off_street = ready.network.snap(ends[:, 0], ends[:, 1])
        near = off_street.max() <= self._profile.snap_limit_m
        edges = ready.paths.edges(int(nodes[0]), int(nodes[1])) if near else None
        if edges is None or not len(edges):
            return ()
        named = self._graph.chain_name[self._graph.edge_chain[edges]]
        turns = _turns(named, self._graph.edge_metres[edges])
        return tuple(
            Stretch(self._graph.names[named[a]] if named[a] >= 0 else "", tuple(self._shape(edges[a:b])))
            for a, b in pairwise(turns)
        )

    def avoiding(self, closed: Sequence[Stretch]) -> "RoadRides":
        """The same streets, with nobody on these stretches; the contraction is shared."""
        around = RoadRides(self._graph, self._profile, engine=self._engine, closed=closed)
        if self._engine == "cch":
            around.__dict__["_streets"] = self._streets
        return around

    def reach(self, start: Spots, vehicle: str, seconds: float) -> tuple[Way, ...] | None:
        """See ReachProvider; raises RoutingFailed(reason=no_roads_for_vehicle)."""
        ready = self.prepared(vehicle)
        nodes, off_street = ready.network.snap(start[:1], start[1:])
        if off_street[0] > self._profile.snap_limit_m:
            return None
        left_cs = 100 * (seconds - float(off_street[0]) / (self._profile.snap_kph / 3.6))
        if left_cs < 0:
            return ()
        plain, streets = self._around(vehicle, ready)
        return streets.rings(plain.from_one(int(nodes[0]), left_cs), left_cs)

    def prepared(self, vehicle: str) -> Prepared:
        """The network and engines of a vehicle kind; raises RoutingFailed(reason=no_roads_for_vehicle)."""
        with self._lock:
            if vehicle not in self._prepared:
                self._prepared[vehicle] = self._prepare(vehicle)
            return self._prepared[vehicle]

    def _tables(self, ready: Prepared, starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
        """Centiseconds and decimetres between junctions; each junction is asked about once."""
        sources, row_of = np.unique(starts, return_inverse=True)
        targets, column_of = np.unique(ends, return_inverse=True)
        times = ready.paths.times(sources, targets)
        lengths = decimetres_of(ready.lengths, ready.paths, self._graph.edge_decimetres, sources, targets, times)
        every = np.ix_(row_of, column_of)
        return times[every], lengths[every]

    def _shape(self, edges: Ints) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for edge in edges.tolist():
            piece = [(float(lat), float(lon)) for lat, lon in self._graph.edge_points(edge)]
            points.extend(piece[1:] if points else piece)
        return points

    def _prepare(self, vehicle: str) -> Prepared:
        # PERF: scipy and the contraction take 0.3 s; the first question asks for them, not the start of the console
        from hah_console.adapters.roads.network import vehicle_network

        network = vehicle_network(self._graph, self._profile, vehicle)
        if self._closed:
            from hah_console.adapters.roads.closed import closed_edges

            shut = closed_edges(self._graph, self._closed, self._profile.closed.along_m)
            network = replace(network, weights=np.where(shut, CLOSED, network.weights))
        carrying = carrying_lengths(network.weights, self._graph.edge_decimetres)
        return Prepared(network, self._paths(network.weights), self._paths(carrying))

    def _paths(self, weights: Ints) -> ShortestPaths:
        if self._engine == "cch":
            from hah_console.adapters.roads.cch_engine import CchEngine

            return CchEngine(self._streets, weights)
        return self._plain(weights)

    def _plain(self, weights: Ints) -> "ScipyEngine":
        from hah_console.adapters.roads.scipy_engine import ScipyEngine

        return ScipyEngine(self._graph.node_count, self._graph.edge_tail, self._graph.edge_head, weights)

    def _around(self, vehicle: str, ready: Prepared) -> "tuple[ScipyEngine, Streets]":
        """What the area around a place takes: made when it is first asked for."""
        from hah_console.adapters.roads.reach import Streets

        with self._lock:
            if vehicle not in self._areas:
                weights = ready.network.weights
                self._areas[vehicle] = self._plain(weights), Streets.of(self._graph, weights)
            return self._areas[vehicle]

    @cached_property
    def _streets(self) -> "ContractedStreets":
        from hah_console.adapters.roads.cch_engine import ContractedStreets

        return ContractedStreets(self._graph)


def _turns(named: Ints, metres: Floats) -> list[int]:
    """Where a way becomes another street, or has been one for a kilometre: the beginnings of its parts, and its end."""
    found, driven = [0], 0.0
    for at in range(1, len(named)):
        driven += float(metres[at - 1])
        if named[at] != named[at - 1] or driven + float(metres[at]) > LONGEST_PART_M:
            found.append(at)
            driven = 0.0
    return [*found, len(named)]


class RoadTravel(TravelChain):
    """TravelTimes over the streets of one graph; what it cannot tell is estimated and flagged. Threads: any."""

    def __init__(self, graph: RoadGraph, profile: SpeedProfile, *, engine: str = "cch") -> None:
        self.roads = RoadRides(graph, profile, engine=engine)
        super().__init__((self.roads,), profile, label=streets_label(graph))

    def engine_of(self, vehicle: str) -> ShortestPaths:
        """The prepared engine of a vehicle kind."""
        return self.roads.prepared(vehicle).paths

    def network_of(self, vehicle: str) -> "VehicleNetwork":
        """The prepared network of a vehicle kind."""
        return self.roads.prepared(vehicle).network


def streets_label(graph: RoadGraph) -> str:
    """``synthetic_streets`` for a generated network, else ``road_network``."""
    return "synthetic_streets" if graph.synthetic else LegSource.ROAD_NETWORK.value
