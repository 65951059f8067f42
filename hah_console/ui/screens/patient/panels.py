"""The plain parts of the patient page: the panel of a column, a hint below a list."""

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

HINT_MARGINS = (12, 12, 12, 12)


def column_panel(width: int) -> tuple[QFrame, QVBoxLayout]:
    """A panel of a fixed width and the column in it, without space between its parts."""
    panel = QFrame()
    panel.setProperty("role", "panel")
    panel.setFixedWidth(width)
    column = QVBoxLayout(panel)
    column.setContentsMargins(1, 1, 1, 1)
    column.setSpacing(0)
    return panel, column


def hint_label() -> QLabel:
    """A hint of as many lines as it needs."""
    label = QLabel()
    label.setProperty("role", "hint")
    label.setWordWrap(True)
    label.setContentsMargins(*HINT_MARGINS)
    return label


def notice_label(name: str) -> QLabel:
    """What went wrong, out of sight until something has."""
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("role", "error")
    label.hide()
    return label
