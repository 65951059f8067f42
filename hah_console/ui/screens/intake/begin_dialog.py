"""The dialog that begins an intake whose referral tells no condition."""

from PySide6.QtWidgets import QWidget

from hah_console.domain.episode import Condition
from hah_console.domain.referral import Referral
from hah_console.services.intakes import open_intake
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.choice import Choice

# i18n: words.condition.*


class BeginDialog(FormDialog):
    """Nothing is preset."""

    def __init__(self, desk: Desk, referral: Referral, parent: QWidget) -> None:
        super().__init__("intake.begin", desk, parent)
        self._referral, texts = referral, desk.texts
        self.condition = Choice(desk.theme)
        self.condition.addItem(texts("forms.not_chosen"), None)
        for condition in Condition:
            self.condition.addItem(texts.word("words.condition", condition), condition)
        self.title(texts("intake.begin.title"), texts("intake.begin.submit"))
        self.who.setText(referral.person.name)
        self.hint.setText(texts("intake.begin.hint"))
        self.field("condition", texts("intake.condition"), self.condition)

    def send(self) -> None:
        """Begin."""
        chosen, desk, referral_id = self.condition.currentData(), self.desk, self._referral.referral_id
        if chosen is None:
            self.say(desk.texts("forms.reason.empty"))
            return
        self.run(lambda: open_intake(desk.ctx, desk.actor, referral_id, Condition(chosen)))
