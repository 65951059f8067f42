"""Paints specimens: kind in bold, state as a word with its shape, time left on the way, the story below."""

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from hah_console.domain.specimen import SpecimenState
from hah_console.ui.screens.patient.results.specimen_text import SpecimenLine
from hah_console.ui.theme.fonts import LABEL_PX
from hah_console.ui.widgets.row_list import RowDelegate
from hah_console.ui.widgets.shapes import draw_priority
from hah_console.ui.widgets.wrapped import wrapped_height, write_wrapped

LIST_WIDTH, PAD, LINE, TOP, SHAPE_PX = 372, 12, 20, 8, 12
TEXT_WIDTH = LIST_WIDTH - 2 * PAD - 12
_OPEN = frozenset({SpecimenState.WANTED, SpecimenState.TAKEN})


class SpecimenDelegate(RowDelegate):
    """Two lines, and as many as the story needs."""

    def row_height(self, row: object) -> int:
        detail = (
            wrapped_height(row.detail, TEXT_WIDTH, LABEL_PX) + 2 if isinstance(row, SpecimenLine) and row.detail else 0
        )
        return 2 * TOP + 2 * LINE + detail

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, SpecimenLine):
            return
        left, top, opened = box.left() + PAD, box.top() + TOP, row.state in _OPEN
        line = QRect(left, top, TEXT_WIDTH, LINE)
        self.text(painter, line, row.title, "ink" if opened else "ink-2", bold=opened)
        below = line.translated(0, LINE)
        if row.late is not None:
            place = QRectF(left, below.center().y() - SHAPE_PX / 2 + 1, SHAPE_PX, SHAPE_PX)
            draw_priority(painter, row.late, place, self.theme.priority(row.late)[0], self.theme.edge(row.late))
            below.adjust(SHAPE_PX + 6, 0, 0, 0)
        wide = self.text(painter, below, row.word, "ink" if opened else "ink-2", bold=row.late is not None)
        self.text(painter, below.adjusted(wide + 10, 0, 0, 0), row.clock, "ink-2", bold=row.late is not None)
        if row.detail:
            place_below = QRect(left, top + 2 * LINE, TEXT_WIDTH, box.height())
            write_wrapped(painter, place_below, row.detail, self.theme.color("ink-2"), LABEL_PX)
