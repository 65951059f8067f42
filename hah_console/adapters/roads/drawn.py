"""From drawn streets to the graph, on the same way as streets of a file."""

from collections.abc import Sequence
from dataclasses import replace

from hah_console.adapters.roads.build import build_graph
from hah_console.adapters.roads.errors import RoadFileUnusable
from hah_console.adapters.roads.graph import BOTH_WAYS, CLASSES, DEGREES_PER_UNIT, FORWARD, RoadGraph
from hah_console.adapters.roads.osm_ways import Ways
from hah_console.domain.street import Street

DRAWN = "drawn"


def drawn_graph(streets: Sequence[Street], attribution: str = "") -> RoadGraph:
    """The graph of drawn streets, marked as synthetic; raises RoadFileUnusable(reason=not_taiwan or no_roads)."""
    if not streets:
        raise RoadFileUnusable(file=DRAWN, reason="no_roads")
    return replace(build_graph(_ways(streets), DRAWN), attribution=attribution, synthetic=True)


def _ways(streets: Sequence[Street]) -> Ways:
    ways, known = Ways(), dict[tuple[int, int], int]()
    for street in streets:
        points = [(round(lat / DEGREES_PER_UNIT), round(lon / DEGREES_PER_UNIT)) for lat, lon in street.points]
        ways.refs.extend(known.setdefault(point, len(known)) for point in points)
        ways.lats.extend(lat for lat, _ in points)
        ways.lons.extend(lon for _, lon in points)
        ways.sizes.append(len(points))
        ways.classes.append(CLASSES.index(street.road_class))
        ways.directions.append(FORWARD if street.one_way else BOTH_WAYS)
        ways.limits_kph.append(0)
        ways.flags.append(0)
        ways.names.append(street.name)
    return ways
