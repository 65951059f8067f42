"""``bench map``: a county of 350,000 street segments with 30 routes and 300 stops, dragged and zoomed."""

import math
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hah_console.app.bench.row import BenchRow, at_least, at_most, slowness
from hah_console.app.report import progress

if TYPE_CHECKING:
    pass

COPIES, SEGMENTS = 34, 350_000
ROUTES, STOPS = 30, 300
FRAME_MS, FRAME_P95_MS, STALL_MS = 20.0, 40.0, 50.0
TURNS = 3
"""So many times a stretch is measured; the calmest counts: others use the machine, too."""


@dataclass(frozen=True, slots=True)
class Frames:
    """Milliseconds of painting one frame, and the longest time the event loop was held up."""

    median_ms: float
    p95_ms: float
    stall_ms: float
    slow: float


def rows() -> Iterator[BenchRow]:
    """The rows, each as soon as it is measured."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from hah_console.app.bench.map_desk import DraggedMap
    from hah_console.app.bench.road_town import county, segments

    progress("map: laying out a county")
    graph = county(COPIES)
    yield at_least("map: street segments", segments(graph), "segments", SEGMENTS)
    with DraggedMap.open(graph, ROUTES, STOPS) as dragged:
        yield at_least("map: routes", len(dragged.canvas.scene.routes), "routes", ROUTES)
        yield at_least("map: stops", dragged.visits, "stops", STOPS)
        for name, levels in (("all routes in sight", 0), ("a quarter of the town", 4)):
            progress(f"map: dragging, {name}")
            dragged.look(levels)
            yield from _rows(f"map dragged, {name}", _calmest(dragged.drag))
        progress("map: zooming in and out")
        dragged.look(0)
        yield from _rows("map zoomed", _calmest(dragged.zoom))


def _rows(name: str, frames: Frames) -> Iterator[BenchRow]:
    note = f"on a machine {frames.slow:.1f} times slower"
    yield at_most(f"{name}: frame, median", frames.median_ms, "ms", FRAME_MS, slow=frames.slow, note=note)
    yield at_most(f"{name}: frame, p95", frames.p95_ms, "ms", FRAME_P95_MS, slow=frames.slow, note=note)
    yield at_most(f"{name}: longest stall", frames.stall_ms, "ms", STALL_MS, slow=frames.slow, note=note)


def _calmest(run: Callable[[], tuple[list[float], float]]) -> Frames:
    return min((_measured(run) for _ in range(TURNS)), key=lambda frames: frames.stall_ms / frames.slow)


def _measured(run: Callable[[], tuple[list[float], float]]) -> Frames:
    before = slowness()
    frames_ms, stall_ms = run()
    slow = max(1.0, min(before, slowness()))
    ordered = sorted(frames_ms)
    middle, late = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, math.floor(len(ordered) * 0.95))]
    return Frames(middle, late, stall_ms, slow)
