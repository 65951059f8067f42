"""What the demo town is like at a place: on which bank of the river, how built up, how hilly."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hah_console.demo.street_plane import METRES_PER_DEGREE, Degrees

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
RIVER_M = 260.0
"""Closer than this to the other bank only bridges are built."""
HILLS_SOUTH_OF = 24.796
"""Where the land begins to rise towards the south-east."""


@dataclass(frozen=True, slots=True)
class TownOutline:
    """A town with its county and its rings of (lat, lon)."""

    county: str
    town: str
    rings: tuple[tuple[Degrees, ...], ...]


def read_towns(path: Path) -> tuple[TownOutline, ...]:
    """The outlines of a towns.json (see atlas_import)."""
    document = json.loads(path.read_text("utf-8"))
    return tuple(
        TownOutline(town["county"], town["town"], tuple(tuple((lat, lon) for lat, lon in r) for r in town["rings"]))
        for town in document["towns"]
    )


class Land:
    """Looked at for many places at once: latitudes and longitudes as arrays."""

    def __init__(self, towns: Sequence[TownOutline], villages: Sequence[Degrees]) -> None:
        self._towns = towns
        self._counties = sorted({town.county for town in towns})
        self._villages = np.array(villages)

    def bank(self, lats: Numbers, lons: Numbers) -> NDArray[np.int64]:
        """The number of the county a place lies in, -1 outside: the river runs between the counties."""
        found = np.full(lats.shape, -1, np.int64)
        for town in self._towns:
            for ring in town.rings:
                found[_inside(ring, lats, lons)] = self._counties.index(town.county)
        return found

    def at_the_river(self, lats: Numbers, lons: Numbers) -> Flags:
        """Whether the other bank is closer than RIVER_M."""
        own, near = self.bank(lats, lons), np.zeros(lats.shape, np.bool_)
        for turn in np.linspace(0, 2 * np.pi, 8, endpoint=False):
            aside = RIVER_M / METRES_PER_DEGREE
            other = self.bank(lats + aside * np.cos(turn), lons + aside * np.sin(turn) / np.cos(np.radians(24.8)))
            near |= (other >= 0) & (own >= 0) & (other != own)
        return near

    def village_spacing_m(self, lats: Numbers, lons: Numbers) -> Numbers:
        """Mean distance to the three nearest villages: below 500 m in the middle of the city, above 1,500 m outside."""
        north = (lats[:, None] - self._villages[:, 0]) * METRES_PER_DEGREE
        east = (lons[:, None] - self._villages[:, 1]) * METRES_PER_DEGREE * np.cos(np.radians(24.8))
        return np.asarray(np.sort(np.hypot(north, east), axis=1)[:, :3].mean(axis=1))

    def hilliness(self, lats: Numbers, lons: Numbers) -> Numbers:
        """0 on the coastal plain to 1 in the hills of the south-east."""
        south = np.clip((HILLS_SOUTH_OF - lats) / 0.024, 0.0, 1.0)
        inland = np.clip((lons - 120.925 - (lats - 24.75) * 0.55) / 0.03, 0.0, 1.0)
        return np.asarray(south * inland)


def _inside(ring: Sequence[Degrees], lats: Numbers, lons: Numbers) -> Flags:
    """Even-odd rule for all places at once."""
    inside = np.zeros(lats.shape, np.bool_)
    for (lat_a, lon_a), (lat_b, lon_b) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if lat_a != lat_b:
            crossed = (lat_a > lats) != (lat_b > lats)
            inside ^= crossed & (lons < lon_a + (lats - lat_a) / (lat_b - lat_a) * (lon_b - lon_a))
    return inside
