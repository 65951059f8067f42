"""Painted rows of transfers and of the stage ladder: a shape, a word and a clock for every state."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from hah_console.ui.screens.transfers.presenter import RungLine, TransferLine
from hah_console.ui.theme.fonts import BODY_PX, HEADING_PX, LABEL_PX
from hah_console.ui.widgets.row_list import RowDelegate

PAD, DOT_PX, CLOCK_WIDTH = 12, 12, 130


class TransferDelegate(RowDelegate):
    """Who and where to; at the right the stage and its clock, bold when overdue."""

    height = 56

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, TransferLine):
            return
        inner = box.adjusted(PAD, 7, -PAD, -7)
        left, width = inner.left(), inner.width() - CLOCK_WIDTH - 8
        right = inner.right() - CLOCK_WIDTH
        ink = "ink-2" if row.ended else "ink"
        self.text(painter, QRect(left, inner.top(), width, 22), row.who, ink, HEADING_PX, bold=not row.ended)
        self.text(painter, QRect(left, inner.top() + 24, width, 18), row.place, "ink-2")
        self.text(painter, QRect(right, inner.top(), CLOCK_WIDTH, 22), row.stage, ink, bold=True, right=True)
        clock = QRect(right, inner.top() + 24, CLOCK_WIDTH, 18)
        self.text(painter, clock, row.clock, "ink" if row.overdue else "ink-2", bold=row.overdue, right=True)


class LadderDelegate(RowDelegate):
    """A filled dot for a stage reached, a ring round the present one, an empty one ahead."""

    height = 40

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, RungLine):
            return
        inner = box.adjusted(PAD, 2, -PAD, -2)
        self._draw_dot(painter, QPointF(inner.left() + DOT_PX, inner.top() + 11), row)
        left = inner.left() + 2 * DOT_PX + 12
        width = inner.right() - left
        ink = "ink" if row.done else "ink-2"
        self.text(painter, QRect(left, inner.top(), width, 20), row.name, ink, BODY_PX, bold=row.current)
        strong = row.overdue
        times = QRect(left, inner.top(), width, 20)
        self.text(painter, times, row.times, "ink" if strong else "ink-2", BODY_PX, bold=strong, right=True)
        self.text(painter, QRect(left, inner.top() + 20, width, 16), row.by, "ink-2", LABEL_PX)

    def _draw_dot(self, painter: QPainter, centre: QPointF, row: RungLine) -> None:
        half = DOT_PX / 2
        dot = QRectF(centre.x() - half, centre.y() - half, DOT_PX, DOT_PX)
        painter.setPen(QPen(self.theme.color("ink" if row.done else "ink-3"), 1.5))
        painter.setBrush(self.theme.color("ink") if row.done else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(dot)
        if row.current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(dot.adjusted(-4, -4, 4, 4))
