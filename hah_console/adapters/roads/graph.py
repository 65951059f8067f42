"""The compact road graph: junctions, chains of shape points between them, and the directed edges they give."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hah_console.domain.map_ground import RoadClass

Ints: TypeAlias = NDArray[np.integer[Any]]
Floats: TypeAlias = NDArray[np.floating[Any]]
Flags: TypeAlias = NDArray[np.bool_]

CLASSES = tuple(RoadClass)
DEGREES_PER_UNIT = 1e-7
BOTH_WAYS, FORWARD, BACKWARD = 0, 1, 2
NO_SCOOTER = 1
"""Bit of ``chain_flags``: signposted against motorcycles (motorroad=yes, motorcycle=no)."""


@dataclass(frozen=True)
class RoadGraph:
    """Junction and shape coordinates are int32 in 1e-7 degrees; a chain is one undirected piece of street.

    Chain ``i`` joins ``chain_from[i]`` to ``chain_to[i]`` over shape points ``chain_first[i]`` to ``chain_last[i]``
    (both included), is ``chain_decimetres[i]`` long and of class ``CLASSES[chain_class[i]]``; ``chain_limit_kph`` is
    0 without a sign; ``chain_name[i]`` indexes ``names`` or is -1. ``order`` is the contraction order of the junctions.
    """

    node_lat: Ints
    node_lon: Ints
    shape_lat: Ints
    shape_lon: Ints
    chain_from: Ints
    chain_to: Ints
    chain_first: Ints
    chain_last: Ints
    chain_decimetres: Ints
    chain_class: Ints
    chain_direction: Ints
    chain_limit_kph: Ints
    chain_flags: Ints
    chain_name: Ints
    order: Ints
    names: tuple[str, ...] = ()
    attribution: str = ""
    synthetic: bool = False

    @property
    def node_count(self) -> int:
        """Number of junctions."""
        return len(self.node_lat)

    @cached_property
    def edge_chain(self) -> Ints:
        """The chain of every directed edge: first all forward ones, then all backward ones."""
        ahead = np.flatnonzero(self.chain_direction != BACKWARD)
        back = np.flatnonzero(self.chain_direction != FORWARD)
        return np.concatenate([ahead, back])

    @cached_property
    def edge_reversed(self) -> NDArray[np.bool_]:
        """Whether a directed edge runs against its chain."""
        ahead = int(np.count_nonzero(self.chain_direction != BACKWARD))
        return np.arange(len(self.edge_chain)) >= ahead

    @cached_property
    def edge_tail(self) -> Ints:
        """The junction a directed edge leaves."""
        chain = self.edge_chain
        return np.where(self.edge_reversed, self.chain_to[chain], self.chain_from[chain])

    @cached_property
    def edge_head(self) -> Ints:
        """The junction a directed edge reaches."""
        chain = self.edge_chain
        return np.where(self.edge_reversed, self.chain_from[chain], self.chain_to[chain])

    @cached_property
    def edge_decimetres(self) -> Ints:
        """Length of every directed edge."""
        return np.asarray(self.chain_decimetres[self.edge_chain])

    @cached_property
    def edge_metres(self) -> Floats:
        """Length of every directed edge."""
        return np.asarray(self.edge_decimetres / 10.0)

    def edge_points(self, edge: int) -> Floats:
        """Shape points of a directed edge in its direction: array [n, 2] of (lat, lon) degrees."""
        chain = self.edge_chain[edge]
        span = slice(self.chain_first[chain], self.chain_last[chain] + 1)
        points = np.stack([self.shape_lat[span], self.shape_lon[span]], axis=1) * DEGREES_PER_UNIT
        return points[::-1] if self.edge_reversed[edge] else points


EARTH_RADIUS_M = 6_371_008.8


def haversine_metres(lat_a: Floats, lon_a: Floats, lat_b: Floats, lon_b: Floats) -> Floats:
    """Great-circle distance in metres (haversine, mean Earth radius); degrees in, broadcasting."""
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    step_phi, step_lambda = phi_b - phi_a, np.radians(np.asarray(lon_b) - np.asarray(lon_a))
    half = np.sin(step_phi / 2) ** 2 + np.cos(phi_a) * np.cos(phi_b) * np.sin(step_lambda / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))
