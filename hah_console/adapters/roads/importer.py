"""Import of a road file, remembered by content: the same file is read once."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hah_console.adapters.roads.build import build_graph
from hah_console.adapters.roads.errors import RoadFileUnusable
from hah_console.adapters.roads.graph import RoadGraph
from hah_console.adapters.roads.graph_file import FORMAT, read_graph, write_graph
from hah_console.adapters.roads.osm_ways import read_ways

STAGES = ("reading", "joining", "ordering")
_LOG = logging.getLogger(__name__)


def import_pbf(path: Path, told: Callable[[str, float], None] = lambda _stage, _share: None) -> RoadGraph:
    """The graph of an .osm.pbf file with its contraction order; ``told`` hears each of STAGES and its share, 0 to 1.

    Raises RoadFileUnusable with reason no_such_file, not_osm_pbf, no_roads or not_taiwan.
    """
    reading, joining, ordering = STAGES
    told(reading, 0.0)
    ways = read_ways(path, lambda share: told(reading, share))
    told(joining, 0.0)
    graph = build_graph(ways, path.name)
    told(ordering, 0.0)
    ordered = with_order(graph)
    told(ordering, 1.0)
    return ordered


def with_order(graph: RoadGraph) -> RoadGraph:
    """The same graph with its contraction order, so that nobody has to find it again at every start."""
    from hah_console.adapters.roads.cch_engine import contraction_order

    return replace(graph, order=contraction_order(graph))


def load_roads(path: Path, cache: Path) -> RoadGraph:
    """Like ``import_pbf``, through ``cache`` (a folder); a damaged cache file is made again."""
    if not path.is_file():
        raise RoadFileUnusable(file=str(path), reason="no_such_file")
    kept = cache / f"{content_hash(path)}-{FORMAT}.npz"
    if kept.is_file():
        try:
            return read_graph(kept)
        except RoadFileUnusable:
            _LOG.info("road cache %s is damaged and is made again", kept.name)
    graph = import_pbf(path)
    _keep(graph, kept)
    return graph


def _keep(graph: RoadGraph, kept: Path) -> None:
    """Without a place to keep the graph the roads still work; they only take longer to open the next time."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_graph(graph, kept)
    except OSError as error:
        _LOG.warning("roads cannot be kept for the next start: %s", error.strerror)


def content_hash(path: Path) -> str:
    """SHA-256 of the file, shortened to 32 characters."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]
