"""OSRM over HTTP (project-osrm.org/docs, services table and route of version 1)."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hah_console.adapters.roads.leg_cache import ON_THE_GROUND, OnRoad, unsnapped
from hah_console.adapters.roads.polyline import decoded
from hah_console.adapters.roads.remote import Told, TooLarge
from hah_console.adapters.roads.rides import Rides, Spots, Way
from hah_console.adapters.roads.server import TIMEOUT_S, RoutingServer
from hah_console.adapters.roads.straight import straight_metres

NAME, MAX_TABLE = "OSRM", 100
"""The side of the largest table a server takes unless it was started with another --max-table-size."""
_NO_WAY = frozenset({"NoRoute", "NoTable", "NoSegment"})


class Osrm:
    """See Dialect. A server of OSRM knows one vehicle kind, that of the profile its roads were prepared with: ``urls``
    names the server of each kind, and a scooter is never asked of one that was prepared for cars, because that one
    would lead it over motorways."""

    name = NAME

    def __init__(self, urls: Mapping[str, str], limit: int = MAX_TABLE, timeout_s: float = TIMEOUT_S) -> None:
        """Raises InvalidInput for an address that is none."""
        shared = {url: RoutingServer(NAME, url, timeout_s) for url in urls.values()}
        self._servers = {vehicle: shared[url] for vehicle, url in urls.items()}
        self.limit = limit

    def serves(self, vehicle: str) -> bool:
        """Whether a server of this vehicle kind is known."""
        return vehicle in self._servers

    def table(self, origins: Spots, targets: Spots, vehicle: str) -> Told:
        """See Dialect."""
        server, asked = self._servers[vehicle], np.concatenate([origins, targets])
        first = ";".join(map(str, range(len(origins))))
        second = ";".join(map(str, range(len(origins), len(asked))))
        options = f"sources={first}&destinations={second}&annotations=duration,distance&generate_hints=false"
        _, answer = server.get(f"/table/v1/driving/{_coordinates(asked)}?{options}")
        size = len(origins), len(targets)
        if _code(answer, server) != "Ok":
            return Told(Rides.unknown(*size), unsnapped(origins), unsnapped(targets))
        try:
            rides = Rides(_table(answer["durations"], size), _table(answer["distances"], size))
            ends = _snapped(answer["sources"], origins), _snapped(answer["destinations"], targets)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise server.failure("unreadable_answer") from error
        return Told(rides, *ends)

    def way(self, start: Spots, end: Spots, vehicle: str) -> Way | None:
        """See Dialect."""
        server, ends = self._servers[vehicle], _coordinates(np.stack([start, end]))
        _, answer = server.get(f"/route/v1/driving/{ends}?overview=full&geometries=polyline6&generate_hints=false")
        if _code(answer, server) != "Ok":
            return None
        try:
            routes = answer["routes"]
            return decoded(routes[0]["geometry"])  # type: ignore[index]
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise server.failure("unreadable_answer") from error


def _code(answer: Mapping[str, object], server: RoutingServer) -> object:
    """``Ok``, or a word that there is no way; raises TooLarge, or RemoteRoutingFailed for every other word."""
    code = answer.get("code")
    if code == "TooBig":
        raise TooLarge(reason="server_refuses")
    if code != "Ok" and code not in _NO_WAY:
        raise server.failure("server_refuses" if isinstance(code, str) else "unreadable_answer")
    return code


def _coordinates(spots: Spots) -> str:
    return ";".join(f"{lon:.6f},{lat:.6f}" for lat, lon in spots.tolist())


def _table(rows: object, size: tuple[int, int]) -> NDArray[np.float64]:
    """Numbers or null in rows; raises TypeError or ValueError for anything else."""
    table = np.array(rows, float)
    if table.shape != size or bool((table < 0).any()) or bool(np.isinf(table).any()):
        raise ValueError(table.shape)
    return table


def _snapped(waypoints: object, spots: Spots) -> list[OnRoad]:
    if not isinstance(waypoints, Sequence) or len(waypoints) != len(spots):
        raise ValueError(waypoints)
    at = np.array([(point["location"][1], point["location"][0]) for point in waypoints], float)
    metres = [float(straight_metres(spot[None], road[None])[0, 0]) for spot, road in zip(spots, at, strict=True)]
    rounded = [(round(lat, ON_THE_GROUND), round(lon, ON_THE_GROUND)) for lat, lon in at.tolist()]
    return [OnRoad(place, off) for place, off in zip(rounded, metres, strict=True)]
