"""What lies under the routes on a map: roads by class, boundaries, land, place names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol


class RoadClass(StrEnum):
    """Road classes, widest first. EXPRESSWAY is a trunk road closed to scooters (快速道路)."""

    MOTORWAY = "motorway"
    EXPRESSWAY = "expressway"
    TRUNK = "trunk"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    TERTIARY = "tertiary"
    UNCLASSIFIED = "unclassified"
    RESIDENTIAL = "residential"
    LIVING_STREET = "living_street"
    SERVICE = "service"


class Numbers(Protocol):
    """Any sequence of numbers; adapters hand over numpy arrays."""

    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> Any: ...


@dataclass(frozen=True, slots=True)
class Lines:
    """Polylines in flat WGS84 arrays: line ``i`` runs over points ``firsts[i]`` to ``lasts[i]``, both included."""

    lats: Numbers = ()
    lons: Numbers = ()
    firsts: Numbers = ()
    lasts: Numbers = ()


STREET, LANE = 3, 4
"""Ranks of the names of a street and of a lane (巷, 弄) off one."""


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name on the map; ``rank`` 0 shows first (county), 1 town, 2 village, 3 street, 4 lane."""

    name: str
    lat: float
    lon: float
    rank: int = 2


@dataclass(frozen=True, slots=True)
class MapGround:
    """The still part of a map. ``land`` are closed rings; ``synthetic`` streets must be marked on screen;
    ``one_way`` are streets in the direction in which they are driven."""

    roads: Mapping[RoadClass, Lines] = field(default_factory=dict)
    boundaries: Lines = field(default_factory=Lines)
    land: Lines = field(default_factory=Lines)
    names: tuple[PlaceName, ...] = ()
    attribution: str = ""
    synthetic: bool = False
    one_way: Lines = field(default_factory=Lines)
