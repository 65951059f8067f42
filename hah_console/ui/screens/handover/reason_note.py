"""Why a patient is not taken, or taken back, as it is typed: kept as a draft of its own until it is sent."""

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QPlainTextEdit

from hah_console.domain.draft import Draft
from hah_console.ui.forms.draft_keeper import DraftKeeper
from hah_console.ui.screen import Desk

FORM, FIELD = "handover.reason", "reason"
HEIGHT = 46


class ReasonNote(QPlainTextEdit):
    """SAFETY(nothing typed is lost): about one patient of one handover at a time; what was typed about another is
    kept under her own name before the text changes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("handover.note")
        self.setTabChangesFocus(True)
        self.setFixedHeight(HEIGHT)
        self._subject, self._showing = "", False
        self.keeper = DraftKeeper(desk.ctx, desk.actor, desk.tasks, self._fields, self)
        self.keeper.found.connect(self._on_found)
        self.textChanged.connect(self._on_changed)

    def open(self, subject: str, version: int, text: str) -> None:
        """Go on to another subject with what was typed about it before; nothing happens for the same one."""
        if subject == self._subject:
            return
        self.keeper.close()
        self._subject = subject
        self._show(text)
        if subject:
            self.keeper.open(FORM, subject, version, {})

    def sent(self) -> None:
        """It was taken: forget it."""
        self.keeper.drop()
        self._show("")

    def hideEvent(self, event: QHideEvent) -> None:
        self.keeper.flush()
        super().hideEvent(event)

    def _fields(self) -> dict[str, str]:
        return {FIELD: self.toPlainText()}

    def _show(self, text: str) -> None:
        self._showing = True
        self.setPlainText(text)
        self._showing = False

    def _on_changed(self) -> None:
        if not self._showing:
            self.keeper.touch()

    def _on_found(self, draft: Draft | None) -> None:
        if draft is not None and not self.toPlainText():
            self._show(draft.fields.get(FIELD, ""))
