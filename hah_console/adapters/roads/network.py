"""The streets as one vehicle kind sees them: allowed edges, weights, and the part one can get in and out of."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from hah_console.adapters.roads.engine import CLOSED
from hah_console.adapters.roads.errors import RoutingFailed
from hah_console.adapters.roads.graph import (
    CLASSES,
    DEGREES_PER_UNIT,
    EARTH_RADIUS_M,
    NO_SCOOTER,
    Floats,
    Ints,
    RoadGraph,
)
from hah_console.adapters.roads.profile import SpeedProfile
from hah_console.domain.map_ground import RoadClass
from hah_console.domain.staff import Vehicle

CENTISECONDS_PER_METRE_AT_1_KPH = 360.0
NO_DOORS = (CLASSES.index(RoadClass.MOTORWAY), CLASSES.index(RoadClass.EXPRESSWAY))
"""Nobody lives on these: a home beside one is reached from the streets around."""


@dataclass(frozen=True)
class VehicleNetwork:
    """``weights`` are centiseconds per directed edge (CLOSED where forbidden); ``members`` the junctions a place is
    snapped to: in the largest strongly connected part and on a street with doors, not on a motorway."""

    weights: Ints
    members: Ints
    tree: cKDTree
    lat_0: float

    def snap(self, lats: Floats, lons: Floats) -> tuple[Ints, Floats]:
        """Nearest member junction of every point and its distance in metres."""
        metres, found = self.tree.query(_plane(lats, lons, self.lat_0))
        return self.members[found], np.asarray(metres)


def vehicle_network(graph: RoadGraph, profile: SpeedProfile, vehicle: str) -> VehicleNetwork:
    """The network of a vehicle kind; raises RoutingFailed(reason=no_roads_for_vehicle) when nothing is left."""
    weights = edge_weights(graph, profile, vehicle)
    members = with_doors(graph, largest_connected(graph, weights < CLOSED), weights < CLOSED)
    if len(members) < 2:
        raise RoutingFailed(reason="no_roads_for_vehicle")
    lats, lons = graph.node_lat[members] * DEGREES_PER_UNIT, graph.node_lon[members] * DEGREES_PER_UNIT
    lat_0 = float(np.mean(lats))
    return VehicleNetwork(weights, members, cKDTree(_plane(lats, lons, lat_0)), lat_0)


def edge_weights(graph: RoadGraph, profile: SpeedProfile, vehicle: str) -> Ints:
    """Centiseconds to drive every directed edge; the class speed, never above the signposted limit."""
    rule = profile.vehicle(vehicle)
    chain = graph.edge_chain
    class_kph = np.array([profile.class_kph[road_class] for road_class in CLASSES])[graph.chain_class[chain]]
    limit = graph.chain_limit_kph[chain]
    kph = np.where(limit > 0, np.minimum(class_kph, limit), class_kph) * rule.speed_factor
    weights = np.maximum(1, np.rint(graph.edge_metres / kph * CENTISECONDS_PER_METRE_AT_1_KPH)).astype(np.int64)
    weights[~allowed_edges(graph, profile, vehicle)] = CLOSED
    return weights


def allowed_edges(graph: RoadGraph, profile: SpeedProfile, vehicle: str) -> NDArray[np.bool_]:
    """Which directed edges the vehicle may use."""
    forbidden = profile.vehicle(vehicle).forbidden
    open_class = np.array([road_class not in forbidden for road_class in CLASSES])
    allowed = open_class[graph.chain_class[graph.edge_chain]]
    if vehicle == Vehicle.SCOOTER.value:
        allowed = allowed & (graph.chain_flags[graph.edge_chain] & NO_SCOOTER == 0)
    return np.asarray(allowed)


def largest_connected(graph: RoadGraph, allowed: NDArray[np.bool_]) -> Ints:
    """Junctions of the largest strongly connected part over the allowed edges."""
    tail, head = graph.edge_tail[allowed], graph.edge_head[allowed]
    ones = np.ones(len(tail), np.int8)
    links = csr_array((ones, (tail, head)), shape=(graph.node_count, graph.node_count))
    part = connected_components(links, directed=True, connection="strong")[1]
    return np.flatnonzero(part == np.bincount(part).argmax())


def with_doors(graph: RoadGraph, junctions: Ints, allowed: NDArray[np.bool_]) -> Ints:
    """Those of the junctions one can stop at: not the ones that lie only on roads without doors."""
    stopping = allowed & ~np.isin(graph.chain_class[graph.edge_chain], NO_DOORS)
    touched = np.zeros(graph.node_count, np.bool_)
    touched[graph.edge_tail[stopping]] = touched[graph.edge_head[stopping]] = True
    return junctions[touched[junctions]]


def _plane(lats: Floats, lons: Floats, lat_0: float) -> Floats:
    """Metres on a plane touching at ``lat_0``: good to 0.1 % over a county."""
    scale = np.cos(np.radians(lat_0))
    return np.stack([np.radians(lats), np.radians(lons) * scale], axis=-1) * EARTH_RADIUS_M
