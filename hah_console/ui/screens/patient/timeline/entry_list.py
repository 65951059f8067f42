"""The timeline as a list: time, kind, what and its detail; heads of days between; nothing that is said is cut off."""

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem

from hah_console.ui.models.rows_model import ROW
from hah_console.ui.screens.patient.timeline.entry_text import EntryLine
from hah_console.ui.screens.patient.timeline.presenter import DayLine
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX, font
from hah_console.ui.widgets.row_list import Index, RowDelegate
from hah_console.ui.widgets.shapes import draw_priority
from hah_console.ui.widgets.wrapped import wrapped_height, write_wrapped

PAD, WHEN_WIDTH, KIND_WIDTH, SHAPE_PX, SCROLL_BAR = 14, 92, 84, 11, 12
TOP, BETWEEN, HEAD_HEIGHT, LEAST, USUAL_WIDTH = 7, 1, 34, 33, 1_000
TEXT_LEFT = PAD + WHEN_WIDTH + KIND_WIDTH


class EntryDelegate(RowDelegate):
    """Heads of days are heavy; an entry somebody has to see to is heavy, too."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = option.widget
        width = view.viewport().width() if isinstance(view, QAbstractItemView) else USUAL_WIDTH
        return QSize(120, _height(index.data(ROW), width - TEXT_LEFT - PAD - SCROLL_BAR))

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if isinstance(row, DayLine):
            inner = box.adjusted(PAD, 4, -PAD, 0)
            self.text(painter, inner, row.text, "ink", BODY_PX, bold=True)
        elif isinstance(row, EntryLine):
            self._entry(painter, box, row)

    def _entry(self, painter: QPainter, box: QRect, row: EntryLine) -> None:
        top, left = box.top() + TOP, box.left() + PAD
        self.text(painter, QRect(left, top, WHEN_WIDTH - 6, 18), row.when, "ink-2")
        self.text(painter, QRect(left + WHEN_WIDTH, top, KIND_WIDTH - 8, 18), row.word, "ink-2", LABEL_PX)
        width = box.width() - TEXT_LEFT - PAD - SCROLL_BAR
        ink = self.theme.color("ink-2" if row.struck else "ink")
        room = _shape_room(row)
        if row.priority is not None:
            place = QRectF(box.left() + TEXT_LEFT, top + 4, SHAPE_PX, SHAPE_PX)
            draw_priority(painter, row.priority, place, self.theme.priority(row.priority)[0],
                          self.theme.edge(row.priority))  # fmt: skip
        title = QRect(box.left() + TEXT_LEFT + room, top, width - room, box.height())
        top += write_wrapped(painter, title, row.title, ink, BODY_PX, bold=row.strong) + BETWEEN
        if row.detail:
            detail = QRect(box.left() + TEXT_LEFT, top, width, box.height())
            write_wrapped(painter, detail, row.detail, self.theme.color("ink-2"), LABEL_PX)


def _height(row: object, width: int) -> int:
    if not isinstance(row, EntryLine):
        return HEAD_HEIGHT
    height = _lines(row.title, width - _shape_room(row), BODY_PX, bold=row.strong)
    if row.detail:
        height += BETWEEN + _lines(row.detail, width, LABEL_PX)
    return max(LEAST, TOP + height + TOP)


def _lines(text: str, width: int, size: int, *, bold: bool = False) -> int:
    """PERF: laying out costs ten times as much as measuring, and most rows are one line."""
    metrics = QFontMetrics(font(size, bold=bold))
    one = metrics.horizontalAdvance(text) <= width - 4
    return metrics.height() if one else wrapped_height(text, width, size, bold=bold)


def _shape_room(row: EntryLine) -> int:
    return SHAPE_PX + 6 if row.priority is not None else 0
