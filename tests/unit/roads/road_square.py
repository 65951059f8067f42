"""Places and streets given in metres around a point of 新竹, and three sides of a square kilometre."""

import math
from dataclasses import dataclass

from hah_console.adapters.roads.graph import EARTH_RADIUS_M
from hah_console.domain.map_ground import RoadClass
from hah_console.domain.street import Street

METRES_PER_DEGREE = math.radians(EARTH_RADIUS_M)
LAT, LON = 24.8, 120.97
EAST = math.cos(math.radians(LAT))


@dataclass(frozen=True)
class At:
    """A place."""

    lat: float
    lon: float


def at(east_m: float, north_m: float = 0.0) -> At:
    """The place so many metres from the middle."""
    return At(LAT + north_m / METRES_PER_DEGREE, LON + east_m / METRES_PER_DEGREE / EAST)


def street(*spots: tuple[float, float], of: RoadClass = RoadClass.RESIDENTIAL, one_way: bool = False) -> Street:
    """A street through spots given as metres to the east and north."""
    places = [at(*spot) for spot in spots]
    return Street(tuple((place.lat, place.lon) for place in places), of, one_way)


SQUARE = (street((0, 0), (1000, 0)), street((1000, 0), (1000, 1000)), street((0, 1000), (1000, 1000)))
"""Three sides of a square kilometre; the west side is left to the test."""
