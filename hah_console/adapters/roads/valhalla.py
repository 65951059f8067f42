"""Valhalla over HTTP (valhalla.github.io: time-distance matrix and turn-by-turn services)."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from hah_console.adapters.roads.leg_cache import unsnapped
from hah_console.adapters.roads.polyline import decoded
from hah_console.adapters.roads.remote import Told, TooFar, TooLarge
from hah_console.adapters.roads.rides import Rides, Spots, Way
from hah_console.adapters.roads.server import TIMEOUT_S, RoutingServer
from hah_console.domain.staff import Vehicle

NAME, MAX_TABLE = "Valhalla", 50
"""The side of the largest table of a server whose limits were left as they come."""
COSTING = {Vehicle.CAR.value: "auto", Vehicle.SCOOTER.value: "motor_scooter", Vehicle.VAN.value: "auto"}
"""A motor scooter of Valhalla keeps off motorways."""
_TOO_MANY, _TOO_FAR, _NO_EDGES, _NO_WAY = 150, 154, 171, frozenset({170, 442})
"""Error codes: too many places, places too far apart, no road near a place, no way between places."""


class Valhalla:
    """See Dialect. Places farther than ``snap_limit_m`` from a road are unknown."""

    name = NAME

    def __init__(self, url: str, snap_limit_m: float, limit: int = MAX_TABLE, timeout_s: float = TIMEOUT_S) -> None:
        """Raises InvalidInput for an address that is none."""
        self._server, self._snap_limit_m, self.limit = RoutingServer(NAME, url, timeout_s), snap_limit_m, limit

    def serves(self, vehicle: str) -> bool:
        """One server knows every kind."""
        return vehicle in COSTING

    def table(self, origins: Spots, targets: Spots, vehicle: str) -> Told:
        """See Dialect; a request of which one place has no road near is refused whole, so that place is looked for."""
        rides = self._rides(origins, targets, vehicle)
        if rides is None:
            rides = self._without_lost(origins, targets, vehicle)
        return Told(rides, unsnapped(origins), unsnapped(targets))

    def way(self, start: Spots, end: Spots, vehicle: str) -> Way | None:
        """See Dialect."""
        question = {"locations": [self._place(start), self._place(end)], "costing": COSTING[vehicle]}
        _, answer = self._server.post("/route", {**question, "directions_type": "none", "units": "kilometers"})
        if "error_code" in answer and self._error(answer) in {_NO_EDGES, *_NO_WAY}:
            return None
        try:
            legs = answer["trip"]["legs"]  # type: ignore[index]
            return decoded(legs[0]["shape"])
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise self._server.failure("unreadable_answer") from error

    def _rides(self, origins: Spots, targets: Spots, vehicle: str) -> Rides | None:
        """None when a place has no road near."""
        question = {
            "sources": [self._place(spot) for spot in origins],
            "targets": [self._place(spot) for spot in targets],
            "costing": COSTING[vehicle],
            "verbose": False,
            "units": "kilometers",
        }
        _, answer = self._server.post("/sources_to_targets", question)
        size = len(origins), len(targets)
        if "error_code" in answer:
            return None if self._error(answer) == _NO_EDGES else Rides.unknown(*size)
        try:
            seconds, kilometres = _tables(answer["sources_to_targets"], size)
        except (KeyError, TypeError, ValueError) as error:
            raise self._server.failure("unreadable_answer") from error
        return Rides(seconds, kilometres * 1000)

    def _without_lost(self, origins: Spots, targets: Spots, vehicle: str) -> Rides:
        rides = Rides.unknown(len(origins), len(targets))
        rows, columns = (np.flatnonzero([self._has_road(s, vehicle) for s in some]) for some in (origins, targets))
        found = self._rides(origins[rows], targets[columns], vehicle) if len(rows) and len(columns) else None
        if found is not None:
            block = np.ix_(rows, columns)
            rides.seconds[block], rides.metres[block] = found.seconds, found.metres
        return rides

    def _has_road(self, spot: Spots, vehicle: str) -> bool:
        return self._rides(spot[None], spot[None], vehicle) is not None

    def _place(self, spot: Spots) -> dict[str, float]:
        lat, lon = spot.tolist()
        return {"lat": round(lat, 6), "lon": round(lon, 6), "search_cutoff": self._snap_limit_m}

    def _error(self, answer: Mapping[str, object]) -> int:
        """A code that there is no road or no way; raises TooLarge, or RemoteRoutingFailed for every other one."""
        code = answer["error_code"]
        if code in (_TOO_MANY, _TOO_FAR):
            raise (TooLarge if code == _TOO_MANY else TooFar)(reason="server_refuses")
        if isinstance(code, int) and (code == _NO_EDGES or code in _NO_WAY):
            return code
        raise self._server.failure("server_refuses")


def _tables(told: object, size: tuple[int, int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Both tables, told as rows of numbers or as rows of cells; raises KeyError, TypeError or ValueError."""
    if isinstance(told, Mapping):
        found = told["durations"], told["distances"]
    elif isinstance(told, list):
        found = tuple([[cell[key] for cell in row] for row in told] for key in ("time", "distance"))  # type: ignore[assignment]
    else:
        raise TypeError(told)
    seconds, kilometres = (np.array(rows, float) for rows in found)
    if seconds.shape != size or kilometres.shape != size or not _possible(seconds) or not _possible(kilometres):
        raise ValueError(seconds.shape)
    return seconds, kilometres


def _possible(table: NDArray[np.float64]) -> bool:
    return not bool((table < 0).any()) and not bool(np.isinf(table).any())
