"""Short texts laid out once and drawn many times: a live board writes the same figures and words over and over."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QStaticText, QTransform

from hah_console.ui.theme.fonts import font

KEPT = 2_400
"""A kilobyte each, and ages make new ones every second: so it fills; a ward in sight needs some hundreds."""
LEFT, RIGHT, CENTRE = 0.0, 1.0, 0.5
Prepared = tuple[QStaticText, int, float]


@lru_cache(maxsize=KEPT)
def _prepared(text: str, px: int, bold: bool) -> Prepared:
    """PERF: laying a text out takes 25 us, drawing one that is laid out 4."""
    face = font(px, bold=bold)
    laid = QStaticText(text)
    laid.setTextFormat(Qt.TextFormat.PlainText)
    laid.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    laid.prepare(QTransform(), face)
    return laid, QFontMetrics(face).horizontalAdvance(text), laid.size().height()


def width_of(text: str, px: int, *, bold: bool = False) -> int:
    """How many pixels a text takes."""
    return _prepared(text, px, bold)[1] if text else 0


def write_text(
    painter: QPainter, box: QRect, text: str, colour: QColor, px: int, *, bold: bool = False, side: float = LEFT
) -> int:
    """Write one line in the middle of the height of ``box``, shortened to its width; returns the width it took.

    On the GUI thread only. ``side`` is where the text stands in the width: LEFT, CENTRE or RIGHT.
    """
    room = box.width()
    if not text or room <= 0:
        return 0
    laid, width, height = _prepared(text, px, bold)
    if width > room:
        laid, width, height = _prepared(_shortened(text, px, bold, room), px, bold)
    painter.setFont(font(px, bold=bold))
    painter.setPen(colour)
    painter.drawStaticText(
        QPointF(box.left() + round((room - width) * side), box.top() + (box.height() - height) / 2), laid
    )
    return width


@lru_cache(maxsize=KEPT)
def _shortened(text: str, px: int, bold: bool, room: int) -> str:
    metrics = QFontMetrics(font(px, bold=bold))
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
