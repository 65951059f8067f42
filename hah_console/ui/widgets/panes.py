"""Panes beside each other: a list of a fixed width, and what belongs to the row in sight."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

GAP_PX = 12


def list_pane(rows: QWidget, width: int) -> QFrame:
    """A list alone in a panel of ``width`` pixels."""
    panel = QFrame()
    panel.setProperty("role", "panel")
    panel.setFixedWidth(width)
    inside = QVBoxLayout(panel)
    inside.setContentsMargins(1, 1, 1, 1)
    inside.addWidget(rows)
    return panel


def beside(left: QWidget, right: QWidget) -> QWidget:
    """Both in one widget; the right one takes what is left of the width."""
    body = QWidget()
    row = QHBoxLayout(body)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GAP_PX)
    row.addWidget(left)
    row.addWidget(right, 1)
    return body
