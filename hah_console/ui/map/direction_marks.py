"""Chevrons along a line that say in which direction it is driven."""

import math

import numpy as np
from PySide6.QtCore import QPointF

from hah_console.ui.map.projection import Floats

ARROW_EVERY_PX = 140.0


def arrows(xs: Floats, ys: Floats) -> list[tuple[float, float, float]]:
    """(x, y, angle) of direction marks every 140 pixels along a line; at most 400."""
    steps = np.hypot(np.diff(xs), np.diff(ys))
    ends = np.cumsum(steps)
    if not len(ends) or ends[-1] < ARROW_EVERY_PX / 2:
        return []
    wanted = np.arange(ARROW_EVERY_PX / 2, ends[-1], max(ARROW_EVERY_PX, ends[-1] / 400))
    at = np.minimum(np.searchsorted(ends, wanted), len(steps) - 1)
    share = 1 - (ends[at] - wanted) / np.maximum(steps[at], 1e-9)
    dx, dy = xs[at + 1] - xs[at], ys[at + 1] - ys[at]
    marks = np.column_stack([xs[at] + dx * share, ys[at] + dy * share, np.arctan2(dy, dx)])
    return [(x, y, angle) for x, y, angle in marks.tolist()]


def chevron(x: float, y: float, angle: float, size: float) -> list[QPointF]:
    """A mark with its point at a pixel, pointing along an angle (radians, clockwise from the right)."""
    back = [(x - size * math.cos(angle + turn), y - size * math.sin(angle + turn)) for turn in (0.7, -0.7)]
    return [QPointF(*back[0]), QPointF(x, y), QPointF(*back[1])]
