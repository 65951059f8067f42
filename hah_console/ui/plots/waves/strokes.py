"""Polygons of a stretch of samples: one stroke per unbroken part, never more points than a stroke can carry."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from pyqtgraph.functions import create_qpolygonf, ndarray_from_qpolygonf
from PySide6.QtGui import QPolygonF

Points = npt.NDArray[np.float64]
MOST_POINTS = 1_200
"""PERF: Qt's stroker takes more than proportionally longer for longer strokes."""
DENSE = 3.0
"""With more samples to a pixel than this only the lowest and highest of each pixel are drawn."""


def strokes(x: Points, y: Points) -> Iterator[QPolygonF]:
    """Polygons through the finite points; a NaN in ``y`` parts two of them, a single point is a short dash."""
    for start, end in _parts(np.isfinite(y)):
        px, py = _thinned(x[start:end], y[start:end])
        for at in range(0, px.size, MOST_POINTS - 1):
            piece = slice(at, at + MOST_POINTS)
            if px[piece].size > 1 or at == 0:
                yield _polygon(px[piece], py[piece])


def _parts(good: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], good, [False]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _thinned(x: Points, y: Points) -> tuple[Points, Points]:
    """Lowest and highest of every pixel in the order of their course, when there are many samples to a pixel."""
    if x.size < 2 * DENSE or x.size / max(1.0, x[-1] - x[0]) <= DENSE:
        return x, y
    column = np.floor(x).astype(np.int64)
    first = np.concatenate(([0], np.flatnonzero(np.diff(column)) + 1))
    low, high = np.minimum.reduceat(y, first), np.maximum.reduceat(y, first)
    falls = y[first] > y[np.concatenate((first[1:], [y.size])) - 1]
    pairs = np.column_stack((np.where(falls, high, low), np.where(falls, low, high)))
    return np.repeat(x[first], 2), pairs.ravel()


def _polygon(x: Points, y: Points) -> QPolygonF:
    size = max(2, x.size)
    polygon = create_qpolygonf(size)
    points = ndarray_from_qpolygonf(polygon)
    points[: x.size, 0], points[: x.size, 1] = x, y
    if x.size == 1:
        points[1] = (x[0] + 1.0, y[0])
    return polygon  # type: ignore[no-any-return]
