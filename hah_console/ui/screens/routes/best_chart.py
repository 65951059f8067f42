"""The best plan so far over the seconds of a search: a falling staircase, and a mark where the first plan was."""

import math

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from hah_console.ui.i18n import Texts
from hah_console.ui.screens.routes.search import BestSoFar
from hah_console.ui.theme.fonts import LABEL_PX
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import write

WIDTH, HEIGHT, PAD, WORDS = 260, 44, 4, 14


class BestChart(QWidget):
    """Costs stand on a logarithmic scale: a plan that leaves tasks out costs a thousand times one that does not."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._trace: tuple[BestSoFar, ...] = ()
        self._limit_s = 0.0
        self._name = ""
        self.setObjectName("routes.chart")
        self.setFixedSize(WIDTH, HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_trace(self, trace: tuple[BestSoFar, ...], limit_s: float) -> None:
        """Every better plan so far, and how long the search may take."""
        if trace != self._trace or limit_s != self._limit_s:
            self._trace, self._limit_s = trace, limit_s
            self._describe()

    def restyle(self, texts: Texts, theme: Theme) -> None:
        """Other words or colours."""
        self._theme, self._name = theme, texts("routes.progress.chart")
        self._describe()

    def steps(self) -> tuple[tuple[float, float], ...]:
        """The corners of the staircase: share of the time, share of the height from below."""
        if not self._trace or not self._limit_s:
            return ()
        heights = [math.log(max(1, best.cost)) for best in self._trace]
        low, high = min(heights), max(heights)
        spread = max(1e-9, high - low)
        points: list[tuple[float, float]] = []
        for best, height in zip(self._trace, heights, strict=True):
            x, y = min(1.0, best.seconds / self._limit_s), (height - low) / spread
            points += [(x, points[-1][1]), (x, y)] if points else [(x, y)]
        return tuple(points)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colour = QPainter(self), self._theme.color
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(PAD, WORDS, WIDTH - 2 * PAD, HEIGHT - WORDS - PAD)
        write(painter, QRect(PAD, 0, WIDTH - 2 * PAD, WORDS), self._name, colour("ink-2"), LABEL_PX)
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        corners = [QPointF(box.left() + x * box.width(), box.bottom() - y * box.height()) for x, y in self.steps()]
        if corners:
            painter.setPen(QPen(colour("accent"), 2))
            painter.drawPolyline(QPolygonF(corners))
            painter.setBrush(colour("accent"))
            painter.drawEllipse(corners[-1], 3, 3)

    def _describe(self) -> None:
        last = self._trace[-1] if self._trace else None
        self.setAccessibleName(f"{self._name} {last.cost:,} ({len(self._trace)})" if last else self._name)
        self.update()
