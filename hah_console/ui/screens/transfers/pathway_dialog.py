"""Puts a transfer on a time-critical pathway, and takes the moments its clocks ask for."""

from datetime import datetime, timedelta

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QComboBox, QTimeEdit, QWidget

from hah_console.domain.rulepack import TransferRules
from hah_console.services.transfer_board import TransferCard
from hah_console.services.transfer_ends import note_milestone
from hah_console.services.transfers import choose_pathway
from hah_console.ui.bedside.pathway_box import pathway_box
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk

# i18n: pathway.moment.*


class PathwayDialog(FormDialog):
    """One of two things is sent: another pathway when that was changed, else the moment of the present one."""

    def __init__(self, desk: Desk, card: TransferCard, rules: TransferRules, parent: QWidget) -> None:
        super().__init__("transfers.pathway", desk, parent)
        self._card, self._rules = card, rules
        texts = desk.texts
        self.who.setText(texts("transfers.code.who", name=card.name, hospital=card.hospital))
        self.hint.setText(texts("pathway.form.hint"))
        self.pathway = pathway_box(texts, rules.pathways, card.pathway)
        self.moment, self.at = QComboBox(), QTimeEdit()
        for name in card.milestones:
            self.moment.addItem(texts.word("pathway.moment", name), name)
        now = desk.ctx.local(desk.ctx.clock.now())
        self.at.setDisplayFormat("HH:mm")
        self.at.setTime(QTime(now.hour, now.minute))
        self.field("pathway", texts("pathway.form.pathway"), self.pathway)
        self.field("milestone", texts("pathway.form.moment"), self.moment)
        self.field("at", texts("pathway.form.at"), self.at)
        self.pathway.setEnabled(not card.ended)
        self.pathway.currentIndexChanged.connect(lambda _: self._show())
        self.title(texts("pathway.form.title"), texts("pathway.form.submit"))
        self._show()

    def _changed(self) -> bool:
        return str(self.pathway.currentData()) != self._card.pathway

    def _show(self) -> None:
        told = not self._changed() and self.moment.count() > 0
        self.moment.setEnabled(told)
        self.at.setEnabled(told)
        self.submit.setEnabled(told or self._changed())

    def send(self) -> None:
        """Keep what was changed or told."""
        ctx, actor, card = self.desk.ctx, self.desk.actor, self._card
        if self._changed():
            chosen = self._rules.pathways.get(self.pathway.currentData())
            self.run(lambda: choose_pathway(ctx, actor, card.transfer_id, card.version, chosen))
        elif self.moment.count():
            name, at, rules = self.moment.currentData(), self._moment(), self._rules
            self.run(lambda: note_milestone(ctx, actor, rules, card.transfer_id, card.version, name, at))

    def _moment(self) -> datetime:
        """The last time the clock showed that: a time later than now was yesterday's."""
        now = self.desk.ctx.local(self.desk.ctx.clock.now())
        typed = self.at.time()
        at = now.replace(hour=typed.hour(), minute=typed.minute(), second=0, microsecond=0)
        return at if at <= now else at - timedelta(days=1)
