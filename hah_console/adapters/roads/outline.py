"""The edges of a raster's area as smooth closed lines."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Corner = tuple[int, int]
AROUND = 2
"""Each corner is moved to the mean of so many before and after it: the steps of the raster are no streets."""
FEWEST = 16
"""A ring of fewer cell edges is a speck or a pinhole and is left out."""


def outlines(area: NDArray[np.bool_]) -> Iterator[NDArray[np.float64]]:
    """Rings of (row, column) corners [n, 2], the first not repeated; the area lies to the left of every ring. Cells at
    the rim of the raster must be outside."""
    after = _edges(area)
    while after:
        start = next(iter(after))
        ring = list(_walk(after, start))
        if len(ring) >= FEWEST:
            yield _smooth(np.array(ring, float))


def _edges(area: NDArray[np.bool_]) -> dict[Corner, list[Corner]]:
    """The edges between area and outside by the corner they leave."""
    after: dict[Corner, list[Corner]] = {}
    up, left = area & ~np.roll(area, -1, 0), area & ~np.roll(area, 1, 1)
    down, right = area & ~np.roll(area, 1, 0), area & ~np.roll(area, -1, 1)
    for cells, begins, ends in (
        (down, (0, 0), (0, 1)), (right, (0, 1), (1, 1)), (up, (1, 1), (1, 0)), (left, (1, 0), (0, 0)),
    ):  # fmt: skip
        for row, column in np.argwhere(cells).tolist():
            corner = row + begins[0], column + begins[1]
            after.setdefault(corner, []).append((row + ends[0], column + ends[1]))
    return after


def _walk(after: dict[Corner, list[Corner]], start: Corner) -> Iterator[Corner]:
    """From edge to edge until the ring closes; each edge is used up."""
    corner, before = start, start
    while corner in after:
        yield corner
        ways = after[corner]
        way = ways.pop(_turn(ways, before, corner))
        if not ways:
            del after[corner]
        before, corner = corner, way


def _turn(ways: list[Corner], before: Corner, corner: Corner) -> int:
    """Where two cells touch at a corner only: turn right, so that they stay two areas."""
    if len(ways) == 1:
        return 0
    ahead = corner[0] - before[0], corner[1] - before[1]
    return max(range(len(ways)), key=lambda n: _cross(ahead, (ways[n][0] - corner[0], ways[n][1] - corner[1])))


def _cross(a: Corner, b: Corner) -> int:
    return a[1] * b[0] - a[0] * b[1]


def _smooth(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    mean = sum(np.roll(ring, shift, axis=0) for shift in range(-AROUND, AROUND + 1)) / (2 * AROUND + 1)
    smooth: NDArray[np.float64] = np.asarray(mean)
    return smooth
