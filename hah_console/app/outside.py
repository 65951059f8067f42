"""The outside world of one desk: travel times and ground of the map, the planner process, sounds, rules."""

from dataclasses import dataclass
from pathlib import Path

from hah_console.adapters.notify.sounds import SoundNotifier
from hah_console.adapters.planner.process import PlannerProcess
from hah_console.adapters.planner.profile import load_planning_profile
from hah_console.adapters.roads.atlas import read_atlas
from hah_console.adapters.roads.estimate import EstimatedTravel
from hah_console.adapters.roads.profile import load_profile
from hah_console.app.resources import resource_path
from hah_console.domain.map_ground import MapGround
from hah_console.domain.rulepack import RulePacks
from hah_console.services.ports import TravelTimes
from hah_console.ui.screen import DeskPorts

ROAD_CACHE = "roads"
GRAPH_SUFFIX = ".npz"


@dataclass(frozen=True, slots=True)
class Roads:
    """Travel times and the ground under the routes."""

    travel: TravelTimes
    ground: MapGround


def open_roads(path: Path | None, cache: Path) -> Roads:
    """Roads of an .osm.pbf (read once, then from ``cache``) or a graph file; estimates when ``path`` is None.

    Raises InvalidInput when the file cannot be used.
    """
    profile = load_profile(resource_path("profiles", "speeds.toml"))
    atlas = read_atlas(resource_path("map", "taiwan.npz"))
    if path is None:
        return Roads(EstimatedTravel(profile), atlas)
    # PERF: the road libraries take 0.4 s to load, which a console without streets need not wait for
    from hah_console.adapters.roads.graph_file import read_graph
    from hah_console.adapters.roads.ground import joined, road_lines
    from hah_console.adapters.roads.importer import load_roads
    from hah_console.adapters.roads.router import RoadTravel

    graph = read_graph(path) if path.suffix == GRAPH_SUFFIX else load_roads(path, cache)
    streets = MapGround(roads=road_lines(graph), attribution=graph.attribution, synthetic=graph.synthetic)
    return Roads(RoadTravel(graph, profile, engine="cch"), joined(streets, atlas))


class Outside:
    """Opened once per console; ``close`` ends the planner child."""

    def __init__(self, roads: Roads, rules: RulePacks) -> None:
        self.planner = PlannerProcess()
        self.ports = DeskPorts(
            travel=roads.travel,
            planner=self.planner,
            rules=rules,
            notifier=SoundNotifier(resource_path("sounds")),
            profile=load_planning_profile(resource_path("profiles", "planning-default.toml")),
            ground=roads.ground,
        )

    def close(self) -> None:
        """Stop sounds and the planner."""
        self.ports.notifier.silence()
        self.planner.close()


def road_file(asked: Path | None, of_site: str, folder: Path) -> Path | None:
    """The road file to use: the one asked for, else the site's own, else the schematic streets beside the site."""
    if asked is not None:
        return asked
    if of_site:
        return folder / of_site
    schematic = folder / "streets.npz"
    return schematic if schematic.is_file() else None
