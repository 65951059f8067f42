"""Web mercator: WGS84 degrees to a world that is one unit wide and high, y pointing south."""

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
LATITUDE_LIMIT = 85.0
EARTH_GIRTH_M = 40_075_016.686
"""Equator of the WGS84 ellipsoid; the sphere of EPSG:3857 has the same."""


def to_world(latitude: float, longitude: float) -> tuple[float, float]:
    """(x, y) of a place; latitudes beyond the limit of the projection are drawn at the limit."""
    limited = math.radians(max(-LATITUDE_LIMIT, min(LATITUDE_LIMIT, latitude)))
    return longitude / 360 + 0.5, 0.5 - math.asinh(math.tan(limited)) / (2 * math.pi)


def to_place(x: float, y: float) -> tuple[float, float]:
    """(latitude, longitude) of a point of the world."""
    return math.degrees(math.atan(math.sinh((0.5 - y) * 2 * math.pi))), (x - 0.5) * 360


def all_to_world(latitudes: ArrayLike, longitudes: ArrayLike) -> tuple[Floats, Floats]:
    """``to_world`` of whole arrays."""
    limited = np.radians(np.clip(np.asarray(latitudes, float), -LATITUDE_LIMIT, LATITUDE_LIMIT))
    return np.asarray(longitudes, float) / 360 + 0.5, 0.5 - np.arcsinh(np.tan(limited)) / (2 * np.pi)
