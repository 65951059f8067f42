"""Paints scores and their items: an outlined chip for a total, dashed while incomplete; a missing item in bold."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from hah_console.ui.screens.patient.results.score_text import ItemLine, ScoreLine
from hah_console.ui.theme.fonts import LABEL_PX
from hah_console.ui.widgets.row_list import RowDelegate

PAD, LINE, TOP = 12, 20, 7
POINTS_WIDTH, AGE_WIDTH, NAME_SHARE = 50, 70, 0.56


class ScoreDelegate(RowDelegate):
    """Name above; total and class below."""

    height = 2 * LINE + 2 * TOP

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, ScoreLine):
            return
        left, top, width = box.left() + PAD, box.top() + TOP, box.width() - 2 * PAD - 6
        line = QRect(left, top, width, LINE)
        self.text(painter, line, row.name, "ink-2" if row.empty else "ink", bold=not row.empty)
        mark = QRectF(left + 1, top + LINE + 5, 10, 10)
        style = Qt.PenStyle.SolidLine if row.complete else Qt.PenStyle.DashLine
        painter.setPen(QPen(self.theme.color("ink-3" if row.empty else "ink"), 1.6, style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(mark, 3, 3)
        below = line.translated(0, LINE).adjusted(18, 0, 0, 0)
        wide = self.text(painter, below, row.total, "ink-2" if row.empty else "ink", LABEL_PX + 1)
        self.text(painter, below.adjusted(wide + 10, 0, 0, 0), row.grade, "ink-2", LABEL_PX + 1)


class ItemDelegate(RowDelegate):
    """Name, value, age and points in columns."""

    height = 28

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, ItemLine):
            return
        left, right = box.left() + PAD, box.right() - PAD
        points = QRect(right - POINTS_WIDTH, box.top(), POINTS_WIDTH, box.height())
        age = QRect(points.left() - AGE_WIDTH, box.top(), AGE_WIDTH - 8, box.height())
        wide = int((age.left() - left) * NAME_SHARE)
        value = QRect(left + wide, box.top(), age.left() - left - wide - 6, box.height())
        name = QRect(left, box.top(), wide - 6, box.height())
        self.text(painter, name, row.name, "ink", bold=row.missing)
        self.text(painter, value, row.value, "ink-2" if row.missing else "ink")
        self.text(painter, age, row.age, "ink-2", LABEL_PX, right=True)
        self.text(painter, points, row.points, "ink", bold=not row.missing and row.points != "0", right=True)
