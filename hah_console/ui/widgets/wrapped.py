"""Text that is written whole, over as many lines as it needs."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from hah_console.ui.theme.fonts import BODY_PX, font

_TALL = 10_000
_FLAGS = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


def wrapped_height(text: str, width: int, size: int = BODY_PX, *, bold: bool = False) -> int:
    """The height in pixels of ``text`` within ``width`` pixels; 0 for no text."""
    if not text:
        return 0
    return QFontMetrics(font(size, bold=bold)).boundingRect(QRect(0, 0, width, _TALL), _FLAGS, text).height()


def write_wrapped(
    painter: QPainter, box: QRect, text: str, colour: QColor, size: int = BODY_PX, *, bold: bool = False
) -> int:
    """Write from the top of ``box``; returns the height written."""
    painter.setFont(font(size, bold=bold))
    painter.setPen(colour)
    painter.drawText(box, _FLAGS, text)
    return wrapped_height(text, box.width(), size, bold=bold)
