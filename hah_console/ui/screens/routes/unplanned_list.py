"""What the plan leaves out: who, what and when in two lines, the reason below them."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from hah_console.ui.screens.routes.reasons import UnplannedLine
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX, font
from hah_console.ui.widgets.row_list import RowDelegate

PAD, LINE, SMALL_LINE, REASON_HEIGHT = 12, 20, 17, 50


class UnplannedDelegate(RowDelegate):
    """The reason wraps over up to three lines."""

    height = 6 + LINE + SMALL_LINE + REASON_HEIGHT + 8

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, UnplannedLine):
            return
        inner = box.adjusted(PAD, 6, -PAD, -6)
        first = QRect(inner.left(), inner.top(), inner.width(), LINE)
        taken = self.text(painter, first, row.weight, "ink-2", LABEL_PX, right=True)
        left = first.adjusted(0, 0, -taken - 8, 0)
        width = self.text(painter, left, row.title, "ink", BODY_PX, bold=True)
        self.text(painter, left.adjusted(width + 8, 0, 0, 0), row.kind, "ink", 12)
        second = QRect(inner.left(), first.bottom() + 1, inner.width(), SMALL_LINE)
        self.text(painter, second, row.window, "ink-2", LABEL_PX)
        reason = QRect(inner.left(), second.bottom() + 3, inner.width(), REASON_HEIGHT)
        painter.setFont(font(12))
        painter.setPen(self.theme.color("ink"))
        wrapped = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.drawText(reason, int(wrapped), row.reason)
