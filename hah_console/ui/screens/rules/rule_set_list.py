"""Rule sets as a list: name and version, state, who, and how many alarms a replay found."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from hah_console.ui.screens.rules.presenter import RuleSetLine
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.widgets.row_list import RowDelegate

STATE_WIDTH = 96


class RuleSetDelegate(RowDelegate):
    """Three lines; the one in force is heavy and marked by a word."""

    height = 66

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, RuleSetLine):
            return
        inner = box.adjusted(12, 6, -12, -6)
        name = QRect(inner.left(), inner.top(), inner.width() - STATE_WIDTH - 8, 20)
        self.text(painter, name, row.name, "ink", BODY_PX, bold=row.in_force)
        state = QRect(inner.right() - STATE_WIDTH, inner.top(), STATE_WIDTH, 20)
        self.text(painter, state, row.state, "ink" if row.in_force else "ink-2", BODY_PX, bold=row.in_force, right=True)
        self.text(painter, QRect(inner.left(), inner.top() + 20, inner.width(), 17), row.who, "ink-2", LABEL_PX)
        self.text(painter, QRect(inner.left(), inner.top() + 36, inner.width(), 17), row.rate, "ink-2", LABEL_PX)
