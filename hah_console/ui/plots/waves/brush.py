"""Paints stretches of one row's curve, and the ground below it; used by the sweep and by the frozen picture."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from hah_console.ui.plots.waves.layout import RowPlace
from hah_console.ui.plots.waves.scales import ScaleKind, WaveScale
from hah_console.ui.plots.waves.strokes import strokes
from hah_console.ui.plots.waves.trace import WaveTrace
from hah_console.ui.theme.theme import Theme

TOKENS = {"PLETH": "series-spo2", "RESP": "series-rr", "CO2": "series-rr", "ABP": "series-sbp"}
ECG_TOKEN = "series-hr"
SECOND_TICK_PX = 4


def colour_of(theme: Theme, signal: str) -> QColor:
    """The hue of the vital sign the waveform belongs to; one that belongs to none has that of the heart."""
    return theme.color(TOKENS.get(signal.upper(), ECG_TOKEN))


@dataclass(frozen=True, slots=True)
class RowBrush:
    """Draws one trace in one row at one scale."""

    trace: WaveTrace
    row: RowPlace
    scale: WaveScale
    px_per_mm: float
    colour: QColor

    def y(self, value: float) -> float:
        """The height of a value in pixels, kept inside the row."""
        per_unit = self.scale.px_per_unit(self.row.height, self.px_per_mm)
        raw = self.row.middle - (value - self.scale.middle) * per_unit
        return min(max(raw, float(self.row.top)), float(self.row.top + self.row.height))

    def value(self, y: float) -> float:
        """The value drawn at a height."""
        return self.scale.middle + (self.row.middle - y) / self.scale.px_per_unit(self.row.height, self.px_per_mm)

    def stretch(self, painter: QPainter, first: int, end: int, base_px: float) -> None:
        """The samples ``first`` to before ``end``; x is their time in pixels less ``base_px``. What is higher than the
        row leaves it: the caller clips to the row, and no flat line is drawn along its edge."""
        values = self.trace.read(first, end).astype(np.float64)
        if not values.size:
            return
        x = np.arange(first, end, dtype=np.float64) * (self.row.px_per_s / self.trace.rate_hz) - base_px
        per_unit = self.scale.px_per_unit(self.row.height, self.px_per_mm)
        y = self.row.middle - (values - self.scale.middle) * per_unit
        np.clip(y, self.row.top - self.row.height, self.row.top + 2 * self.row.height, out=y)
        painter.setPen(QPen(self.colour, 1))
        for polygon in strokes(x, y):
            painter.drawPolyline(polygon)


def paint_ground(painter: QPainter, theme: Theme, row: RowPlace, scale: WaveScale) -> None:
    """The line at the scale's middle and a tick at every second; for pressures the range's edges."""
    right = row.left + row.width
    painter.setPen(QPen(theme.color("line"), 1, Qt.PenStyle.DotLine))
    painter.drawLine(QPointF(row.left, row.middle), QPointF(right, row.middle))
    painter.setPen(QPen(theme.color("line"), 1))
    bottom = row.top + row.height - 0.5
    for second in range(int(row.sweep_s) + 1):
        x = row.left + second * row.px_per_s
        painter.drawLine(QPointF(x, bottom), QPointF(x, bottom - SECOND_TICK_PX))
    if scale.kind is ScaleKind.RANGE:
        for y in (row.top + 0.5, bottom):
            painter.drawLine(QPointF(row.left, y), QPointF(right, y))


def paint_calibration(painter: QPainter, theme: Theme, row: RowPlace, scale: WaveScale, px_per_mm: float) -> None:
    """One millivolt high and 0.2 s wide, before the curve of an ECG."""
    if scale.kind is not ScaleKind.ECG:
        return
    high, wide = scale.gain_mm_mv * px_per_mm, min(0.2 * row.px_per_s, 14.0)
    right, foot = row.left - 6.0, row.middle + min(scale.gain_mm_mv * px_per_mm, row.height) / 2
    box = QRectF(right - wide, foot - high, wide, high)
    painter.setPen(QPen(theme.color("ink-2"), 1))
    points = [QPointF(box.left() - 4, foot), box.bottomLeft(), box.topLeft(), box.topRight(), box.bottomRight()]
    painter.drawPolyline([*points, QPointF(right + 4, foot)])
