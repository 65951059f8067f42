"""The forms by which a dose is recorded: given, not given because, or that what was recorded was wrong."""

from datetime import datetime

from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from hah_console.domain.calendar import parse_near_moment
from hah_console.domain.chart.contact import IdentityMark
from hah_console.domain.dose import Giver, NotGivenReason
from hah_console.domain.drug import Route
from hah_console.domain.errors import InvalidInput
from hah_console.services.doses import give_dose, not_give_dose, take_back_dose
from hah_console.services.medication_record import DoseRow, MedicationRecord, OrderRow
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.order_words import PARTS, order_how
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.choice import Choice
from hah_console.ui.wording import clock_text, near_clock

# i18n: medication.mark.*  # i18n: medication.field.*
MARKS = (
    IdentityMark.NAME,
    IdentityMark.BIRTH_DATE,
    IdentityMark.RECORD_NUMBER,
    IdentityMark.NATIONAL_ID,
    IdentityMark.CARD,
    IdentityMark.FACE,
)
NOTE_HEIGHT = 60


class DoseDialog(FormDialog):
    """What the three share: whose dose it is, which one, and its window."""

    def __init__(
        self, name: str, desk: Desk, record: MedicationRecord, order: OrderRow, row: DoseRow, parent: QWidget
    ) -> None:
        super().__init__(name, desk, parent)
        self.dose, self.order = row.dose, order
        texts, local, person = desk.texts, desk.ctx.local, record.identity
        born, number = person.birth_date.isoformat(), person.record_number
        self.who.setText(texts("medication.who", name=person.name, born=born, number=number))
        given = order.order.medication
        due = near_clock(local(self.dose.due_at), desk.ctx.today())
        window = texts(
            "medication.window",
            **{"from": clock_text(local(self.dose.window.earliest)), "to": clock_text(local(self.dose.window.latest))},
        )
        what = f"{order.drug} {given.amount}" if given else order.drug
        self.what = texts("medication.dose", what=what, how=order_how(texts, order.order), due=due, window=window)
        self.hint.setText(self.what)


