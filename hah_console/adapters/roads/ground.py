"""What the map draws of a graph, with the boundaries and place names of Taiwan around it."""

import numpy as np

from hah_console.adapters.roads.graph import CLASSES, DEGREES_PER_UNIT, Floats, RoadGraph
from hah_console.domain.map_ground import Lines, MapGround, RoadClass


def road_lines(graph: RoadGraph) -> dict[RoadClass, Lines]:
    """All chains by class, in degrees; a street open both ways appears once."""
    lats, lons = graph.shape_lat * DEGREES_PER_UNIT, graph.shape_lon * DEGREES_PER_UNIT
    return {road_class: _of_class(graph, index, lats, lons) for index, road_class in enumerate(CLASSES)}


def _of_class(graph: RoadGraph, index: int, lats: Floats, lons: Floats) -> Lines:
    """Chains that follow each other on one way are drawn as one line."""
    chosen = np.flatnonzero(graph.chain_class == index)
    firsts, lasts = graph.chain_first[chosen], graph.chain_last[chosen]
    goes_on = firsts[1:] == lasts[:-1]
    starts, ends = np.append(True, ~goes_on), np.append(~goes_on, True)
    return Lines(lats, lons, firsts[starts[: len(firsts)]], lasts[ends[: len(lasts)]])


def joined(roads: MapGround, atlas: MapGround) -> MapGround:
    """Roads drawn over the land, boundaries and names of the atlas; both attributions stay."""
    words = [text for text in (roads.attribution, atlas.attribution) if text]
    return MapGround(
        roads=roads.roads,
        boundaries=atlas.boundaries,
        land=atlas.land,
        names=roads.names or atlas.names,
        attribution=" · ".join(words),
        synthetic=roads.synthetic,
    )
