"""What stands on every map: scale bar, source of the data, and a mark on streets that are only a scheme."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from hah_console.ui.i18n import Texts
from hah_console.ui.map.viewport import Viewport
from hah_console.ui.theme.fonts import LABEL_PX, font
from hah_console.ui.theme.theme import Theme

BAR_PX = 120.0
"""The scale bar is at most this long."""
EDGE_PX = 10.0


def bar_metres(metres_per_pixel: float) -> int:
    """The longest of 1, 2, 5 times a power of ten metres that fits the bar."""
    longest = max(1.0, BAR_PX * metres_per_pixel)
    power = 10 ** math.floor(math.log10(longest))
    return int(next(factor for factor in (5, 2, 1) if factor * power <= longest) * power)


def scale_text(metres: int, texts: Texts) -> str:
    """A distance with its unit."""
    if metres < 1000:
        return texts("map.metres", distance=metres)
    return texts("map.kilometres", distance=metres // 1000)


def draw_furniture(painter: QPainter, view: Viewport, texts: Texts, theme: Theme, source: str, note: str) -> None:
    """Scale bar bottom left, source bottom right, note top left."""
    _draw_scale(painter, view, texts, theme)
    if source:
        _draw_source(painter, view, theme, source)
    if note:
        _draw_note(painter, theme, note)


def _draw_scale(painter: QPainter, view: Viewport, texts: Texts, theme: Theme) -> None:
    metres = bar_metres(view.metres_per_pixel)
    length, bottom = metres / view.metres_per_pixel, view.height - EDGE_PX - 4
    left, right = EDGE_PX + 2, EDGE_PX + 2 + length
    ends = [QPointF(left, bottom - 5), QPointF(left, bottom), QPointF(right, bottom), QPointF(right, bottom - 5)]
    for token, width in (("map-ground", 4.5), ("ink-2", 1.6)):
        painter.setPen(QPen(theme.color(token), width))
        painter.drawPolyline(ends)
    _plate(painter, theme, scale_text(metres, texts), left=left, bottom=bottom - 8)


def _draw_source(painter: QPainter, view: Viewport, theme: Theme, source: str) -> None:
    metrics = QFontMetricsF(font(LABEL_PX))
    text = metrics.elidedText(source, Qt.TextElideMode.ElideRight, max(60.0, view.width - BAR_PX - 60))
    width = metrics.horizontalAdvance(text) + 12
    _plate(painter, theme, text, left=view.width - width, bottom=float(view.height))


def _draw_note(painter: QPainter, theme: Theme, note: str) -> None:
    face = font(12, bold=True)
    metrics = QFontMetricsF(face)
    box = QRectF(EDGE_PX, EDGE_PX, metrics.horizontalAdvance(note) + 18, metrics.height() + 8)
    painter.setPen(QPen(theme.color("ink-3"), 1, Qt.PenStyle.DashLine))
    painter.setBrush(theme.color("surface"))
    painter.drawRoundedRect(box, 4, 4)
    painter.setFont(face)
    painter.setPen(theme.color("ink"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, note)


def _plate(painter: QPainter, theme: Theme, text: str, *, left: float, bottom: float) -> None:
    """Small text on a see-through plate."""
    face = font(LABEL_PX)
    metrics = QFontMetricsF(face)
    height = metrics.height() + 4
    box = QRectF(left, bottom - height, metrics.horizontalAdvance(text) + 12, height)
    ground = theme.color("surface")
    ground.setAlphaF(0.82)
    painter.fillRect(box, ground)
    painter.setFont(face)
    painter.setPen(theme.color("ink-2"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
