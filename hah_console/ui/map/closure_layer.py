"""Closed roads on the map: a barred line with crosses, and the words for it; never by colour alone."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen

from hah_console.ui.map.names import Occupied, halo_text
from hah_console.ui.map.projection import Floats, all_to_world
from hah_console.ui.map.route_layer import along
from hah_console.ui.map.scene import MapClosure, MapScene
from hah_console.ui.map.strokes import polygon
from hah_console.ui.map.viewport import Viewport
from hah_console.ui.theme.fonts import font
from hah_console.ui.theme.theme import Theme

WIDTH_PX, EDGE_PX, CROSS_PX = 7.0, 11.0, 7.0
EVERY_PX = 70.0
"""From one cross to the next along a closed road."""
MOST_CROSSES = 30


class ClosureLayer:
    """The closed roads of one scene. For one thread."""

    def __init__(self, scene: MapScene, theme: Theme, ratio: float) -> None:
        self._scene, self._theme, self._ratio = scene, theme, ratio

    def draw(self, painter: QPainter, view: Viewport) -> None:
        """A line with bars across, and a cross every 70 pixels, one at the least."""
        for closure in self._scene.closed:
            xs, ys = on_screen(closure, view)
            if _in_view(xs, ys, view):
                self._bar(painter, xs, ys)
                for x, y in crosses(xs, ys):
                    self._cross(painter, x, y)

    def draw_words(self, painter: QPainter, view: Viewport, occupied: Occupied) -> None:
        """What is closed until when, beside the middle of the road."""
        for closure in self._scene.closed:
            xs, ys = on_screen(closure, view)
            if _in_view(xs, ys, view):
                self._say(painter, closure.label, *along(xs, ys, 0.5), occupied)

    def _bar(self, painter: QPainter, xs: Floats, ys: Floats) -> None:
        line = polygon(np.column_stack([xs, ys]))
        flat = Qt.PenCapStyle.FlatCap
        ground, ink = self._theme.color("map-ground"), self._theme.color("ink")
        for colour, width in ((ground, EDGE_PX + 3), (ink, EDGE_PX), (ground, WIDTH_PX)):
            painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, flat))
            painter.drawPolyline(line)
        dashes = QPen(ink, WIDTH_PX, Qt.PenStyle.CustomDashLine, flat)
        dashes.setDashPattern([0.7, 0.7])
        painter.setPen(dashes)
        painter.drawPolyline(line)

    def _cross(self, painter: QPainter, x: float, y: float) -> None:
        ink, ground = self._theme.color("ink"), self._theme.color("map-ground")
        box = QRectF(x - CROSS_PX - 2, y - CROSS_PX - 2, 2 * CROSS_PX + 4, 2 * CROSS_PX + 4)
        painter.setPen(QPen(ink, 2))
        painter.setBrush(ground)
        painter.drawEllipse(box)
        painter.setPen(QPen(ink, 2.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        arm = CROSS_PX - 2.5
        painter.drawLine(QPointF(x - arm, y - arm), QPointF(x + arm, y + arm))
        painter.drawLine(QPointF(x - arm, y + arm), QPointF(x + arm, y - arm))

    def _say(self, painter: QPainter, words: str, x: float, y: float, occupied: Occupied) -> None:
        image = halo_text(
            words, font(12, bold=True), self._theme.color("ink"), self._theme.color("map-ground"), self._ratio
        )
        size = QSizeF(image.width() / self._ratio, image.height() / self._ratio)
        left, right = round(x - size.width() - 14), round(x + 14)
        middle = round(y - size.height() / 2)
        spots = ((right, middle), (left, middle), (round(x - size.width() / 2), round(y + 12)))
        spot = occupied.take_first(spots, size.width(), size.height()) or spots[0]
        painter.drawImage(QRectF(QPointF(*spot), size), image)


def on_screen(closure: MapClosure, view: Viewport) -> tuple[Floats, Floats]:
    """The road in pixels of the widget."""
    xs, ys = all_to_world([lat for lat, _ in closure.points], [lon for _, lon in closure.points])
    left, top = view.corner
    return xs * view.scale - left, ys * view.scale - top


def crosses(xs: Floats, ys: Floats) -> list[tuple[float, float]]:
    """Points every 70 pixels along a line, at least the one in its middle."""
    length = float(np.hypot(np.diff(xs), np.diff(ys)).sum())
    count = max(1, min(MOST_CROSSES, int(length // EVERY_PX)))
    return [along(xs, ys, (n + 0.5) / count) for n in range(count)]


def _in_view(xs: Floats, ys: Floats, view: Viewport) -> bool:
    return bool(xs.max() >= 0 and ys.max() >= 0 and xs.min() <= view.width and ys.min() <= view.height)
