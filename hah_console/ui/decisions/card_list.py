"""Paints cards: the shape of its urgency in outline (what is filled is an alarm of ours), the words, from whom."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from hah_console.domain.alarm import Priority
from hah_console.domain.decision_support import Indicator
from hah_console.ui.decisions.card_text import CardLine
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import RowDelegate
from hah_console.ui.widgets.shapes import diamond, triangle
from hah_console.ui.widgets.wrapped import wrapped_height, write_wrapped

PAD, SHAPE_PX, GAP, TOP, SCROLL_BAR, LINE_PX = 12, 13, 8, 6, 10, 1.8
_EDGES = {Indicator.CRITICAL: Priority.HIGH, Indicator.WARNING: Priority.MEDIUM}


class CardDelegate(RowDelegate):
    """``width`` is that of the list it paints in."""

    def __init__(self, theme: Theme, width: int) -> None:
        super().__init__(theme)
        self._room = width - 2 * PAD - SHAPE_PX - GAP - SCROLL_BAR

    def row_height(self, row: object) -> int:
        if not isinstance(row, CardLine):
            return self.height
        title = wrapped_height(row.title, self._room, BODY_PX, bold=_bold(row))
        return title + wrapped_height(row.about, self._room, LABEL_PX) + 2 * TOP + 2

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, CardLine):
            return
        left, top = box.left() + PAD, box.top() + TOP
        self._shape(painter, row.card.indicator, QRectF(left, top + 3, SHAPE_PX, SHAPE_PX))
        place = QRect(left + SHAPE_PX + GAP, top, self._room, box.height())
        top += write_wrapped(painter, place, row.title, self.theme.color("ink"), BODY_PX, bold=_bold(row)) + 2
        place = QRect(place.left(), top, self._room, box.height())
        write_wrapped(painter, place, row.about, self.theme.color("ink-2"), LABEL_PX)

    def _shape(self, painter: QPainter, wanted: Indicator, box: QRectF) -> None:
        edge = self.theme.edge(_EDGES[wanted]) if wanted in _EDGES else self.theme.color("ink-2")
        painter.setPen(QPen(edge, LINE_PX))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inner = box.adjusted(1, 1, -1, -1)
        if wanted is Indicator.CRITICAL:
            painter.drawPolygon(triangle(inner))
        elif wanted is Indicator.WARNING:
            painter.drawPolygon(diamond(inner))
        else:
            painter.drawEllipse(inner.adjusted(1, 1, -1, -1))


def _bold(row: CardLine) -> bool:
    return row.card.indicator is Indicator.CRITICAL
