"""The shape of a dose by how it stands: hollow while it is ahead, priority shapes when late, a tick when given."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from hah_console.domain.alarm import Priority
from hah_console.domain.dose import DoseStanding
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.shapes import draw_priority

_TICKS = frozenset({DoseStanding.GIVEN, DoseStanding.GIVEN_LATE, DoseStanding.GIVEN_EARLY})


def draw_dose(
    painter: QPainter, standing: DoseStanding, box: QRectF, theme: Theme, late: Priority | None = None
) -> None:
    """Draw into a square box. ``late`` is how heavy it weighs that it is late."""
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if late is not None:
        draw_priority(painter, late, box, theme.priority(late)[0], theme.edge(late))
    elif standing in _TICKS:
        _tick(painter, standing, box, theme)
    elif standing in (DoseStanding.MISSED, DoseStanding.REFUSED):
        _not_given(painter, standing, box, theme)
    elif standing is DoseStanding.HANDED_ON:
        _handed_on(painter, box, theme)
    elif standing is DoseStanding.WITHDRAWN:
        painter.setPen(QPen(theme.color("ink-3"), 1.6))
        painter.drawLine(QPointF(box.left() + 1, box.center().y()), QPointF(box.right() - 1, box.center().y()))
    else:
        _open(painter, standing, box, theme)
    painter.restore()


def _open(painter: QPainter, standing: DoseStanding, box: QRectF, theme: Theme) -> None:
    """A ring; with a point in it once its window has begun."""
    due = standing is DoseStanding.DUE
    painter.setPen(QPen(theme.color("ink" if due else "ink-3"), 2 if due else 1.4))
    painter.drawEllipse(box.adjusted(1, 1, -1, -1))
    if due:
        painter.setBrush(theme.color("ink"))
        painter.drawEllipse(box.center(), 2, 2)


def _tick(painter: QPainter, standing: DoseStanding, box: QRectF, theme: Theme) -> None:
    """A tick; underlined when it was not in its window."""
    painter.setPen(QPen(theme.color("ink"), 2))
    low = QPointF(box.left() + box.width() * 0.4, box.bottom() - box.height() * 0.22)
    painter.drawLine(QPointF(box.left() + 1, box.center().y()), low)
    painter.drawLine(low, QPointF(box.right() - 1, box.top() + box.height() * 0.2))
    if standing is not DoseStanding.GIVEN:
        painter.setPen(QPen(theme.color("ink"), 1.4))
        painter.drawLine(box.bottomLeft(), box.bottomRight())


def _handed_on(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """An arrow to the right: it goes on elsewhere."""
    painter.setPen(QPen(theme.color("ink"), 2))
    tip = QPointF(box.right() - 1, box.center().y())
    painter.drawLine(QPointF(box.left() + 1, box.center().y()), tip)
    for side in (-1, 1):
        painter.drawLine(tip, QPointF(tip.x() - box.width() * 0.35, tip.y() + side * box.height() * 0.3))


def _not_given(painter: QPainter, standing: DoseStanding, box: QRectF, theme: Theme) -> None:
    """A cross for missed, a ring with a bar for refused."""
    painter.setPen(QPen(theme.color("ink"), 2))
    inside = box.adjusted(1.5, 1.5, -1.5, -1.5)
    if standing is DoseStanding.REFUSED:
        painter.drawEllipse(inside)
        painter.drawLine(QPointF(inside.left(), inside.center().y()), QPointF(inside.right(), inside.center().y()))
        return
    painter.drawLine(inside.topLeft(), inside.bottomRight())
    painter.drawLine(inside.topRight(), inside.bottomLeft())