class GiveDoseDialog(DoseDialog):
    """Two marks of identity are ticked by hand, none is preset; the moment is now unless another is written."""

    def __init__(self, desk: Desk, record: MedicationRecord, order: OrderRow, row: DoseRow, parent: QWidget) -> None:
        super().__init__("medication.give", desk, record, order, row, parent)
        texts = desk.texts
        self.title(texts("medication.give.title"), texts("medication.give.submit"))
        allergies = PARTS.join(record.identity.allergies) or texts.word(
            "words.allergy_state", record.identity.allergy_state
        )
        self.hint.setText(f"{self.what}\n{texts('medication.allergy', what=allergies)}")
        self.marks = {mark: self._mark(mark) for mark in MARKS}
        self.field("marks", texts("medication.field.marks"), self._marks_box())
        self.at, self.giver, self.note = QLineEdit(), Choice(desk.theme), QPlainTextEdit()
        self._opened_at = desk.ctx.clock.now()
        self._opened_with = clock_text(desk.ctx.local(self._opened_at))
        self.at.setText(self._opened_with)
        for giver in Giver:
            self.giver.addItem(texts.word("orders.giver", giver), giver.value)
        if order.order.medication is not None and order.order.medication.route is Route.ORAL:
            self.giver.setCurrentIndex(list(Giver).index(Giver.PATIENT if self.dose.task_id is None else Giver.STAFF))
        self.note.setFixedHeight(NOTE_HEIGHT)
        self.note.setTabChangesFocus(True)
        self.field("giver", texts("medication.field.giver"), self.giver)
        self.field("at", texts("medication.field.at"), self.at)
        self.field("note", self._note_label(), self.note)
        if self._in_window():
            self.note.setPlaceholderText(texts("medication.give.note_hint"))
        self.keep_typed(self.dose.dose_id, self.dose.version)

    def _mark(self, mark: IdentityMark) -> QCheckBox:
        box = QCheckBox(self.desk.texts.word("medication.mark", mark))
        box.setObjectName(f"medication.give.mark.{mark.value}")
        return box

    def _marks_box(self) -> QWidget:
        holder = QWidget()
        cells = QGridLayout(holder)
        cells.setContentsMargins(0, 0, 0, 0)
        cells.setVerticalSpacing(0)
        for place, box in enumerate(self.marks.values()):
            cells.addWidget(box, place // 3, place % 3)
        holder.setFocusProxy(next(iter(self.marks.values())))
        return holder

    def _note_label(self) -> str:
        """A site for what goes into a vein; outside its window the reason comes first."""
        texts = self.desk.texts
        if not self._in_window():
            late = self.desk.ctx.clock.now() > self.dose.window.latest
            return texts("medication.field.why_late" if late else "medication.field.why_early")
        given = self.order.order.medication
        iv = given is not None and given.route is Route.IV
        return texts("medication.field.site" if iv else "medication.field.note")

    def _in_window(self) -> bool:
        return self.dose.window.earliest <= self.desk.ctx.clock.now() <= self.dose.window.latest

    def send(self) -> None:
        """Record it as given."""
        desk, dose = self.desk, self.dose
        marks = tuple(mark for mark, box in self.marks.items() if box.isChecked())
        giver, note = Giver(self.giver.currentData()), self.note.toPlainText()
        at = self._moment()
        if at is not None:
            rules = desk.ports.rules.care
            self.run(
                lambda: give_dose(
                    desk.ctx, desk.actor, rules, dose.dose_id, dose.version, at=at, giver=giver, marks=marks, note=note
                )
            )

    def _moment(self) -> datetime | None:
        """The written moment; when it was not touched, that of opening the form, as it is shown."""
        desk = self.desk
        if self.at.text().strip() == self._opened_with:
            return self._opened_at
        try:
            return parse_near_moment(self.at.text(), desk.ctx.today(), desk.ctx.zone, "given_at")
        except InvalidInput as error:
            self.refuse(error)
            return None


class NotGivenDialog(DoseDialog):
    """A dose that was refused or not given; no reason is preset."""

    def __init__(self, desk: Desk, record: MedicationRecord, order: OrderRow, row: DoseRow, parent: QWidget) -> None:
        super().__init__("medication.not_given", desk, record, order, row, parent)
        texts = desk.texts
        self.title(texts("medication.not_given.title"), texts("medication.not_given.submit"))
        self.reason, self.note = Choice(desk.theme), QPlainTextEdit()
        self.reason.addItem(texts("medication.not_given.choose"), "")
        for reason in NotGivenReason:
            self.reason.addItem(texts.word("orders.why", reason), reason.value)
        self.note.setFixedHeight(NOTE_HEIGHT)
        self.note.setTabChangesFocus(True)
        self.field("reason", texts("medication.field.reason"), self.reason)
        self.field("note", texts("medication.field.note"), self.note)
        self.keep_typed(self.dose.dose_id, self.dose.version)

    def send(self) -> None:
        """Record why it was not given."""
        desk, dose, chosen, note = self.desk, self.dose, self.reason.currentData(), self.note.toPlainText()
        if self.lacks(reason=chosen):
            return
        reason = NotGivenReason(chosen)
        self.run(lambda: not_give_dose(desk.ctx, desk.actor, dose.dose_id, dose.version, reason, note))


class TakeBackDialog(DoseDialog):
    """What was recorded was wrong: the dose is due again, the trail keeps both."""

    def __init__(
        self, desk: Desk, record: MedicationRecord, order: OrderRow, row: DoseRow, said: str, parent: QWidget
    ) -> None:
        super().__init__("medication.take_back", desk, record, order, row, parent)
        texts = desk.texts
        self.title(texts("medication.take_back.title"), texts("medication.take_back.submit"))
        self.hint.setText(f"{self.what}\n{said}\n{texts('medication.take_back.hint')}")
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(NOTE_HEIGHT)
        self.reason.setTabChangesFocus(True)
        self.field("reason", texts("medication.field.why_wrong"), self.reason)
        self.keep_typed(self.dose.dose_id, self.dose.version)

    def send(self) -> None:
        """Take it back."""
        desk, dose, why = self.desk, self.dose, self.reason.toPlainText()
        self.run(lambda: take_back_dose(desk.ctx, desk.actor, dose.dose_id, dose.version, why))
