"""The next steps as a list: when at the left, what and its detail beside it; late ones carry a shape and bold words."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from hah_console.ui.screens.patient.step_text import StepLine
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.widgets.row_list import RowDelegate
from hah_console.ui.widgets.shapes import draw_priority
from hah_console.ui.widgets.wrapped import wrapped_height, write_wrapped

LIST_WIDTH = 364
PAD, WHEN_WIDTH, SHAPE_PX, SCROLL_BAR = 12, 86, 10, 10
TEXT_WIDTH = LIST_WIDTH - 2 * PAD - WHEN_WIDTH - SCROLL_BAR
TOP, BETWEEN, LEAST = 6, 2, 48


class StepDelegate(RowDelegate):
    """What and its detail, each over as many lines as it needs in a list ``LIST_WIDTH`` pixels wide."""

    def row_height(self, row: object) -> int:
        if not isinstance(row, StepLine):
            return LEAST
        title = wrapped_height(row.title, TEXT_WIDTH, BODY_PX, bold=row.late)
        detail = wrapped_height(row.detail, TEXT_WIDTH - _shape_room(row), LABEL_PX, bold=row.late)
        return max(LEAST, TOP + title + BETWEEN + detail + TOP)

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, StepLine):
            return
        ink, soft = self.theme.color("ink"), self.theme.color("ink" if row.late else "ink-2")
        left, top = box.left() + PAD, box.top() + TOP
        self.text(painter, QRect(left, top, WHEN_WIDTH - 6, 18), row.when, "ink" if row.late else "ink-2", 12,
                  bold=row.late)  # fmt: skip
        title = QRect(left + WHEN_WIDTH, top, TEXT_WIDTH, box.height())
        top += write_wrapped(painter, title, row.title, ink, BODY_PX, bold=row.late) + BETWEEN
        room = _shape_room(row)
        self._shape(painter, row, QRect(title.left(), top, SHAPE_PX, SHAPE_PX + 6))
        detail = QRect(title.left() + room, top, TEXT_WIDTH - room, box.height())
        write_wrapped(painter, detail, row.detail, soft, LABEL_PX, bold=row.late)

    def _shape(self, painter: QPainter, row: StepLine, line: QRect) -> None:
        """The shape before the first line of the detail."""
        place = QRectF(line.left(), line.center().y() - SHAPE_PX / 2 + 1, SHAPE_PX, SHAPE_PX)
        if row.priority is not None:
            colour, edge = self.theme.priority(row.priority)[0], self.theme.edge(row.priority)
            draw_priority(painter, row.priority, place, colour, edge)
        elif row.late:
            painter.setPen(QPen(self.theme.color("ink"), 1.3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(place)
            painter.drawLine(place.center(), place.center() - QPointF(0, SHAPE_PX * 0.32))
            painter.drawLine(place.center(), place.center() + QPointF(SHAPE_PX * 0.26, 0))


def _shape_room(row: StepLine) -> int:
    return SHAPE_PX + 4 if row.late or row.priority is not None else 0
