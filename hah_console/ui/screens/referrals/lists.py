"""Painted rows of the inbox: referrals, clocks, patients it may be, and what has happened."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from hah_console.ui.screens.referrals.page_text import HistoryLine, MatchLine
from hah_console.ui.screens.referrals.rows import ReferralLine
from hah_console.ui.theme.fonts import BODY_PX, HEADING_PX, LABEL_PX
from hah_console.ui.widgets.clock_list import SHAPE_PX, draw_clock_shape
from hah_console.ui.widgets.row_list import RowDelegate

MATCH_PX = 86
PAD, MODE_WIDTH, CLOCK_WIDTH = 12, 36, 128


class ReferralDelegate(RowDelegate):
    """The mode in a frame, who and for what; at the right the state and the clock, bold when overdue."""

    height = 58

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, ReferralLine):
            return
        inner = box.adjusted(PAD, 7, -PAD, -7)
        right = inner.right() - CLOCK_WIDTH
        self._draw_mode(painter, QRect(inner.left(), inner.top() + 1, MODE_WIDTH - 8, 20), row)
        left = inner.left() + MODE_WIDTH
        ink = "ink-2" if row.ended else "ink"
        self.text(painter, QRect(left, inner.top(), right - left - 8, 22), row.who, ink, HEADING_PX, bold=not row.ended)
        about = QRect(inner.left(), inner.top() + 25, right - inner.left() - 8, 18)
        self.text(painter, about, row.about, "ink-2", LABEL_PX)
        self.text(painter, QRect(right, inner.top(), CLOCK_WIDTH, 22), row.state, ink, BODY_PX, bold=True, right=True)
        self._draw_clock(painter, QRect(right, inner.top() + 25, CLOCK_WIDTH, 18), row)

    def _draw_mode(self, painter: QPainter, place: QRect, row: ReferralLine) -> None:
        painter.setPen(QPen(self.theme.color("ink-3"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        width = painter.fontMetrics().horizontalAdvance(row.mode)
        self.text(painter, place.adjusted(max(2, (place.width() - width) // 2), 0, 0, 0), row.mode, "ink", LABEL_PX)

    def _draw_clock(self, painter: QPainter, place: QRect, row: ReferralLine) -> None:
        ink, room = "ink" if row.overdue else "ink-2", place.adjusted(SHAPE_PX + 6, 0, 0, 0)
        width = self.text(painter, room, row.clock, ink, LABEL_PX, bold=row.overdue, right=True)
        left = place.right() - width - SHAPE_PX - 5
        shape = QRectF(left, place.center().y() - SHAPE_PX / 2 + 1, SHAPE_PX, SHAPE_PX)
        draw_clock_shape(painter, self.theme, shape, row.priority, running=row.running)


class MatchDelegate(RowDelegate):
    """Who, what agrees, what differs; what differs is what must be read."""

    height = MATCH_PX

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, MatchLine):
            return
        inner = box.adjusted(PAD, 6, -PAD, -6)
        self.text(painter, QRect(inner.left(), inner.top(), inner.width(), 20), row.verdict, bold=True)
        self.text(painter, QRect(inner.left(), inner.top() + 20, inner.width(), 18), row.who)
        agrees = QRect(inner.left(), inner.top() + 39, inner.width(), 17)
        self.text(painter, agrees, row.agrees, "ink-2", LABEL_PX)
        differs = QRect(inner.left(), inner.top() + 56, inner.width(), 17)
        self.text(painter, differs, row.differs, "ink", LABEL_PX, bold=True)


class HistoryDelegate(RowDelegate):
    """When and which state; below it by whom and why."""

    height = 42

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, HistoryLine):
            return
        inner = box.adjusted(PAD, 4, -PAD, -4)
        used = self.text(painter, QRect(inner.left(), inner.top(), inner.width(), 18), row.at, "ink-2", right=True)
        self.text(painter, QRect(inner.left(), inner.top(), inner.width() - used - 12, 18), row.state, bold=True)
        why = QRect(inner.left(), inner.top() + 18, inner.width(), 16)
        self.text(painter, why, row.why, "ink-2", LABEL_PX)
