"""Painted rows of the packs screen: packs and faults at the left, values or lines of a file at the right."""

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from hah_console.domain.alarm import Priority
from hah_console.ui.screens.packs.presenter import NumberLine, PackLine
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.widgets.row_list import RowDelegate
from hah_console.ui.widgets.shapes import draw_priority

PAD, SHAPE_PX, LINE_WIDTH = 12, 12, 64


class PackDelegate(RowDelegate):
    """Name and version; what is wrong has a shape, a word and comes first."""

    height = 48

    def row_height(self, row: object) -> int:
        return 30 if isinstance(row, PackLine) and row.heading else self.height

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, PackLine):
            return
        if row.heading:
            painter.fillRect(box.adjusted(0, 0, 0, -1), self.theme.color("ground"))
            self.text(painter, box.adjusted(PAD, 0, -PAD, 0), row.name, "ink-2", bold=True)
            return
        inner = box.adjusted(PAD, 5, -PAD, -5)
        left = inner.left()
        if row.wrong:
            shape = QRectF(left, inner.top() + 4, SHAPE_PX, SHAPE_PX)
            draw_priority(painter, Priority.HIGH, shape, self.theme.color("ink"), None)
            left += SHAPE_PX + 8
        name = QRect(left, inner.top(), inner.right() - left, 20)
        self.text(painter, name, row.name, "ink", BODY_PX, bold=row.wrong)
        self.text(painter, QRect(left, inner.top(), inner.right() - left, 20), row.side, "ink-2", LABEL_PX, right=True)
        self.text(painter, QRect(left, inner.top() + 20, inner.right() - left, 17), row.detail, "ink-2", LABEL_PX)


class NumberDelegate(RowDelegate):
    """Keys, value, and the line of the file; the line that is wrong is heavy and pointed at."""

    height = 28

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, NumberLine):
            return
        inner = box.adjusted(PAD, 0, -PAD, 0)
        rest = inner.width() - LINE_WIDTH - 12
        keys = rest * 45 // 100 if row.value else rest
        said = f"▶ {row.keys}" if row.here else row.keys
        left = QRect(inner.left(), inner.top(), keys - 8, inner.height())
        used = self.text(painter, left, said, "ink-2" if row.value else "ink", bold=row.here)
        if row.raw:
            self.text(painter, left.adjusted(used + 8, 0, 0, 0), row.raw, "ink-3", LABEL_PX)
        value = QRect(inner.left() + keys, inner.top(), rest - keys, inner.height())
        self.text(painter, value, row.value)
        side = QRect(inner.right() - LINE_WIDTH, inner.top(), LINE_WIDTH, inner.height())
        self.text(painter, side, row.line, "ink-3", LABEL_PX, right=True)
