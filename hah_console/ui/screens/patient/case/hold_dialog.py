"""The dialog that puts an admission on hold: why, and a note."""

from collections.abc import Callable

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from hah_console.domain.episode import Episode, HoldReason
from hah_console.services.changes import Changes
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.choice import Choice

# i18n: case.hold.*
NOTE_HEIGHT = 72
Holding = Callable[[Episode, HoldReason, str], Callable[[], Changes]]


class HoldDialog(FormDialog):
    """Nothing is preset, so that no reason is given unseen."""

    def __init__(self, desk: Desk, episode: Episode, name: str, holding: Holding, parent: QWidget) -> None:
        super().__init__("case.hold", desk, parent)
        self._episode, self._holding = episode, holding
        texts = desk.texts
        self.reason, self.note = Choice(desk.theme), QPlainTextEdit()
        self.reason.addItem(texts("forms.not_chosen"), None)
        for reason in HoldReason:
            self.reason.addItem(texts.word("case.hold", reason), reason)
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(NOTE_HEIGHT)
        self.title(texts("case.hold_title"), texts("case.act.hold"))
        self.who.setText(name)
        self.hint.setText(texts("case.hold_hint"))
        self.field("reason", texts("case.hold_reason"), self.reason)
        self.field("note", texts("case.hold_note"), self.note)
        self.keep_typed(episode.episode_id, episode.version)

    def send(self) -> None:
        """Put it on hold; as it stood on the screen."""
        chosen = self.reason.currentData()
        if self.lacks(reason=chosen) or chosen is None:
            return
        self.run(self._holding(self._episode, HoldReason(chosen), self.note.toPlainText()))
