"""The painted list of two records side by side: a shape and a word say how each field compares."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hah_console.ui.compare.compared import ComparedLine, Verdict
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import RowDelegate, write
from hah_console.ui.widgets.shapes import diamond, triangle

PAD, LABEL_WIDTH, VERDICT_WIDTH, SHAPE_PX, HEAD_HEIGHT = 12, 116, 118, 13, 30


def columns(width: int) -> tuple[QRect, QRect, QRect, QRect]:
    """Label, left, verdict and right of a row that wide; of no height."""
    side = (width - 2 * PAD - LABEL_WIDTH - VERDICT_WIDTH) // 2
    left = PAD + LABEL_WIDTH
    middle = left + side
    label, verdict = QRect(PAD, 0, LABEL_WIDTH - 8, 0), QRect(middle, 0, VERDICT_WIDTH - 8, 0)
    return label, QRect(left, 0, side - 8, 0), verdict, QRect(middle + VERDICT_WIDTH, 0, side, 0)


class ComparedDelegate(RowDelegate):
    """Between the two sides: two strokes for equal, a crossed pair for different, a filled triangle for a weighty
    difference, a diamond for what cannot be relied on, an empty ring for what is not told."""

    height = 34

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, ComparedLine):
            return
        label, left, verdict, right = (
            QRect(box.left() + each.left(), box.top(), each.width(), box.height()) for each in columns(box.width())
        )
        apart = row.verdict is Verdict.DIFFERENT
        self.text(painter, label, row.label, "ink-2", LABEL_PX)
        self.text(painter, left, row.left, self._ink(row, Verdict.MISSING_LEFT), BODY_PX, bold=apart)
        self.text(painter, right, row.right, self._ink(row, Verdict.MISSING_RIGHT), BODY_PX, bold=apart)
        shape = QRectF(verdict.left(), verdict.center().y() - SHAPE_PX / 2, SHAPE_PX, SHAPE_PX)
        self._shape(painter, shape, row)
        self.text(painter, verdict.adjusted(SHAPE_PX + 6, 0, 0, 0), row.word, "ink", LABEL_PX, bold=apart)

    def _ink(self, row: ComparedLine, missing: Verdict) -> str:
        return "ink-3" if row.verdict in (missing, Verdict.MISSING_BOTH) else "ink"

    def _shape(self, painter: QPainter, box: QRectF, row: ComparedLine) -> None:
        ink = self.theme.color("ink" if not row.verdict.is_missing else "ink-3")
        painter.setPen(QPen(ink, 2 if row.verdict is Verdict.DIFFERENT else 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if row.verdict.is_missing:
            painter.drawEllipse(box.adjusted(1.5, 1.5, -1.5, -1.5))
        elif row.verdict in (Verdict.DOUBTFUL, Verdict.NOT_COMPARED):
            painter.drawPolygon(diamond(box.adjusted(1, 1, -1, -1)))
        elif row.verdict is Verdict.DIFFERENT and row.weighty:
            painter.setBrush(ink)
            painter.drawPolygon(triangle(box))
        else:
            self._strokes(painter, box, row.verdict)

    def _strokes(self, painter: QPainter, box: QRectF, verdict: Verdict) -> None:
        middle = box.center()
        rises = (-2.5, 2.5) if verdict is not Verdict.ALIKE else (0.0,)
        for rise in rises:
            y = middle.y() + rise
            painter.drawLine(QPointF(box.left() + 1, y), QPointF(box.right() - 1, y))
        if verdict is Verdict.DIFFERENT:
            painter.drawLine(QPointF(middle.x() - 3, box.bottom()), QPointF(middle.x() + 3, box.top()))


class ComparedHead(QWidget):
    """The names of both sides above the list."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._names = theme, ("", "")
        self.setFixedHeight(HEAD_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self, left: str, right: str) -> None:
        """Name both sides."""
        self._names = (left, right)
        self.setAccessibleName(f"{left} | {right}")
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(LABEL_WIDTH + VERDICT_WIDTH + 200, HEAD_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        _, left, _, right = columns(self.width())
        for place, name in zip((left, right), self._names, strict=True):
            box = QRect(place.left(), 0, place.width(), self.height())
            write(painter, box, name, self._theme.color("ink"), BODY_PX, bold=True)
        painter.setPen(self._theme.color("line"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
