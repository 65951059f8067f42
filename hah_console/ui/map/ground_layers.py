"""The ground in world units, cut into short pieces so that a tile takes only what lies in it. No Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from hah_console.domain.map_ground import Lines, MapGround, RoadClass
from hah_console.ui.map.projection import Floats, all_to_world

Indices: TypeAlias = NDArray[np.int64]
Rect: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom in world units."""
PIECE_SEGMENTS = 48


@dataclass(frozen=True, slots=True)
class Pieces:
    """Short polylines: piece ``i`` runs over points ``firsts[i]`` to ``lasts[i]``; ``boxes`` is [n, 4] as Rect."""

    xs: Floats
    ys: Floats
    firsts: Indices
    lasts: Indices
    boxes: Floats

    def within(self, rect: Rect) -> Indices:
        """Pieces whose box meets the rectangle."""
        left, top, right, bottom = rect
        boxes = self.boxes
        meets = (boxes[:, 0] <= right) & (boxes[:, 2] >= left) & (boxes[:, 1] <= bottom) & (boxes[:, 3] >= top)
        return np.flatnonzero(meets)

    def points(self, chosen: Indices) -> tuple[Floats, Floats, NDArray[np.bool_]]:
        """Points of the chosen pieces one after another, and which of them go on to the next."""
        at, goes_on = gathered(self.firsts[chosen], self.lasts[chosen])
        return self.xs[at], self.ys[at], goes_on


@dataclass(frozen=True, slots=True)
class GroundLayers:
    """What tiles are painted from. ``land`` are closed rings [n, 2]; ``one_way`` lead where they are driven."""

    roads: dict[RoadClass, Pieces]
    boundaries: Pieces
    land: tuple[Floats, ...]
    land_boxes: Floats
    one_way: Pieces

    @classmethod
    def of(cls, ground: MapGround) -> "GroundLayers":
        """Project and cut a ground; a tenth of a second for a whole county's streets."""
        land = tuple(_rings(ground.land))
        boxes = np.array([(*ring.min(axis=0), *ring.max(axis=0)) for ring in land]).reshape(-1, 4)
        roads = {road_class: pieces(lines) for road_class, lines in ground.roads.items() if len(lines.firsts)}
        return cls(roads, pieces(ground.boundaries), land, boxes, pieces(ground.one_way))

    def land_within(self, rect: Rect) -> Iterator[Floats]:
        """Rings cut to the rectangle; those outside are left out."""
        left, top, right, bottom = rect
        for ring, box in zip(self.land, self.land_boxes, strict=True):
            if box[0] <= right and box[2] >= left and box[1] <= bottom and box[3] >= top:
                part = clipped(ring, rect)
                if len(part) > 2:
                    yield part


def gathered(firsts: Indices, lasts: Indices) -> tuple[Indices, NDArray[np.bool_]]:
    """Indices of all points of the lines, and False at the last point of each."""
    sizes = lasts - firsts + 1
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    at = np.arange(total) + np.repeat(firsts - (ends - sizes), sizes)
    goes_on = np.ones(total, bool)
    goes_on[ends - 1] = False
    return at, goes_on


def pieces(lines: Lines) -> Pieces:
    """Lines in degrees cut into pieces of at most 48 segments."""
    xs, ys = all_to_world(np.asarray(lines.lats, float), np.asarray(lines.lons, float))
    firsts, lasts = np.asarray(lines.firsts, np.int64), np.asarray(lines.lasts, np.int64)
    counts = np.maximum(1, -(-(lasts - firsts) // PIECE_SEGMENTS))
    nth = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    starts = np.repeat(firsts, counts) + nth * PIECE_SEGMENTS
    ends = np.minimum(starts + PIECE_SEGMENTS, np.repeat(lasts, counts))
    return Pieces(xs, ys, starts, ends, _boxes(xs, ys, starts, ends))


def _boxes(xs: Floats, ys: Floats, firsts: Indices, lasts: Indices) -> Floats:
    if not len(firsts):
        return np.zeros((0, 4))
    at, goes_on = gathered(firsts, lasts)
    begins = np.append(0, np.flatnonzero(~goes_on)[:-1] + 1)
    x, y = xs[at], ys[at]
    lows = np.minimum.reduceat(x, begins), np.minimum.reduceat(y, begins)
    return np.column_stack([*lows, np.maximum.reduceat(x, begins), np.maximum.reduceat(y, begins)])


def _rings(lines: Lines) -> Iterator[Floats]:
    xs, ys = all_to_world(np.asarray(lines.lats, float), np.asarray(lines.lons, float))
    for first, last in zip(np.asarray(lines.firsts), np.asarray(lines.lasts), strict=True):
        yield np.column_stack([xs[first : last + 1], ys[first : last + 1]])


def clipped(ring: Floats, rect: Rect) -> Floats:
    """The ring inside the rectangle (Sutherland and Hodgman 1974, one edge after another)."""
    for axis, limit, keeps_less in ((0, rect[0], False), (1, rect[1], False), (0, rect[2], True), (1, rect[3], True)):
        ring = _cut(ring, axis, limit, -1.0 if keeps_less else 1.0)
    return ring


def _cut(ring: Floats, axis: int, limit: float, sign: float) -> Floats:
    if not len(ring):
        return ring
    after = np.roll(ring, -1, axis=0)
    depth, depth_after = (ring[:, axis] - limit) * sign, (after[:, axis] - limit) * sign
    crosses = (depth >= 0) != (depth_after >= 0)
    share = np.divide(depth, depth - depth_after, out=np.zeros_like(depth), where=crosses)
    crossing = ring + (after - ring) * share[:, None]
    kept = np.stack([crosses, depth_after >= 0], axis=1).ravel()
    cut: Floats = np.stack([crossing, after], axis=1).reshape(-1, 2)[kept]
    return cut
