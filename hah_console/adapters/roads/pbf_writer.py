"""A road graph back into an OpenStreetMap extract, for measuring the import: names, limits and signs are left out."""

from pathlib import Path

import numpy as np
import osmium

from hah_console.adapters.roads.graph import CLASSES, DEGREES_PER_UNIT, FORWARD, RoadGraph


def write_pbf(graph: RoadGraph, path: Path) -> None:
    """The streets as an OpenStreetMap extract, sorted as those of Geofabrik are."""
    places = np.stack([graph.shape_lat, graph.shape_lon], axis=1)
    unique, number = np.unique(places, axis=0, return_inverse=True)
    head = osmium.io.Header()
    head.set("sorting", "Type_then_ID")
    tags = [{"highway": "trunk" if kind.value == "expressway" else kind.value} for kind in CLASSES]
    with osmium.SimpleWriter(str(path), 4_000_000, head, overwrite=True) as writer:
        for n, (lat, lon) in enumerate((unique * DEGREES_PER_UNIT).tolist(), 1):
            writer.add_node(osmium.osm.mutable.Node(id=n, location=(lon, lat), version=1))
        columns = (graph.chain_first, graph.chain_last, graph.chain_class, graph.chain_direction)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        refs = (number.reshape(-1) + 1).tolist()
        for n, (first, last, kind, direction) in enumerate(rows, 1):
            written = tags[kind] | ({"oneway": "yes"} if direction == FORWARD else {})
            writer.add_way(osmium.osm.mutable.Way(id=n, nodes=refs[first : last + 1], tags=written, version=1))
