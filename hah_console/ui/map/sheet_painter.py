"""Paints routes, names and stops onto a see-through sheet larger than the widget. Runs on a worker thread."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter

from hah_console.ui.map.closure_layer import ClosureLayer
from hah_console.ui.map.marks import MarkPictures
from hah_console.ui.map.names import NameLayer, Occupied, halo_text
from hah_console.ui.map.reach_layer import ReachArea
from hah_console.ui.map.route_layer import RouteLayer
from hah_console.ui.map.scene import MapScene
from hah_console.ui.map.stop_layer import PlacedStop, StopLayer
from hah_console.ui.map.strokes import Pause, no_pause
from hah_console.ui.map.viewport import Viewport
from hah_console.ui.theme.fonts import font
from hah_console.ui.theme.theme import Theme

KEPT_SHEETS = 3
MARGIN_PX = 256
"""How far the map moves before another sheet is needed."""


@dataclass(frozen=True, slots=True)
class SheetKey:
    """``style`` counts grounds, themes and scenes; ``view`` is the widget's view with a margin."""

    style: int
    view: Viewport


@dataclass(frozen=True, slots=True)
class SheetPainter:
    """Paints sheets of one scene in one theme. ``names`` and ``marks`` belong to the worker."""

    scene: MapScene
    names: NameLayer
    marks: MarkPictures
    theme: Theme
    ratio: float = 1.0
    area: ReachArea | None = None
    pause: Pause = no_pause

    def paint(self, key: SheetKey) -> QImage:
        """Routes, then names where marks and other names leave room, late routes' triangles, and stops over all."""
        view = key.view
        size = round(view.width * self.ratio), round(view.height * self.ratio)
        image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(self.ratio)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw(painter, view)
        finally:
            painter.end()
        return image

    def _draw(self, painter: QPainter, view: Viewport) -> None:
        routes, stops, occupied = RouteLayer(self.scene), StopLayer.of(self.scene, view), Occupied()
        if self.area is not None:
            self.area.draw(painter, view, self.theme)
        self.pause()
        routes.draw(painter, view, self.theme, self.pause)
        closed = ClosureLayer(self.scene, self.theme, self.ratio)
        closed.draw(painter, view)
        stops.claim(occupied)
        if self.area is not None:
            self.area.draw_words(painter, view, self.theme, occupied, self.ratio)
        closed.draw_words(painter, view, occupied)
        for item in stops.named():
            self._draw_place_label(painter, item, occupied)
        self.names.draw(painter, view, occupied, self.pause)
        routes.draw_late_marks(painter, view, self.theme)
        stops.draw(painter, self.marks, self.theme, self.pause)

    def _draw_place_label(self, painter: QPainter, item: PlacedStop, occupied: Occupied) -> None:
        """The name of a base or hospital under its mark."""
        ink, halo = self.theme.color("ink"), self.theme.color("map-ground")
        image = halo_text(item.stop.label, font(12, bold=True), ink, halo, self.ratio)
        width, height = image.width() / self.ratio, image.height() / self.ratio
        left, off = round(item.x - width / 2), item.look.size_px / 2
        below, above = (left, round(item.y + off)), (left, round(item.y - off - height))
        beside = round(item.x + item.look.width_px / 2), round(item.y - height / 2)
        spot = occupied.take_first((below, above, beside), width, height)
        if spot is not None or item.look.chosen:
            painter.drawImage(QRectF(QPointF(*(spot or below)), QSizeF(width, height)), image)
