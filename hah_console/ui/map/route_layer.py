"""The routes of a scene: lines prepared once for a level, faded under late under selected."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath

from hah_console.ui.map.direction_marks import arrows, chevron
from hah_console.ui.map.marks import late_triangle, route_colour
from hah_console.ui.map.projection import Floats, all_to_world
from hah_console.ui.map.scene import MapRoute, MapScene
from hah_console.ui.map.strokes import Pause, line_path, line_pen, no_pause, stroke
from hah_console.ui.map.viewport import Viewport, world_pixels
from hah_console.ui.theme.theme import Theme

HIT_PX = 8.0
CASING_PX = 3.0
ARROW_PX = 5.5


@dataclass(frozen=True, slots=True)
class RouteLine:
    """A route at one level: ``xs`` and ``ys`` in pixels from (left, top) of the world at that level."""

    route: MapRoute
    left: float
    top: float
    xs: Floats
    ys: Floats
    strokes: tuple[QPainterPath, ...]

    @classmethod
    def of(cls, route: MapRoute, level: int) -> "RouteLine | None":
        """None for a route without a line."""
        if len(route.points) < 2:
            return None
        xs, ys = all_to_world([point[0] for point in route.points], [point[1] for point in route.points])
        xs, ys = xs * world_pixels(level), ys * world_pixels(level)
        left, top = float(np.floor(xs.min())), float(np.floor(ys.min()))
        return cls(route, left, top, xs - left, ys - top, tuple(line_path(xs - left, ys - top)))

    def in_view(self, view: Viewport) -> bool:
        """Whether its box meets the widget."""
        x, y = self.offset(view)
        return x <= view.width and y <= view.height and x + self.xs.max() >= 0 and y + self.ys.max() >= 0

    def offset(self, view: Viewport) -> tuple[float, float]:
        """Pixels from the widget's corner to its own."""
        left, top = view.corner
        return self.left - left, self.top - top

    def distance(self, view: Viewport, px: float, py: float) -> float:
        """Pixels from a pixel of the widget to the line."""
        x, y = self.offset(view)
        return distance_to_line(self.xs, self.ys, px - x, py - y)


class RouteLayer:
    """The routes of one scene; lines are prepared again only when the level changes. For one thread."""

    def __init__(self, scene: MapScene) -> None:
        self._scene = scene
        self._level = -1
        self._lines: list[RouteLine] = []

    def choose(self, scene: MapScene) -> None:
        """Another choice among the same routes."""
        self._scene = scene

    def draw(self, painter: QPainter, view: Viewport, theme: Theme, pause: Pause) -> None:
        """Every route in view: faded first, then late, then the selected one."""
        for line in sorted(self._at(view, pause), key=self._rank):
            if line.in_view(view):
                self._draw_line(painter, line, view, theme, pause)

    def draw_late_marks(self, painter: QPainter, view: Viewport, theme: Theme) -> None:
        """A triangle in the middle of each late route, so that lateness is never told by colour alone."""
        for line in self._at(view):
            if line.route.late and line.in_view(view):
                x, y = line.offset(view)
                middle_x, middle_y = along(line.xs, line.ys, 0.5)
                box = QRectF(0, 0, 17, 17)
                box.moveCenter(QPointF(x + middle_x, y + middle_y))
                late_triangle(painter, theme, box)

    def route_at(self, view: Viewport, px: float, py: float) -> MapRoute | None:
        """The nearest route within 8 pixels; what is drawn on top wins."""
        hits = [(self._rank(line), -line.distance(view, px, py), line.route) for line in self._at(view)]
        near = [hit for hit in hits if -hit[1] <= HIT_PX]
        return max(near, key=lambda hit: hit[:2])[2] if near else None

    def _at(self, view: Viewport, pause: Pause = no_pause) -> list[RouteLine]:
        if self._level != view.level:
            self._lines = list(self._prepared(view.level, pause))
            self._level = view.level
        return self._lines

    def _prepared(self, level: int, pause: Pause) -> Iterator[RouteLine]:
        for route in self._scene.routes:
            line = RouteLine.of(route, level)
            if line is not None:
                yield line
            pause()

    def _rank(self, line: RouteLine) -> int:
        return 2 if line.route.route_id == self._scene.selected_route else int(line.route.late)

    def _draw_line(self, painter: QPainter, line: RouteLine, view: Viewport, theme: Theme, pause: Pause) -> None:
        selected = self._rank(line) == 2
        faded = self._scene.calm and self._rank(line) == 0
        colour = route_colour(theme, line.route.series, faded=faded)
        width = (6.0 if selected else 3.4) * (1.0 if view.zoom >= 12.5 else 0.75)
        painter.save()
        painter.translate(*line.offset(view))
        if not faded:
            casing = line_pen(theme.color("map-ground"), width + CASING_PX)
            stroke(painter, line.strokes, casing, pause)
        stroke(painter, line.strokes, line_pen(colour, width), pause)
        if selected:
            _draw_arrows(painter, line, theme.color("surface"))
        painter.restore()


def _draw_arrows(painter: QPainter, line: RouteLine, colour: QColor) -> None:
    """Chevrons along the line in the direction of travel."""
    painter.setPen(line_pen(colour, 1.8))
    for x, y, angle in arrows(line.xs, line.ys):
        painter.drawPolyline(chevron(x, y, angle, ARROW_PX))


def along(xs: Floats, ys: Floats, share: float) -> tuple[float, float]:
    """The point at a share of a line's length."""
    ends = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(xs), np.diff(ys)))])
    wanted = ends[-1] * share
    return float(np.interp(wanted, ends, xs)), float(np.interp(wanted, ends, ys))


def distance_to_line(xs: Floats, ys: Floats, px: float, py: float) -> float:
    """Shortest distance from a point to a line of at least two points."""
    dx, dy = np.diff(xs), np.diff(ys)
    lengths = np.maximum(dx * dx + dy * dy, 1e-12)
    share = np.clip(((px - xs[:-1]) * dx + (py - ys[:-1]) * dy) / lengths, 0, 1)
    return float(np.hypot(xs[:-1] + dx * share - px, ys[:-1] + dy * share - py).min())
