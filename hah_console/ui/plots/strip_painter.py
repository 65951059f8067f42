"""Paints the rows of an evidence strip: numbers and waveforms over the stretch of time in sight."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from hah_console.ui.plots.strip_picture import StripPicture, StripRow
from hah_console.ui.plots.strip_waves import Gap, StripWave
from hah_console.ui.plots.strip_window import StripWindow, strip_ticks
from hah_console.ui.plots.strip_words import RowWords
from hah_console.ui.plots.waves.brush import colour_of
from hah_console.ui.plots.waves.scales import ScaleKind
from hah_console.ui.plots.waves.strokes import strokes
from hah_console.ui.theme.theme import Theme

LEFT, RIGHT, TOP, BOTTOM, ROW_HEIGHT, WAVE_HEIGHT, ROW_GAP = 40, 10, 18, 20, 74, 54, 20
POINT_PX, MOST_POINTS, MARK_PX, MILLIVOLT = 2.0, 60, 16, 1.0
SIDE = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
CENTRE = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)


def height_of(picture: StripPicture) -> int:
    """Pixels all rows and the time axis take."""
    return _bottom(picture) + BOTTOM


def _bottom(picture: StripPicture) -> int:
    rows, waves = len(picture.rows), len(picture.waves)
    return TOP + rows * ROW_HEIGHT + waves * WAVE_HEIGHT + (rows + waves - 1) * ROW_GAP


@dataclass(frozen=True, slots=True)
class StripPainter:
    """One painting of a strip ``width`` pixels wide."""

    painter: QPainter
    theme: Theme
    picture: StripPicture
    window: StripWindow
    width: int
    px_per_mm: float

    def number(self, top: float, row: StripRow, words: RowWords) -> None:
        """A vital: its scale, its limit, where it lacks, and its course."""
        box = QRectF(LEFT, top, self.width - LEFT - RIGHT, ROW_HEIGHT)
        colour = self.theme.series(row.vital)
        for value in (row.scale.low, row.scale.high):
            self._level(box, _y(box, value, row), f"{value:g}")
        self._ground(box, row.gaps, words, colour)
        if row.limit is not None:
            self._level(box, _y(box, row.limit, row), f"{row.limit:g}", "ink", "ink", Qt.PenStyle.DashLine)
        self._clipped(box)
        for line in row.lines:
            self._course(box, row, line, colour)
        self.painter.setClipping(False)

    def wave(self, top: float, row: StripWave, words: RowWords) -> None:
        """A waveform on its fixed scale; what is higher than its row leaves it."""
        box = QRectF(LEFT, top, self.width - LEFT - RIGHT, WAVE_HEIGHT)
        colour = colour_of(self.theme, row.signal)
        self._wave_scale(box, row)
        self._ground(box, row.gaps, words, colour)
        times, values = row.between(self.window.start_s, self.window.end_s)
        x = box.left() + (times - self.window.start_s) * (box.width() / self.window.span_s)
        y = box.center().y() - (values - row.scale.middle) * row.scale.px_per_unit(box.height(), self.px_per_mm)
        np.clip(y, box.top() - box.height(), box.bottom() + box.height(), out=y)
        self._clipped(box)
        self.painter.setPen(QPen(colour, 1))
        for polygon in strokes(x, y):
            self.painter.drawPolyline(polygon)
        self.painter.setClipping(False)

    def time_axis(self, raised: str) -> None:
        """Moments below all rows, and the words of the alarm's moment above them."""
        box = QRectF(LEFT, 0, self.width - LEFT - RIGHT, 0)
        self.painter.setPen(self.theme.color("ink-3"))
        for at, text in strip_ticks(self.window, self.picture.zone):
            left = min(max(self._x(box, at) - 28, 0.0), self.width - 56.0)
            self.painter.drawText(QRectF(left, _bottom(self.picture) + 2, 56, 16), CENTRE, text)
        width = self.painter.fontMetrics().horizontalAdvance(raised) + 4
        middle = self._x(box, self.picture.raised_s)
        left = min(max(middle - width / 2, box.left() + box.width() / 3), box.right() - width)
        self.painter.setPen(self.theme.color("ink-2"))
        self.painter.drawText(QRectF(left, TOP - 17, width, 14), CENTRE, raised)

    def _ground(self, box: QRectF, gaps: tuple[Gap, ...], words: RowWords, colour: QColor) -> None:
        """Hatched where nothing was measured, a line at the alarm's moment, and the row's name."""
        self._clipped(box)
        for start_s, end_s in gaps:
            brush = QBrush(self.theme.color("stale-hatch"), Qt.BrushStyle.BDiagPattern)
            left, right = self._x(box, start_s), self._x(box, end_s)
            self.painter.fillRect(QRectF(left, box.top(), right - left, box.height()), brush)
        self.painter.setPen(QPen(self.theme.color("ink-3"), 1, Qt.PenStyle.DotLine))
        x = self._x(box, self.picture.raised_s)
        self.painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        self.painter.setClipping(False)
        self.painter.setPen(colour)
        self.painter.drawText(QPointF(box.left(), box.top() - 5), words.name)
        self.painter.setPen(self.theme.color("ink-2"))
        left = box.left() + self.painter.fontMetrics().horizontalAdvance(words.name) + 10
        self.painter.drawText(QPointF(left, box.top() - 5), words.missing)

    def _level(
        self,
        box: QRectF,
        y: float,
        text: str,
        line: str = "line",
        ink: str = "ink-3",
        style: Qt.PenStyle = Qt.PenStyle.SolidLine,
    ) -> None:
        self.painter.setPen(QPen(self.theme.color(line), 1, style))
        self.painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        self.painter.setPen(self.theme.color(ink))
        self.painter.drawText(QRectF(0, y - 8, LEFT - 6, MARK_PX), SIDE, text)

    def _wave_scale(self, box: QRectF, row: StripWave) -> None:
        """The ends of a range; of an ECG a millivolt; of what is relative nothing that could be read."""
        if row.scale.kind is ScaleKind.RANGE:
            self._level(box, box.bottom(), f"{row.scale.middle - row.scale.span / 2:g}")
            self._level(box, box.top(), f"{row.scale.middle + row.scale.span / 2:g}")
            return
        self.painter.setPen(QPen(self.theme.color("line"), 1))
        for y in (box.top(), box.bottom()):
            self.painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        if row.scale.kind is ScaleKind.ECG:
            high = MILLIVOLT * row.scale.px_per_unit(box.height(), self.px_per_mm)
            x, y = box.left() - 8, box.center().y()
            self.painter.setPen(QPen(self.theme.color("ink-2"), 1))
            self.painter.drawLine(QPointF(x, y - high / 2), QPointF(x, y + high / 2))
            self.painter.drawText(QRectF(0, y - 8, x - 3, MARK_PX), SIDE, "1 mV")

    def _course(self, box: QRectF, row: StripRow, line: tuple[tuple[float, float], ...], colour: QColor) -> None:
        points = [QPointF(self._x(box, at), _y(box, value, row)) for at, value in line]
        self.painter.setPen(QPen(colour, 1.6))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawPolyline(QPolygonF(points))
        if sum(self.window.start_s <= at <= self.window.end_s for at, _ in line) <= MOST_POINTS:
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(colour)
            for point in points:
                self.painter.drawEllipse(point, POINT_PX, POINT_PX)

    def _clipped(self, box: QRectF) -> None:
        self.painter.setClipRect(box.adjusted(-POINT_PX, -POINT_PX, POINT_PX, POINT_PX))

    def _x(self, box: QRectF, at: float) -> float:
        return box.left() + box.width() * (at - self.window.start_s) / self.window.span_s


def _y(box: QRectF, value: float, row: StripRow) -> float:
    return box.bottom() - box.height() * min(1.0, max(0.0, row.scale.part(value)))
