"""The referrals of a patient: 電子轉介 and 電子轉診 apart at the left, the closure, and the one in sight in full."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from hah_console.domain.actor import Action, permits
from hah_console.domain.ids import PatientId
from hah_console.services.changes import Changes
from hah_console.services.referral_desk import ReferralDesk, read_referral_desk
from hah_console.ui.announce import announce
from hah_console.ui.closing.closure_dialog import open_closure_form
from hah_console.ui.closing.form_list import FormDelegate, StageDelegate
from hah_console.ui.closing.step_dialog import open_issue, open_step, patient_name
from hah_console.ui.closing.steps import Step
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.referral.presenter import Kind, ReferralPresenter, kind_of, thing_key
from hah_console.ui.screens.patient.tabs import PatientTab
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton

LIST_WIDTH = 460
TOUCHED = ("ltc_referral", "hospital_referral", "closure", "episode", "patient", "transfer")
ISSUES = {Kind.LTC: Step.LTC_ISSUE, Kind.HOSPITAL: Step.HOSPITAL_ISSUE}


class ReferralTab(PatientTab):
    """SAFETY(identity): empty first; what was read of another patient is dropped."""

    tab_id = "referral"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.presenter = ReferralPresenter(desk)
        self._wanted, self._waits_for_focus = "", False
        self._build()
        self._read = Requery(desk.tasks, self._read_desk, self._on_desk, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        theme = self.desk.theme
        self._reading = QWidget()
        self.lists = {kind: RowList(f"referral.{kind}", FormDelegate(theme), keeps_selection=True) for kind in Kind}
        for kind, part in self.lists.items():
            part.chosen.connect(partial(self._on_chosen, kind))
            part.focused.connect(partial(self._on_focused, kind))
        self.stages = RowList("referral.stages", StageDelegate(theme))
        self.issue_buttons = {
            Kind.LTC: KeyButton("referral.ltc.issue", "Alt+F5", theme, self._reading),
            Kind.HOSPITAL: KeyButton("referral.hospital.issue", "Alt+F7", theme, self._reading),
        }
        for kind, button in self.issue_buttons.items():
            button.clicked.connect(partial(self.issue, ISSUES[kind]))
        self.close_button = KeyButton("referral.close", "Alt+F11", theme, self._reading)
        self.close_button.clicked.connect(self.close_case)
        self.step_button = KeyButton("referral.step", "Alt+F10", theme, self._reading, kind="primary")
        self.other_button = KeyButton("referral.other", "Alt+F12", theme, self._reading)
        self.step_button.clicked.connect(partial(self.take_step, 0))
        self.other_button.clicked.connect(partial(self.take_step, 1))
        self._label_widgets()
        self._skeleton, self.message = Skeleton(theme), Message("referral.message")
        self.message.asked.connect(self.refresh)
        self._lay_out()

    def _label_widgets(self) -> None:
        self.titles = {kind: QLabel() for kind in Kind}
        self.empty = {kind: QLabel() for kind in Kind}
        self.head, self.about, self.said = QLabel(), QLabel(), QLabel()
        for role, labels in {
            "heading": (*self.titles.values(), self.head),
            "hint": (*self.empty.values(), self.about),
            "error": (self.said,),
        }.items():
            for label in labels:
                label.setProperty("role", role)
                label.setWordWrap(True)
                label.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setObjectName("referral.said")

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(12)
        for kind, share in ((Kind.LTC, 3), (Kind.HOSPITAL, 3), (Kind.CLOSURE, 2)):
            left.addWidget(self._block(kind), share)
        side = QWidget()
        side.setFixedWidth(LIST_WIDTH)
        side.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        body = QHBoxLayout(self._reading)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        body.addWidget(side)
        body.addWidget(self._detail(), 1)
        self.pages = QStackedWidget()
        for page in (self._skeleton, self._reading, self.message):
            self.pages.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.pages)

    def _block(self, kind: Kind) -> QFrame:
        panel = _panel()
        head = QHBoxLayout()
        head.addWidget(self.titles[kind], 1)
        head.addWidget(self.issue_buttons.get(kind, self.close_button))
        column = panel.layout()
        assert isinstance(column, QVBoxLayout)
        column.addLayout(head)
        column.addWidget(self.empty[kind])
        column.addWidget(self.lists[kind], 1)
        column.addStretch(0)
        return panel

    def _detail(self) -> QFrame:
        panel = _panel()
        column = panel.layout()
        assert isinstance(column, QVBoxLayout)
        for widget in (self.head, self.about):
            column.addWidget(widget)
        column.addWidget(self.stages, 1)
        column.addWidget(self.said)
        row = QHBoxLayout()
        row.addWidget(self.step_button)
        row.addWidget(self.other_button)
        row.addStretch(1)
        column.addLayout(row)
        return panel

    def show_patient(self, patient_id: PatientId, entity_id: str = "") -> None:
        """Empty first, then read."""
        self._wanted = entity_id or self._wanted
        if patient_id != self.presenter.patient_id:
            self._wanted = entity_id
            self.presenter.begin(patient_id)
            self._clear()
        self._choose_wanted()
        self._read.ask()

    def leave(self) -> None:
        """Nobody is in sight."""
        self.presenter.begin(None)
        self._clear()

    def refresh(self) -> None:
        """Read again."""
        if self.presenter.patient_id is not None:
            self._read.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when a form or the admission changed."""
        if changes.touches(*TOUCHED):
            self.refresh()

    def on_tick(self, now: datetime) -> None:
        """The time left."""
        self._show_lists(now)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.desk = desk
        for part in (*self.lists.values(), self.stages):
            part.restyle(desk.theme)
        for button in self._buttons():
            button.restyle(desk.theme)
        self._skeleton.restyle(desk.theme)
        self._say("")
        self._write_texts()
        self._show()

    def take_focus(self) -> None:
        """The list of what is in sight."""
        self._waits_for_focus = self.presenter.read is None
        kind = self.presenter.chosen[0] if self.presenter.chosen else Kind.LTC
        target = self.lists[kind] if self.lists[kind].isVisibleTo(self) else self.issue_buttons[Kind.LTC]
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def issue(self, step: Step) -> None:
        """Write a new form of one of the two kinds."""
        read = self.presenter.read
        if read is not None and read.episode is not None and self.presenter.may_issue(step):
            open_issue(self.desk, step, read.identity, read.episode.episode_id, self, self._on_sent)

    def close_case(self) -> None:
        """Close the admission."""
        if self.presenter.patient_id is not None and self.presenter.may_close():
            open_closure_form(self.desk, self.presenter.patient_id, self)

    def take_step(self, place: int) -> None:
        """The step ahead of what is in sight, or the other one."""
        thing, read, steps = self.presenter.thing(), self.presenter.read, self.presenter.steps()
        if thing is not None and read is not None and place < len(steps):
            open_step(self.desk, steps[place], patient_name(self.desk, read.identity), thing, self, self._on_sent)

    def _read_desk(self) -> ReferralDesk:
        patient_id = self.presenter.patient_id
        return read_referral_desk(self.desk.ctx, self.desk.ports.rules.clocks, patient_id or PatientId(""))

    def _on_desk(self, read: ReferralDesk) -> None:
        first = self.presenter.read is None
        if self.presenter.take(read):
            self.pages.setCurrentWidget(self._reading)
            self._show_lists(read.at)
            self._choose_wanted()
            self._choose_first()
            self._show()
            if first and self._waits_for_focus:
                self.take_focus()

    def _on_failed(self, error: Exception) -> None:
        sentence = self.desk.texts.error(error)
        if self.presenter.patient_id is None:
            return
        if self.presenter.read is not None:
            self._say(sentence)
            return
        self.message.say(sentence, self.desk.texts("closing.retry"))
        self.pages.setCurrentWidget(self.message)

    def _on_sent(self, changes: Changes) -> None:
        """What was written comes in sight."""
        written = [c.entity_id for c in changes.items if c.entity in ("ltc_referral", "hospital_referral", "closure")]
        self._wanted = written[-1] if written else ""
        self._say(self.desk.texts("closing.recorded"))
        self.refresh()

    def _on_chosen(self, kind: Kind, key: str) -> None:
        if self.lists[kind].hasFocus() or self.presenter.chosen is None:
            self._choose(kind, key)

    def _on_focused(self, kind: Kind) -> None:
        if key := self.lists[kind].key():
            self._choose(kind, key)

    def _choose(self, kind: Kind, key: str) -> None:
        if (kind, key) != self.presenter.chosen:
            self.presenter.chosen = (kind, key)
            self._say("")
            self._show_detail(self.desk.ctx.clock.now())

    def _choose_wanted(self) -> None:
        for kind, part in self.lists.items():
            if self._wanted and part.choose(self._wanted):
                self._choose(kind, self._wanted)
                self._wanted = ""

    def _choose_first(self) -> None:
        """Something is in sight: what needs a step, else the newest."""
        if self.presenter.thing() is not None:
            return
        every = [thing for kind in Kind for thing in self.presenter.things(kind)]
        first = next((thing for thing in every if not _over(thing)), every[0] if every else None)
        self.presenter.chosen = (kind_of(first), thing_key(first)) if first is not None else None
        if self.presenter.chosen is not None:
            self.lists[self.presenter.chosen[0]].choose(self.presenter.chosen[1])

    def _clear(self) -> None:
        for part in (*self.lists.values(), self.stages):
            part.show_rows(())
        self.pages.setCurrentWidget(self._skeleton)
        self._say("")
        self._show_detail(self.desk.ctx.clock.now())

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        if sentence:
            announce(self.stages, sentence)

    def _buttons(self) -> tuple[KeyButton, ...]:
        return (*self.issue_buttons.values(), self.close_button, self.step_button, self.other_button)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        titles = {Kind.LTC: "closing.ltc", Kind.HOSPITAL: "closing.hospital", Kind.CLOSURE: "closing.closed"}
        for kind, key in titles.items():
            self.titles[kind].setText(texts(key))
            self.lists[kind].setAccessibleName(texts(key))
        self.stages.setAccessibleName(texts("closing.stages"))
        self.issue_buttons[Kind.LTC].say(texts("closing.issue"))
        self.issue_buttons[Kind.HOSPITAL].say(texts("closing.issue"))
        self.close_button.say(texts("closing.close"))
        self._show_empty()

    def _show(self) -> None:
        now = self.desk.ctx.clock.now()
        self._show_lists(now)
        self._show_empty()
        self._show_detail(now)

    def _show_lists(self, now: datetime) -> None:
        for kind, part in self.lists.items():
            part.show_rows(self.presenter.lines(kind, now))

    def _show_empty(self) -> None:
        texts, presenter = self.desk.texts, self.presenter
        sentences = {
            Kind.LTC: presenter.enrolled() or ("" if presenter.things(Kind.LTC) else texts("closing.no_ltc")),
            Kind.HOSPITAL: "" if presenter.things(Kind.HOSPITAL) else texts("closing.no_hospital"),
            Kind.CLOSURE: presenter.closure_text(),
        }
        for kind, sentence in sentences.items():
            self.empty[kind].setText(sentence)
            self.empty[kind].setVisible(bool(sentence))
            self.lists[kind].setVisible(bool(presenter.things(kind)))

    def _show_detail(self, now: datetime) -> None:
        presenter, texts = self.presenter, self.desk.texts
        for kind, part in self.lists.items():
            part.keeps_selection = presenter.chosen is not None and kind is presenter.chosen[0]
            part.viewport().update()
        self.head.setText(presenter.title(now))
        self.about.setText(presenter.about(now))
        self.stages.show_rows(presenter.stages(now))
        self.stages.setVisible(presenter.thing() is not None)
        steps = presenter.steps()
        for place, button in enumerate((self.step_button, self.other_button)):
            button.setVisible(place < len(steps))
            if place < len(steps):
                button.say(texts(f"closing.step.{steps[place].value}"))
        for kind, button in self.issue_buttons.items():
            button.setEnabled(presenter.may_issue(ISSUES[kind]))
        self.close_button.setVisible(presenter.may_close())
        self.close_button.setEnabled(permits(self.desk.actor.role, Action.CLOSE_EPISODE))


def _over(thing: object) -> bool:
    return bool(getattr(thing, "closed", False)) or not getattr(thing, "watching", True)


def _panel() -> QFrame:
    panel = QFrame()
    panel.setProperty("role", "panel")
    column = QVBoxLayout(panel)
    column.setContentsMargins(12, 10, 12, 10)
    column.setSpacing(8)
    return panel
