"""The door to roads: travel times of every source a site has, the graph, and the ground of the map."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hah_console.adapters.roads.chain import TravelChain
from hah_console.adapters.roads.errors import RoadFileUnusable
from hah_console.adapters.roads.profile import SpeedProfile
from hah_console.adapters.roads.rides import RideProvider
from hah_console.domain.map_ground import MapGround
from hah_console.domain.remote_routing import NO_SERVERS, RemoteRouting

if TYPE_CHECKING:
    from hah_console.adapters.roads.graph import RoadGraph

PBF_SUFFIX, GRAPH_SUFFIX = ".pbf", ".npz"
ROAD_FILE = "road file"


@dataclass(frozen=True)
class Roads:
    """``graph`` is None where there are no roads: travel is told by servers or estimated."""

    travel: TravelChain
    ground: MapGround
    graph: "RoadGraph | None" = None


def open_roads(
    path: Path | None,
    cache: Path,
    profile: SpeedProfile,
    atlas: MapGround | None = None,
    *,
    servers: RemoteRouting = NO_SERVERS,
    engine: str = "cch",
) -> Roads:
    """Roads of an .osm.pbf (read once, then from the folder ``cache``) or of a .npz graph, drawn over ``atlas``; then
    the servers of the site; without any of them everything is estimated.

    ``engine`` is ``cch`` or ``scipy``, with the same answers. Raises RoadFileUnusable, and InvalidInput for the address
    of a server that is none.
    """
    remote = remote_providers(servers, profile)
    if path is None:
        return Roads(TravelChain(remote, profile), atlas or MapGround())
    # PERF: the road libraries take 0.4 s to load, which a console without roads need not wait for
    from hah_console.adapters.roads.ground import joined, one_way_lines, road_lines, street_names
    from hah_console.adapters.roads.router import RoadRides, streets_label

    graph = read_roads(path, cache)
    streets = MapGround(
        roads=road_lines(graph),
        one_way=one_way_lines(graph),
        names=street_names(graph),
        attribution=graph.attribution,
        synthetic=graph.synthetic,
    )
    providers = (RoadRides(graph, profile, engine=engine), *remote)
    travel = TravelChain(providers, profile, label=streets_label(graph))
    return Roads(travel, joined(streets, atlas or MapGround()), graph)


def open_whatever_works(
    path: Path | None, cache: Path, profile: SpeedProfile, atlas: MapGround, servers: RemoteRouting = NO_SERVERS
) -> Roads:
    """Like ``open_roads``, but a road file that cannot be used is a trouble of the travel times and nothing more."""
    try:
        return open_roads(path, cache, profile, atlas, servers=servers)
    except RoadFileUnusable as error:
        roads = open_roads(None, cache, profile, atlas, servers=servers)
        roads.travel.trouble.note(ROAD_FILE, error)
        return roads


def remote_providers(servers: RemoteRouting, profile: SpeedProfile) -> tuple[RideProvider, ...]:
    """OSRM before Valhalla, those that are named; raises InvalidInput for an address that is none."""
    if not servers.osrm and not servers.valhalla:
        return ()
    from hah_console.adapters.roads.osrm import Osrm
    from hah_console.adapters.roads.remote import RemoteRides
    from hah_console.adapters.roads.valhalla import Valhalla

    found: list[RideProvider] = []
    if servers.osrm:
        found.append(RemoteRides(Osrm(servers.osrm, servers.max_table, servers.timeout_s), profile))
    if servers.valhalla:
        speaker = Valhalla(servers.valhalla, profile.snap_limit_m, timeout_s=servers.timeout_s)
        found.append(RemoteRides(speaker, profile))
    return tuple(found)


def read_roads(path: Path, cache: Path | None = None) -> "RoadGraph":
    """The graph of an .osm.pbf (through ``cache`` if given) or .npz file; raises RoadFileUnusable."""
    from hah_console.adapters.roads.graph_file import read_graph
    from hah_console.adapters.roads.importer import import_pbf, load_roads

    require_usable(path)
    if path.suffix.lower() == GRAPH_SUFFIX:
        return read_graph(path)
    return load_roads(path, cache) if cache else import_pbf(path)


def require_usable(path: Path) -> None:
    """Raises RoadFileUnusable for a file that is missing, empty, of another kind or may not be read."""
    _require_readable(path)
    if path.suffix.lower() not in {PBF_SUFFIX, GRAPH_SUFFIX}:
        raise RoadFileUnusable(file=path.name, reason="wrong_extension")


def _require_readable(path: Path) -> None:
    try:
        with path.open("rb") as file:
            if not file.read(1):
                raise RoadFileUnusable(file=path.name, reason="empty")
    except FileNotFoundError as error:
        raise RoadFileUnusable(file=str(path), reason="no_such_file") from error
    except OSError as error:
        raise RoadFileUnusable(file=str(path), reason="unreadable_file") from error


def estimated(profile: SpeedProfile, atlas: MapGround | None = None) -> Roads:
    """No roads: every leg is an estimate and says so; the map shows the atlas alone."""
    return Roads(TravelChain((), profile), atlas or MapGround())
