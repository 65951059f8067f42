"""The dialog that declines a referral or notes that it was taken back: why, and a note."""

from collections.abc import Callable

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from hah_console.domain.referral import DeclineReason, Referral, ReferralState
from hah_console.services.changes import Changes
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.choice import Choice

# i18n: referrals.reason.*
# i18n: referrals.end.*
NOTE_HEIGHT = 72
Ending = Callable[[Referral, ReferralState, DeclineReason, str], Callable[[], Changes]]


class EndDialog(FormDialog):
    """Nothing is preset, so that no reason is given unseen."""

    def __init__(self, desk: Desk, referral: Referral, to: ReferralState, ending: Ending, parent: QWidget) -> None:
        super().__init__("referrals.end", desk, parent)
        self._referral, self._to, self._ending = referral, to, ending
        texts = desk.texts
        self.reason, self.note = Choice(desk.theme), QPlainTextEdit()
        self.reason.addItem(texts("forms.not_chosen"), None)
        for reason in DeclineReason:
            self.reason.addItem(texts.word("referrals.reason", reason), reason)
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(NOTE_HEIGHT)
        self.title(texts(f"referrals.end.{to.value}"), texts(f"referrals.end.{to.value}_submit"))
        self.who.setText(referral.person.name)
        self.hint.setText(texts("referrals.end.hint"))
        self.field("reason", texts("referrals.end.reason"), self.reason)
        self.field("note", texts("referrals.end.note"), self.note)
        self.keep_typed(f"{referral.referral_id}:{to.value}", referral.version)

    def send(self) -> None:
        """End it; as it stood on the screen."""
        chosen = self.reason.currentData()
        if self.lacks(reason=chosen) or chosen is None:
            return
        self.run(self._ending(self._referral, self._to, DeclineReason(chosen), self.note.toPlainText()))
