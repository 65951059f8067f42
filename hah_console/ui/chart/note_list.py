"""Notes as a list: kind and author, when, how it stands with its signature, its first words."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX, font
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import RowDelegate

PAD, SHAPE_PX = 12, 11


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note. ``withdrawn`` ones have a line through their words; ``open`` ones wait for a signature."""

    key: str
    title: str
    when: str
    standing: str
    excerpt: str
    open: bool
    late: bool
    withdrawn: bool
    spoken: str


class NoteDelegate(RowDelegate):
    """Three lines per note."""

    height = 72

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, NoteLine):
            return
        inner = box.adjusted(PAD, 6, -PAD, -6)
        wide = QFontMetrics(font(LABEL_PX)).horizontalAdvance(row.when) + 4
        when = QRect(inner.right() - wide, inner.top(), wide, 20)
        self.text(painter, when, row.when, "ink-2", LABEL_PX, right=True)
        title = QRect(inner.left(), inner.top(), inner.width() - wide - 8, 20)
        taken = self.text(painter, title, row.title, "ink-2" if row.withdrawn else "ink", BODY_PX, bold=True)
        if row.withdrawn:
            strike_through(painter, title, taken, self.theme)
        left = inner.left()
        if row.open:
            place = QRectF(left, inner.top() + 20 + (20 - SHAPE_PX) / 2, SHAPE_PX, SHAPE_PX)
            draw_waiting(painter, place, self.theme, late=row.late)
            left += SHAPE_PX + 6
        standing = QRect(left, inner.top() + 20, inner.right() - left, 20)
        self.text(painter, standing, row.standing, "ink" if row.open else "ink-2", BODY_PX, bold=row.late)
        words = QRect(inner.left(), inner.top() + 40, inner.width(), 20)
        self.text(painter, words, row.excerpt, "ink-2", BODY_PX - 1)


def strike_through(painter: QPainter, box: QRect, width: int, theme: Theme) -> None:
    """A line through words that are ``width`` pixels wide."""
    painter.setPen(QPen(theme.color("ink-2"), 1))
    middle = box.center().y() + 1
    painter.drawLine(box.left(), middle, box.left() + width, middle)


def draw_waiting(painter: QPainter, place: QRectF, theme: Theme, *, late: bool) -> None:
    """An open ring waits; a full clock face is late."""
    ink = theme.color("ink" if late else "ink-2")
    painter.setPen(QPen(ink, 1.3))
    painter.setBrush(ink if late else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(place)
    painter.setPen(QPen(theme.color("surface") if late else ink, 1.3))
    painter.drawLine(place.center(), place.center() - QPointF(0, place.height() * 0.3))
    painter.drawLine(place.center(), place.center() + QPointF(place.width() * 0.24, 0))
