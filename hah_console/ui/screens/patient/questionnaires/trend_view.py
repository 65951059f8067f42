"""Paints the small multiples of a questionnaire: dots for sums, bars between bounds, triangles where it got worse."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from hah_console.ui.screens.patient.questionnaires.trend_data import Dot, Multiple, TrendData
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX, font
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.row_list import write
from hah_console.ui.widgets.shapes import triangle

WHOLE_HEIGHT, PART_HEIGHT, COLUMNS, GAP = 150, 62, 4, 12
AXIS_WIDTH, RIGHT_WIDTH, DOT_PX = 30, 200, 7
HEAD = 20


class TrendView(QWidget):
    """The sum above, the questions below it, all on the same time axis; its twin is the table beside it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._data: TrendData | None = None
        self._days = ("", "")
        self._note = ""
        self.setObjectName("questionnaires.trend")

    def show_data(self, data: TrendData | None, days: tuple[str, str], note: str, spoken: str) -> None:
        """Show other answers; ``days`` stand at the ends of the axis, ``note`` beside the change that counts."""
        self._data, self._days, self._note = data, days, note
        self.setAccessibleName(spoken)
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        rows = -(-len(self._data.parts) // COLUMNS) if self._data and len(self._data.parts) > 1 else 0
        return QSize(600, (WHOLE_HEIGHT + rows * (PART_HEIGHT + GAP)) if self._data else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._data is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_whole(painter, QRectF(0, 0, self.width(), WHOLE_HEIGHT))
        if len(self._data.parts) > 1:
            self._paint_parts(painter, self._data.parts)

    def _paint_parts(self, painter: QPainter, parts: tuple[Multiple, ...]) -> None:
        width = (self.width() - (COLUMNS - 1) * GAP) / COLUMNS
        for position, part in enumerate(parts):
            row, column = divmod(position, COLUMNS)
            top = WHOLE_HEIGHT + GAP + row * (PART_HEIGHT + GAP)
            self._paint_part(painter, QRectF(column * (width + GAP), top, width, PART_HEIGHT), part)

    def _paint_whole(self, painter: QPainter, box: QRectF) -> None:
        assert self._data is not None
        whole = self._data.whole
        plot = box.adjusted(AXIS_WIDTH, 8, -RIGHT_WIDTH, -HEAD)
        for value, name in (*(whole.edges or ((0, ""),)), (whole.top, "")):
            y = _y(plot, value, whole.top)
            painter.setPen(QPen(self._theme.color("line"), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            self._label(painter, QRectF(box.left(), y - 8, AXIS_WIDTH - 6, 16), str(value), right=True)
            self._label(painter, QRectF(plot.right() + 8, y - 16, 90, 16), name)
        self._paint_dots(painter, plot.adjusted(DOT_PX, 0, -DOT_PX, 0), whole, DOT_PX)
        self._paint_change(painter, plot, whole)
        for text, right in zip(self._days, (False, True), strict=True):
            self._label(painter, QRectF(plot.left(), plot.bottom() + 4, plot.width(), 16), text, right=right)

    def _paint_change(self, painter: QPainter, plot: QRectF, whole: Multiple) -> None:
        """How high a change is that counts: a bracket in the scale of the plot."""
        if whole.worse is None:
            return
        x, low = plot.right() + 104, _y(plot, 0, whole.top)
        high = _y(plot, whole.worse, whole.top)
        painter.setPen(QPen(self._theme.color("ink-2"), 1.5))
        painter.drawPolyline(QPolygonF([QPointF(x - 4, low), QPointF(x, low), QPointF(x, high), QPointF(x - 4, high)]))
        self._label(painter, QRectF(x + 5, low - 16, 88, 16), self._note)

    def _paint_part(self, painter: QPainter, box: QRectF, part: Multiple) -> None:
        name = QRectF(box.left(), box.top(), box.width() - 26, HEAD)
        self._label(painter, name, part.name)
        last = QRectF(box.right() - 24, box.top(), 24, HEAD)
        write(painter, last.toRect(), part.last, self._theme.color("ink"), BODY_PX, bold=True, right=True)
        plot = box.adjusted(4, HEAD + 4, -4, -4)
        painter.setPen(QPen(self._theme.color("line"), 1))
        for value in (0, part.top):
            y = _y(plot, value, part.top)
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        self._paint_dots(painter, plot.adjusted(4, 0, -4, 0), part, DOT_PX - 2)

    def _paint_dots(self, painter: QPainter, plot: QRectF, multiple: Multiple, size: int) -> None:
        """A line through what is certain; an open bar where answers are missing."""
        sure = [_point(plot, dot, multiple.top) for dot in multiple.dots if dot.low == dot.high]
        painter.setPen(QPen(self._theme.color("ink-2"), 1.5))
        painter.drawPolyline(QPolygonF(sure))
        for dot in multiple.dots:
            if dot.low == dot.high:
                self._paint_dot(painter, _point(plot, dot, multiple.top), size, worse=dot.worse)
            else:
                self._paint_bounds(painter, plot, dot, multiple.top)

    def _paint_dot(self, painter: QPainter, at: QPointF, size: float, *, worse: bool) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("ink"))
        box = QRectF(at.x() - size / 2, at.y() - size / 2, size, size)
        if worse:
            painter.drawPolygon(triangle(box.adjusted(-3, -3, 3, 3)))
        else:
            painter.drawEllipse(box)

    def _paint_bounds(self, painter: QPainter, plot: QRectF, dot: Dot, top: int) -> None:
        x = plot.left() + dot.x * plot.width()
        low, high = _y(plot, dot.low, top), _y(plot, dot.high, top)
        painter.setPen(QPen(self._theme.color("ink-2"), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, low), QPointF(x, high))
        painter.setPen(QPen(self._theme.color("ink-2"), 1.5))
        for y in (low, high):
            painter.drawLine(QPointF(x - 4, y), QPointF(x + 4, y))

    def _label(self, painter: QPainter, box: QRectF, text: str, *, right: bool = False) -> None:
        painter.setFont(font(LABEL_PX))
        write(painter, box.toRect(), text, self._theme.color("ink-2"), LABEL_PX, right=right)


def _y(plot: QRectF, value: float, top: int) -> float:
    return plot.bottom() - plot.height() * value / max(1, top)


def _point(plot: QRectF, dot: Dot, top: int) -> QPointF:
    return QPointF(plot.left() + dot.x * plot.width(), _y(plot, dot.low, top))
