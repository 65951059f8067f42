"""The area reached over the streets in a given time: streets within it, thickened to an area, its edge as rings."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from hah_console.adapters.roads.engine import CLOSED
from hah_console.adapters.roads.graph import (
    BACKWARD,
    DEGREES_PER_UNIT,
    EARTH_RADIUS_M,
    FORWARD,
    Flags,
    Floats,
    RoadGraph,
)
from hah_console.adapters.roads.outline import outlines

CELL_M = 90.0
"""Side of a cell of the raster; a street fills those it runs through and their neighbours."""
LARGEST_SIDE = 700
"""Cells of the raster along one side; a larger area has larger cells."""
NEVER_CS = 1e12
"""A chain the vehicle may not drive that way."""
_GAP_CELLS = 2
"""Gaps between streets up to twice as wide are part of the area."""
Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Streets:
    """What of a graph is looked at each time: the way along all shape points, and the seconds each chain takes."""

    graph: RoadGraph
    ran_m: Floats
    ahead_cs: Floats
    back_cs: Floats

    @classmethod
    def of(cls, graph: RoadGraph, weights: NDArray[np.integer]) -> "Streets":
        """``weights`` are centiseconds of the directed edges of one vehicle kind."""
        chains = len(graph.chain_from)
        times = np.where(weights >= CLOSED, NEVER_CS, weights.astype(float))
        forward = np.flatnonzero(graph.chain_direction != BACKWARD)
        backward = np.flatnonzero(graph.chain_direction != FORWARD)
        ahead, back = np.full(chains, NEVER_CS), np.full(chains, NEVER_CS)
        ahead[forward], back[backward] = times[: len(forward)], times[len(forward) :]
        return cls(graph, _ran(graph), ahead, back)

    def rings(self, node_cs: Floats, limit_cs: float) -> tuple[Ring, ...]:
        """The edge of the area within ``limit_cs`` when junctions are reached after ``node_cs`` (infinite: never)."""
        lats, lons = self._reached(node_cs, limit_cs)
        if not len(lats):
            return ()
        grid = _Grid.around(lats, lons)
        return tuple(grid.places(ring) for ring in outlines(grid.area(lats, lons)))

    def _reached(self, node_cs: Floats, limit_cs: float) -> tuple[Floats, Floats]:
        """Points every half cell along every street that are reached in time."""
        graph = self.graph
        start, end = node_cs[graph.chain_from], node_cs[graph.chain_to]
        chosen = np.flatnonzero(np.minimum(start, end) <= limit_cs)
        chain, along, share = self._samples(chosen)
        after = np.minimum(start[chain] + share * self.ahead_cs[chain], end[chain] + (1 - share) * self.back_cs[chain])
        at = along[after <= limit_cs]
        return np.interp(at, self.ran_m, graph.shape_lat), np.interp(at, self.ran_m, graph.shape_lon)

    def _samples(self, chains: NDArray[np.intp]) -> tuple[NDArray[np.intp], Floats, Floats]:
        """Chain, place along all shape points and share of the chain of each sample."""
        first = self.ran_m[self.graph.chain_first[chains]]
        length = self.ran_m[self.graph.chain_last[chains]] - first
        counts = np.ceil(length / (CELL_M / 2)).astype(int) + 1
        nth = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        share = nth / np.maximum(1, np.repeat(counts, counts) - 1)
        return np.repeat(chains, counts), np.repeat(first, counts) + share * np.repeat(length, counts), share


@dataclass(frozen=True, slots=True)
class _Grid:
    """A raster over coordinates in 1e-7 degrees; row and column 0 stand in the south-west."""

    south: float
    west: float
    cell_lat: float
    cell_lon: float
    shape: tuple[int, int]

    @classmethod
    def around(cls, lats: Floats, lons: Floats) -> "_Grid":
        per_m = 1 / (np.radians(DEGREES_PER_UNIT) * EARTH_RADIUS_M)
        wide = per_m / np.cos(np.radians(lats.mean() * DEGREES_PER_UNIT))
        cell_m = max(CELL_M, np.ptp(lats) / per_m / LARGEST_SIDE, np.ptp(lons) / wide / LARGEST_SIDE)
        margin = _GAP_CELLS + 2
        cell_lat, cell_lon = float(cell_m * per_m), float(cell_m * wide)
        south, west = float(lats.min() - margin * cell_lat), float(lons.min() - margin * cell_lon)
        rows, columns = (
            int(np.ptp(axis) / cell) + 2 * margin + 1 for axis, cell in ((lats, cell_lat), (lons, cell_lon))
        )
        return cls(south, west, cell_lat, cell_lon, (rows, columns))

    def area(self, lats: Floats, lons: Floats) -> Flags:
        area = np.zeros(self.shape, np.bool_)
        area[((lats - self.south) / self.cell_lat).astype(int), ((lons - self.west) / self.cell_lon).astype(int)] = True
        around = ndimage.generate_binary_structure(2, 2)
        grown = ndimage.binary_dilation(area, around)
        closed: Flags = ndimage.binary_closing(grown, around, iterations=_GAP_CELLS)
        both: Flags = np.logical_or(closed, grown)
        return both

    def places(self, ring: Floats) -> Ring:
        """A ring of (row, column) corners as places."""
        lats, lons = self.south + ring[:, 0] * self.cell_lat, self.west + ring[:, 1] * self.cell_lon
        rows = np.column_stack([lats, lons]) * DEGREES_PER_UNIT
        return tuple((lat, lon) for lat, lon in np.round(rows, 6).tolist())


def _ran(graph: RoadGraph) -> Floats:
    """Metres along all shape points one after the other; a metre more where one street ends and another begins."""
    lat, lon = np.radians(graph.shape_lat * DEGREES_PER_UNIT), np.radians(graph.shape_lon * DEGREES_PER_UNIT)
    steps = np.hypot(np.diff(lat), np.diff(lon) * np.cos(lat[:-1])) * EARTH_RADIUS_M
    inside = np.zeros(len(lat) + 1, int)
    np.add.at(inside, graph.chain_first, 1)
    np.add.at(inside, graph.chain_last, -1)
    joined = np.cumsum(inside)[: len(steps)] > 0
    return np.concatenate([[0.0], np.cumsum(np.where(joined, steps, 0.0) + 1e-3)])
