"""The decision of the day with its note: a form whose draft survives, and the signature in the same act."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from hah_console.domain.chart.note import Section
from hah_console.domain.errors import SignInFailed
from hah_console.domain.round import RoundDecision
from hah_console.services.changes import Changes
from hah_console.services.ports import PasswordHasher
from hah_console.services.round_page import RoundPage
from hah_console.ui.forms.draft_form import DraftForm
from hah_console.ui.forms.spec import FieldSpec, FormSpec, Kind, SectionSpec, options_of
from hah_console.ui.screen import Desk

# i18n: round.decision.*
FORM = "round.note"
SPEC = FormSpec(
    FORM,
    (
        SectionSpec(
            "decision",
            "round.form.title",
            (
                FieldSpec(
                    "decision", "round.form.decision", Kind.CHOICE,
                    options=options_of("round.decision", RoundDecision), needed=True,
                ),
                FieldSpec(Section.SUBJECTIVE.value, "round.form.subjective", Kind.NOTE, rows=2),
                FieldSpec(Section.OBJECTIVE.value, "round.form.objective", Kind.NOTE, rows=4),
                FieldSpec(Section.ASSESSMENT.value, "round.form.assessment", Kind.NOTE, rows=2),
                FieldSpec(Section.PLAN.value, "round.form.plan", Kind.NOTE, rows=3),
            ),
        ),
    ),
)  # fmt: skip


class DecisionForm(DraftForm):
    """Signals: ``refused`` with the error, after it has been said."""

    refused = Signal(object)

    def refuse(self, error: Exception) -> None:
        super().refuse(error)
        if isinstance(error, SignInFailed):
            self.say(self.desk.texts("round.form.wrong_password"))
        self.refused.emit(error)


class DecisionPanel(QWidget):
    """Signals: ``asked`` when the decision is to be sent, ``stored`` with the Changes, ``answered`` after either end.

    SAFETY(patient of the round): while a decision is on its way nobody else comes into the form: ask ``sending``.
    """

    asked = Signal()
    stored = Signal(object)
    answered = Signal(bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self.sending = desk, False
        self._opened = ""
        self.form = DecisionForm(SPEC, "round.form.submit", desk)
        self.form.cancel.hide()
        self.decided, self.why_not = QLabel(), QLabel()
        for label, name in ((self.decided, "round.decided"), (self.why_not, "round.why_not")):
            label.setObjectName(name)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.hide()
        self.why_not.setProperty("role", "hint")
        self.password, self.password_label = QLineEdit(), QLabel()
        self.password.setObjectName("round.password")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password_label.setBuddy(self.password)
        self.password_label.setProperty("role", "label")
        self._lay_out()
        self.form.submitted.connect(self.asked)
        self.form.sent.connect(self._on_sent)
        self.form.refused.connect(self._on_refused)
        self.write_texts()

    def _lay_out(self) -> None:
        sign = QHBoxLayout()
        sign.addWidget(self.password_label)
        sign.addWidget(self.password, 1)
        inside = self.form.layout()
        assert isinstance(inside, QVBoxLayout)
        inside.insertLayout(inside.count() - 1, sign)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.decided, self.why_not):
            column.addWidget(widget)
        column.addWidget(self.form, 1)

    def open(self, page: RoundPage, objective: str) -> None:
        """The form of one admission with its draft; the one already open stays as it is typed."""
        if self._opened != page.row.episode_id:
            self._opened = page.row.episode_id
            self.password.clear()
            self.form.open(self._opened, 0, {Section.OBJECTIVE.value: objective})

    def close_form(self) -> None:
        """Nobody in sight; the draft is kept."""
        self._opened = ""
        self.password.clear()
        self.form.close_form()
        self.form.form.setEnabled(False)
        self.say("", "")

    def say(self, decided: str, why_not: str) -> None:
        """What was decided today, and why nothing can be decided; empty for neither."""
        for label, sentence in ((self.decided, decided), (self.why_not, why_not)):
            label.setText(sentence)
            label.setVisible(bool(sentence))
        self.form.setVisible(not why_not)

    def take_focus(self) -> None:
        """The keyboard to the decision."""
        self.form.form.focus_field("decision")

    def run(self, command: Callable[[], Changes]) -> None:
        """Send it."""
        self.sending = True
        self.form.run(command)

    def hasher(self) -> PasswordHasher | None:
        """By which a password is checked; None where none can be."""
        return self.desk.ports.chart.hasher if self.desk.ports.chart is not None else None

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme; what was typed stays."""
        self.desk = desk
        self.form.restyle(desk)
        self.write_texts()

    def write_texts(self) -> None:
        """The words of this language."""
        texts = self.desk.texts
        self.password_label.setText(texts("round.form.password"))
        self.password.setAccessibleName(texts("round.form.password_name"))
        self.password.setPlaceholderText(texts("round.form.password_hint"))

    def _on_sent(self, changes: Changes) -> None:
        self.sending, self._opened = False, ""
        self.password.clear()
        self.stored.emit(changes)
        self.answered.emit(True)

    def _on_refused(self, error: Exception) -> None:
        self.sending = False
        if isinstance(error, SignInFailed):
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)
            self.password.selectAll()
        self.answered.emit(False)
