"""Import of a road file, remembered by content: the same file is read once."""

import hashlib
from dataclasses import replace
from pathlib import Path

from hah_console.adapters.roads.build import build_graph
from hah_console.adapters.roads.graph import RoadGraph
from hah_console.adapters.roads.graph_file import FORMAT, read_graph, write_graph
from hah_console.adapters.roads.osm_ways import read_ways
from hah_console.domain.errors import InvalidInput


def import_pbf(path: Path) -> RoadGraph:
    """The graph of an .osm.pbf file with its contraction order.

    Raises InvalidInput with reason no_such_file, not_osm_pbf, no_roads or not_taiwan.
    """
    from hah_console.adapters.roads.cch_engine import contraction_order

    graph = build_graph(read_ways(path), path.name)
    return replace(graph, order=contraction_order(graph))


def load_roads(path: Path, cache: Path) -> RoadGraph:
    """Like ``import_pbf``, through ``cache`` (a folder); a damaged cache file is made again."""
    if not path.is_file():
        raise InvalidInput(field="roads", value=str(path), reason="no_such_file")
    kept = cache / f"{content_hash(path)}-{FORMAT}.npz"
    if kept.is_file():
        try:
            return read_graph(kept)
        except InvalidInput:
            kept.unlink()
    graph = import_pbf(path)
    cache.mkdir(parents=True, exist_ok=True)
    write_graph(graph, kept)
    return graph


def content_hash(path: Path) -> str:
    """SHA-256 of the file, shortened to 32 characters."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]
