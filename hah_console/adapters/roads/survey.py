"""What a road graph amounts to: its size, and how much of it each vehicle kind can get in and out of."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hah_console.adapters.roads.graph import RoadGraph
from hah_console.adapters.roads.network import allowed_edges, largest_connected
from hah_console.adapters.roads.profile import SpeedProfile


@dataclass(frozen=True, slots=True)
class RoadSurvey:
    """``edge_count`` counts directions; ``street_km`` counts every street once; ``connected`` is, by vehicle kind, the
    share of the junctions on its roads that lie in the largest strongly connected part."""

    node_count: int
    edge_count: int
    street_km: float
    connected: Mapping[str, float]


def survey(graph: RoadGraph, profile: SpeedProfile) -> RoadSurvey:
    """Look the graph over for every vehicle kind of the profile."""
    return RoadSurvey(
        graph.node_count,
        len(graph.edge_chain),
        float(graph.chain_decimetres.sum(dtype=np.int64)) / 10_000,
        {vehicle: connected_share(graph, profile, vehicle) for vehicle in profile.vehicles},
    )


def connected_share(graph: RoadGraph, profile: SpeedProfile, vehicle: str) -> float:
    """0 to 1; 0 when the vehicle may use no road at all."""
    allowed = allowed_edges(graph, profile, vehicle)
    touched = np.union1d(graph.edge_tail[allowed], graph.edge_head[allowed])
    return len(largest_connected(graph, allowed)) / len(touched) if len(touched) else 0.0
