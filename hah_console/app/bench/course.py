"""The straight line through a course of measurements, and how sure its slope is."""

import math
from collections.abc import Sequence

BLOCKS = 8


def slope_of(course: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Slope by least squares, and its standard error; zeros with fewer than three moments.

    Neighbouring looks at a memory are alike, so the error counts no more than ``BLOCKS`` of them as independent.
    """
    if len(course) < 3:
        return 0.0, 0.0
    mean_x, mean_y = (sum(column) / len(course) for column in zip(*course, strict=True))
    spread = sum((x - mean_x) ** 2 for x, _ in course)
    if not spread:
        return 0.0, 0.0
    slope = sum((x - mean_x) * (y - mean_y) for x, y in course) / spread
    left = sum((y - mean_y - slope * (x - mean_x)) ** 2 for x, y in course)
    free = min(len(course), BLOCKS) - 2
    return slope, math.sqrt(left / spread / max(1, free))
