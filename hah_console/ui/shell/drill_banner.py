"""The line over every screen while an exercise runs: in words, between stripes, with the way to end it.

SAFETY(exercise): also on the wall board, where alarm bar and navigation are covered.
"""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from hah_console.domain.actor import Action, permits
from hah_console.services.drill import RunningDrill, end_drill
from hah_console.ui.announce import announce
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.wording import clock_text

# i18n: shell.drill.kind.*
HEIGHT, STRIPES_PX, KEYS = 44, 96, "Ctrl+Alt+E"


class DrillBanner(QFrame):
    """Hidden while no exercise runs."""

    def __init__(self, desk: Desk, ground: QWidget) -> None:
        super().__init__()
        self._desk, self._ground = desk, ground
        self._drill: RunningDrill | None = None
        self.setObjectName("shell.drill")
        self.setProperty("role", "bar")
        self.setFixedHeight(HEIGHT)
        self.words = QLabel()
        self.words.setObjectName("shell.drill.words")
        self.words.setProperty("role", "heading")
        self.end_button = KeyButton("shell.drill.end", KEYS, desk.theme, ground)
        self.end_button.clicked.connect(self.ask_end)
        row = QHBoxLayout(self)
        row.setContentsMargins(STRIPES_PX + 16, 0, STRIPES_PX + 16, 0)
        row.setSpacing(16)
        row.addStretch(1)
        row.addWidget(self.words)
        row.addWidget(self.end_button)
        row.addStretch(1)
        self.hide()

    def show_drill(self, drill: RunningDrill | None) -> None:
        """What runs now, None for nothing; its beginning is spoken."""
        begun = drill is not None and self._drill is None
        self._drill = drill
        self._write()
        self.setVisible(drill is not None)
        if begun:
            announce(self.words, self.words.text(), assertive=True)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        self._desk = desk
        self.end_button.restyle(desk.theme)
        self._write()
        self.update()

    def ask_end(self) -> None:
        """Ask once more, then end it."""
        if self._drill is not None:
            dialog = EndDrillDialog(self._desk, self._drill, self._ground)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _write(self) -> None:
        if self._drill is None:
            return
        desk, drill = self._desk, self._drill
        kind, at = desk.texts.word("shell.drill.kind", drill.kind), clock_text(desk.ctx.local(drill.since))
        self.words.setText(desk.texts("shell.drill.runs", kind=kind, at=at, count=drill.patients))
        self.words.setAccessibleName(self.words.text())
        self.setAccessibleName(self.words.text())
        self.end_button.say(desk.texts("shell.drill.end"))
        self.end_button.setVisible(permits(desk.actor.role, Action.DECIDE_TRANSFER))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Stripes at both ends and a line around: seen without colour, and never taken for an alarm."""
        super().paintEvent(event)
        painter = QPainter(self)
        ink = self._desk.theme.color("ink")
        stripes = QBrush(ink, Qt.BrushStyle.BDiagPattern)
        for left in (0, self.width() - STRIPES_PX):
            painter.fillRect(QRect(left, 0, STRIPES_PX, self.height()), stripes)
        painter.setPen(ink)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class EndDrillDialog(FormDialog):
    """Says what ends with the exercise; Ctrl+Enter ends it."""

    def __init__(self, desk: Desk, drill: RunningDrill, parent: QWidget) -> None:
        super().__init__("shell.drill.form", desk, parent)
        texts = desk.texts
        self.who.setText(texts.word("shell.drill.kind", drill.kind))
        self.hint.setText(texts("shell.drill.ends", count=drill.patients))
        self.title(texts("shell.drill.title"), texts("shell.drill.submit"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def send(self) -> None:
        """End it for everybody."""
        ctx, actor = self.desk.ctx, self.desk.actor
        self.run(lambda: end_drill(ctx, actor))
