"""Painted rows of the handover: patients with a box to mark them, fields of an ISBAR, and what goes over."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from hah_console.ui.closing.isbar_text import FieldLine
from hah_console.ui.models.rows_model import ROW
from hah_console.ui.screens.handover.carried_text import CarriedLine
from hah_console.ui.screens.handover.presenter import PatientLine
from hah_console.ui.theme.fonts import BODY_PX, HEADING_PX, LABEL_PX
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import Index, RowDelegate, RowList
from hah_console.ui.widgets.wrapped import wrapped_height, write_wrapped

PAD, BOX_PX, BOX_ROOM = 12, 14, 24
LETTER_ROOM, NAME_ROOM, DETAIL_ROOM, LINE_PAD = 34, 136, 92, 5
LEAST_WIDTH = 240


class PatientDelegate(RowDelegate):
    """Who; below it how it stands, with a mark where somebody has to see to it, and the reason or what is unsaid."""

    height = 68

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, PatientLine):
            return
        inner = box.adjusted(PAD, 6, -PAD, -6)
        left = inner.left() + (BOX_ROOM if row.marked is not None else 0)
        width = inner.right() - left
        ink = "ink-2" if row.quiet else "ink"
        if row.marked is not None:
            draw_box(painter, QRectF(inner.left(), inner.top() + 3, BOX_PX, BOX_PX), self.theme, marked=row.marked)
        self.text(painter, QRect(left, inner.top(), width, 20), row.who, ink, BODY_PX, bold=not row.quiet)
        self._draw_standing(painter, QRect(left, inner.top() + 20, width, 18), row)
        self.text(painter, QRect(left, inner.top() + 38, width, 17), row.detail, "ink-2", LABEL_PX + 1)

    def _draw_standing(self, painter: QPainter, box: QRect, row: PatientLine) -> None:
        if row.urgent:
            centre = QPointF(box.left() + 5, box.center().y() + 1)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.color("ink"))
            painter.drawEllipse(centre, 4, 4)
            box = box.adjusted(15, 0, 0, 0)
        self.text(painter, box, row.standing, "ink" if row.urgent else "ink-2", bold=row.urgent)


def draw_box(painter: QPainter, box: QRectF, theme: Theme, *, marked: bool) -> None:
    """A box with a tick, or empty."""
    painter.setPen(QPen(theme.color("accent" if marked else "ink-3"), 1.6))
    painter.setBrush(theme.color("accent") if marked else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 3, 3)
    if marked:
        painter.setPen(QPen(theme.color("accent-text"), 2))
        left, top = box.left(), box.top()
        painter.drawPolyline([QPointF(left + 3, top + 7), QPointF(left + 6, top + 10), QPointF(left + 11, top + 4)])


class FieldDelegate(RowDelegate):
    """Letter of the part, name of the field, what is said over as many lines as it needs, and as of when."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = option.widget
        width = view.viewport().width() if hasattr(view, "viewport") else LEAST_WIDTH
        return QSize(LEAST_WIDTH, self._height(index.data(ROW), width))

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if isinstance(row, FieldLine):
            self._draw_field(painter, box.adjusted(PAD, LINE_PAD, -PAD, -LINE_PAD), row)
        elif isinstance(row, CarriedLine):
            self._draw_carried(painter, box.adjusted(PAD, LINE_PAD, -PAD, -LINE_PAD), row)

    def _height(self, row: object, width: int) -> int:
        text = row.text if isinstance(row, FieldLine | CarriedLine) else ""
        return max(18, wrapped_height(text, _text_width(row, width - 2 * PAD), BODY_PX)) + 2 * LINE_PAD

    def _draw_field(self, painter: QPainter, inner: QRect, row: FieldLine) -> None:
        letter = QRect(inner.left(), inner.top(), LETTER_ROOM, 18)
        self.text(painter, letter, row.letter, "accent", HEADING_PX, bold=True)
        self._draw_words(painter, inner, row, row.name, "ink-2" if row.missing else "ink")
        if row.missing:
            self._draw_gap(painter, inner)

    def _draw_carried(self, painter: QPainter, inner: QRect, row: CarriedLine) -> None:
        mark = QRect(inner.left(), inner.top(), LETTER_ROOM, 18)
        self.text(painter, mark, "＋" if row.first else "", "accent", HEADING_PX, bold=True)  # i18n: not text
        self._draw_words(painter, inner, row, row.kind, "ink-2" if row.ended else "ink")

    def _draw_words(self, painter: QPainter, inner: QRect, row: FieldLine | CarriedLine, name: str, ink: str) -> None:
        left, width = inner.left() + LETTER_ROOM, _text_width(row, inner.width())
        self.text(painter, QRect(left, inner.top(), NAME_ROOM - 8, 18), name, "ink-2")
        words = QRect(left + NAME_ROOM, inner.top(), width, inner.height())
        write_wrapped(painter, words, row.text, self.theme.color(ink), BODY_PX)
        at = QRect(inner.right() - DETAIL_ROOM, inner.top(), DETAIL_ROOM, 18)
        self.text(painter, at, row.detail, "ink-2", LABEL_PX, right=True)

    def _draw_gap(self, painter: QPainter, inner: QRect) -> None:
        """An empty dashed circle: something is to be said here."""
        pen = QPen(self.theme.color("ink-2"), 1.4, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        centre = QPointF(inner.left() + LETTER_ROOM + NAME_ROOM - 14, inner.top() + 9.5)
        painter.drawEllipse(centre, 5, 5)


def _text_width(row: object, width: int) -> int:
    """The room for the words: all of the line where nothing stands at its end."""
    detail = DETAIL_ROOM if isinstance(row, FieldLine | CarriedLine) and row.detail else 0
    return max(80, width - LETTER_ROOM - NAME_ROOM - detail)


class MarkList(RowList):
    """Signals: ``marked`` with a key when the space bar is pressed on a row."""

    marked = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.key():
            self.marked.emit(self.key())
        else:
            super().keyPressEvent(event)


def field_list(theme: Theme, parent: QWidget | None = None) -> RowList:
    """The list of fields and of what goes over."""
    made = RowList("handover.fields", FieldDelegate(theme))
    if parent is not None:
        made.setParent(parent)
    return made
