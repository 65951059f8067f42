"""Rides told by a routing server: split at its limit, remembered, with the way from its roads to the doors."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hah_console.adapters.roads.covering import Block, blocks, pieces
from hah_console.adapters.roads.errors import RoutingFailed
from hah_console.adapters.roads.leg_cache import NOT_ASKED, LegCache, OnRoad, unsnapped
from hah_console.adapters.roads.profile import SpeedProfile
from hah_console.adapters.roads.rides import Rides, Spots, Way
from hah_console.domain.visit import LegSource


class TooLarge(RoutingFailed):
    """The server takes no table of this size."""


class TooFar(TooLarge):
    """The server takes no table of places so far apart."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: rides from road to road (NaN: no way), and where each place was snapped to."""

    rides: Rides
    origins: list[OnRoad]
    targets: list[OnRoad]


class Dialect(Protocol):
    """How one kind of server is spoken to; ``table`` raises TooLarge or RemoteRoutingFailed. ``way`` is None where the
    server knows none."""

    @property
    def name(self) -> str: ...
    @property
    def limit(self) -> int: ...
    def serves(self, vehicle: str) -> bool: ...
    def table(self, origins: Spots, targets: Spots, vehicle: str) -> Told: ...
    def way(self, start: Spots, end: Spots, vehicle: str) -> Way | None: ...


class RemoteRides:
    """See RideProvider. Threads: any."""

    source = LegSource.REMOTE

    def __init__(self, dialect: Dialect, profile: SpeedProfile, attribution: str = "") -> None:
        self._dialect, self._profile, self.attribution = dialect, profile, attribution
        self._limit, self._cache = dialect.limit, LegCache()

    @property
    def name(self) -> str:
        """What people call the server."""
        return self._dialect.name

    def serves(self, vehicle: str) -> bool:
        """Whether the server was prepared for this vehicle kind."""
        return self._dialect.serves(vehicle)

    def rides(self, origins: Spots, targets: Spots, vehicle: str) -> Rides:
        """See RideProvider; what was told before is not asked again."""
        known = self._cache.rides(origins, targets, vehicle)
        for block in blocks(np.isinf(known.seconds)):
            for piece in pieces(block, self._limit):
                self._ask(origins, targets, piece, vehicle)
        return self._with_doors(origins, targets, vehicle)

    def way(self, start: Spots, end: Spots, vehicle: str) -> Way | None:
        """See RideProvider."""
        found = self._dialect.way(start, end, vehicle)
        door_a, door_b = (float(start[0]), float(start[1])), (float(end[0]), float(end[1]))
        return None if found is None else (door_a, *found, door_b)

    def _ask(self, origins: Spots, targets: Spots, block: Block, vehicle: str) -> None:
        """One table, in ever smaller pieces as long as the server says that it is too large."""
        rows, columns = block
        try:
            told = self._dialect.table(origins[rows], targets[columns], vehicle)
        except TooLarge as error:
            self._ask_in_pieces(origins, targets, block, vehicle, lasting=not isinstance(error, TooFar))
        else:
            self._cache.put(vehicle, origins[rows], targets[columns], (told.origins, told.targets), told.rides)

    def _ask_in_pieces(self, origins: Spots, targets: Spots, block: Block, vehicle: str, *, lasting: bool) -> None:
        """``lasting``: no larger table is asked for from now on."""
        rows, columns = block
        half = max(len(rows), len(columns)) // 2
        if not half:
            ends = unsnapped(origins[rows]), unsnapped(targets[columns])
            self._cache.put(vehicle, origins[rows], targets[columns], ends, Rides.unknown(1, 1))
        elif lasting:
            self._limit = min(self._limit, half)
        for piece in pieces(block, half) if half else ():
            self._ask(origins, targets, piece, vehicle)

    def _with_doors(self, origins: Spots, targets: Spots, vehicle: str) -> Rides:
        told = self._cache.rides(origins, targets, vehicle)
        out, back = (self._near(self._cache.doors(some, vehicle)) for some in (origins, targets))
        walked = out[:, None] + back[None, :]
        seconds = np.where(told.seconds == NOT_ASKED, np.nan, told.seconds) + walked / (self._profile.snap_kph / 3.6)
        return Rides(seconds, np.where(np.isnan(seconds), np.nan, told.metres + walked))

    def _near(self, doors: NDArray[np.float64]) -> NDArray[np.float64]:
        """SAFETY(travel source): a server snaps a place to a road however far away; that is no way to a patient."""
        return np.where(doors <= self._profile.snap_limit_m, doors, np.nan)
