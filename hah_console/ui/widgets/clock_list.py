"""Clocks of a case as painted rows: the shape of how urgent each is, what it is about, its time left."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from hah_console.domain.alarm import Priority
from hah_console.ui.clock_line import ClockLine
from hah_console.ui.theme.fonts import BODY_PX
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import RowDelegate
from hah_console.ui.widgets.shapes import draw_priority

PAD, SHAPE_PX, CLOCK_PX = 12, 12, 30


def draw_clock_shape(
    painter: QPainter, theme: Theme, place: QRectF, priority: Priority | None, *, running: bool
) -> None:
    """The shape of how urgent it is; a ring while there is plenty of time, nothing when it has ended."""
    if priority is not None:
        draw_priority(painter, priority, place, theme.priority(priority)[0], theme.edge(priority))
    elif running:
        painter.setPen(QPen(theme.color("ink-3"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(place.adjusted(1.5, 1.5, -1.5, -1.5))


class ClockDelegate(RowDelegate):
    """The shape, what the clock is about, and its time left."""

    height = CLOCK_PX

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, ClockLine):
            return
        inner = box.adjusted(PAD, 0, -PAD, -1)
        shape = QRectF(inner.left(), inner.center().y() - SHAPE_PX / 2 + 1, SHAPE_PX, SHAPE_PX)
        draw_clock_shape(painter, self.theme, shape, row.priority, running=row.running)
        left = inner.left() + SHAPE_PX + 8
        ink = "ink" if row.running else "ink-2"
        used = self.text(painter, inner, row.left, ink, BODY_PX, bold=row.overdue, right=True)
        self.text(painter, QRect(left, inner.top(), inner.right() - left - used - 12, inner.height()), row.name, ink)
