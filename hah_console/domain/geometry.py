"""Lengths on the ground: good to a tenth of a percent over a county."""

from collections.abc import Sequence
from itertools import pairwise
from math import cos, hypot, radians

METRES_PER_DEGREE = 111_195.0


def metres_along(points: Sequence[tuple[float, float]]) -> float:
    """Metres along (latitude, longitude) points in WGS84 degrees."""
    return sum(_metres(here, there) for here, there in pairwise(points))


def _metres(here: tuple[float, float], there: tuple[float, float]) -> float:
    shrink = cos(radians((here[0] + there[0]) / 2))
    return METRES_PER_DEGREE * hypot(there[0] - here[0], (there[1] - here[1]) * shrink)
