"""Tells land from sea around Taiwan with a coarse outline: a slipped coordinate is found before a nurse drives."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Self

BOX = (21.8, 118.0, 26.5, 122.1)
"""South, west, north, east of all counties, islands of Kinmen and Matsu included (degrees)."""
SHORE_M = 700.0
"""A point this near to the coarse shore line counts as land (harbours, tidal flats, bridges)."""
METRES_PER_DEGREE = 111_195.0
OUTLINE_FILE = Path(__file__).resolve().parents[3] / "resources" / "geo" / "taiwan_outline.json"
"""In a checkout and in a bundle the resources lie beside the package."""

Ring = list[list[float]]


@dataclass(frozen=True, slots=True)
class Shore:
    """A closed ring of [lat, lon] and the band it lies in: a point outside it is not inside the ring."""

    ring: Ring
    south: float
    north: float
    east: float

    @classmethod
    def around(cls, ring: Ring) -> Self:
        """PERF(start): of 55 rings three or four share a latitude with a point."""
        lats = [corner[0] for corner in ring]
        return cls(ring, min(lats), max(lats), max(corner[1] for corner in ring))

    def crossings(self, lat: float, lon: float) -> int:
        """How often a line from the point to the east crosses the ring."""
        return _crossings(self.ring, lat, lon) if self.south <= lat <= self.north and lon <= self.east else 0


@dataclass(frozen=True, slots=True)
class Outline:
    """All shores."""

    shores: tuple[Shore, ...]

    def sea_distance_m(self, lat: float, lon: float) -> float:
        """Metres from land: 0 inside any ring or near a shore."""
        if sum(shore.crossings(lat, lon) for shore in self.shores) % 2:
            return 0.0
        nearest = min(_ring_distance_m(shore.ring, lat, lon) for shore in self.shores)
        return nearest if nearest > SHORE_M else 0.0


def read_outline(path: Path = OUTLINE_FILE) -> Outline:
    """The outline of resources/geo/taiwan_outline.json."""
    return Outline(tuple(Shore.around(ring) for ring in json.loads(path.read_text("utf-8"))["rings"]))


def location_problem(lat: float, lon: float, outline: Outline) -> tuple[str, dict[str, object]] | None:
    """What is wrong with a coordinate: swapped_coordinates, outside_taiwan or in_the_sea with facts; None when good."""
    facts: dict[str, object] = {"lat": lat, "lon": lon}
    if not in_box(lat, lon):
        return ("swapped_coordinates" if in_box(lon, lat) else "outside_taiwan"), facts
    away_m = outline.sea_distance_m(lat, lon)
    return ("in_the_sea", {**facts, "km": f"{away_m / 1000:.1f}"}) if away_m else None


def in_box(lat: float, lon: float) -> bool:
    """Whether the point lies in the rectangle around Taiwan and its islands."""
    south, west, north, east = BOX
    return south <= lat <= north and west <= lon <= east


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Straight distance on a local plane, good to a few per cent within Taiwan."""
    squeeze = math.cos(math.radians((lat1 + lat2) / 2))
    return math.hypot(lat1 - lat2, (lon1 - lon2) * squeeze) * METRES_PER_DEGREE / 1000


def _crossings(ring: Ring, lat: float, lon: float) -> int:
    count = 0
    lat1, lon1 = ring[-1]
    for lat2, lon2 in ring:
        if (lat1 > lat) != (lat2 > lat) and lon < (lon2 - lon1) * (lat - lat1) / (lat2 - lat1) + lon1:
            count += 1
        lat1, lon1 = lat2, lon2
    return count


def _ring_distance_m(ring: Ring, lat: float, lon: float) -> float:
    squeeze = math.cos(math.radians(lat))
    best = math.inf
    ax, ay = (ring[-1][1] - lon) * squeeze, ring[-1][0] - lat
    for corner in ring:
        bx, by = (corner[1] - lon) * squeeze, corner[0] - lat
        best = min(best, _origin_distance(ax, ay, bx, by))
        ax, ay = bx, by
    return best * METRES_PER_DEGREE


def _origin_distance(ax: float, ay: float, bx: float, by: float) -> float:
    dx, dy = bx - ax, by - ay
    length2 = dx * dx + dy * dy
    share = 0.0 if length2 == 0 else max(0.0, min(1.0, -(ax * dx + ay * dy) / length2))
    return math.hypot(ax + share * dx, ay + share * dy)
