"""A road file becomes a road graph, in a process of its own: the libraries that read and order streets cannot be
interrupted, a process can be ended at once."""

import multiprocessing
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

from hah_console.domain.errors import HahError, NoWritePermission

OnStage = Callable[[str, float], None]
"""Hears the stage and how much of everything is done, 0 to 1."""
SPANS = {
    "reading": (0.0, 0.45), "joining": (0.45, 0.5), "ordering": (0.5, 0.9), "looking": (0.9, 0.95),
    "writing": (0.95, 1.0),
}  # fmt: skip
"""About which part of the time each stage takes."""
POLL_S = 0.1
_ENDED_BY = 1


class ImportStopped(Exception):
    """Somebody pressed Ctrl+C; nothing was kept."""


@dataclass(frozen=True, slots=True)
class Imported:
    """The graph that was written: junctions, directed edges, km of streets, and by vehicle kind the share of the
    junctions on its roads that lie in the largest strongly connected part."""

    file: Path
    node_count: int
    edge_count: int
    street_km: float
    connected: dict[str, float]


def import_roads(file: Path, out: Path, on_stage: OnStage) -> Imported:
    """Write the graph of ``file`` into the folder ``out`` under the file's own name.

    Raises RoadFileUnusable, NoWritePermission, and ImportStopped on Ctrl+C; what stood in the folder stays then.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".import-", dir=out) as folder:
            made = _in_child(file, Path(folder) / "graph.npz", on_stage)
            target = out / f"{graph_name(file)}.npz"
            os.replace(made.file, target)
    except OSError as error:
        raise NoWritePermission(path=str(out)) from error
    return replace(made, file=target)


def graph_name(file: Path) -> str:
    """``taiwan-latest`` of taiwan-latest.osm.pbf."""
    return file.name.removesuffix(".pbf").removesuffix(".osm").removesuffix(".npz")


def _in_child(file: Path, target: Path, on_stage: OnStage) -> Imported:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(file, target, theirs), name="road-import", daemon=True)
    child.start()
    theirs.close()
    try:
        return _listen(ours, on_stage)
    except KeyboardInterrupt as stopped:
        raise ImportStopped from stopped
    finally:
        child.kill()
        child.join()
        child.close()
        ours.close()


def _listen(pipe: Connection, on_stage: OnStage) -> Imported:
    """What the child has made; raises what it failed with."""
    from hah_console.adapters.roads.errors import RoutingFailed

    while True:
        if not pipe.poll(POLL_S):
            continue
        try:
            kind, content = pipe.recv()
        except EOFError:
            raise RoutingFailed(reason="import_died") from None
        if kind == "stage":
            stage, share = content
            begins, ends = SPANS[stage]
            on_stage(stage, begins + share * (ends - begins))
        elif kind == "failed":
            raise content[0](**content[1])
        else:
            return _made(content)


def _made(content: object) -> Imported:
    assert isinstance(content, Imported), "the child sends nothing else at its end"
    return content


def _work(file: Path, target: Path, pipe: Connection) -> None:
    """In the child. Ctrl+C reaches every process of a terminal: what becomes of this one is the parent's to say."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        pipe.send(("done", _graph(file, target, lambda *stage: pipe.send(("stage", stage)))))
    except HahError as error:
        pipe.send(("failed", (type(error), dict(error.facts))))
    except BrokenPipeError:
        sys.exit(_ENDED_BY)


def _graph(file: Path, target: Path, on_stage: OnStage) -> Imported:
    from hah_console.adapters.roads.graph_file import write_graph
    from hah_console.adapters.roads.importer import import_pbf, with_order
    from hah_console.adapters.roads.profile import load_profile
    from hah_console.adapters.roads.provider import GRAPH_SUFFIX, read_roads, require_usable
    from hah_console.adapters.roads.survey import survey
    from hah_console.app.resources import resource_path

    require_usable(file)
    graph = with_order(read_roads(file)) if file.suffix.lower() == GRAPH_SUFFIX else import_pbf(file, on_stage)
    on_stage("looking", 0.0)
    found = survey(graph, load_profile(resource_path("profiles", "speeds.toml")))
    on_stage("writing", 0.0)
    write_graph(graph, target)
    on_stage("writing", 1.0)
    return Imported(target, found.node_count, found.edge_count, found.street_km, dict(found.connected))
