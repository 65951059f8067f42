"""The port of travel times. See ``ports``."""

from collections.abc import Sequence
from datetime import time
from typing import Protocol

from hah_console.domain.errors import HahError
from hah_console.domain.reach import Reach
from hah_console.domain.road_closure import Stretch


class Locations(Protocol):
    """A place as the travel provider sees it."""

    @property
    def lat(self) -> float: ...
    @property
    def lon(self) -> float: ...


class TravelMatrix(Protocol):
    """Square tables by position of the points given: seconds, metres, and where each leg came from."""

    @property
    def seconds(self) -> Sequence[Sequence[int]]: ...
    @property
    def metres(self) -> Sequence[Sequence[int]]: ...
    @property
    def sources(self) -> Sequence[Sequence[str]]: ...


class TravelTimes(Protocol):
    """Travel between places for a vehicle kind; ``path`` gives (lat, lon) points for the map.

    ``depart`` is the local time of day somebody leaves; times change at ``hour_turns`` only. ``troubles``: what is
    wrong with the sources now, each an error a person can be told. ``streets``: a way by the names of its streets.
    ``avoiding``: the same travel with nobody on these stretches; asked twice, it costs nothing the second time.
    """

    @property
    def label(self) -> str: ...
    @property
    def attribution(self) -> str: ...
    @property
    def hour_turns(self) -> tuple[time, ...]: ...
    def troubles(self) -> tuple[HahError, ...]: ...
    def matrix(self, points: Sequence[Locations], vehicle: str, depart: time | None = None) -> TravelMatrix: ...
    def path(self, start: Locations, end: Locations, vehicle: str) -> tuple[tuple[float, float], ...]: ...
    def streets(self, start: Locations, end: Locations, vehicle: str) -> tuple[Stretch, ...]: ...
    def avoiding(self, closed: Sequence[Stretch]) -> "TravelTimes": ...
    def reach(self, start: Locations, vehicle: str, seconds: int, depart: time | None = None) -> Reach: ...
