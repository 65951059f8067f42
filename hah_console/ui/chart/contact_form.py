"""The form of a contact by video or telephone: with whom is written above it, what is typed outlives the program."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from hah_console.domain.chart.contact import IdentityMark
from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import PatientId
from hah_console.services.changes import Changes
from hah_console.services.contact_entry import (
    ContactSubject,
    mark_field,
    read_contact_subject,
    record_typed_contact,
    typed_contact,
)
from hah_console.ui.announce import announce
from hah_console.ui.chart.contact_words import SPEC, advice_words, first_fields, statement
from hah_console.ui.forms.draft_form import DraftForm
from hah_console.ui.screen import Desk

WIDTH, HEIGHT = 800, 760
FIRST_MARK = mark_field(next(iter(IdentityMark)))


class ContactFields(DraftForm):
    """What is wrong with the marks together is said beside the first of them."""

    def refuse(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and error.facts.get("field") == "marks":
            error = InvalidInput(**{**error.facts, "field": FIRST_MARK})
        super().refuse(error)


class ContactForm(QDialog):
    """Signals: ``recorded`` with the Changes after the store has taken it. Open it with ``open_contact_form``.

    SAFETY(person of the contact): it is modal and names its patient; it stores for the admission it was opened for,
    whatever is in sight below.
    """

    recorded = Signal(object)

    def __init__(self, desk: Desk, patient_id: PatientId, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk, self.patient_id, self._over = desk, patient_id, parent
        self.subject: ContactSubject | None = None
        self.setObjectName("contact.dialog")
        self.setModal(True)
        self._build()
        desk.tasks.run_query(
            lambda: read_contact_subject(desk.ctx, desk.actor, patient_id), self._on_subject, self._on_no_subject
        )

    def _build(self) -> None:
        texts = self.desk.texts
        self.setWindowTitle(texts("contact.title"))
        self.who, self.known, self.failed = QLabel(), QLabel(), QLabel()
        for label, name, role in (
            (self.who, "who", "title"), (self.known, "known", "hint"), (self.failed, "failed", "error"),
        ):  # fmt: skip
            label.setObjectName(f"contact.{name}")
            label.setProperty("role", role)
            label.setWordWrap(True)
        self.failed.hide()
        self.form = ContactFields(SPEC, "contact.submit", self.desk)
        self.form.form.setEnabled(False)
        self.form.submitted.connect(self.send)
        self.form.cancelled.connect(self.reject)
        self.form.sent.connect(self._on_sent)
        self.form.ready.connect(lambda: self.form.form.focus_field("mode"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        for widget in (self.who, self.known, self.failed):
            column.addWidget(widget)
        column.addWidget(self.form, 1)
        room = self._over.window().size()
        self.resize(min(WIDTH, room.width() - 40), min(HEIGHT, room.height() - 40))

    def send(self) -> None:
        """Store what is typed for the admission the form was opened for."""
        subject, desk, fields = self.subject, self.desk, self.form.fields()
        if subject is None:
            return

        def command() -> Changes:
            said = statement(desk.ctx, desk.texts, subject, typed_contact(desk.ctx, fields))
            return record_typed_contact(
                desk.ctx, desk.actor, subject, fields, said, advice_words(desk.texts, fields)
            )  # fmt: skip

        self.form.run(command)

    def reject(self) -> None:
        """Close it; what was typed is kept as a draft."""
        self.form.close_form()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.form.keeper.flush()
        super().closeEvent(event)

    def _on_subject(self, subject: ContactSubject) -> None:
        self.subject = subject
        texts, who = self.desk.texts, subject.identity
        self.who.setText(texts("contact.who", name=who.name, age=who.age_years, sex=texts.word("words.sex", who.sex)))
        known = texts(
            "contact.known", born=who.birth_date.isoformat(), number=who.record_number or texts("contact.no_number"),
            caregiver=who.caregiver_name, phone=who.caregiver_phone,
        )  # fmt: skip
        self.known.setText(known)
        announce(self.who, f"{self.who.text()} {known}")
        self.form.open(subject.episode_id, 0, first_fields(self.desk.ctx))

    def _on_no_subject(self, error: Exception) -> None:
        sentence = self.desk.texts.error(error)
        self.failed.setText(sentence)
        self.failed.show()
        self.form.submit.setEnabled(False)
        announce(self.failed, sentence, assertive=True)

    def _on_sent(self, changes: Changes) -> None:
        self.form.close_form()
        self.accept()
        self.recorded.emit(changes)


# i18n: words.sex.*
def open_contact_form(desk: Desk, patient_id: PatientId, parent: QWidget) -> ContactForm:
    """Open the form over ``parent`` for whoever is in sight there."""
    form = ContactForm(desk, patient_id, parent)
    form.finished.connect(form.deleteLater)
    form.open()
    return form
