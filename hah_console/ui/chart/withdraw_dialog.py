"""Asks why a note, a picture or a document was entered in error; it is kept."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from hah_console.services.changes import Changes
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk


class WithdrawDialog(FormDialog):
    """``subject`` is what was entered, ``who`` names the patient; ``command`` makes the command from the reason,
    ``hint`` says what becomes of it."""

    def __init__(
        self,
        desk: Desk,
        subject: str,
        who: str,
        command: Callable[[str], Callable[[], Changes]],
        parent: QWidget,
        hint: str = "",
    ) -> None:
        super().__init__("notes.withdraw_form", desk, parent)
        self._command = command
        texts = desk.texts
        self.reason = QLineEdit()
        self.title(texts("notes.withdraw_form.title"), texts("notes.withdraw_form.submit"))
        self.who.setText(who)
        self.hint.setText(hint or texts("notes.withdraw_form.hint"))
        self.field("reason", texts("notes.withdraw_form.reason"), self.reason)
        self.keep_typed(subject)

    def send(self) -> None:
        """Mark it; a reason is needed."""
        reason = self.reason.text()
        if not reason.strip():
            self.say(self.desk.texts("notes.withdraw_form.missing"))
            self.reason.setFocus()
            return
        self.run(self._command(reason))
