"""What stands in the way as painted rows: the shape of the index, what it is, where it belongs."""

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from hah_console.ui.screens.intake.block_text import BlockLine
from hah_console.ui.screens.intake.index_list import PAD, SHAPE_PX, draw_standing
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.widgets.row_list import RowDelegate


class BlockDelegate(RowDelegate):
    """Two lines: what, and in which section."""

    height = 42

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, BlockLine):
            return
        inner = box.adjusted(PAD, 3, -PAD, -3)
        shape = QRectF(inner.left(), inner.top() + 4, SHAPE_PX, SHAPE_PX)
        draw_standing(painter, self.theme, shape, row.standing)
        left = inner.left() + SHAPE_PX + 10
        room = inner.right() - left
        self.text(painter, QRect(left, inner.top(), room, 20), row.text, "ink", BODY_PX)
        self.text(painter, QRect(left, inner.top() + 19, room, 16), row.why, "ink-2", LABEL_PX)
