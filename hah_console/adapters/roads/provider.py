"""The door to roads: travel times, graph and map ground of a road file, or estimates without one."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hah_console.adapters.roads.errors import RoadFileUnusable
from hah_console.adapters.roads.estimate import EstimatedTravel
from hah_console.adapters.roads.profile import SpeedProfile
from hah_console.domain.map_ground import MapGround
from hah_console.services.ports import TravelTimes

if TYPE_CHECKING:
    from hah_console.adapters.roads.graph import RoadGraph

PBF_SUFFIX, GRAPH_SUFFIX = ".pbf", ".npz"


@dataclass(frozen=True)
class Roads:
    """``graph`` is None where there are no roads and travel is estimated."""

    travel: TravelTimes
    ground: MapGround
    graph: "RoadGraph | None" = None


def open_roads(
    path: Path, cache: Path, profile: SpeedProfile, atlas: MapGround | None = None, *, engine: str = "cch"
) -> Roads:
    """Roads of an .osm.pbf (read once, then from the folder ``cache``) or of a .npz graph, drawn over ``atlas``.

    ``engine`` is ``cch`` or ``scipy``, with the same answers. Raises RoadFileUnusable.
    """
    # PERF: the road libraries take 0.4 s to load, which a console without roads need not wait for
    from hah_console.adapters.roads.ground import joined, road_lines
    from hah_console.adapters.roads.router import RoadTravel

    graph = read_roads(path, cache)
    streets = MapGround(roads=road_lines(graph), attribution=graph.attribution, synthetic=graph.synthetic)
    return Roads(RoadTravel(graph, profile, engine=engine), joined(streets, atlas or MapGround()), graph)


def read_roads(path: Path, cache: Path | None = None) -> "RoadGraph":
    """The graph of an .osm.pbf (through ``cache`` if given) or .npz file; raises RoadFileUnusable."""
    from hah_console.adapters.roads.graph_file import read_graph
    from hah_console.adapters.roads.importer import import_pbf, load_roads

    suffix = path.suffix.lower()
    require_readable(path)
    if suffix not in {PBF_SUFFIX, GRAPH_SUFFIX}:
        raise RoadFileUnusable(file=path.name, reason="wrong_extension")
    if suffix == GRAPH_SUFFIX:
        return read_graph(path)
    return load_roads(path, cache) if cache else import_pbf(path)


def require_readable(path: Path) -> None:
    """Raises RoadFileUnusable for a file that is missing, empty or may not be read."""
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
    return Roads(EstimatedTravel(profile), atlas or MapGround())
