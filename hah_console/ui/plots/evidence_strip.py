"""Paints the evidence of an alarm: the last minutes of what it is about, its limit, its moment, and where data lack."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame

from hah_console.domain.reading import Vital
from hah_console.ui.plots.strip_picture import StripPicture, StripRow
from hah_console.ui.theme.fonts import LABEL_PX, font
from hah_console.ui.theme.theme import Theme

LEFT, RIGHT, TOP, BOTTOM, ROW_HEIGHT, ROW_GAP = 40, 10, 18, 20, 74, 20
POINT_PX = 2.0
MOST_POINTS = 60


class EvidenceStrip(QFrame):
    """Shows a picture, or a sentence instead of it. ``names`` are the words and units of the vitals."""

    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__()
        self.setObjectName(name)
        self._theme, self._sentence = theme, ""
        self._picture: StripPicture | None = None
        self._names: Mapping[Vital, str] = {}
        self._raised_text = ""

    def show_picture(self, picture: StripPicture, names: Mapping[Vital, str], raised: str, spoken: str) -> None:
        """Show the measurements; ``raised`` names the moment of the alarm, ``spoken`` says it all."""
        self._picture, self._names, self._raised_text, self._sentence = picture, names, raised, ""
        self._spoken(spoken)

    def say(self, sentence: str) -> None:
        """Show a sentence instead of measurements."""
        self._picture, self._sentence = None, sentence
        self._spoken(sentence)

    @property
    def sentence(self) -> str:
        """What is said instead of a picture; empty while there is one."""
        return self._sentence

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        rows = len(self._picture.rows) if self._picture else 1
        return QSize(320, TOP + rows * ROW_HEIGHT + (rows - 1) * ROW_GAP + BOTTOM)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _spoken(self, text: str) -> None:
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(LABEL_PX))
        if self._picture is None:
            painter.setPen(self._theme.color("ink-2"))
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect().adjusted(8, 0, -8, 0), flags, self._sentence)
            return
        for position, row in enumerate(self._picture.rows):
            top = TOP + position * (ROW_HEIGHT + ROW_GAP)
            self._paint_row(painter, QRectF(LEFT, top, self.width() - LEFT - RIGHT, ROW_HEIGHT), row, self._picture)
        self._paint_time(painter, self._picture)

    def _paint_row(self, painter: QPainter, box: QRectF, row: StripRow, picture: StripPicture) -> None:
        self._paint_scale(painter, box, row)
        for start_s, end_s in row.gaps:
            left, right = self._x(box, start_s, picture), self._x(box, end_s, picture)
            brush = QBrush(self._theme.color("stale-hatch"), Qt.BrushStyle.BDiagPattern)
            painter.fillRect(QRectF(left, box.top(), right - left, box.height()), brush)
        painter.setPen(QPen(self._theme.color("ink-3"), 1, Qt.PenStyle.DotLine))
        x = self._x(box, picture.raised_s, picture)
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        self._paint_limit(painter, box, row)
        for line in row.lines:
            self._paint_line(painter, box, row, line, picture)

    def _paint_scale(self, painter: QPainter, box: QRectF, row: StripRow) -> None:
        for value in (row.scale.low, row.scale.high):
            y = self._y(box, value, row)
            painter.setPen(QPen(self._theme.color("line"), 1))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            painter.setPen(self._theme.color("ink-3"))
            flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(QRectF(0, y - 8, LEFT - 6, 16), flags, f"{value:g}")
        painter.setPen(self._theme.series(row.vital))
        painter.drawText(QPointF(box.left(), box.top() - 5), self._names.get(row.vital, ""))

    def _paint_limit(self, painter: QPainter, box: QRectF, row: StripRow) -> None:
        if row.limit is None:
            return
        y = self._y(box, row.limit, row)
        painter.setPen(QPen(self._theme.color("ink"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.setPen(self._theme.color("ink"))
        flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(0, y - 8, LEFT - 6, 16), flags, f"{row.limit:g}")

    def _paint_line(
        self,
        painter: QPainter,
        box: QRectF,
        row: StripRow,
        line: tuple[tuple[float, float], ...],
        picture: StripPicture,
    ) -> None:
        colour = self._theme.series(row.vital)
        points = [QPointF(self._x(box, at, picture), self._y(box, value, row)) for at, value in line]
        painter.setPen(QPen(colour, 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        if len(points) <= MOST_POINTS:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            for point in points:
                painter.drawEllipse(point, POINT_PX, POINT_PX)

    def _paint_time(self, painter: QPainter, picture: StripPicture) -> None:
        box = QRectF(LEFT, 0, self.width() - LEFT - RIGHT, self.height())
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        bottom = TOP + len(picture.rows) * (ROW_HEIGHT + ROW_GAP) - ROW_GAP
        for at, text in picture.ticks:
            x = self._x(box, at, picture)
            painter.setPen(self._theme.color("ink-3"))
            painter.drawText(QRectF(x - 24, bottom + 2, 48, 16), flags, text)
        x = self._x(box, picture.raised_s, picture)
        painter.setPen(self._theme.color("ink-2"))
        width = painter.fontMetrics().horizontalAdvance(self._raised_text) + 4
        left = min(max(x - width / 2, box.left() + box.width() / 3), box.right() - width)
        painter.drawText(QRectF(left, TOP - 17, width, 14), flags, self._raised_text)

    def _x(self, box: QRectF, at: float, picture: StripPicture) -> float:
        span = max(1.0, picture.end_s - picture.start_s)
        return box.left() + box.width() * min(1.0, max(0.0, (at - picture.start_s) / span))

    def _y(self, box: QRectF, value: float, row: StripRow) -> float:
        return box.bottom() - box.height() * min(1.0, max(0.0, row.scale.part(value)))
