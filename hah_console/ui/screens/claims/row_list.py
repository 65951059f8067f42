"""Painted rows of the claims screen, and the bars of the limits: a length, a shape and words."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem

from hah_console.domain.claims.caps import CapState
from hah_console.ui.models.rows_model import ROW
from hah_console.ui.screens.claims.presenter import CapRow, ClaimLineRow
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.widgets.row_list import Index, RowDelegate
from hah_console.ui.widgets.wrapped import wrapped_height, write_wrapped

PAD, STANDING_ROOM, BAR_PX, LEAST_WIDTH = 12, 190, 8, 240


class ClaimDelegate(RowDelegate):
    """Who and what in one line, the detail over as many lines as it needs, how it stands at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view, row = option.widget, index.data(ROW)
        width = view.viewport().width() if hasattr(view, "viewport") else LEAST_WIDTH
        detail = row.detail if isinstance(row, ClaimLineRow) else ""
        return QSize(LEAST_WIDTH, 34 + max(16, wrapped_height(detail, width - 2 * PAD, LABEL_PX + 1)))

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, ClaimLineRow):
            return
        inner = box.adjusted(PAD, 6, -PAD, -6)
        room = inner.width() - STANDING_ROOM
        used = self.text(painter, QRect(inner.left(), inner.top(), room, 20), row.who, "ink", BODY_PX, bold=True)
        left = inner.left() + used + 16
        self.text(painter, QRect(left, inner.top(), max(0, inner.left() + room - left), 20), row.what)
        self._draw_standing(painter, QRect(inner.right() - STANDING_ROOM, inner.top(), STANDING_ROOM, 20), row)
        words = QRect(inner.left(), inner.top() + 22, inner.width(), inner.height() - 20)
        write_wrapped(painter, words, row.detail, self.theme.color("ink-2"), LABEL_PX + 1)

    def _draw_standing(self, painter: QPainter, box: QRect, row: ClaimLineRow) -> None:
        shape = "◆" if row.late else "●"
        shown = f"{shape} {row.standing}" if row.urgent and row.standing else row.standing
        self.text(painter, box, shown, "ink" if row.urgent else "ink-2", bold=row.urgent, right=True)


class CapDelegate(RowDelegate):
    """A bar with a mark at the limit; the words say how many of how many, and whether it is near or over."""

    def row_height(self, row: object) -> int:
        return 66 if isinstance(row, CapRow) and row.head else 44

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, CapRow):
            return
        inner = box.adjusted(PAD, 5, -PAD, -5)
        top = inner.top()
        if row.head:
            self.text(painter, QRect(inner.left(), top, inner.width(), 20), row.head, "ink", BODY_PX, bold=True)
            top += 22
        strong = row.state is not CapState.BELOW
        self.text(painter, QRect(inner.left(), top, inner.width(), 18), row.name, "ink-2", LABEL_PX + 1)
        words = QRect(inner.left(), top, inner.width(), 18)
        self.text(painter, words, row.words, "ink" if strong else "ink-2", LABEL_PX + 1, bold=strong, right=True)
        self._draw_bar(painter, QRectF(inner.left(), top + 21, inner.width(), BAR_PX), row, strong=strong)

    def _draw_bar(self, painter: QPainter, box: QRectF, row: CapRow, *, strong: bool) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("line"))
        painter.drawRoundedRect(box, 3, 3)
        limit = box.width() * 0.9
        done = QRectF(box.left(), box.top(), min(box.width(), limit * row.share), box.height())
        painter.setBrush(self.theme.color("ink" if strong else "ink-3"))
        painter.drawRoundedRect(done, 3, 3)
        painter.setPen(QPen(self.theme.color("ink"), 2))
        at = box.left() + limit
        painter.drawLine(QPointF(at, box.top() - 3), QPointF(at, box.bottom() + 3))
