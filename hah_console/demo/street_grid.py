"""The grain of the demo town: a bent grid of arterials, collectors and residential streets, thinner outside."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from random import Random

import numpy as np
from numpy.typing import NDArray

from hah_console.demo.street_land import Flags, Land, Numbers
from hah_console.demo.street_plane import Bends, Degrees, Plane
from hah_console.domain.map_ground import RoadClass
from hah_console.domain.street import Street

SPACING_M = 118.0
COLLECTOR, ARTERIAL, MAIN = 4, 12, 24
"""Every fourth line is a collector, every twelfth an arterial, every twenty-fourth a main road."""
ALONG_M, INLAND_M = (-11_500.0, 8_500.0), (-9_000.0, 8_500.0)
BUILT_UP_M, OPEN_COUNTRY_M = 480.0, 1_350.0
"""Village spacing of streets at every line, and of hardly any."""
ONE_WAY_SHARE = 0.3

Corner = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """Corners by line numbers: ``lats[i, j]`` where line ``i`` along the coast meets line ``j`` inland."""

    lats: Numbers
    lons: Numbers
    bank: NDArray[np.int64]
    river: Flags
    spacing_m: Numbers
    hills: Numbers

    def degrees(self, corner: Corner) -> Degrees:
        """Where a corner lies."""
        return float(self.lats[corner]), float(self.lons[corner])


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch between two collectors, or one step of a wider road: its corners in order."""

    corners: tuple[Corner, ...]
    road_class: RoadClass
    one_way: bool = False


def laid_out(plane: Plane, land: Land, random: Random) -> Grid:
    """The bent grid with what the land is like at every corner."""
    bends = Bends(random)
    lines = [_lines(random, *ALONG_M), _lines(random, *INLAND_M)]
    spots = [[plane.degrees(bends.bent((x, y))) for y in lines[1]] for x in lines[0]]
    at = np.array(spots)
    shape = at.shape[:2]
    lats, lons = at[:, :, 0].ravel(), at[:, :, 1].ravel()
    return Grid(
        lats=at[:, :, 0],
        lons=at[:, :, 1],
        bank=land.bank(lats, lons).reshape(shape),
        river=land.at_the_river(lats, lons).reshape(shape),
        spacing_m=land.village_spacing_m(lats, lons).reshape(shape),
        hills=land.hilliness(lats, lons).reshape(shape),
    )


def _lines(random: Random, first: float, last: float) -> list[float]:
    count = round((last - first) / SPACING_M)
    steps = (SPACING_M * random.uniform(0.78, 1.22) for _ in range(count))
    return list(accumulate(steps, initial=first))


def runs(grid: Grid, random: Random) -> Iterator[Run]:
    """Every stretch of street that is built."""
    along, inland = grid.lats.shape
    for line in range(along):
        for block in range(0, inland - COLLECTOR, COLLECTOR):
            yield from _built(grid, [(line, block + step) for step in range(COLLECTOR + 1)], line, random)
    for line in range(inland):
        for block in range(0, along - COLLECTOR, COLLECTOR):
            yield from _built(grid, [(block + step, line) for step in range(COLLECTOR + 1)], line, random)


def _built(grid: Grid, corners: list[Corner], line: int, random: Random) -> Iterator[Run]:
    luck, turn = random.random(), random.random()
    middle = corners[len(corners) // 2]
    if grid.bank[middle] < 0 or luck >= _share(line, float(grid.spacing_m[middle]), float(grid.hills[middle])):
        return
    road_class = _class(line, float(grid.spacing_m[middle]))
    for piece in _on_land(grid, corners, bridge=line % ARTERIAL == 0):
        whole = len(piece) == len(corners)
        one_way = road_class is RoadClass.RESIDENTIAL and whole and turn < ONE_WAY_SHARE
        yield Run(tuple(piece if line % 2 else piece[::-1]), road_class, one_way)


def _share(line: int, spacing_m: float, hills: float) -> float:
    """How many of the stretches of such a line are built."""
    crowd = min(1.0, max(0.0, (OPEN_COUNTRY_M - spacing_m) / (OPEN_COUNTRY_M - BUILT_UP_M)))
    if line % MAIN == 0 or (line % ARTERIAL == 0 and hills < 0.6):
        return 1.0
    if line % COLLECTOR == 0:
        return (0.55 + 0.45 * crowd) * (1.0 - 0.6 * hills)
    return (0.05 + 0.87 * crowd * math.sqrt(crowd)) * (1.0 - 0.9 * hills)


def _class(line: int, spacing_m: float) -> RoadClass:
    if line % MAIN == 0:
        return RoadClass.PRIMARY
    if line % ARTERIAL == 0:
        return RoadClass.SECONDARY
    if line % COLLECTOR == 0:
        return RoadClass.TERTIARY
    return RoadClass.RESIDENTIAL if spacing_m < OPEN_COUNTRY_M else RoadClass.UNCLASSIFIED


def _on_land(grid: Grid, corners: list[Corner], *, bridge: bool) -> Iterator[list[Corner]]:
    """The stretches of a run that stay on land, and off the river unless it is bridged."""
    piece: list[Corner] = []
    for corner in corners:
        if grid.bank[corner] >= 0 and (bridge or not grid.river[corner]):
            piece.append(corner)
            continue
        if len(piece) > 1:
            yield piece
        piece = []
    if len(piece) > 1:
        yield piece


def as_street(grid: Grid, run: Run) -> Street:
    """A run as a street."""
    return Street(tuple(grid.degrees(corner) for corner in run.corners), run.road_class, run.one_way)
