"""Where people are now: a mark with a name, and under it how old that is. Drawn live, from pictures kept."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from hah_console.ui.map.marks import MarkLook, MarkPictures
from hah_console.ui.map.names import halo_text
from hah_console.ui.map.scene import MapMover, StopKind
from hah_console.ui.map.viewport import Viewport
from hah_console.ui.theme.fonts import LABEL_PX, font
from hah_console.ui.theme.theme import Theme

HIT_PX, VISIBLE_PX = 16, 80
UNSURE_PX = 18
"""A circle of uncertainty is drawn from this radius on."""


@dataclass(frozen=True, slots=True)
class SeenMover:
    """Somebody with the words for how old the position is; ``old`` ones are hatched: nobody may be there any more."""

    mover: MapMover
    words: str
    old: bool

    @property
    def look(self) -> MarkLook:
        """The mark."""
        return MarkLook(StopKind.VEHICLE, self.mover.series, self.mover.label, old=self.old)


class MoverLayer:
    """Everybody whose position is known. For the GUI thread."""

    def __init__(self, theme: Theme, ratio: float) -> None:
        self._theme, self._ratio = theme, ratio
        self._words: dict[tuple[str, bool], QImage] = {}

    def draw(self, painter: QPainter, view: Viewport, movers: tuple[SeenMover, ...], pictures: MarkPictures) -> None:
        """Old positions lowest."""
        for seen in sorted(movers, key=lambda seen: not seen.old):
            x, y = view.to_screen(seen.mover.latitude, seen.mover.longitude)
            if view.shows(x, y, margin=-VISIBLE_PX):
                self._draw_unsure(painter, view, seen, x, y)
                pictures.draw(painter, seen.look, x, y)
                self._draw_words(painter, seen, x, y + seen.look.size_px / 2 + 1)

    def mover_at(self, view: Viewport, movers: tuple[SeenMover, ...], px: float, py: float) -> SeenMover | None:
        """Who stands under a pixel, the newest first."""
        near = [seen for seen in movers if self._covers(view, seen, px, py)]
        return max(near, key=lambda seen: seen.mover.seen_at) if near else None

    def _covers(self, view: Viewport, seen: SeenMover, px: float, py: float) -> bool:
        x, y = view.to_screen(seen.mover.latitude, seen.mover.longitude)
        return abs(px - x) <= max(HIT_PX, seen.look.width_px / 2) and abs(py - y) <= HIT_PX

    def _draw_words(self, painter: QPainter, seen: SeenMover, x: float, top: float) -> None:
        image = self._words.get((seen.words, seen.old))
        if image is None:
            ink = self._theme.color("ink-3" if seen.old else "ink")
            face = font(LABEL_PX, bold=not seen.old)
            image = halo_text(seen.words, face, ink, self._theme.color("map-ground"), self._ratio)
            self._words[seen.words, seen.old] = image
        width, height = image.width() / self._ratio, image.height() / self._ratio
        painter.drawImage(QRectF(round(x - width / 2), round(top), width, height), image)

    def _draw_unsure(self, painter: QPainter, view: Viewport, seen: SeenMover, x: float, y: float) -> None:
        """Within this circle, says who told the position."""
        radius = (seen.mover.accuracy_m or 0.0) / view.metres_per_pixel
        if radius >= UNSURE_PX:
            colour = QColor(self._theme.color("ink-2"))
            painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
            colour.setAlphaF(0.08)
            painter.setBrush(colour)
            painter.drawEllipse(QPointF(x, y), radius, radius)
