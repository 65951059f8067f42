"""The next steps as a list: when at the left, what and its detail beside it; late ones carry a shape and bold words."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from hah_console.ui.screens.patient.step_text import StepLine
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.widgets.row_list import RowDelegate
from hah_console.ui.widgets.shapes import draw_priority

PAD, WHEN_WIDTH, SHAPE_PX = 12, 86, 10


class StepDelegate(RowDelegate):
    """Two lines per step."""

    height = 48

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, StepLine):
            return
        inner = box.adjusted(PAD, 5, -PAD, -5)
        when = QRect(inner.left(), inner.top(), WHEN_WIDTH - 6, 19)
        self.text(painter, when, row.when, "ink" if row.late else "ink-2", 12, bold=row.late)
        left = inner.left() + WHEN_WIDTH
        title = QRect(left, inner.top(), inner.right() - left, 19)
        self.text(painter, title, row.title, "ink", BODY_PX, bold=row.late)
        detail = QRect(left, inner.top() + 20, inner.right() - left, 17)
        detail.setLeft(detail.left() + self._shape(painter, row, detail))
        self.text(painter, detail, row.detail, "ink" if row.late else "ink-2", LABEL_PX, bold=row.late)

    def _shape(self, painter: QPainter, row: StepLine, line: QRect) -> int:
        """The shape before the detail; returns the room it takes."""
        place = QRectF(line.left(), line.center().y() - SHAPE_PX / 2 + 1, SHAPE_PX, SHAPE_PX)
        if row.priority is not None:
            draw_priority(painter, row.priority, place, self.theme.priority(row.priority)[0])
            return SHAPE_PX + 4
        if row.late:
            painter.setPen(QPen(self.theme.color("ink"), 1.3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(place)
            painter.drawLine(place.center(), place.center() - QPointF(0, SHAPE_PX * 0.32))
            painter.drawLine(place.center(), place.center() + QPointF(SHAPE_PX * 0.26, 0))
            return SHAPE_PX + 4
        return 0
