"""Paints a frozen waveform from left to right and the calipers over it."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from hah_console.ui.plots.waves.brush import RowBrush, paint_ground
from hah_console.ui.plots.waves.calipers import Cross
from hah_console.ui.plots.waves.still import Still
from hah_console.ui.theme.theme import Theme

CROSS_PX = 6


def paint_still(painter: QPainter, theme: Theme, still: Still, brushes: tuple[RowBrush, ...]) -> None:
    """Every row up to the moment at its right edge."""
    for brush in brushes:
        row, rate = brush.row, brush.trace.rate_hz
        paint_ground(painter, theme, row, brush.scale)
        base = still.end_s * row.px_per_s - row.left - row.width
        first, end = math.floor((still.end_s - row.sweep_s) * rate), math.floor(still.end_s * rate) + 1
        painter.setClipRect(QRectF(row.left, row.top, row.width, row.height))
        brush.stretch(painter, first, end, base)
        painter.setClipping(False)


def paint_calipers(painter: QPainter, theme: Theme, still: Still, brush: RowBrush) -> None:
    """Both crosses with their heights; the active one is thicker and has a filled point."""
    calipers, row = still.calipers, brush.row
    painter.setClipRect(QRectF(row.left, row.top, row.width, row.height))
    for cross, active in ((calipers.first, not calipers.second_active), (calipers.second, calipers.second_active)):
        _cross(painter, theme, still, brush, cross, active=active)
    _span(painter, theme, still, brush)
    painter.setClipping(False)


def _cross(painter: QPainter, theme: Theme, still: Still, brush: RowBrush, cross: Cross, *, active: bool) -> None:
    row, x = brush.row, still.x(brush.row.signal, cross.time_s)
    style = Qt.PenStyle.SolidLine if active else Qt.PenStyle.DashLine
    painter.setPen(QPen(theme.color("accent"), 2 if active else 1, style))
    painter.drawLine(QPointF(x, row.top), QPointF(x, row.top + row.height))
    if cross.level is None:
        return
    y = brush.y(cross.level)
    painter.setPen(QPen(theme.color("accent"), 1, Qt.PenStyle.DotLine))
    painter.drawLine(QPointF(row.left, y), QPointF(row.left + row.width, y))
    painter.setPen(QPen(theme.color("accent"), 1.5))
    painter.setBrush(theme.color("accent") if active else theme.color("surface"))
    painter.drawEllipse(QPointF(x, y), CROSS_PX / 2, CROSS_PX / 2)


def _span(painter: QPainter, theme: Theme, still: Still, brush: RowBrush) -> None:
    """A line with ends between the two moments, at the row's upper edge."""
    calipers, y = still.calipers, brush.row.top + 5.0
    left, right = sorted(still.x(brush.row.signal, c.time_s) for c in (calipers.first, calipers.second))
    painter.setPen(QPen(theme.color("accent"), 1))
    painter.drawLine(QPointF(left, y), QPointF(right, y))
    for x in (left, right):
        painter.drawLine(QPointF(x, y - 3), QPointF(x, y + 3))
