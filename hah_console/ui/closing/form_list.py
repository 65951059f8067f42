"""Painted rows of referral forms and closures, and of their stages."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem

from hah_console.ui.closing.form_text import FormLine, StageLine
from hah_console.ui.models.rows_model import ROW
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.widgets.row_list import Index, RowDelegate
from hah_console.ui.widgets.wrapped import wrapped_height, write_wrapped

PAD, DOT_PX, WHEN_ROOM, NAME_ROOM, LEFT_ROOM = 12, 12, 110, 130, 28
LEAST_WIDTH = 240


class FormDelegate(RowDelegate):
    """Who (on a list of everybody), to whom, how far it has come, and its clock."""

    height = 64

    def row_height(self, row: object) -> int:
        return self.height + 20 if isinstance(row, FormLine) and row.who else self.height

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, FormLine):
            return
        inner = box.adjusted(PAD, 6, -PAD, -6)
        top, ink = inner.top(), "ink-2" if row.ended else "ink"
        if row.who:
            self.text(painter, QRect(inner.left(), top, inner.width(), 20), row.who, ink, BODY_PX, bold=not row.ended)
            top += 20
        head = QRect(inner.left(), top, inner.width(), 18)
        self.text(painter, head, row.head, ink, BODY_PX, bold=not row.ended and not row.who)
        self.text(painter, QRect(inner.left(), top + 18, inner.width(), 18), row.state, "ink-2")
        self._draw_clock(painter, QRect(inner.left(), top + 36, inner.width(), 16), row)

    def _draw_clock(self, painter: QPainter, box: QRect, row: FormLine) -> None:
        if row.late:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.color("ink"))
            painter.drawEllipse(QPointF(box.left() + 5, box.center().y() + 1), 4, 4)
            box = box.adjusted(15, 0, 0, 0)
        self.text(painter, box, row.clock, "ink" if row.late else "ink-2", LABEL_PX, bold=row.late)


class StageDelegate(RowDelegate):
    """A dot, filled when it is done; name, when, and what was said over as many lines as it needs."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = option.widget
        width = view.viewport().width() if hasattr(view, "viewport") else LEAST_WIDTH
        row = index.data(ROW)
        text = row.detail if isinstance(row, StageLine) else ""
        return QSize(LEAST_WIDTH, max(20, wrapped_height(text, self._room(width - 2 * PAD), BODY_PX)) + 12)

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, StageLine):
            return
        inner = box.adjusted(PAD, 6, -PAD, -6)
        self._draw_dot(painter, QPointF(inner.left() + 8, inner.top() + 10), row)
        left, ink = inner.left() + LEFT_ROOM, "ink" if row.done else "ink-2"
        self.text(painter, QRect(left, inner.top(), NAME_ROOM, 20), row.name, ink, BODY_PX, bold=row.current)
        self.text(painter, QRect(left + NAME_ROOM, inner.top(), WHEN_ROOM, 20), row.when, "ink-2")
        words = QRect(left + NAME_ROOM + WHEN_ROOM, inner.top(), self._room(inner.width()), inner.height())
        write_wrapped(painter, words, row.detail, self.theme.color(ink), BODY_PX)

    def _room(self, width: int) -> int:
        return max(80, width - LEFT_ROOM - NAME_ROOM - WHEN_ROOM)

    def _draw_dot(self, painter: QPainter, centre: QPointF, row: StageLine) -> None:
        half = DOT_PX / 2
        painter.setPen(QPen(self.theme.color("ink" if row.done else "ink-3"), 1.5))
        painter.setBrush(self.theme.color("ink") if row.done else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(centre.x() - half, centre.y() - half, DOT_PX, DOT_PX))
