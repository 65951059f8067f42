"""Rows of the worklist: shape and word of the severity, what and where, whose, who does it, until when and how late."""

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from hah_console.domain.alarm import Priority
from hah_console.ui.screens.work.presenter import HeadRow, WorkRow
from hah_console.ui.theme.fonts import BODY_PX, HEADING_PX, LABEL_PX
from hah_console.ui.widgets.row_list import RowDelegate
from hah_console.ui.widgets.shapes import draw_priority

PAD, SHAPE_PX, GAP = 12, 14, 16
MARK_WIDTH, LEFT_WIDTH, OWNER_WIDTH = 92, 170, 110
ROW_HEIGHT = 46
"""Of headings, too: PERF(600 rows): rows of one height need no look at each."""
TOKENS = {Priority.HIGH: "alarm-high", Priority.MEDIUM: "alarm-medium", Priority.LOW: "alarm-low"}


class WorkDelegate(RowDelegate):
    """Two lines for each item; what is late and nobody is at is heavy, what is done is grey and struck through."""

    height = ROW_HEIGHT
    done_word = ""

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if isinstance(row, HeadRow):
            self._draw_head(painter, box, row)
        elif isinstance(row, WorkRow):
            self._draw_row(painter, box.adjusted(PAD, 4, -PAD, -4), row)

    def _draw_head(self, painter: QPainter, box: QRect, row: HeadRow) -> None:
        painter.fillRect(box.adjusted(0, 0, 0, -1), self.theme.color("ground"))
        left = box.left() + PAD
        if row.priority is not None:
            self._draw_shape(painter, row.priority, left, box.center().y() - SHAPE_PX // 2 + 1, waiting=True)
            left += SHAPE_PX + 8
        inside = QRect(left, box.top(), box.right() - left - PAD, box.height())
        self.text(painter, inside, row.text, "ink-2", BODY_PX, bold=True)

    def _draw_row(self, painter: QPainter, inner: QRect, row: WorkRow) -> None:
        rest = inner.width() - MARK_WIDTH - LEFT_WIDTH - OWNER_WIDTH - 2 * GAP
        what_width = rest * 54 // 100
        lefts = (
            inner.left(),
            inner.left() + MARK_WIDTH,
            inner.left() + MARK_WIDTH + what_width,
            inner.right() - LEFT_WIDTH - OWNER_WIDTH - GAP,
            inner.right() - LEFT_WIDTH,
        )
        line, strong = row.line, row.item.late and not row.item.owned and not row.gone
        self._draw_mark(painter, inner, row, line.mark)
        ink = "ink-3" if row.gone else "ink" if strong or not row.item.owned else "ink-2"
        who_width = lefts[3] - lefts[2] - GAP
        self._two(painter, inner, lefts[1], what_width - GAP, (line.what, line.where), ink, bold=strong)
        self._two(painter, inner, lefts[2], who_width, (line.who, line.stay), ink, bold=strong)
        self._two(painter, inner, lefts[3], OWNER_WIDTH, (line.owner, ""), ink)
        left = self.done_word if row.gone else line.left
        self._two(painter, inner, lefts[4], LEFT_WIDTH, (left, line.until), ink, bold=strong or row.gone, right=True)

    def _draw_mark(self, painter: QPainter, inner: QRect, row: WorkRow, said: str) -> None:
        waiting = not row.item.owned and not row.gone
        if row.item.priority is not None:
            self._draw_shape(painter, row.item.priority, inner.left(), inner.top() + 4, waiting=waiting)
        word = QRect(inner.left() + SHAPE_PX + 8, inner.top(), MARK_WIDTH - SHAPE_PX - 12, 21)
        self.text(painter, word, said, "ink" if waiting else "ink-3", bold=waiting and row.item.late)

    def _draw_shape(self, painter: QPainter, priority: Priority, left: int, top: int, *, waiting: bool) -> None:
        colour = self.theme.color(TOKENS[priority] if waiting else "ink-3")
        box = QRectF(left, top, SHAPE_PX, SHAPE_PX)
        draw_priority(painter, priority, box, colour, self.theme.edge(priority) if waiting else None)

    def _two(
        self,
        painter: QPainter,
        inner: QRect,
        left: int,
        width: int,
        said: tuple[str, str],
        ink: str,
        *,
        bold: bool = False,
        right: bool = False,
    ) -> None:
        """A strong line over a soft one, which may be missing."""
        above = QRect(left, inner.top(), width, 21)
        self.text(painter, above, said[0], ink, HEADING_PX if bold else BODY_PX, bold=bold, right=right)
        if not said[1]:
            return
        below = QRect(left, inner.top() + 21, width, 17)
        self.text(painter, below, said[1], "ink-3" if ink == "ink-3" else "ink-2", LABEL_PX, right=right)
