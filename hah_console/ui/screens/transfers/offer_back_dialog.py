"""The hospital offers a stabilised patient back: what is still to be treated, and the condition it is for."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from hah_console.domain.episode import Condition
from hah_console.services.changes import Changes
from hah_console.services.down_referral import offer_back
from hah_console.services.transfer_board import TransferCard
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.choice import Choice

# i18n: words.condition.*
PROBLEM_HEIGHT = 84


class OfferBackDialog(FormDialog):
    """Signal: ``offered`` with the id of the referral; once it is accepted, its intake begins with these answers."""

    offered = Signal(str)

    def __init__(self, desk: Desk, card: TransferCard, parent: QWidget) -> None:
        super().__init__("transfers.back", desk, parent)
        self._card = card
        texts = desk.texts
        self.who.setText(texts("transfers.back.who", name=card.name, hospital=card.hospital))
        self.hint.setText(texts("transfers.back.hint"))
        self.problem = QPlainTextEdit()
        self.problem.setTabChangesFocus(True)
        self.problem.setFixedHeight(PROBLEM_HEIGHT)
        self.condition = Choice(desk.theme)
        for one in Condition:
            self.condition.addItem(texts.word("words.condition", one), one)
        self.condition.setCurrentIndex(max(0, self.condition.findData(card.condition)))
        self.field("problem", texts("transfers.back.problem"), self.problem)
        self.field("condition", texts("transfers.back.condition"), self.condition)
        self.keep_typed(card.transfer_id, card.version)
        self.title(texts("transfers.back.title"), texts("transfers.back.submit"))

    def send(self) -> None:
        """Note the offer, or say what is missing."""
        ctx, actor, card = self.desk.ctx, self.desk.actor, self._card
        problem, condition = self.problem.toPlainText(), Condition(self.condition.currentData())
        self.run(lambda: offer_back(ctx, actor, card.transfer_id, problem, condition))

    def _on_done(self, changes: Changes) -> None:
        super()._on_done(changes)
        self.offered.emit(next(item.entity_id for item in changes.items if item.entity == "referral"))
