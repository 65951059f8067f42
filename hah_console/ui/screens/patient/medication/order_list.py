"""Paints the orders of an admission: state as a word in a frame, what and how, and who or why below."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from hah_console.domain.order import OrderState
from hah_console.ui.screens.patient.medication.order_text import OrderLine
from hah_console.ui.theme.fonts import LABEL_PX, font
from hah_console.ui.widgets.row_list import RowDelegate

PAD, STATE_WIDTH, LINE, TOP = 12, 84, 18, 7
_ENDED = frozenset({OrderState.STOPPED, OrderState.COMPLETED})


class OrderDelegate(RowDelegate):
    """Two lines a row."""

    height = 2 * LINE + 2 * TOP

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, OrderLine):
            return
        ended = row.state in _ENDED
        left, top = box.left() + PAD, box.top() + TOP
        self._state(painter, QRect(left, top, STATE_WIDTH - 12, LINE), row)
        width = box.right() - PAD - left - STATE_WIDTH
        line = QRect(left + STATE_WIDTH, top, width, LINE)
        ink = "ink-2" if ended else "ink"
        wide = self.text(painter, line, row.title, ink, bold=not ended)
        self.text(painter, line.adjusted(wide + 12, 0, 0, 0), row.how, "ink-2")
        self.text(painter, line.translated(0, LINE), row.detail, "ink-2", LABEL_PX)

    def _state(self, painter: QPainter, box: QRect, row: OrderLine) -> None:
        """The word in a frame: dashed while it waits for a signature, none once it has ended."""
        ended, draft = row.state in _ENDED, row.state is OrderState.DRAFT
        wide = QFontMetrics(font(LABEL_PX, bold=not ended)).horizontalAdvance(row.word)
        if not ended:
            style = Qt.PenStyle.DashLine if draft else Qt.PenStyle.SolidLine
            painter.setPen(QPen(self.theme.color("ink-2"), 1.2, style))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(box.left(), box.top() + 0.5, min(wide + 12, box.width()), LINE - 1), 4, 4)
        inside = box.adjusted(0 if ended else 6, 0, 0, 0)
        self.text(painter, inside, row.word, "ink-2" if ended else "ink", LABEL_PX, bold=not ended)
