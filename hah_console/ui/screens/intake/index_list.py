"""The index of an intake as painted rows: a shape and a word for how each section stands."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from hah_console.ui.screens.intake.index_text import IndexLine, Standing
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import RowDelegate

PAD, SHAPE_PX = 12, 14
STRONG = {Standing.BLOCKED, Standing.MISSING, Standing.REASON}


class IndexDelegate(RowDelegate):
    """The name, and below it the word; bold where something is to be done."""

    height = 44

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, IndexLine):
            return
        inner = box.adjusted(PAD, 4, -PAD, -4)
        place = QRectF(inner.left(), inner.top() + 4, SHAPE_PX, SHAPE_PX)
        draw_standing(painter, self.theme, place, row.standing)
        left = inner.left() + SHAPE_PX + 10
        room = inner.right() - left
        self.text(painter, QRect(left, inner.top(), room, 20), row.name, "ink", BODY_PX, bold=row.standing in STRONG)
        self.text(painter, QRect(left, inner.top() + 19, room, 16), row.words, "ink-2", LABEL_PX)


def draw_standing(painter: QPainter, theme: Theme, place: QRectF, standing: Standing) -> None:
    """A tick, a dash, a ring with a stroke, an empty ring, or a cross: told apart without colour."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    strong = standing in STRONG
    painter.setPen(QPen(theme.color("ink" if strong else "ink-3"), 2.2 if standing is Standing.BLOCKED else 1.8))
    box, middle = place.adjusted(2, 2, -2, -2), place.center()
    if standing is Standing.COMPLETE:
        corner = QPointF(middle.x() - 1, box.bottom() - 1)
        painter.drawPolyline([QPointF(box.left(), middle.y()), corner, QPointF(box.right(), box.top() + 1)])
    elif standing is Standing.NOT_ASKED:
        painter.drawLine(QPointF(box.left(), middle.y()), QPointF(box.right(), middle.y()))
    elif standing is Standing.BLOCKED:
        painter.drawLine(box.topLeft(), box.bottomRight())
        painter.drawLine(box.topRight(), box.bottomLeft())
    else:
        painter.drawEllipse(place.adjusted(1, 1, -1, -1))
        if standing is Standing.REASON:
            painter.drawLine(QPointF(middle.x(), middle.y() - 3), QPointF(middle.x(), middle.y() + 3))
