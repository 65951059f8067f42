"""The live numbers as a list of cards: title and limit, the value large, unit, age; stale values are hatched."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QPainter, QResizeEvent

from hah_console.ui.screens.patient.number_text import ORDER, NumberCard
from hah_console.ui.theme.fonts import BIG_NUMBER_PX, BODY_PX, LABEL_PX, NUMBER_PX, font
from hah_console.ui.widgets.row_list import FOCUS_BAR, RowDelegate, RowList
from hah_console.ui.widgets.shapes import triangle

PAD, CARD_HEIGHT, LOWEST_CARD, SHAPE_PX = 12, 74, 62, 11
WIDEST_BIG = 104


class NumberDelegate(RowDelegate):
    """A value outside its limits is bold with a triangle and in the alarm colour; a stale one is grey and hatched."""

    height = CARD_HEIGHT

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, NumberCard):
            return
        spare = max(0, box.height() - LOWEST_CARD)
        inner = box.adjusted(PAD, 1 + spare // 2, -PAD, -1 - spare // 2)
        if row.stale:
            hatch = QBrush(self.theme.color("stale-hatch"), Qt.BrushStyle.BDiagPattern)
            painter.fillRect(box.adjusted(FOCUS_BAR, 1, -1, -1), hatch)
        self._head(painter, inner, row)
        value_box = QRect(inner.left(), inner.top() + 16, inner.width(), 32)
        left = inner.left() + self._value(painter, value_box, row)
        unit = QRect(left + 5, value_box.top() + 8, max(0, inner.right() - left - 5), 22)
        self.text(painter, unit, row.unit, "ink-2", BODY_PX)
        age = QRect(inner.left(), inner.bottom() - 13, inner.width(), 14)
        taken = self.text(painter, age, row.age, "ink-2" if row.stale else "ink-3", LABEL_PX, bold=row.stale)
        self.text(painter, age.adjusted(taken + 8, 0, 0, 0), row.own, "ink-2", LABEL_PX, right=True)

    def fit(self, room: int, cards: int) -> bool:
        """Lower the cards so that all stand in the room, if they can; whether their height has changed."""
        height = min(CARD_HEIGHT, max(LOWEST_CARD, room // max(1, cards)))
        changed, self.height = height != self.height, height
        return changed

    def _head(self, painter: QPainter, inner: QRect, row: NumberCard) -> None:
        line = QRect(inner.left(), inner.top(), inner.width(), 16)
        limit = QFontMetrics(font(LABEL_PX)).horizontalAdvance(row.limit)
        self.text(painter, line, row.limit, "ink-2", LABEL_PX, right=True)
        painter.save()
        title = line.adjusted(0, 0, -limit - 6, 0)
        self.text(painter, title, row.title, f"series-{row.vital.value}", 12, bold=True)
        painter.restore()

    def _value(self, painter: QPainter, box: QRect, row: NumberCard) -> int:
        """The value; returns its width with the shape before it."""
        shape = 0
        if row.outside:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.color("alarm-high"))
            painter.drawPolygon(triangle(QRectF(box.left(), box.center().y() - SHAPE_PX / 2 + 1, SHAPE_PX, SHAPE_PX)))
            shape = SHAPE_PX + 5
        token = "alarm-high" if row.outside else "ink-3" if row.stale else "ink"
        big = QFontMetrics(font(BIG_NUMBER_PX, bold=True)).horizontalAdvance(row.value) <= WIDEST_BIG
        size = BIG_NUMBER_PX if big else NUMBER_PX
        return shape + self.text(painter, box.adjusted(shape, 0, 0, 0), row.value, token, size, bold=True)


class NumberList(RowList):
    """The cards stand closer where there is little room: none is hidden below the edge as long as all can be seen."""

    def __init__(self, name: str, delegate: NumberDelegate) -> None:
        super().__init__(name, delegate)
        self._cards = delegate

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._cards.fit(event.size().height(), len(ORDER)):
            self.scheduleDelayedItemsLayout()
        super().resizeEvent(event)
