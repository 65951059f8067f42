"""The head of an intake: who, for what, the clock, and the keys to its pages."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from hah_console.ui.clock_line import ClockLine
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.shapes import GLYPHS


class IntakeHead(QFrame):
    """``buttons`` stand at the right."""

    def __init__(self, buttons: tuple[KeyButton, ...]) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.title, self.about, self.clock = QLabel(), QLabel(), QLabel()
        for label, role in ((self.title, "heading"), (self.about, "hint"), (self.clock, "hint")):
            label.setProperty("role", role)
        self.title.setObjectName("intake.title")
        self.clock.setObjectName("intake.clock")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(8)
        texts, below = QVBoxLayout(), QHBoxLayout()
        texts.setSpacing(2)
        below.setSpacing(16)
        below.addWidget(self.about)
        below.addWidget(self.clock)
        below.addStretch(1)
        texts.addWidget(self.title)
        texts.addLayout(below)
        row.addLayout(texts, 1)
        for button in buttons:
            row.addWidget(button)

    def show_clock(self, line: ClockLine | None, span: str = "") -> None:
        """The clock with its shape and its ``span``; bold when overdue."""
        shape = GLYPHS[line.priority] if line and line.priority is not None else "○"
        said = f"{shape} {line.name} {line.left}" if line else ""
        self.clock.setText(f"{said} · {span}" if said and span else said)
        face = self.clock.font()
        face.setBold(bool(line and line.overdue))
        self.clock.setFont(face)
