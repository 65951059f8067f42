"""Text that is written whole, over as many lines as it needs, parted between its parts before within one."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from hah_console.ui.theme.fonts import BODY_PX, font

PARTS = " · "
_TALL = 10_000
_FLAGS = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


def wrapped_height(text: str, width: int, size: int = BODY_PX, *, bold: bool = False) -> int:
    """The height in pixels of ``text`` within ``width`` pixels; 0 for no text."""
    face = font(size, bold=bold)
    return _height(parted(text, width, face), width, face)


def write_wrapped(
    painter: QPainter, box: QRect, text: str, colour: QColor, size: int = BODY_PX, *, bold: bool = False
) -> int:
    """Write from the top of ``box``; returns the height written."""
    face = font(size, bold=bold)
    lines = parted(text, box.width(), face)
    painter.setFont(face)
    painter.setPen(colour)
    painter.drawText(box, _FLAGS, lines)
    return _height(lines, box.width(), face)


def parted(text: str, width: int, face: QFont) -> str:
    """The text with a line break instead of a middle dot wherever the next part has no room on the line."""
    metrics = QFontMetrics(face)
    first, *others = text.split(PARTS)
    lines = [first]
    for part in others:
        longer = f"{lines[-1]}{PARTS}{part}"
        if metrics.horizontalAdvance(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(part)
    return "\n".join(lines)


def _height(lines: str, width: int, face: QFont) -> int:
    return QFontMetrics(face).boundingRect(QRect(0, 0, width, _TALL), _FLAGS, lines).height() if lines else 0
