"""What the plan leaves out: who, what and when in two lines, the reason below them."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem

from hah_console.ui.models.rows_model import ROW
from hah_console.ui.screens.routes.reasons import UnplannedLine
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX, font
from hah_console.ui.widgets.row_list import Index, RowDelegate

PAD, TOP, LINE, SMALL_LINE, REASON_PX = 12, 6, 20, 17, 12
WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class UnplannedDelegate(RowDelegate):
    """A row is as high as its reason needs."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view, row = option.widget, index.data(ROW)
        width = view.viewport().width() if isinstance(view, QAbstractItemView) else option.rect.width()
        reason = row.reason if isinstance(row, UnplannedLine) else ""
        return QSize(120, TOP + LINE + SMALL_LINE + _height(reason, width - 2 * PAD) + 12)

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, UnplannedLine):
            return
        inner = box.adjusted(PAD, TOP, -PAD, -4)
        first = QRect(inner.left(), inner.top(), inner.width(), LINE)
        taken = self.text(painter, first, row.weight, "ink-2", LABEL_PX, right=True)
        left = first.adjusted(0, 0, -taken - 8, 0)
        width = self.text(painter, left, row.title, "ink", BODY_PX, bold=True)
        self.text(painter, left.adjusted(width + 8, 0, 0, 0), row.kind, "ink", 12)
        second = QRect(inner.left(), first.bottom() + 1, inner.width(), SMALL_LINE)
        self.text(painter, second, row.window, "ink-2", LABEL_PX)
        reason = QRect(inner.left(), second.bottom() + 3, inner.width(), inner.bottom() - second.bottom())
        painter.setFont(font(REASON_PX))
        painter.setPen(self.theme.color("ink"))
        painter.drawText(reason, WRAPPED, row.reason)


def _height(reason: str, width: int) -> int:
    return QFontMetrics(font(REASON_PX)).boundingRect(QRect(0, 0, width, 1000), WRAPPED, reason).height()
