"""Polygons out of a TopoJSON file: decoding, thinning, and the point that lies deepest inside."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Point = tuple[float, float]
"""Longitude and latitude in degrees, the order of the file."""
Ring = list[Point]
METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Area:
    """A named area: its properties as in the file and its rings (outer and inner alike, even-odd rule)."""

    properties: dict[str, str]
    rings: tuple[Ring, ...]

    def contains(self, point: Point) -> bool:
        """Whether the point lies inside by the even-odd rule."""
        return sum(crossings(ring, point) for ring in self.rings) % 2 == 1


def areas(topology: dict[str, Any], layer: str) -> tuple[Area, ...]:
    """All polygons of one layer of a quantised TopoJSON document."""
    arcs = [_decode(arc, topology["transform"]) for arc in topology["arcs"]]
    return tuple(_area(geometry, arcs) for geometry in topology["objects"][layer]["geometries"])


def _decode(arc: Sequence[Sequence[int]], transform: dict[str, list[float]]) -> Ring:
    x = y = 0
    points: Ring = []
    for step in arc:
        x, y = x + step[0], y + step[1]
        points.append(
            (
                x * transform["scale"][0] + transform["translate"][0],
                y * transform["scale"][1] + transform["translate"][1],
            )
        )
    return points


def _area(geometry: dict[str, Any], arcs: list[Ring]) -> Area:
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    rings = tuple(_joined(indices, arcs) for polygon in polygons for indices in polygon)
    return Area(dict(geometry.get("properties", {})), rings)


def _joined(indices: Sequence[int], arcs: list[Ring]) -> Ring:
    ring: Ring = []
    for index in indices:
        piece = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(piece[1:] if ring else piece)
    return ring


def crossings(ring: Ring, point: Point) -> int:
    """How many edges of the ring a ray to the east of the point crosses."""
    x, y = point
    count = 0
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            count += 1
    return count


def distance_m(point: Point, start: Point, end: Point) -> float:
    """Metres from a point to a segment on a local plane (good to a few kilometres)."""
    squeeze = math.cos(math.radians(point[1]))
    ax, ay = (start[0] - point[0]) * squeeze, start[1] - point[1]
    bx, by = (end[0] - point[0]) * squeeze, end[1] - point[1]
    dx, dy = bx - ax, by - ay
    length2 = dx * dx + dy * dy
    share = 0.0 if length2 == 0 else max(0.0, min(1.0, -(ax * dx + ay * dy) / length2))
    return math.hypot(ax + share * dx, ay + share * dy) * METRES_PER_DEGREE


def edge_distance_m(area: Area, point: Point) -> float:
    """Metres from a point to the nearest edge of the area."""
    return min(distance_m(point, start, end) for ring in area.rings for start, end in pairwise(ring))


def deepest_point(area: Area, steps: int = 16) -> tuple[Point, float]:
    """The inside point farthest from the edge and that distance in metres; two grids, the second one finer."""
    ring = max(area.rings, key=len)
    west, east = min(p[0] for p in ring), max(p[0] for p in ring)
    south, north = min(p[1] for p in ring), max(p[1] for p in ring)
    best = _best_of_grid(area, (west, south, east, north), steps)
    half_x, half_y = (east - west) / steps, (north - south) / steps
    (x, y), _ = best
    finer = _best_of_grid(area, (x - half_x, y - half_y, x + half_x, y + half_y), steps)
    return max(best, finer, key=lambda found: found[1])


def _best_of_grid(area: Area, box: tuple[float, float, float, float], steps: int) -> tuple[Point, float]:
    west, south, east, north = box
    grid = [
        (west + (east - west) * (i + 0.5) / steps, south + (north - south) * (j + 0.5) / steps)
        for i in range(steps)
        for j in range(steps)
    ]
    inside = [(point, edge_distance_m(area, point)) for point in grid if area.contains(point)]
    return max(inside, key=lambda found: found[1], default=((west, south), -1.0))


def thinned(ring: Ring, tolerance_deg: float) -> Ring:
    """The ring with fewer points (Douglas and Peucker 1973), no point moved farther than the tolerance."""
    if len(ring) < 5:
        return ring
    keep = {0, len(ring) // 2, len(ring) - 1}
    stack = [(0, len(ring) // 2), (len(ring) // 2, len(ring) - 1)]
    while stack:
        first, last = stack.pop()
        far, worst = _farthest(ring, first, last)
        if worst > tolerance_deg * METRES_PER_DEGREE:
            keep.add(far)
            stack += [(first, far), (far, last)]
    return [ring[index] for index in sorted(keep)]


def _farthest(ring: Ring, first: int, last: int) -> tuple[int, float]:
    found = [(distance_m(ring[i], ring[first], ring[last]), i) for i in range(first + 1, last)]
    worst, index = max(found, default=(0.0, first))
    return index, worst


def area_km2(ring: Ring) -> float:
    """Area enclosed by a ring on a local plane."""
    squeeze = math.cos(math.radians(ring[0][1]))
    twice = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True))
    return abs(twice) / 2 * squeeze * (METRES_PER_DEGREE / 1000) ** 2
