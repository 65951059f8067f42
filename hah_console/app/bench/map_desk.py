"""A map that is dragged and zoomed by mouse events while its frames and the event loop are measured."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from hah_console.app.bench.road_town import GAP_UNITS
from hah_console.app.console import make_application
from hah_console.app.resources import resource_path
from hah_console.app.tour.loop_lag import LoopLagProbe
from hah_console.ui.i18n import Texts
from hah_console.ui.map.canvas import MapCanvas
from hah_console.ui.map.scene import MapRoute, MapScene, MapStop, StopKind
from hah_console.ui.theme.theme import Theme

if TYPE_CHECKING:
    from hah_console.adapters.roads.graph import RoadGraph

SIZE = 1600, 1000
EVENTS, PACE_S = 240, 1 / 60
STEP_PX = 9
CIRCLE = 120
"""Mouse events of one round of the drag."""
WAIT_S = 60.0
COPY = 2
"""Rows and columns from the first copy to the one the routes are in."""


class _TimedMap(MapCanvas):
    """Keeps how long each frame took."""

    frames_ms: list[float]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Painted as ever."""
        began = time.perf_counter()
        super().paintEvent(event)
        self.frames_ms.append((time.perf_counter() - began) * 1000)


class DraggedMap:
    """The map in a window of its own."""

    def __init__(self, application: QApplication, canvas: _TimedMap, visits: int) -> None:
        self._application, self.canvas, self.visits = application, canvas, visits

    @classmethod
    @contextmanager
    def open(cls, graph: "RoadGraph", routes: int, stops: int) -> "Iterator[DraggedMap]":
        """Show the streets of a graph with routes over them until the end of the block."""
        from hah_console.adapters.roads.atlas import read_atlas
        from hah_console.adapters.roads.ground import joined, road_lines
        from hah_console.domain.map_ground import MapGround

        application = make_application("zh_TW")
        atlas = read_atlas(resource_path("map", "taiwan.npz"))
        ground = joined(MapGround(roads=road_lines(graph), attribution=graph.attribution), atlas)
        canvas = _TimedMap(ground, Texts("zh_TW"), Theme.load("light"))
        canvas.frames_ms = []
        canvas.resize(*SIZE)
        canvas.show_scene(town_scene(routes, stops))
        canvas.show()
        try:
            yield cls(application, canvas, stops)
        finally:
            canvas.close_workers()
            canvas.close()
            canvas.deleteLater()
            application.processEvents()

    def look(self, levels: int) -> None:
        """Everything in sight, then so many quarter levels closer; waits until all of it is painted."""
        self.canvas.fit()
        self._until_painted()
        for _ in range(levels):
            self._wheel(30)
        self._until_painted()

    def drag(self) -> tuple[list[float], float]:
        """Drag in circles at sixty events a second: milliseconds of each frame, the longest hold of the loop."""
        middle = QPointF(SIZE[0] / 2, SIZE[1] / 2)
        self._mouse(QEvent.Type.MouseButtonPress, middle)
        place = middle

        def step(n: int) -> None:
            nonlocal place
            turn = 2 * math.pi * n / CIRCLE
            place += QPointF(STEP_PX * math.cos(turn), STEP_PX * math.sin(turn))
            self._mouse(QEvent.Type.MouseMove, place)

        measured = self._run(step)
        self._mouse(QEvent.Type.MouseButtonRelease, place)
        return measured

    def zoom(self) -> tuple[list[float], float]:
        """Turn the wheel in and out, a notch every quarter of a second."""
        return self._run(lambda n: self._wheel(120 if n // 60 % 2 == 0 else -120) if n % 15 == 0 else None)

    def _run(self, step: Callable[[int], None]) -> tuple[list[float], float]:
        probe = LoopLagProbe()
        self.canvas.frames_ms.clear()
        probe.start()
        due = time.perf_counter()
        for n in range(EVENTS):
            step(n)
            due += PACE_S
            self._application.processEvents()
            while time.perf_counter() < due:
                self._application.processEvents()
                time.sleep(0.001)
        return list(self.canvas.frames_ms), probe.stop().max_ms

    def _until_painted(self) -> None:
        ends = time.perf_counter() + WAIT_S
        while not self.canvas.complete and time.perf_counter() < ends:
            self._application.processEvents()
            time.sleep(0.005)

    def _mouse(self, kind: QEvent.Type, at: QPointF) -> None:
        button = Qt.MouseButton.LeftButton
        event = QMouseEvent(kind, at, self.canvas.mapToGlobal(at), button, button, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.canvas, event)

    def _wheel(self, turn: int) -> None:
        at = QPointF(SIZE[0] / 2, SIZE[1] / 2)
        event = QWheelEvent(
            at, self.canvas.mapToGlobal(at), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(self.canvas, event)


def town_scene(routes: int, stops: int) -> MapScene:
    """Routes over the demo's streets with their visits, in a copy in the middle of the county."""
    from hah_console.adapters.roads.profile import load_profile
    from hah_console.adapters.roads.provider import read_roads
    from hah_console.adapters.roads.router import RoadTravel
    from hah_console.app.road_matrix import some_places

    graph, profile = (
        read_roads(resource_path("demo", "streets.npz")),
        load_profile(resource_path("profiles", "speeds.toml")),
    )
    travel, places = RoadTravel(graph, profile), some_places(graph, profile, stops)
    south = (int(graph.shape_lat.max() - graph.shape_lat.min()) + GAP_UNITS) * COPY * 1e-7
    east = (int(graph.shape_lon.max() - graph.shape_lon.min()) + GAP_UNITS) * COPY * 1e-7
    each, lines, marks = stops // routes, list[MapRoute](), list[MapStop]()
    for n in range(routes):
        visited = sorted(places[n * each : (n + 1) * each], key=lambda place: place.lon)
        legs = [travel.path(a, b, "car") for a, b in pairwise(visited)]
        way = tuple((lat - south, lon + east) for leg in legs for lat, lon in leg)
        lines.append(MapRoute(f"R{n}", n, way, f"route {n}", late=n % 10 == 0))
        marks += [_mark(n, k, place.lat - south, place.lon + east) for k, place in enumerate(visited, 1)]
    return MapScene(tuple(lines), tuple(marks), "R3")


def _mark(route: int, order: int, lat: float, lon: float) -> MapStop:
    late = order == route % 50
    return MapStop(f"V{route}-{order}", lat, lon, StopKind.VISIT, route, str(order), "visit", late=late)
