"""The same travel times asked of both engines, and of servers: how far apart their answers are."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hah_console.adapters.roads.chain import TravelChain
from hah_console.adapters.roads.graph import DEGREES_PER_UNIT
from hah_console.adapters.roads.network import vehicle_network
from hah_console.adapters.roads.profile import load_profile
from hah_console.adapters.roads.provider import read_roads, remote_providers
from hah_console.adapters.roads.router import RoadTravel
from hah_console.adapters.roads.travel_table import TravelTable
from hah_console.app.resources import resource_path
from hah_console.domain.errors import HahError
from hah_console.domain.place import Place
from hah_console.domain.remote_routing import RemoteRouting
from hah_console.domain.visit import LegSource

if TYPE_CHECKING:
    from hah_console.adapters.roads.graph import RoadGraph
    from hah_console.adapters.roads.profile import SpeedProfile

ENGINES = ("cch", "scipy")
SEED = 1
_FAR_M = 150.0
"""Places are put up to so far from a junction, as homes are."""


@dataclass(frozen=True, slots=True)
class ServerAnswer:
    """``answered`` is the share of the pairs a server told, ``minutes`` the mean of those."""

    name: str
    answered: float
    minutes: float
    troubles: tuple[HahError, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """One vehicle kind: the largest differences between both engines, and how long each took, prepared before."""

    vehicle: str
    places: int
    maximum_difference_s: int
    maximum_difference_m: int
    engine_s: dict[str, float]
    on_roads: float
    servers: tuple[ServerAnswer, ...]

    def facts(self) -> dict[str, object]:
        """For a report."""
        return {
            "vehicle": self.vehicle,
            "places": self.places,
            "maximum_difference_s": self.maximum_difference_s,
            "maximum_difference_m": self.maximum_difference_m,
            "engine_s": {name: round(seconds, 3) for name, seconds in self.engine_s.items()},
            "on_roads_share": round(self.on_roads, 4),
            "servers": [{"name": s.name, "answered_share": s.answered, "mean_min": s.minutes} for s in self.servers],
        }


def compare(
    file: Path, count: int, vehicles: Sequence[str], osrm: str = "", valhalla: str = ""
) -> tuple[Answered, ...]:
    """Ask about ``count`` places of a road file, for the kinds named or all.

    Raises RoadFileUnusable, and InvalidInput for an unknown vehicle or the address of a server that is none.
    """
    profile = load_profile(resource_path("profiles", "speeds.toml"))
    kinds = tuple(vehicles) or tuple(profile.vehicles)
    for kind in kinds:
        profile.vehicle(kind)
    servers = RemoteRouting({kind: osrm for kind in ("car", "van") if osrm}, valhalla)
    graph = read_roads(file)
    places = some_places(graph, profile, count)
    engines = {engine: RoadTravel(graph, profile, engine=engine) for engine in ENGINES}
    remotes = [TravelChain((one,), profile, label=one.name) for one in remote_providers(servers, profile)]
    return tuple(_compared(kind, places, engines, remotes) for kind in kinds)


def some_places(graph: "RoadGraph", profile: "SpeedProfile", count: int) -> list[Place]:
    """Places near junctions cars can get in and out of, the same ones every time."""
    chance = np.random.default_rng(SEED)
    nodes = chance.choice(vehicle_network(graph, profile, "car").members, count)
    north, east = chance.uniform(-_FAR_M, _FAR_M, (2, count)) / 111_195
    lats, lons = graph.node_lat[nodes] * DEGREES_PER_UNIT + north, graph.node_lon[nodes] * DEGREES_PER_UNIT + east
    return [Place(lat, lon) for lat, lon in zip(lats.tolist(), lons.tolist(), strict=True)]


def _compared(
    kind: str, places: list[Place], engines: dict[str, RoadTravel], remotes: Sequence[TravelChain]
) -> Answered:
    tables, taken = dict[str, TravelTable](), dict[str, float]()
    for engine, travel in engines.items():
        travel.network_of(kind)
        began = time.perf_counter()
        tables[engine] = travel.matrix(places, kind)
        taken[engine] = time.perf_counter() - began
    cch, scipy = tables["cch"], tables["scipy"]
    return Answered(
        vehicle=kind,
        places=len(places),
        maximum_difference_s=_apart(cch.seconds, scipy.seconds),
        maximum_difference_m=_apart(cch.metres, scipy.metres),
        engine_s=taken,
        on_roads=_share(cch, LegSource.ROAD_NETWORK),
        servers=tuple(_told(travel, places, kind) for travel in remotes),
    )


def _told(travel: TravelChain, places: list[Place], kind: str) -> ServerAnswer:
    table = travel.matrix(places, kind)
    told = np.array(table.sources) == LegSource.REMOTE.value
    minutes = float(np.array(table.seconds)[told].mean() / 60) if told.any() else 0.0
    return ServerAnswer(travel.label, round(_share(table, LegSource.REMOTE), 4), round(minutes, 1), travel.troubles())


def _share(table: TravelTable, source: LegSource) -> float:
    return float((np.array(table.sources) == source.value).mean())


def _apart(a: Sequence[Sequence[int]], b: Sequence[Sequence[int]]) -> int:
    return int(np.abs(np.array(a) - np.array(b)).max())
