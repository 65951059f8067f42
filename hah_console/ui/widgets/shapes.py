"""Status shapes drawn with the painter: the same triangle, diamond, circle and square everywhere."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from hah_console.domain.alarm import Priority

GLYPHS = {Priority.HIGH: "▲", Priority.MEDIUM: "◆", Priority.LOW: "●"}


EDGE_PX = 1.4
FLASH_MS = 500
FLASH_TOKENS = {Priority.HIGH: "alarm-high-flash", Priority.MEDIUM: "alarm-medium-flash"}
"""The other ground of what flashes; a low alarm never does."""
BAND_TOKENS = {"red": "news-red", "orange": "news-orange", "yellow": "news-yellow", "none": "ink-3"}
"""The outline of a score chip by the band of the RCP chart."""


def draw_priority(
    painter: QPainter, priority: Priority, box: QRectF, colour: QColor, edge: QColor | None = None
) -> None:
    """High is a triangle, medium a diamond, low a dot; ``edge`` outlines it inside ``box``."""
    painter.setBrush(colour)
    painter.setPen(Qt.PenStyle.NoPen if edge is None else QPen(edge, EDGE_PX))
    if edge is not None:
        inset = EDGE_PX / 2
        box = box.adjusted(inset, inset, -inset, -inset)
    if priority is Priority.HIGH:
        painter.drawPolygon(triangle(box))
    elif priority is Priority.MEDIUM:
        painter.drawPolygon(diamond(box))
    else:
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))


def triangle(box: QRectF) -> QPolygonF:
    """Pointing up."""
    drop = box.height() * 0.06
    top = QPointF(box.center().x(), box.top() + drop)
    return QPolygonF([top, box.bottomRight() - QPointF(0, drop), box.bottomLeft() - QPointF(0, drop)])


def diamond(box: QRectF) -> QPolygonF:
    """A square on its corner."""
    centre = box.center()
    return QPolygonF(
        [
            QPointF(centre.x(), box.top()),
            QPointF(box.right(), centre.y()),
            QPointF(centre.x(), box.bottom()),
            QPointF(box.left(), centre.y()),
        ]
    )
