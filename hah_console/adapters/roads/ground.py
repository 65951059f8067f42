"""What the map draws of a graph, with the boundaries and place names of Taiwan around it."""

import numpy as np

from hah_console.adapters.roads.graph import BACKWARD, CLASSES, DEGREES_PER_UNIT, FORWARD, Floats, RoadGraph
from hah_console.domain.map_ground import LANE, STREET, Lines, MapGround, PlaceName, RoadClass

_LANES = ("巷", "弄")
SQUARE_UNITS = 100_000
"""Side of a square in which a street's name stands once, in 1e-7 degrees."""


def road_lines(graph: RoadGraph) -> dict[RoadClass, Lines]:
    """All chains by class, in degrees; a street open both ways appears once."""
    lats, lons = graph.shape_lat * DEGREES_PER_UNIT, graph.shape_lon * DEGREES_PER_UNIT
    return {road_class: _of_class(graph, index, lats, lons) for index, road_class in enumerate(CLASSES)}


def one_way_lines(graph: RoadGraph) -> Lines:
    """The chains of one-way streets, each in the direction in which it is driven."""
    ahead = np.flatnonzero(graph.chain_direction == FORWARD)
    back = np.flatnonzero(graph.chain_direction == BACKWARD)
    spans = [np.arange(graph.chain_first[n], graph.chain_last[n] + 1) for n in ahead.tolist()]
    spans += [np.arange(graph.chain_last[n], graph.chain_first[n] - 1, -1) for n in back.tolist()]
    if not spans:
        return Lines()
    at, sizes = np.concatenate(spans), np.array([len(span) for span in spans])
    ends = np.cumsum(sizes)
    return Lines(
        graph.shape_lat[at] * DEGREES_PER_UNIT, graph.shape_lon[at] * DEGREES_PER_UNIT, ends - sizes, ends - 1
    )  # fmt: skip


def street_names(graph: RoadGraph) -> tuple[PlaceName, ...]:
    """The names of streets, each once in every square of about a kilometre, amid its longest piece there."""
    named = np.flatnonzero((graph.chain_name >= 0) & (graph.chain_class != CLASSES.index(RoadClass.SERVICE)))
    if not len(named):
        return ()
    middle = (graph.chain_first[named] + graph.chain_last[named]) // 2
    lats, lons = graph.shape_lat[middle], graph.shape_lon[middle]
    squares = np.stack([graph.chain_name[named], lats // SQUARE_UNITS, lons // SQUARE_UNITS], axis=1)
    ranked = np.argsort(-graph.chain_decimetres[named], kind="stable")
    first = ranked[np.unique(squares[ranked], axis=0, return_index=True)[1]]
    words = [graph.names[number] for number in graph.chain_name[named[first]].tolist()]
    degrees = (np.stack([lats[first], lons[first]], axis=1) * DEGREES_PER_UNIT).tolist()
    return tuple(PlaceName(word, lat, lon, _rank(word)) for word, (lat, lon) in zip(words, degrees, strict=True))


def _rank(name: str) -> int:
    return LANE if name.endswith(_LANES) else STREET


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
        one_way=roads.one_way,
        boundaries=atlas.boundaries,
        land=atlas.land,
        names=(*atlas.names, *roads.names),
        attribution=" · ".join(words),
        synthetic=roads.synthetic,
    )
