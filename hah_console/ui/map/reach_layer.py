"""The area somebody reaches in a given time, under routes and names. Drawn on a worker thread."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from hah_console.domain.reach import Reach
from hah_console.ui.map.names import Occupied, halo_text
from hah_console.ui.map.projection import Floats, all_to_world
from hah_console.ui.map.strokes import polygon
from hah_console.ui.map.viewport import Viewport
from hah_console.ui.theme.fonts import font
from hah_console.ui.theme.theme import Theme

FILL_SHARE = 0.13
"""How strong the area's colour is over the ground."""


@dataclass(frozen=True, slots=True)
class ReachArea:
    """An area with the words on its edge."""

    reach: Reach
    words: str

    def draw(self, painter: QPainter, view: Viewport, theme: Theme) -> None:
        """The area and its edge."""
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.OddEvenFill)
        for ring in self._rings(view):
            path.addPolygon(polygon(ring))
            path.closeSubpath()
        fill = QColor(theme.color("accent"))
        fill.setAlphaF(FILL_SHARE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPath(path)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("accent"), 2, Qt.PenStyle.DashLine))
        painter.drawPath(path)
        self._draw_start(painter, view, theme)

    def draw_words(self, painter: QPainter, view: Viewport, theme: Theme, occupied: Occupied, ratio: float) -> None:
        """The words at the topmost point of the edge in view, where they find room, else over what stands there."""
        image = halo_text(self.words, font(12, bold=True), theme.color("accent"), theme.color("map-ground"), ratio)
        size = QSizeF(image.width() / ratio, image.height() / ratio)
        spots = [(round(x - size.width() / 2), round(y - size.height() - 4)) for x, y in self._spots(view)]
        spot = occupied.take_first(spots, size.width(), size.height()) or next(iter(spots), None)
        if spot is not None:
            painter.drawImage(QRectF(QPointF(*spot), size), image)

    def _draw_start(self, painter: QPainter, view: Viewport, theme: Theme) -> None:
        """A ring where the journey begins."""
        x, y = view.to_screen(self.reach.lat, self.reach.lon)
        painter.setPen(QPen(theme.color("map-ground"), 6))
        painter.drawEllipse(QPointF(x, y), 15, 15)
        painter.setPen(QPen(theme.color("accent"), 2.5))
        painter.drawEllipse(QPointF(x, y), 15, 15)

    def _rings(self, view: Viewport) -> list[Floats]:
        left, top = view.corner
        rings = []
        for ring in self.reach.rings:
            xs, ys = all_to_world([lat for lat, _ in ring], [lon for _, lon in ring])
            rings.append(np.column_stack([xs * view.scale - left, ys * view.scale - top]))
        return rings

    def _spots(self, view: Viewport) -> list[tuple[float, float]]:
        """Points of the edge in view, the highest first, not too many of them."""
        rings = self._rings(view)
        points = np.concatenate(rings) if rings else np.zeros((0, 2))
        seen = points[(points[:, 0] > 60) & (points[:, 0] < view.width - 60) & (points[:, 1] > 60)]
        seen = seen[seen[:, 1] < view.height - 60]
        return [(x, y) for x, y in seen[np.argsort(seen[:, 1], kind="stable")][::8].tolist()]
