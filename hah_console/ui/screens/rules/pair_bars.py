"""Pairs of bars, this rule set beside the other: rows with names, or columns for the hours of the day."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy

from hah_console.ui.screens.rules.report_text import Pair
from hah_console.ui.theme.fonts import LABEL_PX, font
from hah_console.ui.theme.theme import Theme

ROW_HEIGHT, NAME_WIDTH, NUMBER_WIDTH, COLUMNS_HEIGHT, FOOT = 26, 130, 48, 120, 16
LEFT, RIGHT = int(Qt.AlignmentFlag.AlignLeft), int(Qt.AlignmentFlag.AlignRight)
MIDDLE = int(Qt.AlignmentFlag.AlignVCenter)


class PairBars(QFrame):
    """This one is dark, the other light; a number stands behind each. ``upright`` draws columns instead of rows."""

    def __init__(self, name: str, theme: Theme, *, upright: bool = False, percent: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self._theme, self._upright, self._percent = theme, upright, percent
        self._pairs: tuple[Pair, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_pairs(self, title: str, pairs: tuple[Pair, ...]) -> None:
        """Show pairs; ``title`` begins what a screen reader says."""
        self._pairs = pairs
        said = "; ".join(f"{p.name} {self._number(p.one)} / {self._number(p.other)}" for p in pairs)
        self.setAccessibleName(f"{title}: {said}")
        self.setToolTip(said.replace("; ", "\n"))
        self.updateGeometry()
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        height = COLUMNS_HEIGHT + FOOT if self._upright else max(1, len(self._pairs)) * ROW_HEIGHT
        return QSize(300, height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(font(LABEL_PX))
        top = max((max(pair.one, pair.other) for pair in self._pairs), default=0.0) or 1.0
        for position, pair in enumerate(self._pairs):
            if self._upright:
                self._paint_column(painter, position, pair, top)
            else:
                self._paint_row(painter, position, pair, top)

    def _paint_row(self, painter: QPainter, position: int, pair: Pair, top: float) -> None:
        y = position * ROW_HEIGHT
        painter.setPen(self._theme.color("ink"))
        shown = painter.fontMetrics().elidedText(pair.name, Qt.TextElideMode.ElideMiddle, NAME_WIDTH - 8)
        painter.drawText(QRectF(0, y, NAME_WIDTH - 8, ROW_HEIGHT), LEFT | MIDDLE, shown)
        room = self.width() - NAME_WIDTH - NUMBER_WIDTH
        for line, (value, token) in enumerate(((pair.one, "ink"), (pair.other, "ink-3"))):
            bar = QRectF(NAME_WIDTH, y + 3 + line * 10, room * value / top, 8)
            painter.fillRect(bar, self._theme.color(token))
            painter.setPen(self._theme.color("ink" if line == 0 else "ink-2"))
            place = QRectF(bar.right() + 5, y + line * 11 - 1, NUMBER_WIDTH, 15)
            painter.drawText(place, LEFT | MIDDLE, self._number(value))

    def _paint_column(self, painter: QPainter, position: int, pair: Pair, top: float) -> None:
        width = self.width() / max(1, len(self._pairs))
        for line, (value, token) in enumerate(((pair.one, "ink"), (pair.other, "ink-3"))):
            height = (COLUMNS_HEIGHT - 4) * value / top
            left = position * width + 1 + line * (width - 3) / 2
            bar = QRectF(left, COLUMNS_HEIGHT - height, (width - 3) / 2, height)
            painter.fillRect(bar, self._theme.color(token))
        painter.setPen(self._theme.color("ink-2"))
        if position % 3 == 0:
            painter.drawText(QRectF(position * width, COLUMNS_HEIGHT + 1, 40, FOOT), LEFT, pair.name)

    def _number(self, value: float) -> str:
        return f"{value:.1%}" if self._percent else f"{value:.2f}" if value < 10 else f"{value:,.0f}"
