"""The answers of an intake as a form: only what is asked of this case, with what each answer leads to while typing."""

from decimal import Decimal

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hah_console.domain.home_told import HOME, NUMBERS
from hah_console.domain.intake_rules import Section
from hah_console.domain.person import person_fields
from hah_console.services.intake_board import IntakePage
from hah_console.ui.forms.draft_form import DraftForm
from hah_console.ui.screen import Desk
from hah_console.ui.screens.intake.answers import Known, LiveAnswers, live_answers
from hah_console.ui.screens.intake.feasibility_panel import FeasibilityPanel
from hah_console.ui.screens.intake.form_spec import intake_form
from hah_console.ui.screens.intake.live_text import barthel_text, consequences, criteria_text

AFTER_MS = 150
"""From the last keystroke until the assessment is counted anew: a note of 100 kB takes 20 ms to be read."""


class AnswersPage(QWidget):
    """Signals: ``counted`` with the LiveAnswers each time they have changed."""

    counted = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._rules = desk.ports.rules
        self.page: IntakePage | None = None
        self.live: LiveAnswers | None = None
        self.form = DraftForm(intake_form(self._rules.intake, self._rules.scores.barthel), "intake.save", desk)
        self.home = FeasibilityPanel(desk)
        self.form.form.add(Section.TREATMENT, self.home, self.home.parts)
        self.home.restyle(desk)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self.count)
        self.form.typed.connect(lambda _: self._timer.start())
        self.form.ready.connect(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)

    def show_page(self, page: IntakePage, *, may_change: bool) -> None:
        """The answers as stored, with the draft of this person; read again, only what she has not touched changes."""
        before, self.page = self.page, page
        fields = {**person_fields(page.referral.person), **page.fields}
        another = before is None or before.intake.intake_id != page.intake.intake_id
        if not may_change:
            self.form.show_stored(page.intake.version, fields)
        elif another or self.form.keeper.key is None:
            self.form.open(page.intake.intake_id, page.intake.version, fields)
        else:
            self.form.changed(page.intake.version, fields)
            self.count()
        self.form.form.set_read_only(not may_change)
        self.form.submit.setVisible(may_change)

    def clear(self) -> None:
        """Nobody is in sight any more."""
        self._timer.stop()
        self.form.close_form()
        self.page = self.live = None

    def count(self) -> None:
        """What the answers come to now."""
        if self.page is None:
            return
        ctx, page = self.desk.ctx, self.page
        known = Known(page.intake.answers, page.referral.person, page.consents)
        self.live = live_answers(self.form.fields(), known, self._rules, ctx.clock.now(), ctx.today())
        self._show(self.live)
        self.counted.emit(self.live)

    def _show(self, live: LiveAnswers) -> None:
        texts, form = self.desk.texts, self.form.form
        form.show_only(live.in_sight())
        for name, sentence in consequences(texts, live).items():
            form.rows[name].say(sentence)
        example = self._rules.intake.conditions[live.answers.condition].diagnoses[0]
        form.rows["diagnosis"].say(texts("intake.diagnosis_hint", example=example))
        self._show_home(live)
        form.sections[Section.CRITERIA].say(criteria_text(texts, live.found.criteria))
        form.sections[Section.BARTHEL].say(barthel_text(texts, live.found, asked=live.barthel_asked))

    def _show_home(self, live: LiveAnswers) -> None:
        """What an empty number is taken for, and what all of it means for the antibiotic."""
        if self.page is None:
            return
        usual, faulty = self.page.usual, {str(fault.facts["field"]) for fault in live.faults}
        for name in NUMBERS:
            value = f"{Decimal(getattr(usual, name)).normalize():f}"
            key = "intake.home.usual_hours" if name == "staff_hours" else "intake.home.usual"
            self.form.form.rows[f"{HOME}{name}"].say(self.desk.texts(key, value=value))
        unusable = any(name.startswith(HOME) for name in faulty)
        self.home.judge(live.answers.antibiotic, None if unusable else live.answers.home.over(usual))

    def focus_section(self, section: Section) -> None:
        """To the first field of a section."""
        self.form.form.focus_section(section)

    def show_section(self, section: Section) -> None:
        """A section into sight; the keyboard stays where it is."""
        self.form.form.show_section(section)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme; what was typed stays."""
        self.desk = desk
        self.form.restyle(desk)
        self.home.restyle(desk)
        self.count()
