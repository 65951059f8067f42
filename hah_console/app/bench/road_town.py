"""A county as large as asked for, made of copies of the demo's streets beside each other: for measuring only."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from hah_console.app.resources import resource_path

if TYPE_CHECKING:
    from hah_console.adapters.roads.graph import Ints, RoadGraph

GAP_UNITS = 20_000
"""Between two copies: 200 m in units of 1e-7 degrees."""
BANDS = 12
"""So many roads join a copy to the one beside it and to the one below it: one in 1.4 km, as between two towns."""
METRES_PER_UNIT = 0.0111
_SHIFTED = ("chain_from", "chain_to", "chain_first", "chain_last")
_SAME = ("chain_decimetres", "chain_class", "chain_direction", "chain_limit_kph", "chain_flags", "chain_name")


def county(copies: int) -> "RoadGraph":
    """That many copies of the demo's streets, joined into one network, without a contraction order."""
    from hah_console.adapters.roads.graph_file import read_graph

    one = read_graph(resource_path("demo", "streets.npz"))
    spots = [divmod(n, math.ceil(math.sqrt(copies))) for n in range(copies)]
    whole: dict[str, Any] = {
        name: _placed(one, name, spots) for name in ("node_lat", "node_lon", "shape_lat", "shape_lon")
    }
    points = {"chain_from": one.node_count, "chain_to": one.node_count}
    for name in _SHIFTED:
        step = points.get(name, len(one.shape_lat))
        whole[name] = np.concatenate([getattr(one, name) + n * step for n in range(copies)])
    whole |= {name: np.tile(getattr(one, name), copies) for name in _SAME}
    joined = replace(one, **whole, order=np.zeros(0, np.int32), names=("",))
    return _with_links(joined, np.array(list(_links(one, spots))))


def _placed(one: "RoadGraph", name: str, spots: list[tuple[int, int]]) -> "Ints":
    """Copies go south and east of the first, which keeps them within Taiwan's rectangle."""
    south = int(np.ptp(one.shape_lat)) + GAP_UNITS
    east = int(np.ptp(one.shape_lon)) + GAP_UNITS
    shifts = [-row * south if name.endswith("lat") else column * east for row, column in spots]
    return np.concatenate([getattr(one, name) + np.int32(shift) for shift in shifts])


def _links(one: "RoadGraph", spots: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Pairs of junctions: the last of a copy in each band and the first of its neighbour in the same band."""
    number = {spot: n for n, spot in enumerate(spots)}
    sides = {
        (0, 1): (_ends(one.node_lat, one.node_lon), _ends(one.node_lat, -one.node_lon)),
        (1, 0): (_ends(one.node_lon, -one.node_lat), _ends(one.node_lon, one.node_lat)),
    }
    for (row, column), n in number.items():
        for (down, right), (lasts, firsts) in sides.items():
            beside = number.get((row + down, column + right))
            if beside is not None:
                for a, b in zip(lasts, firsts, strict=True):
                    yield n * one.node_count + a, beside * one.node_count + b


def _ends(along: "Ints", out: "Ints") -> list[int]:
    """The junction farthest ``out`` in each band of ``along``."""
    edges = np.linspace(along.min(), along.max() + 1, BANDS + 1)
    band = np.searchsorted(edges, along, side="right") - 1
    return [int(max(np.flatnonzero(band == n), key=lambda node: out[node], default=0)) for n in range(BANDS)]


def _with_links(graph: "RoadGraph", pairs: "Ints") -> "RoadGraph":
    from hah_console.adapters.roads.graph import BOTH_WAYS, CLASSES
    from hah_console.domain.map_ground import RoadClass

    count, points = len(pairs), len(graph.shape_lat)
    ends = pairs.ravel()
    apart = np.hypot(*(np.diff(axis[pairs], axis=1)[:, 0].astype(float) for axis in (graph.node_lat, graph.node_lon)))
    more = {
        "shape_lat": graph.node_lat[ends],
        "shape_lon": graph.node_lon[ends],
        "chain_from": pairs[:, 0],
        "chain_to": pairs[:, 1],
        "chain_first": points + 2 * np.arange(count),
        "chain_last": points + 2 * np.arange(count) + 1,
        "chain_decimetres": np.maximum(1, apart * METRES_PER_UNIT * 10),
        "chain_class": np.full(count, CLASSES.index(RoadClass.SECONDARY)),
        "chain_direction": np.full(count, BOTH_WAYS),
        "chain_limit_kph": np.zeros(count),
        "chain_flags": np.zeros(count),
        "chain_name": np.full(count, -1),
    }
    kept = {name: getattr(graph, name) for name in more}
    grown: dict[str, Any] = {name: np.append(kept[name], more[name]).astype(kept[name].dtype) for name in more}
    return replace(graph, **grown)


def segments(graph: "RoadGraph") -> int:
    """Straight pieces of street that are drawn."""
    return int((graph.chain_last - graph.chain_first).sum())
