"""The case tab: the admission at the left, its clocks in the middle, how it came about at the right."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from hah_console.services.changes import Changes
from hah_console.services.patient_case import ENTITIES, PatientCase, read_patient_case
from hah_console.ui.announce import announce
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.case.case_text import case_facts, origin_facts
from hah_console.ui.screens.patient.case.hold_dialog import HoldDialog
from hah_console.ui.screens.patient.case.home_text import home_facts
from hah_console.ui.screens.patient.case.presenter import CasePresenter, Command
from hah_console.ui.screens.patient.read_tab import ReadTab
from hah_console.ui.widgets.clock_list import ClockDelegate
from hah_console.ui.widgets.facts_panel import FactsPanel
from hah_console.ui.widgets.flow import FlowLayout
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton

MOVING = ("dose", "visit_record", "note", "contact", "specimen", "task", "card_upload")
"""Nearly everything that happens to a case moves one of its clocks."""
_LOADING, _READ, _MESSAGE = range(3)


class CaseTab(ReadTab):
    """SAFETY(identity): emptied before another patient is read, and late answers are dropped."""

    tab_id = "case"
    entities = (*ENTITIES, *MOVING)
    ends_forms = True
    presenter: CasePresenter

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.presenter = CasePresenter(desk.ctx, desk.actor, desk.texts)
        self._sending = False
        self._build()
        self._read = Requery(desk.tasks, self._read_case, self._on_case, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        theme = self.desk.theme
        self.facts, self.origin, self.home = (FactsPanel(f"case.{part}") for part in ("facts", "origin", "home"))
        self.clocks = RowList("case.clocks", ClockDelegate(theme), keeps_selection=True)
        self.forward_button = self._button("forward", "Alt+F5", self.step_forward, kind="primary")
        self.hold_button = self._button("hold", "Alt+F7", self.open_hold)
        self.enrol_button = self._button("enrol", "Alt+F10", self.enrol)
        self.intake_button = self._button("intake", "Alt+F11", lambda: self._go("intake"))
        self.referral_button = self._button("referral", "Alt+F12", lambda: self._go("referrals"))
        self._titles = {name: QLabel() for name in ("admission", "clocks", "origin", "home")}
        for label in self._titles.values():
            label.setProperty("role", "heading")
        self.said, self._none = QLabel(), QLabel()
        self.said.setProperty("role", "error")
        self._none.setProperty("role", "hint")
        for label in (self.said, self._none):
            label.setWordWrap(True)
        self.said.hide()
        self._skeleton, self.message = Skeleton(theme), Message("case.message")
        self.message.asked.connect(self.refresh)
        self._lay_out()

    def _button(self, part: str, keys: str, do: Callable[[], None], kind: str = "") -> KeyButton:
        button = KeyButton(f"case.{part}", keys, self.desk.theme, self, kind=kind)
        button.clicked.connect(do)
        return button

    def _buttons(self) -> tuple[KeyButton, ...]:
        return self.forward_button, self.hold_button, self.enrol_button, self.intake_button, self.referral_button

    def _lay_out(self) -> None:
        page = QWidget()
        body = QHBoxLayout(page)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        left = _panel(self._titles["admission"], self.facts)
        column = left.layout()
        assert isinstance(column, QVBoxLayout)
        row = FlowLayout()
        for button in self._buttons()[:3]:
            row.addWidget(button)
        column.addWidget(self.said)
        column.addLayout(row)
        right = _panel(self._titles["origin"], self.origin, self._titles["home"], self.home)
        column = right.layout()
        assert isinstance(column, QVBoxLayout)
        row = FlowLayout()
        for button in self._buttons()[3:]:
            row.addWidget(button)
        column.addLayout(row)
        middle = _panel(self._titles["clocks"], self._none, self.clocks)
        for panel in (left, middle, right):
            body.addWidget(panel, 1)
        self.pages = QStackedWidget()
        for widget in (self._skeleton, page, self.message):
            self.pages.addWidget(widget)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.pages)

    def on_tick(self, now: datetime) -> None:
        """Time left; clocks that begin by themselves are found by reading again."""
        self.count_tick()
        self.clocks.show_rows(self.presenter.clocks(now))

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        self.clocks.restyle(desk.theme)
        for button in self._buttons():
            button.restyle(desk.theme)
        self._skeleton.restyle(desk.theme)
        self._write_texts()
        self._show()

    def take_focus(self) -> None:
        """The clocks, or the admission where there are none."""
        target = self.clocks if self.clocks.rows.rowCount() else self.facts
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def step_forward(self) -> None:
        """Begin or resume."""
        self._send(self.presenter.step())

    def enrol(self) -> None:
        """Record that it has been entered in the payer's system."""
        self._send(self.presenter.enrol())

    def open_hold(self) -> None:
        """Ask why care pauses."""
        case, episode = self.presenter.case, self.presenter.episode()
        if case is not None and episode is not None and self.presenter.may_hold():
            dialog = HoldDialog(self.desk, episode, case.name, self.presenter.hold, self)
            dialog.saved.connect(self.refresh)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _go(self, screen: str) -> None:
        if self.presenter.referral_id:
            self.desk.navigate(screen, self.presenter.referral_id)

    def _send(self, command: Command | None) -> None:
        if command is not None and not self._sending:
            self._sending = True
            self._show_acts()
            self.desk.tasks.run_command(command, self._on_sent, self._on_refused)

    def _on_sent(self, _: Changes) -> None:
        self._sending = False
        self._say("")
        announce(self, self.desk.texts("case.done"))
        self.refresh()

    def _on_refused(self, error: Exception) -> None:
        self._sending = False
        self._say(self.desk.texts.error(error))
        self.refresh()

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        if sentence:
            announce(self, sentence, assertive=True)

    def _clear(self) -> None:
        self._say("")
        self._show()
        self.pages.setCurrentIndex(_LOADING)

    def _read_case(self) -> PatientCase | None:
        patient_id = self.presenter.patient_id
        return read_patient_case(self.desk.ctx, self.desk.ports.rules, patient_id) if patient_id else None

    def _on_case(self, case: PatientCase | None) -> None:
        if self.presenter.take(case):
            self._show()
            self.pages.setCurrentIndex(_READ)

    def _on_failed(self, error: Exception) -> None:
        sentence = self.desk.texts.error(error)
        if self.presenter.case is not None:
            self._say(sentence)
            return
        self.message.say(sentence, self.desk.texts("case.retry"))
        self.pages.setCurrentIndex(_MESSAGE)

    def _show(self) -> None:
        presenter, texts, ctx = self.presenter, self.desk.texts, self.desk.ctx
        case = presenter.case
        self.facts.show_facts(texts("case.title.admission"), case_facts(texts, ctx, case) if case else ())
        self.origin.show_facts(texts("case.title.origin"), origin_facts(texts, ctx, case) if case else ())
        self.home.show_facts(texts("case.title.home"), home_facts(texts, case.home) if case else ())
        lines = presenter.clocks(ctx.clock.now())
        self.clocks.show_rows(lines)
        self.clocks.setVisible(bool(lines))
        self._none.setText(texts("case.no_clocks" if case and case.episode else "case.none"))
        self._none.setVisible(not lines)
        self._show_acts()

    def _show_acts(self) -> None:
        presenter, texts = self.presenter, self.desk.texts
        step, known = presenter.forward(), bool(presenter.referral_id)
        if step:
            self.forward_button.say(texts(f"case.act.{step}"))
        for button, shown in (
            (self.forward_button, bool(step)),
            (self.hold_button, presenter.may_hold()),
            (self.enrol_button, presenter.may_enrol()),
            (self.intake_button, known and presenter.case is not None and presenter.case.intake is not None),
            (self.referral_button, known),
        ):
            button.setVisible(shown)
            button.setEnabled(not self._sending)

    # i18n: case.title.*
    def _write_texts(self) -> None:
        texts = self.desk.texts
        for name, label in self._titles.items():
            label.setText(texts.word("case.title", name))
        self.clocks.setAccessibleName(texts("case.title.clocks"))
        for button, key in (
            (self.forward_button, "case.act.begin"),
            (self.hold_button, "case.act.hold"),
            (self.enrol_button, "case.act.enrol"),
            (self.intake_button, "case.act.intake"),
            (self.referral_button, "case.act.referral"),
        ):
            button.say(texts(key))
        self._show_acts()


def _panel(*widgets: QWidget) -> QFrame:
    panel = QFrame()
    panel.setProperty("role", "panel")
    column = QVBoxLayout(panel)
    column.setContentsMargins(16, 12, 16, 12)
    column.setSpacing(8)
    for widget in widgets:
        column.addWidget(widget, 1 if isinstance(widget, FactsPanel | RowList) else 0)
    column.addStretch(0)
    return panel
