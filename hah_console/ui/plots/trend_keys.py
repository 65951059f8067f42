"""Keys and wheel that zoom and move the trends."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent

from hah_console.ui.plots.trend_view import Look, ViewChange

MOVE_PART, WHEEL_PART, NOTCH = 0.5, 0.1, 120


def view_change(event: QKeyEvent, about: datetime | None) -> ViewChange | None:
    """+ and - zoom about a moment, Ctrl with Left and Right moves, Home and End go to the admission and to now, 0 back
    to the chosen range; None for any other key."""
    control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    if control and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
        return ViewChange(Look.MOVE, -MOVE_PART if event.key() == Qt.Key.Key_Left else MOVE_PART)
    changes = {
        Qt.Key.Key_Plus: ViewChange(Look.ZOOM, 1, about),
        Qt.Key.Key_Equal: ViewChange(Look.ZOOM, 1, about),
        Qt.Key.Key_Minus: ViewChange(Look.ZOOM, -1, about),
        Qt.Key.Key_Home: ViewChange(Look.OLDEST),
        Qt.Key.Key_End: ViewChange(Look.NEWEST),
        Qt.Key.Key_0: ViewChange(Look.RANGE),
    }
    return None if control else changes.get(Qt.Key(event.key()))


def wheel_change(event: QWheelEvent, about: datetime) -> ViewChange:
    """Zooms about the pointer; with Shift, or sideways, moves."""
    angle = event.angleDelta()
    sideways = angle.x() or (angle.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
    if sideways:
        return ViewChange(Look.MOVE, -WHEEL_PART * sideways / NOTCH)
    return ViewChange(Look.ZOOM, angle.y() / NOTCH, about)
