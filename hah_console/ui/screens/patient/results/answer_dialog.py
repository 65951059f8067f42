"""The form of a score's questions: nothing is preset, what was not looked at stays out."""

from PySide6.QtWidgets import QLineEdit, QWidget

from hah_console.domain.calendar import parse_near_moment
from hah_console.domain.errors import InvalidFields, InvalidInput
from hah_console.domain.ids import PatientId
from hah_console.domain.score.inputs import Input
from hah_console.domain.score.names import ScoreName
from hah_console.services.score_answers import NO, YES, Question, enter_answers, questions_of
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.forms.faults import reason_text
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.choice import Choice
from hah_console.ui.wording import clock_text

WIDTH = 620


class AnswerDialog(FormDialog):
    """Every answer keeps when it was so and who says it; a newer one takes its place."""

    def __init__(self, desk: Desk, patient_id: PatientId, name: ScoreName, who: str, parent: QWidget) -> None:
        super().__init__("results.answer", desk, parent)
        self._patient_id, self._score = patient_id, name
        texts = desk.texts
        self.setFixedWidth(WIDTH)
        self.title(texts.word("scores.name", name), texts("results.answer.submit"))
        self.who.setText(who)
        self.hint.setText(texts("results.answer.hint", name=texts.word("scores.name", name)))
        self.inputs: dict[Input, Choice | QLineEdit] = {}
        for question in questions_of(name, desk.ports.rules):
            widget = self._input(question)
            self.inputs[question.asked] = widget
            self.field(question.asked.value, self._label(question), widget)
        self._opened_at = desk.ctx.clock.now()
        self._opened_with = clock_text(desk.ctx.local(self._opened_at))
        self.at = QLineEdit(self._opened_with)
        self.field("at", texts("results.field.seen_at"), self.at)
        self.keep_typed(f"{patient_id}:{name}")

    def _label(self, question: Question) -> str:
        name = self.desk.texts.word("scores.input", question.asked)
        unit = self.desk.texts.word("scores.unit", question.unit) if question.unit is not None else ""
        return self.desk.texts("results.answer.in_unit", name=name, unit=unit) if unit else name

    def _input(self, question: Question) -> Choice | QLineEdit:
        if question.unit is not None:
            return QLineEdit()
        box = Choice(self.desk.theme)
        box.addItem(self.desk.texts("results.answer.not_seen"), "")
        for level in question.levels or (YES, NO):
            box.addItem(self.desk.texts.word("scores.level", level), level)
        return box

    def answered(self) -> dict[str, str]:
        """What is filled in, by input."""
        return {
            asked.value: widget.text() if isinstance(widget, QLineEdit) else str(widget.currentData())
            for asked, widget in self.inputs.items()
        }

    def send(self) -> None:
        """Keep the answers."""
        desk, fields = self.desk, self.answered()
        try:
            untouched = self.at.text().strip() == self._opened_with
            at = (
                self._opened_at
                if untouched
                else parse_near_moment(self.at.text(), desk.ctx.today(), desk.ctx.zone, "seen_at")
            )
        except InvalidInput as error:
            self.say(desk.texts.error(error))
            return
        packs = desk.ports.rules
        self.run(lambda: enter_answers(desk.ctx, desk.actor, packs, self._patient_id, self._score, fields, at))

    def _on_error(self, error: Exception) -> None:
        if not isinstance(error, InvalidFields):
            super()._on_error(error)
            return
        self.submit.setEnabled(True)
        texts = self.desk.texts
        parts = [
            texts("results.answer.fault", name=texts.word("scores.input", fault.facts["field"]),
                  why=reason_text(texts, str(fault.facts["reason"])))
            for fault in error.faults
        ]  # fmt: skip
        self.say("\n".join(parts))
        self.inputs[Input(str(error.faults[0].facts["field"]))].setFocus()
