"""Closed stretches of road: which streets of a graph lie on them, and which straight ways pass them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hah_console.adapters.roads.graph import DEGREES_PER_UNIT, EARTH_RADIUS_M, Flags, Floats, RoadGraph
from hah_console.adapters.roads.rides import Spots
from hah_console.domain.road_closure import Stretch

Plane = NDArray[np.float64]
"""Metres [n, 2] on a plane that touches at a middle latitude."""


def closed_edges(graph: RoadGraph, closed: Sequence[Stretch], along_m: float) -> Flags:
    """Which directed edges nobody can use: those of chains that lie along a stretch with all their points."""
    chains = np.zeros(len(graph.chain_from), np.bool_)
    for stretch in closed:
        chains |= _along(graph, stretch, along_m)
    return np.asarray(chains[graph.edge_chain])


def passing(places: Spots, closed: Sequence[Stretch], near_m: float) -> NDArray[np.int64]:
    """How many stretches the straight way from each place to each other passes: [places, places]."""
    found = np.zeros((len(places), len(places)), np.int64)
    for stretch in closed:
        middle = np.array(stretch.middle)
        at = _plane(places, middle)
        found += _to_segments(np.zeros(2), at[:, None, :], at[None, :, :]) < near_m
    np.fill_diagonal(found, 0)
    return found


def _along(graph: RoadGraph, stretch: Stretch, along_m: float) -> Flags:
    """Chains of which every shape point, and every middle between two, lies on the stretch."""
    line = np.array(stretch.points)
    middle = line.mean(axis=0)
    shape = np.column_stack([graph.shape_lat, graph.shape_lon]) * DEGREES_PER_UNIT
    room = np.degrees(along_m / EARTH_RADIUS_M) * np.array([1, 1 / np.cos(np.radians(middle[0]))])
    inside = ((shape >= line.min(axis=0) - room) & (shape <= line.max(axis=0) + room)).all(axis=1)
    on = np.zeros(len(shape), np.bool_)
    on[inside] = _to_line(_plane(shape[inside], middle), _plane(line, middle)) <= along_m
    near = np.flatnonzero(on[graph.chain_first] & on[graph.chain_last])
    chains = np.zeros(len(graph.chain_from), np.bool_)
    for chain in near.tolist():
        points = shape[graph.chain_first[chain] : graph.chain_last[chain] + 1]
        between = np.concatenate([points, (points[1:] + points[:-1]) / 2])
        chains[chain] = bool((_to_line(_plane(between, middle), _plane(line, middle)) <= along_m).all())
    return chains


def _to_line(points: Plane, line: Plane) -> Floats:
    """Metres from each point to a line of pieces."""
    return np.asarray(_to_segments(points[:, None, :], line[None, :-1], line[None, 1:]).min(axis=1))


def _to_segments(point: Plane, start: Plane, end: Plane) -> Floats:
    """Metres from points to segments, broadcasting over all but the last axis."""
    way = end - start
    length = np.maximum((way**2).sum(axis=-1), 1e-9)
    share = np.clip(((point - start) * way).sum(axis=-1) / length, 0, 1)
    return np.asarray(np.sqrt((((start + share[..., None] * way) - point) ** 2).sum(axis=-1)))


def _plane(spots: Spots, middle: Spots) -> Plane:
    scale = np.array([1.0, np.cos(np.radians(middle[0]))])
    return np.asarray(np.radians(spots - middle) * scale * EARTH_RADIUS_M)
