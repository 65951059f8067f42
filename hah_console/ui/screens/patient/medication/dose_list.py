"""Paints the doses of today: moment and window, drug, shape and word of how it stands, time left or over."""

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QFontMetrics, QPainter

from hah_console.ui.screens.patient.medication.dose_text import DoseLine
from hah_console.ui.theme.fonts import BODY_PX, HEADING_PX, LABEL_PX, font
from hah_console.ui.widgets.dose_marks import draw_dose
from hah_console.ui.widgets.row_list import RowDelegate, on_selected
from hah_console.ui.widgets.wrapped import wrapped_height, write_wrapped

LIST_WIDTH = 372
PAD, WHEN_WIDTH, SHAPE_PX, LINE, TOP = 12, 92, 13, 20, 8
TEXT_WIDTH = LIST_WIDTH - WHEN_WIDTH - 2 * PAD - 12


class DoseDelegate(RowDelegate):
    """Two lines, and as many as the detail needs."""

    def row_height(self, row: object) -> int:
        detail = wrapped_height(row.detail, TEXT_WIDTH, LABEL_PX) + 2 if isinstance(row, DoseLine) and row.detail else 0
        return 2 * TOP + 2 * LINE + detail

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, DoseLine):
            return
        soft = "ink-2" if row.open else "ink-3"
        left, top = box.left() + PAD, box.top() + TOP
        size = HEADING_PX if len(row.when) <= 5 else BODY_PX
        self.text(painter, QRect(left, top, WHEN_WIDTH - 8, LINE), row.when, "ink", size, bold=row.open)
        self.text(painter, QRect(left, top + LINE, WHEN_WIDTH - 8, LINE), row.window, soft, LABEL_PX)
        right = QRect(left + WHEN_WIDTH, top, TEXT_WIDTH, LINE)
        self.text(painter, right, row.title, "ink" if row.open else "ink-2", bold=row.open)
        self._standing(painter, right.translated(0, LINE), row)
        if row.detail:
            place = QRect(right.left(), top + 2 * LINE, TEXT_WIDTH, box.height())
            token = on_selected("ink-2") if self._selected else "ink-2"
            write_wrapped(painter, place, row.detail, self.theme.color(token), LABEL_PX)

    def _standing(self, painter: QPainter, line: QRect, row: DoseLine) -> None:
        place = QRectF(line.left(), line.center().y() - SHAPE_PX / 2 + 1, SHAPE_PX, SHAPE_PX)
        draw_dose(painter, row.standing, place, self.theme, row.late)
        rest = line.adjusted(SHAPE_PX + 6, 0, 0, 0)
        urgent = row.late is not None
        word = QFontMetrics(font(BODY_PX, bold=urgent)).horizontalAdvance(row.word)
        self.text(painter, rest, row.word, "ink" if row.open else "ink-2", bold=urgent)
        self.text(painter, rest.adjusted(word + 10, 0, 0, 0), row.clock, "ink" if urgent else "ink-2", bold=urgent)
