"""Paints the lines of a check: a heading, or a sentence with the shape of its severity, written whole."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from hah_console.domain.alarm import Priority
from hah_console.ui.orders.check_text import CheckLine, Mark
from hah_console.ui.theme.fonts import BODY_PX
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import RowDelegate
from hah_console.ui.widgets.shapes import draw_priority
from hah_console.ui.widgets.wrapped import wrapped_height, write_wrapped

PAD, SHAPE_PX, TOP = 12, 13, 6
_PRIORITIES = {Mark.BLOCKED: Priority.HIGH, Mark.REASON: Priority.MEDIUM}


class CheckDelegate(RowDelegate):
    """``width`` is that of the list it paints in."""

    def __init__(self, theme: Theme, width: int) -> None:
        super().__init__(theme)
        self._width = width

    def row_height(self, row: object) -> int:
        if not isinstance(row, CheckLine):
            return self.height
        return wrapped_height(row.text, self._room(row), BODY_PX, bold=_bold(row)) + 2 * TOP + (6 if row.head else 0)

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, CheckLine):
            return
        top = box.top() + TOP + (6 if row.head else 0)
        left = box.left() + PAD + (0 if row.head else SHAPE_PX + 8)
        token = "ink-2" if row.mark is Mark.NONE and not row.head else "ink"
        place = QRect(left, top, self._room(row), box.height())
        write_wrapped(painter, place, row.text, self.theme.color(token), BODY_PX, bold=_bold(row))
        self._shape(painter, row.mark, QRectF(box.left() + PAD, top + 3, SHAPE_PX, SHAPE_PX))

    def _shape(self, painter: QPainter, mark: Mark, box: QRectF) -> None:
        if mark in _PRIORITIES:
            priority = _PRIORITIES[mark]
            draw_priority(painter, priority, box, self.theme.priority(priority)[0], self.theme.edge(priority))
        elif mark is Mark.NOTE:
            painter.setPen(QPen(self.theme.color("ink-2"), 1.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box.adjusted(2, 2, -2, -2))
        elif mark is Mark.FINE:
            painter.setPen(QPen(self.theme.color("ink"), 2))
            low = QPointF(box.left() + box.width() * 0.4, box.bottom() - 3)
            painter.drawLine(QPointF(box.left() + 1, box.center().y()), low)
            painter.drawLine(low, QPointF(box.right() - 1, box.top() + 2))

    def _room(self, row: CheckLine) -> int:
        return self._width - 2 * PAD - (0 if row.head else SHAPE_PX + 8) - 12


def _bold(row: CheckLine) -> bool:
    return row.head or row.mark in _PRIORITIES
