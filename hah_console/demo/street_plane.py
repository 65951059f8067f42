"""A plane in metres over the demo town, turned to the grain of its streets and gently bent."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

METRES_PER_DEGREE = 111_195.0
BENDS_M = ((5200.0, 230.0), (2300.0, 60.0), (760.0, 15.0))
"""Wave length and height of the bends that keep the streets from being ruled with a ruler."""

Spot = tuple[float, float]
"""Metres on the plane: along the coast to the north-east, and inland to the south-east."""
Degrees = tuple[float, float]
"""Latitude and longitude."""


@dataclass(frozen=True, slots=True)
class Plane:
    """Metres around (``lat``, ``lon``); the first axis points ``azimuth_deg`` east of north."""

    lat: float
    lon: float
    azimuth_deg: float

    def degrees(self, spot: Spot) -> Degrees:
        """Latitude and longitude of a spot."""
        turn = math.radians(self.azimuth_deg)
        east = spot[0] * math.sin(turn) + spot[1] * math.cos(turn)
        north = spot[0] * math.cos(turn) - spot[1] * math.sin(turn)
        return self.lat + north / METRES_PER_DEGREE, self.lon + east / self._metres_per_degree_of_longitude()

    def spot(self, degrees: Degrees) -> Spot:
        """The spot of a latitude and longitude."""
        turn = math.radians(self.azimuth_deg)
        north = (degrees[0] - self.lat) * METRES_PER_DEGREE
        east = (degrees[1] - self.lon) * self._metres_per_degree_of_longitude()
        return (
            east * math.sin(turn) + north * math.cos(turn),
            east * math.cos(turn) - north * math.sin(turn),
        )

    def _metres_per_degree_of_longitude(self) -> float:
        return METRES_PER_DEGREE * math.cos(math.radians(self.lat))


class Bends:
    """A smooth displacement that is small beside its wave length, so that lines never cross over."""

    def __init__(self, random: Random) -> None:
        self._waves = [
            (2 * math.pi / length, height, random.uniform(0, 2 * math.pi), random.uniform(0, 2 * math.pi))
            for length, height in BENDS_M
        ]

    def bent(self, spot: Spot) -> Spot:
        """Where a spot of the straight grid lies."""
        x, y = spot
        dx = sum(height * math.sin(turn * y + phase) for turn, height, phase, _ in self._waves)
        dy = sum(height * math.sin(turn * x + phase) for turn, height, _, phase in self._waves)
        return x + dx, y + dy


def nearest(spots: Sequence[Spot], to: Spot) -> int:
    """The position of the spot that lies nearest."""
    return min(range(len(spots)), key=lambda index: apart_m(spots[index], to))


def apart_m(a: Spot, b: Spot) -> float:
    """Metres between two spots."""
    return math.hypot(a[0] - b[0], a[1] - b[1])
