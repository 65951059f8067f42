"""Paints prescriptions: state as a word with its shape, whose, what is in them, time left."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from hah_console.domain.alarm import Priority
from hah_console.services.dispensary import PrescriptionRow
from hah_console.ui.i18n import Texts
from hah_console.ui.prescriptions.rx_words import clock_words, line_words, state_words, urgency
from hah_console.ui.theme.fonts import LABEL_PX
from hah_console.ui.widgets.row_list import RowDelegate
from hah_console.ui.widgets.shapes import draw_priority

PAD, LINE, TOP, SHAPE_PX, STATE_WIDTH = 12, 20, 8, 12, 112


@dataclass(frozen=True, slots=True)
class RxLine:
    """One prescription in a list."""

    key: str
    name: str
    state: str
    what: str
    clock: str
    late: Priority | None
    spoken: str


def rx_line(
    texts: Texts, local: Callable[[datetime], datetime], row: PrescriptionRow, now: datetime, *, named: bool
) -> RxLine:
    """``named``: with the masked name, in a list of many patients."""
    one = row.prescription
    state, clock = state_words(texts, one, now), clock_words(texts, local, one, now)
    what = texts("rx.comma").join(line_words(texts, line) for line in row.lines)
    name = row.masked if named else texts("rx.of_day", at=f"{local(one.issued_at):%m-%d %H:%M}")
    spoken = texts("rx.comma").join(part for part in (name, state, clock, what) if part)
    return RxLine(one.prescription_id, name, state, what, clock, urgency(one, now), spoken)


class RxDelegate(RowDelegate):
    """Two lines a row."""

    height = 2 * LINE + 2 * TOP

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, RxLine):
            return
        left, top = box.left() + PAD, box.top() + TOP
        width = box.right() - PAD - left
        state = QRect(left, top, STATE_WIDTH, LINE)
        if row.late is not None:
            place = QRectF(left, top + (LINE - SHAPE_PX) / 2 + 1, SHAPE_PX, SHAPE_PX)
            draw_priority(painter, row.late, place, self.theme.priority(row.late)[0], self.theme.edge(row.late))
            state.adjust(SHAPE_PX + 6, 0, 0, 0)
        self.text(painter, state, row.state, "ink", bold=row.late is not None)
        name = QRect(left + STATE_WIDTH, top, width - STATE_WIDTH, LINE)
        wide = self.text(painter, name, row.name, "ink", bold=True)
        self.text(painter, name.adjusted(wide + 10, 0, 0, 0), row.clock, "ink-2", LABEL_PX, right=True)
        below = QRect(left + STATE_WIDTH, top + LINE, width - STATE_WIDTH, LINE)
        self.text(painter, below, row.what, "ink-2", LABEL_PX)
