"""The graph on disk: one compressed .npz, written whole or not at all, readable without pickles."""

import os
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from hah_console.adapters.roads.errors import RoadFileUnusable
from hah_console.adapters.roads.graph import BACKWARD, BOTH_WAYS, CLASSES, Ints, RoadGraph

FORMAT = 1
ARRAYS = (
    "node_lat", "node_lon", "shape_lat", "shape_lon", "chain_from", "chain_to", "chain_first", "chain_last",
    "chain_decimetres", "chain_class", "chain_direction", "chain_limit_kph", "chain_flags", "chain_name", "order",
)  # fmt: skip
"""Names of the integer arrays in the file; ``names`` (UTF-8, newline-separated), ``attribution``, ``synthetic`` and
``format`` stand beside them."""


_UNREADABLE = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error)


def write_graph(graph: RoadGraph, path: Path) -> None:
    """Write the graph to ``path`` through a temporary file in the same folder; the same graph gives the same bytes."""
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez_compressed(
                file,
                format=np.int32(FORMAT),
                names=_text("\n".join(graph.names)),
                attribution=_text(graph.attribution),
                synthetic=np.bool_(graph.synthetic),
                **{key: getattr(graph, key) for key in ARRAYS},
            )
        Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def read_graph(path: Path) -> RoadGraph:
    """Read a graph; raises RoadFileUnusable(reason=not_a_road_graph) for anything else or another format."""
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            graph = _graph(file)
    except _UNREADABLE as error:
        raise RoadFileUnusable(file=path.name, reason="not_a_road_graph") from error
    if graph is None or not _is_whole(graph):
        raise RoadFileUnusable(file=path.name, reason="not_a_road_graph")
    return graph


def _graph(file: Any) -> RoadGraph | None:
    if int(file["format"]) != FORMAT:
        return None
    names = _words(file["names"])
    return RoadGraph(
        **{key: file[key] for key in ARRAYS},
        names=tuple(names.split("\n")) if names else (),
        attribution=_words(file["attribution"]),
        synthetic=bool(file["synthetic"]),
    )


def _is_whole(graph: RoadGraph) -> bool:
    """Every number that points at something points at something: a wrong one would crash the engine or route astray."""
    chains = [getattr(graph, key) for key in ARRAYS if key.startswith("chain_")]
    same_length = len({len(column) for column in chains}) == 1 and len(graph.node_lat) == len(graph.node_lon)
    shapes = len(graph.shape_lat)
    pointing = (
        (graph.chain_from, 0, graph.node_count),
        (graph.chain_to, 0, graph.node_count),
        (graph.chain_first, 0, shapes),
        (graph.chain_last, 0, shapes),
        (graph.chain_class, 0, len(CLASSES)),
        (graph.chain_name, -1, len(graph.names)),
        (graph.chain_direction, BOTH_WAYS, BACKWARD + 1),
        (graph.chain_decimetres, 1, 2**31),
        (graph.order, 0, graph.node_count),
    )
    same_length = same_length and shapes == len(graph.shape_lon) and len(graph.order) in {0, graph.node_count}
    ordered = len(np.unique(graph.order)) == len(graph.order)
    return same_length and ordered and all(_within(*column) for column in pointing)


def _within(column: Ints, low: int, end: int) -> bool:
    return not len(column) or bool(column.min() >= low and column.max() < end)


def _text(words: str) -> "np.ndarray[tuple[int], np.dtype[np.uint8]]":
    return np.frombuffer(words.encode("utf-8"), dtype=np.uint8)


def _words(stored: "np.ndarray[tuple[int], np.dtype[np.uint8]]") -> str:
    return bytes(stored.tobytes()).decode("utf-8")
