"""The totals of a plan side by side: a small name over a large number."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hah_console.ui.map.marks import late_triangle
from hah_console.ui.screens.routes.head_text import Figure
from hah_console.ui.theme.fonts import LABEL_PX, NUMBER_PX
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import write

HEIGHT, NAME_HEIGHT, GAP, TRIANGLE = 46, 16, 4, 13


class FigureStrip(QWidget):
    """Nothing to press; the screen reader gets all figures as one sentence."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._figures: tuple[Figure, ...] = ()
        self.setObjectName("routes.figures")
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_figures(self, figures: Sequence[Figure], separator: str) -> None:
        """Take new totals."""
        self._figures = tuple(figures)
        self.setAccessibleName(separator.join(figure.spoken for figure in figures))
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self.width() // max(1, len(self._figures))
        for place, figure in enumerate(self._figures):
            self._draw(painter, QRect(place * width, 0, width - 12, HEIGHT), figure)

    def _draw(self, painter: QPainter, box: QRect, figure: Figure) -> None:
        colour, theme = self._theme.color, self._theme
        name = QRect(box.left(), box.top(), box.width(), NAME_HEIGHT)
        taken = write(painter, name, figure.name, colour("ink-2"), LABEL_PX)
        write(painter, name.adjusted(taken + 8, 0, 0, 0), figure.change, colour("ink"), LABEL_PX, bold=True)
        line = QRect(box.left(), box.top() + NAME_HEIGHT, box.width(), HEIGHT - NAME_HEIGHT)
        if figure.marked:
            late_triangle(painter, theme, QRectF(line.left(), line.center().y() - TRIANGLE / 2, TRIANGLE, TRIANGLE))
            line.setLeft(line.left() + TRIANGLE + GAP)
        taken = write(painter, line, figure.number, colour("ink"), NUMBER_PX, bold=True)
        write(painter, line.adjusted(taken + GAP, 5, 0, 0), figure.unit, colour("ink-2"), LABEL_PX)
