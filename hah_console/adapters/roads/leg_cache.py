"""Legs a server has told, remembered by the points of its roads they join: homes of one lane are asked about once."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

from hah_console.adapters.roads.rides import Rides, Spots

KEPT_LEGS = 400_000
ON_THE_GROUND = 5
"""Decimals of a degree: about a metre."""
NOT_ASKED = float("inf")
Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class OnRoad:
    """Where a server puts a place on its roads, and how many metres that is from the door."""

    at: Spot
    metres: float


def unsnapped(spots: Spots) -> list[OnRoad]:
    """Where places stand themselves, for a server that does not say where it put them."""
    return [OnRoad(_rounded(spot), 0.0) for spot in spots.tolist()]


class LegCache:
    """By vehicle kind and both ends as the server snapped them. The pace of an hour is laid over what is kept here, so
    that one answer serves every hour band. Threads: any."""

    def __init__(self, keep: int = KEPT_LEGS) -> None:
        self._keep, self._lock = keep, threading.Lock()
        self._places: dict[tuple[str, Spot], OnRoad] = {}
        self._legs: OrderedDict[tuple[str, Spot, Spot], tuple[float, float]] = OrderedDict()

    def put(
        self, vehicle: str, origins: Spots, targets: Spots, ends: tuple[list[OnRoad], list[OnRoad]], told: Rides
    ) -> None:
        """Remember an answer: where both sides were snapped to, and the legs between them."""
        with self._lock:
            for some, snapped in zip((origins, targets), ends, strict=True):
                self._places |= {(vehicle, _rounded(s)): road for s, road in zip(some.tolist(), snapped, strict=True)}
            for row, start in enumerate(ends[0]):
                for column, end in enumerate(ends[1]):
                    leg = float(told.seconds[row, column]), float(told.metres[row, column])
                    self._legs[vehicle, start.at, end.at] = leg
            while len(self._legs) > self._keep:
                self._legs.popitem(last=False)

    def rides(self, origins: Spots, targets: Spots, vehicle: str) -> Rides:
        """What is known from road to road: seconds are NOT_ASKED where nothing is."""
        with self._lock:
            starts, ends = (self._snapped(some, vehicle) for some in (origins, targets))
            legs = [self._leg(vehicle, start, end) for start in starts for end in ends]
        table = np.array(legs, float).reshape(len(origins), len(targets), 2)
        return Rides(table[..., 0], table[..., 1])

    def doors(self, spots: Spots, vehicle: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        """Metres from each place to the roads, [n]; not-a-number for places nobody asked about."""
        with self._lock:
            snapped = self._snapped(spots, vehicle)
        return np.array([np.nan if road is None else road.metres for road in snapped], float)

    def _snapped(self, spots: Spots, vehicle: str) -> list[OnRoad | None]:
        return [self._places.get((vehicle, _rounded(spot))) for spot in spots.tolist()]

    def _leg(self, vehicle: str, start: OnRoad | None, end: OnRoad | None) -> tuple[float, float]:
        unknown = NOT_ASKED, NOT_ASKED
        return unknown if start is None or end is None else self._legs.get((vehicle, start.at, end.at), unknown)


def _rounded(spot: list[float]) -> Spot:
    return round(spot[0], ON_THE_GROUND), round(spot[1], ON_THE_GROUND)
