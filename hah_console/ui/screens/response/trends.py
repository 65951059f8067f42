"""Five vital signs as tiles: the value, how it changed in three hours, its course of 24 hours. Painted as one."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QLabel

from hah_console.ui.theme.fonts import LABEL_PX
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import write

HEIGHT, VALUE_PX, PAD, CURVE = 96, 22, 12, 30
PEN_PX = 1.6


@dataclass(frozen=True, slots=True)
class TrendTile:
    """``token`` colours the course; ``points`` are (0 to 1, 0 to 1) from the left and from below."""

    name: str
    value: str
    unit: str
    change: str
    token: str
    stale: bool
    outside: bool
    points: tuple[tuple[float, float], ...]


class TrendTiles(QLabel):
    """Static text to a screen reader, hence a label; ``show_tiles`` with the sentence it speaks."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._tiles: Sequence[TrendTile] = ()
        self.setObjectName("response.trends")
        self.setFixedHeight(HEIGHT)

    def show_tiles(self, tiles: Sequence[TrendTile], spoken: str) -> None:
        """Show other values."""
        self._tiles = tiles
        self.setAccessibleName(spoken)
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(560, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self.width() // max(1, len(self._tiles))
        for number, tile in enumerate(self._tiles):
            self._paint(painter, QRect(number * width, 0, width, self.height()), tile, first=number == 0)

    def _paint(self, painter: QPainter, box: QRect, tile: TrendTile, *, first: bool) -> None:
        colour = self._theme.color
        if not first:
            painter.setPen(colour("line"))
            painter.drawLine(box.topLeft(), box.bottomLeft())
        inner = box.adjusted(0 if first else PAD, 0, -PAD, 0)
        write(painter, QRect(inner.left(), inner.top(), inner.width(), 16), tile.name, colour("ink-2"), LABEL_PX)
        ink = "ink-3" if tile.stale else "ink"
        line = QRect(inner.left(), inner.top() + 17, inner.width(), 28)
        used = write(painter, line, tile.value, colour(ink), VALUE_PX, bold=tile.outside)
        unit = QRect(line.left() + used + 4, line.top() + 7, max(0, line.width() - used - 4), 18)
        write(painter, unit, tile.unit, colour("ink-2"), LABEL_PX)
        change = QRect(inner.left(), inner.top() + 46, inner.width(), 16)
        write(painter, change, tile.change, colour("ink-2"), LABEL_PX)
        self._course(painter, QRectF(inner.left(), inner.bottom() - CURVE, inner.width(), CURVE - 2), tile)

    def _course(self, painter: QPainter, box: QRectF, tile: TrendTile) -> None:
        points = [QPointF(box.left() + x * box.width(), box.bottom() - y * box.height()) for x, y in tile.points]
        painter.setPen(QPen(self._theme.color(tile.token), PEN_PX))
        if len(points) > 1:
            painter.drawPolyline(QPolygonF(points))
