"""The graph on disk: one compressed .npz, written whole or not at all, readable without pickles."""

import os
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from hah_console.adapters.roads.graph import RoadGraph
from hah_console.domain.errors import InvalidInput

FORMAT = 1
ARRAYS = (
    "node_lat", "node_lon", "shape_lat", "shape_lon", "chain_from", "chain_to", "chain_first", "chain_last",
    "chain_decimetres", "chain_class", "chain_direction", "chain_limit_kph", "chain_flags", "chain_name", "order",
)  # fmt: skip
"""Names of the integer arrays in the file; ``names`` (UTF-8, newline-separated), ``attribution``, ``synthetic`` and
``format`` stand beside them."""


def write_graph(graph: RoadGraph, path: Path) -> None:
    """Write the graph to ``path`` through a temporary file in the same folder."""
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
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def read_graph(path: Path) -> RoadGraph:
    """Read a graph; raises InvalidInput(reason=not_a_road_graph) for anything else or another format."""
    try:
        with np.load(path, allow_pickle=False) as file:
            if int(file["format"]) != FORMAT:
                raise InvalidInput(field="roads", value=path.name, reason="not_a_road_graph")
            names = _words(file["names"])
            return RoadGraph(
                **{key: file[key] for key in ARRAYS},
                names=tuple(names.split("\n")) if names else (),
                attribution=_words(file["attribution"]),
                synthetic=bool(file["synthetic"]),
            )
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise InvalidInput(field="roads", value=path.name, reason="not_a_road_graph") from error


def _text(words: str) -> "np.ndarray[tuple[int], np.dtype[np.uint8]]":
    return np.frombuffer(words.encode("utf-8"), dtype=np.uint8)


def _words(stored: "np.ndarray[tuple[int], np.dtype[np.uint8]]") -> str:
    return bytes(stored.tobytes()).decode("utf-8")
