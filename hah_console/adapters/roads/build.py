"""From ways to the graph: cut at junctions, measure, number."""

from collections.abc import Sequence

import numpy as np

from hah_console.adapters.roads.errors import RoadFileUnusable
from hah_console.adapters.roads.graph import DEGREES_PER_UNIT, Flags, Floats, Ints, RoadGraph, haversine_metres
from hah_console.adapters.roads.osm_ways import Ways

LONGEST_CHAIN_M = 150.0
"""Chains are cut about this often so that a home always finds a junction near its own stretch of street."""
TAIWAN = (21.5, 117.8, 26.6, 122.6)
"""South, west, north, east in degrees, with 金門, 馬祖 and 澎湖."""
OSM_ATTRIBUTION = "© OpenStreetMap contributors (ODbL)"


def build_graph(ways: Ways, file_name: str) -> RoadGraph:
    """The graph of the ways, without a contraction order; raises RoadFileUnusable(reason=not_taiwan)."""
    lats, lons = np.array(ways.lats, np.int32), np.array(ways.lons, np.int32)
    _require_taiwan(lats, lons, file_name)
    sizes = np.array(ways.sizes, np.int64)
    lasts = np.cumsum(sizes) - 1
    firsts = lasts - sizes + 1
    steps = _steps_m(lats, lons, lasts)
    refs = np.unique(np.array(ways.refs, np.int64), return_inverse=True)[1]
    kept = _kept_points(refs, firsts, lasts, steps)
    return _chains(ways, lats, lons, refs, kept, steps, np.repeat(np.arange(len(sizes)), sizes))


def _require_taiwan(lats: Ints, lons: Ints, file_name: str) -> None:
    south, west, north, east = (degrees / DEGREES_PER_UNIT for degrees in TAIWAN)
    inside = (lats > south) & (lats < north) & (lons > west) & (lons < east)
    if np.count_nonzero(inside) * 2 < len(lats):
        raise RoadFileUnusable(file=file_name, reason="not_taiwan")


def _steps_m(lats: Ints, lons: Ints, lasts: Ints) -> Floats:
    """Metres from every point to the next of the same way; 0 at the last point of a way."""
    lat, lon = lats * DEGREES_PER_UNIT, lons * DEGREES_PER_UNIT
    steps = np.append(haversine_metres(lat[:-1], lon[:-1], lat[1:], lon[1:]), 0.0)
    steps[lasts] = 0.0
    return steps


def _kept_points(refs: Ints, firsts: Ints, lasts: Ints, steps: Floats) -> Flags:
    """Points that become junctions: shared ones, ends of ways, and one every LONGEST_CHAIN_M in between."""
    kept = np.asarray(np.bincount(refs)[refs] > 1)
    kept[firsts] = kept[lasts] = True
    ran = np.concatenate([[0.0], np.cumsum(steps)[:-1]])
    since = ran - ran[np.flatnonzero(kept)][np.cumsum(kept) - 1]
    band = (since // LONGEST_CHAIN_M).astype(np.int64)
    crossed = np.append(False, band[1:] > band[:-1])
    return np.asarray(kept | crossed)


def _chains(ways: Ways, lats: Ints, lons: Ints, refs: Ints, kept: Flags, steps: Floats, way: Ints) -> RoadGraph:
    at = np.flatnonzero(kept)
    same_way = way[at[:-1]] == way[at[1:]]
    first, last = at[:-1][same_way], at[1:][same_way]
    junctions, node_of = np.unique(refs[at], return_inverse=True)
    position = np.zeros(len(junctions), np.int64)
    position[node_of] = at
    ran = np.concatenate([[0.0], np.cumsum(steps)[:-1]])
    names, name_of = _name_table(ways.names)
    of_way = way[first]
    return RoadGraph(
        node_lat=lats[position],
        node_lon=lons[position],
        shape_lat=lats,
        shape_lon=lons,
        chain_from=node_of[:-1][same_way].astype(np.int32),
        chain_to=node_of[1:][same_way].astype(np.int32),
        chain_first=first.astype(np.int32),
        chain_last=last.astype(np.int32),
        chain_decimetres=np.maximum(1, np.rint((ran[last] - ran[first]) * 10)).astype(np.int32),
        chain_class=np.array(ways.classes, np.int8)[of_way],
        chain_direction=np.array(ways.directions, np.int8)[of_way],
        chain_limit_kph=np.array(ways.limits_kph, np.int16)[of_way],
        chain_flags=np.array(ways.flags, np.int8)[of_way],
        chain_name=name_of[of_way],
        order=np.zeros(0, np.int32),
        names=names,
        attribution=OSM_ATTRIBUTION,
    )


def _name_table(names: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    table = sorted({name for name in names if name})
    index = {name: position for position, name in enumerate(table)} | {"": -1}
    return tuple(table), np.array([index[name] for name in names], np.int32)
