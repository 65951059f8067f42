"""Paints the lines of the running day and of proposals."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from hah_console.ui.dispatch.live.lines import LiveLine
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.widgets.row_list import RowDelegate

PAD, TOP, LINE, SMALL = 10, 3, 20, 16


class LiveDelegate(RowDelegate):
    """A row is as high as its lines; what is a danger has a mark before it, and never colour alone."""

    def row_height(self, row: object) -> int:
        if not isinstance(row, LiveLine):
            return self.height
        return 2 * TOP + LINE + SMALL * (len(row.small) + len(row.dangers))

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, LiveLine):
            return
        if row.worker and not self._selected:
            painter.fillRect(box.adjusted(0, 0, 0, -1), self.theme.color("ground"))
        inner = box.adjusted(PAD if row.worker else 2 * PAD, TOP, -PAD, -TOP)
        first = QRect(inner.left(), inner.top(), inner.width(), LINE)
        ink = "ink-2" if row.quiet else "ink"
        taken = self.text(painter, first, row.right, "ink-2", LABEL_PX, right=True)
        self.text(painter, first.adjusted(0, 0, -taken - 8, 0), row.strong, ink, BODY_PX, bold=not row.quiet)
        top = first.bottom() + 1
        for line in row.small:
            self.text(painter, QRect(inner.left(), top, inner.width(), SMALL), line, "ink-2", LABEL_PX)
            top += SMALL
        mark, token = ("▲ ", "alarm-high-edge") if row.urgent else ("· ", "ink")
        for line in row.dangers:
            self.text(
                painter, QRect(inner.left(), top, inner.width(), SMALL), mark + line, token, LABEL_PX, bold=row.urgent
            )  # fmt: skip
            top += SMALL
