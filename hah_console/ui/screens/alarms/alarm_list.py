"""Alarms as a list: shape and word of the priority, who and what, why, since when, and who has it."""

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QFontMetrics, QPainter

from hah_console.domain.alarm import Priority
from hah_console.ui.screens.alarms.presenter import AlarmLine
from hah_console.ui.theme.fonts import BODY_PX, HEADING_PX, LABEL_PX, font
from hah_console.ui.widgets.row_list import RowDelegate
from hah_console.ui.widgets.shapes import draw_priority

PAD, SHAPE_PX, MARK_WIDTH, SIDE_WIDTH, LEAST_SIDE = 12, 14, 84, 270, 60
MOST_OF_ROW = 0.6
TOKENS = {Priority.HIGH: "alarm-high", Priority.MEDIUM: "alarm-medium", Priority.LOW: "alarm-low"}


class AlarmDelegate(RowDelegate):
    """Two lines per alarm; what somebody still has to take is heavy and in its colour."""

    height = 54

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, AlarmLine):
            return
        inner = box.adjusted(PAD, 7, -PAD, -7)
        self._draw_mark(painter, inner, row)
        self._draw_what(painter, inner, row)
        self._draw_side(painter, inner, row)

    def _draw_mark(self, painter: QPainter, inner: QRect, row: AlarmLine) -> None:
        place = QRectF(inner.left(), inner.top() + 4, SHAPE_PX, SHAPE_PX)
        colour = self.theme.color(TOKENS[row.priority] if row.waiting else "ink-3")
        draw_priority(painter, row.priority, place, colour, self.theme.edge(row.priority) if row.waiting else None)
        left = inner.left() + SHAPE_PX + 8
        self.text(painter, QRect(left, inner.top(), MARK_WIDTH - 30, 22), row.word, bold=row.waiting)

    def _draw_what(self, painter: QPainter, inner: QRect, row: AlarmLine) -> None:
        left = inner.left() + MARK_WIDTH
        ink = "ink" if row.waiting else "ink-2"
        width = inner.right() - SIDE_WIDTH - left - 12
        self.text(painter, QRect(left, inner.top(), width, 22), row.what, ink, HEADING_PX, bold=row.waiting)
        width = inner.right() - _second_side(inner, row) - left - 12
        self.text(painter, QRect(left, inner.top() + 23, width, 17), row.detail, "ink-2", LABEL_PX)

    def _draw_side(self, painter: QPainter, inner: QRect, row: AlarmLine) -> None:
        left = inner.right() - SIDE_WIDTH
        state = QRect(left, inner.top(), SIDE_WIDTH, 22)
        self.text(painter, state, row.state, "ink", BODY_PX, bold=row.waiting, right=True)
        wide = _second_side(inner, row)
        below = QRect(inner.right() - wide, inner.top() + 23, wide, 17)
        self.text(painter, below, row.ladder, "ink-2", LABEL_PX, right=True)


def _second_side(inner: QRect, row: AlarmLine) -> int:
    """How wide the second line at the right is: what makes a low alarm ring again is not cut off."""
    wanted = QFontMetrics(font(LABEL_PX)).horizontalAdvance(row.ladder) + 2
    return min(max(LEAST_SIDE, wanted), int(inner.width() * MOST_OF_ROW))
