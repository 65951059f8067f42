"""The intake of one referral: the index at the left, the answers, the consents and the decision beside it."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hah_console.domain.ids import ReferralId
from hah_console.domain.intake_rules import Section
from hah_console.domain.referral import Referral, ReferralState
from hah_console.services.admission_board import AdmissionPreview, admission_preview
from hah_console.services.changes import Changes
from hah_console.services.intake_board import IntakePage, intake_of_referral, intake_page
from hah_console.services.intakes import open_intake, save_answers
from hah_console.services.page_openings import PageOpenings
from hah_console.services.referral_inbox import referral_page
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.intake.admission_page import AdmissionPage
from hah_console.ui.screens.intake.answers import LiveAnswers
from hah_console.ui.screens.intake.answers_page import AnswersPage
from hah_console.ui.screens.intake.begin_dialog import BeginDialog
from hah_console.ui.screens.intake.block_text import BlockLine
from hah_console.ui.screens.intake.capacity_panel import CapacityPanel
from hah_console.ui.screens.intake.consent_page import ConsentPage
from hah_console.ui.screens.intake.decision_page import DecisionPage
from hah_console.ui.screens.intake.head import IntakeHead
from hah_console.ui.screens.intake.index_list import IndexDelegate
from hah_console.ui.screens.intake.presenter import ADMISSION, DECISION, SAVE, IntakePresenter
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton

INDEX_WIDTH = 220
ENTITIES = ("intake", "consent", "referral", "patient", "staff", "kit", "episode")
SECTIONS = frozenset(section.value for section in Section)
Read = tuple[IntakePage, AdmissionPreview] | Referral


class IntakeScreen(Screen):
    """The entity is a referral. What is typed is kept as a draft whenever this goes out of sight."""

    screen_id = "intake"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.presenter = IntakePresenter(desk.ctx, desk.actor, desk.texts)
        self._opening = False
        self._openings = PageOpenings(desk.ctx, desk.actor)
        self._build()
        self._read = Requery(desk.tasks, self._read_intake, self._on_read, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        desk = self.desk
        self.referral_button = self._button("referral", "Alt+F6", self.open_referral)
        self.consent_button = self._button("consent", "Alt+F7", lambda: self.open_page(Section.CONSENT.value))
        self.decision_button = self._button("decision", "Alt+F8", lambda: self.open_page(DECISION))
        self.admit_button = self._button("admit", "Alt+F9", lambda: self.open_page(ADMISSION), kind="primary")
        self.head = IntakeHead(self._buttons())
        self.index = RowList("intake.index", IndexDelegate(desk.theme), keeps_selection=True)
        self.index.chosen.connect(self.show_part)
        self.index.opened.connect(self.open_page)
        self.answers, self.consents, self.decision = AnswersPage(desk), ConsentPage(desk), DecisionPage(desk)
        self.admission, self.capacity = AdmissionPage(desk), CapacityPanel(desk, self)
        self.admission.admitted.connect(self._on_admitted)
        self.admission.outdated.connect(self.refresh)
        self.answers.counted.connect(self._on_counted)
        self.answers.form.submitted.connect(self.save)
        self.answers.form.cancel.hide()
        self.answers.form.sent.connect(lambda _: self.refresh())
        self.consents.changed.connect(self.refresh)
        self.decision.jumped.connect(self.jump)
        self.decision.decided.connect(self.refresh)
        self._skeleton, self.message = Skeleton(desk.theme), Message("intake.message")
        self.message.asked.connect(self.open_referral)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            QShortcut(QKeySequence(keys), self).activated.connect(lambda step=step: self.turn(step))
        self._lay_out()

    def _button(self, part: str, keys: str, do: object, kind: str = "") -> KeyButton:
        button = KeyButton(f"intake.{part}", keys, self.desk.theme, self, kind=kind)
        button.clicked.connect(do)
        return button

    def _buttons(self) -> tuple[KeyButton, ...]:
        return self.referral_button, self.consent_button, self.decision_button, self.admit_button

    def _all_parts(self) -> tuple[AnswersPage, ConsentPage, DecisionPage, AdmissionPage]:
        return self.answers, self.consents, self.decision, self.admission

    def _lay_out(self) -> None:
        panel = QFrame()
        panel.setProperty("role", "panel")
        panel.setFixedWidth(INDEX_WIDTH)
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.index)
        self.parts = QStackedWidget()
        for part in self._all_parts():
            self.parts.addWidget(part)
        self._body = QWidget()
        below = QHBoxLayout()
        below.setSpacing(12)
        beside = QVBoxLayout()
        beside.setSpacing(12)
        beside.addWidget(panel, 1)
        self.capacity.setFixedWidth(INDEX_WIDTH)
        beside.addWidget(self.capacity)
        below.addLayout(beside)
        below.addWidget(self.parts, 1)
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        body.addWidget(self.head)
        body.addLayout(below, 1)
        self.pages = QStackedWidget()
        for page in (self._skeleton, self._body, self.message):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.addWidget(self.pages)

    def take_focus(self) -> None:
        """The index."""
        self.index.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter sends the form in sight from the index, too."""
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if held and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            part = self.parts.currentWidget()
            assert isinstance(part, AnswersPage | ConsentPage | DecisionPage | AdmissionPage)
            part.form.send()
        else:
            super().keyPressEvent(event)

    def show_entity(self, entity_id: str) -> None:
        """Show the intake of a referral; nothing of another one stays in sight."""
        if entity_id != self.presenter.referral_id:
            self.presenter.forget(entity_id)
            for part in self._all_parts():
                part.clear()
            self.index.show_rows(())
            self.pages.setCurrentWidget(self._skeleton)
        self.refresh()

    def refresh(self) -> None:
        """Read the intake again."""
        if self.presenter.referral_id:
            self._read.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when something of it may have changed."""
        if changes.touches(*ENTITIES):
            self.refresh()
        self.capacity.on_changes(changes)

    def on_tick(self, now: datetime) -> None:
        """The clock."""
        self.head.show_clock(self.presenter.clock(now), self.presenter.clock_span(now))

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme; what was typed stays."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        self.index.restyle(desk.theme)
        self._skeleton.restyle(desk.theme)
        for button in self._buttons():
            button.restyle(desk.theme)
        for part in (*self._all_parts(), self.capacity):
            part.restyle(desk)
        self._write_texts()
        self._show()

    def show_part(self, key: str) -> None:
        """Bring a section or a page into sight; the keyboard stays in the index."""
        if key == Section.CONSENT:
            self.parts.setCurrentWidget(self.consents)
        elif key in SECTIONS:
            self.parts.setCurrentWidget(self.answers)
            self.answers.show_section(Section(key))
        elif key == DECISION:
            self.parts.setCurrentWidget(self.decision)
        elif key == ADMISSION:
            self.parts.setCurrentWidget(self.admission)

    def open_page(self, key: str) -> None:
        """Bring a section or a page into sight and the keyboard to it."""
        self.index.choose(key)
        self.show_part(key)
        if key == Section.CONSENT:
            self.consents.take_focus()
        elif key in SECTIONS:
            self.answers.focus_section(Section(key))
        elif key == DECISION:
            self.decision.take_focus()
        elif key == ADMISSION:
            self.admission.take_focus()

    def turn(self, step: int) -> None:
        """The next or the former section."""
        rows = [line.key for line in self.presenter.index()]
        here = rows.index(self.index.key()) if self.index.key() in rows else 0
        if rows:
            self.open_page(rows[min(max(here + step, 0), len(rows) - 1)])

    def jump(self, line: BlockLine) -> None:
        """To the place where something in the way is put right."""
        if line.field == SAVE:
            self.save()
            return
        self.open_page(line.section)
        self.answers.form.form.focus_field(line.field)

    def save(self) -> None:
        """Keep the answers; as they were seen."""
        page, desk = self.presenter.page, self.desk
        if page is not None and self.presenter.may_change():
            fields, intake_id, version = self.answers.form.fields(), page.intake.intake_id, page.intake.version
            rules = desk.ports.rules
            self.parts.setCurrentWidget(self.answers)
            self.answers.form.run(lambda: save_answers(desk.ctx, desk.actor, rules, intake_id, version, fields))

    def open_referral(self) -> None:
        """To the referral in the inbox."""
        self.desk.navigate("referrals", self.presenter.referral_id)

    def _on_admitted(self, changes: Changes) -> None:
        """To the page of the patient she has become."""
        patient_id = next((item.entity_id for item in changes.items if item.entity == "patient"), "")
        self.refresh()
        if patient_id:
            self.desk.navigate("patient", patient_id)

    def _read_intake(self) -> Read:
        ctx, rules, referral_id = self.desk.ctx, self.desk.ports.rules, ReferralId(self.presenter.referral_id)
        self._openings.note("referral", referral_id)
        intake = intake_of_referral(ctx, referral_id)
        if intake is not None:
            return intake_page(ctx, rules, intake.intake_id), admission_preview(ctx, rules, intake.intake_id)
        return referral_page(ctx, rules.clocks, referral_id).referral

    def _on_read(self, read: Read) -> None:
        if isinstance(read, Referral):
            self._begin(read)
            return
        first = self.presenter.page is None
        page, preview = read
        if not self.presenter.take(page):
            return
        for part in (self.answers, self.consents, self.decision):
            part.show_page(page, may_change=self.presenter.may_change())
        self.admission.show_preview(preview)
        self.capacity.show_intake(page.intake.intake_id, admitted=page.intake.episode_id is not None)
        self._show()
        if first and self.isVisible():
            self.open_page(Section.PERSON.value)

    def _begin(self, referral: Referral) -> None:
        """Begin the intake that nobody has begun yet."""
        if referral.referral_id != self.presenter.referral_id:
            return
        may = self.presenter.may_assess() and referral.state is ReferralState.ACCEPTED
        if not may:
            self._say(self.desk.texts("intake.not_begun"))
        elif referral.condition is None:
            self._say(self.desk.texts("intake.begin.hint"))
            dialog = BeginDialog(self.desk, referral, self)
            dialog.saved.connect(self.refresh)
            dialog.open()
        elif not self._opening:
            self._opening, desk = True, self.desk
            desk.tasks.run_command(
                lambda: open_intake(desk.ctx, desk.actor, referral.referral_id), self._on_begun, self._on_not_begun
            )

    def _on_begun(self, _: Changes) -> None:
        self._opening = False
        self.refresh()

    def _on_not_begun(self, error: Exception) -> None:
        self._opening = False
        self._on_failed(error)

    def _on_counted(self, live: LiveAnswers) -> None:
        self.presenter.live = live
        self._show()

    def _show(self) -> None:
        presenter = self.presenter
        if presenter.page is None:
            return
        self.head.title.setText(presenter.title())
        self.head.about.setText(presenter.about())
        now = self.desk.ctx.clock.now()
        self.head.show_clock(presenter.clock(now), presenter.clock_span(now))
        self.index.show_rows(presenter.index())
        self.decision.show_blocks(presenter.blocks(unsaved=self.answers.form.dirty))
        self.pages.setCurrentWidget(self._body)

    def _on_failed(self, error: Exception) -> None:
        self._say(self.desk.texts.error(error))

    def _say(self, sentence: str) -> None:
        self.message.say(sentence, self.desk.texts("intake.to_referral"))
        if self.presenter.page is None:
            self.pages.setCurrentWidget(self.message)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self.index.setAccessibleName(texts("intake.index"))
        self.referral_button.say(texts("intake.to_referral"))
        self.consent_button.say(texts("intake.section.consent"))
        self.decision_button.say(texts("intake.section.decision"))
        self.admit_button.say(texts("intake.section.admission"))
