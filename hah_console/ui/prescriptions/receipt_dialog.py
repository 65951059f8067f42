"""The receipt at the door: who took the medicine, what she is to the patient, when."""

from datetime import datetime

from PySide6.QtWidgets import QLineEdit, QWidget

from hah_console.domain.calendar import parse_near_moment
from hah_console.domain.errors import InvalidInput
from hah_console.domain.prescription import RELATIONSHIPS
from hah_console.services.dispensary import PrescriptionRow
from hah_console.services.prescriptions import deliver
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.prescriptions.proof_choice import ProofChoice
from hah_console.ui.prescriptions.rx_words import line_words
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.choice import Choice
from hah_console.ui.wording import clock_text


class ReceiptDialog(FormDialog):
    """The moment is that of opening the form unless another is written; nobody is preset as the one who took it."""

    def __init__(self, desk: Desk, row: PrescriptionRow, parent: QWidget) -> None:
        super().__init__("rx.receipt", desk, parent)
        self._row = row
        texts, person = desk.texts, row.identity
        self.title(texts("rx.receipt.title"), texts("rx.receipt.submit"))
        self.who.setText(
            texts("rx.who", name=person.name, born=person.birth_date.isoformat(), number=person.record_number)
        )
        self.hint.setText("\n".join((person.address, *(line_words(texts, line) for line in row.lines))))
        self.received_by, self.relationship, self.at = QLineEdit(), Choice(desk.theme), QLineEdit()
        self.proof = ProofChoice(desk)
        self.relationship.addItem(texts("rx.receipt.choose"), "")
        for code in RELATIONSHIPS:
            self.relationship.addItem(texts.word("rx.relationship", code), code)
        self._opened_at = desk.ctx.clock.now()
        self._opened_with = clock_text(desk.ctx.local(self._opened_at))
        self.at.setText(self._opened_with)
        self.field("received_by", texts("rx.receipt.received_by"), self.received_by)
        self.field("relationship", texts("rx.receipt.relationship"), self.relationship)
        self.field("at", texts("rx.receipt.at"), self.at)
        self.field("proof", texts("rx.receipt.proof"), self.proof)
        self.proof.ask(row.prescription.patient_id)
        self.keep_typed(row.prescription.prescription_id)

    def send(self) -> None:
        """Record who took it."""
        desk, number = self.desk, self._row.prescription.prescription_id
        name, relationship = self.received_by.text(), str(self.relationship.currentData() or "")
        if self.lacks(received_by=name.strip(), relationship=relationship):
            return
        at = self._moment()
        if at is not None:
            proof = self.proof.chosen()
            self.run(lambda: deliver(desk.ctx, desk.actor, number, name, relationship, at, proof))

    def _moment(self) -> datetime | None:
        desk = self.desk
        if self.at.text().strip() == self._opened_with:
            return self._opened_at
        try:
            return parse_near_moment(self.at.text(), desk.ctx.today(), desk.ctx.zone, "delivered_at")
        except InvalidInput as error:
            self.refuse(error)
            return None
