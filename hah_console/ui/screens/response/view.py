"""The response desk: who, what happened, four choices with their price side by side, one decision with its reason."""

import time
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from hah_console.domain.escalation_rules import Decision
from hah_console.domain.ids import PatientId, StaffId
from hah_console.services.changes import Changes
from hah_console.services.escalations import answer_escalation, pass_on, resolve
from hah_console.services.hospital_board import HospitalRow, read_hospital_board
from hah_console.services.patient_page import open_patient
from hah_console.services.response_desk import ResponseDesk
from hah_console.services.urgent_pricing import UrgentPrices, VisitPrice
from hah_console.ui.announce import announce
from hah_console.ui.bedside.banner import PatientBanner
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.response.card import ChoiceCard
from hah_console.ui.screens.response.presenter import KEYS, ORDER, Command, ResponsePresenter
from hah_console.ui.screens.response.trends import TrendTiles
from hah_console.ui.widgets.choice import Choice
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.states import Message, Skeleton

# i18n: words.department.*
IMPROVE_S = 0.8
SIDE = 3


class ResponseScreen(Screen):
    """Reads the desk, the prices and the hospitals beside each other; each fills its card when it is there."""

    screen_id = "response"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.presenter = ResponsePresenter(desk.ctx, desk.actor, desk.texts, desk.ports.rules)
        self._sending, self._asked_at, self.priced_s, self._no_planner = False, 0.0, 0.0, ""
        self._build()
        self._read = Requery(desk.tasks, self.presenter.read, self._on_desk, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        theme = self.desk.theme
        self.answer = KeyButton("response.answer", "Alt+F8", theme, self)
        self.pass_up = KeyButton("response.pass", "Alt+F10", theme, self)
        self.resolve = KeyButton("response.resolve", "Alt+F11", theme, self)
        self.patient = KeyButton("response.patient", "Alt+F6", theme, self)
        for button, slot in (
            (self.answer, self.take_it), (self.pass_up, self.pass_it_on), (self.resolve, self.end_it),
            (self.patient, self.open_patient),
        ):  # fmt: skip
            button.clicked.connect(slot)
        self.banner = PatientBanner(theme, (self.patient,))
        self.since, self.ladder, self.said = QLabel(), QLabel(), QLabel()
        self.trends = TrendTiles(theme)
        self.titles = tuple(QLabel() for _ in range(SIDE))
        self.texts_beside = tuple(QLabel() for _ in range(SIDE))
        self.cards = {d: ChoiceCard(self.desk, d, keys, self) for d, keys in zip(ORDER, KEYS, strict=True)}
        for card in self.cards.values():
            card.chosen.connect(self.pick)
            card.option_chosen.connect(self._on_option)
        self.department, self.reason = Choice(theme), QLineEdit()
        self.reason_label, self.department_label = QLabel(), QLabel()
        self.decide = KeyButton("response.decide", "Ctrl+Enter", theme, None, kind="primary")
        self.decide.clicked.connect(self.send)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.send)
        self._skeleton, self.message = Skeleton(theme), Message("response.message")
        self.message.asked.connect(lambda: self.desk.navigate("alarms", ""))
        self._name_parts()
        self._lay_out()

    def _name_parts(self) -> None:
        for name, widget, role in (
            ("since", self.since, "heading"), ("ladder", self.ladder, "hint"), ("said", self.said, "error"),
            ("reason_label", self.reason_label, "label"), ("department_label", self.department_label, "label"),
        ):  # fmt: skip
            widget.setObjectName(f"response.{name}")
            widget.setProperty("role", role)
        self.ladder.setWordWrap(True)
        self.said.setWordWrap(True)
        self.reason.setObjectName("response.reason")
        self.department.setObjectName("response.department")
        self.reason_label.setBuddy(self.reason)
        self.department_label.setBuddy(self.department)
        for title, text in zip(self.titles, self.texts_beside, strict=True):
            title.setProperty("role", "label")
            text.setWordWrap(True)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.said.hide()

    def _lay_out(self) -> None:
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.banner)
        column.addLayout(self._ladder_row())
        column.addWidget(self._situation())
        row = QHBoxLayout()
        row.setSpacing(12)
        for card in self.cards.values():
            row.addWidget(card, 1)
        column.addLayout(row, 1)
        column.addWidget(self._decision())
        self.pages = QStackedWidget()
        for page in (self._skeleton, self._body, self.message):
            self.pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 12, 12, 12)
        whole.addWidget(self.pages)

    def _ladder_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.since)
        row.addWidget(self.ladder, 1)
        for button in (self.answer, self.pass_up, self.resolve):
            row.addWidget(button)
        return row

    def _situation(self) -> QFrame:
        panel = _panel()
        grid = QGridLayout(panel)
        grid.setContentsMargins(14, 8, 14, 8)
        grid.setHorizontalSpacing(20)
        grid.addWidget(self.trends, 0, 0, 2, 1)
        for number, (title, text) in enumerate(zip(self.titles, self.texts_beside, strict=True), 1):
            grid.addWidget(title, 0, number)
            grid.addWidget(text, 1, number)
            grid.setColumnStretch(number, 2)
        grid.setColumnStretch(0, 5)
        grid.setRowStretch(1, 1)
        return panel

    def _decision(self) -> QFrame:
        panel = _panel()
        row = QHBoxLayout(panel)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(10)
        row.addWidget(self.department_label)
        row.addWidget(self.department)
        row.addWidget(self.reason_label)
        row.addWidget(self.reason, 3)
        row.addWidget(self.said, 2)
        row.addWidget(self.decide)
        return panel

    def take_focus(self) -> None:
        """The first choice."""
        self.cards[ORDER[0]].button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_entity(self, entity_id: str) -> None:
        """Another patient: the opening is in the audit trail before anything is shown."""
        patient_id, desk = PatientId(entity_id), self.desk
        if not entity_id:
            self._say_message(desk.texts("response.nobody"))
            return
        if patient_id != self.presenter.patient_id:
            self.presenter.begin(patient_id)
            self.reason.clear()
            self._tell("")
            self.pages.setCurrentWidget(self._skeleton)
            desk.tasks.run_command(
                lambda: open_patient(desk.ctx, desk.actor, patient_id), lambda _: self.refresh(), self._on_failed
            )
        else:
            self.refresh()

    def refresh(self) -> None:
        """Read everything again."""
        if self.presenter.patient_id is None:
            self._say_message(self.desk.texts("response.nobody"))
            return
        self._asked_at = time.monotonic()
        self._read.ask()
        self._ask_prices()
        self._ask_hospitals()

    def _ask_prices(self) -> None:
        desk, patient_id, urgent = self.desk, self.presenter.patient_id, self.desk.ports.urgent
        if urgent is None or patient_id is None:
            self._no_planner = desk.texts("response.visit.no_planner")
            return
        desk.tasks.run_query(
            lambda: urgent.price(desk.ctx, patient_id), lambda prices: self._on_prices(patient_id, prices),
            self._on_unpriced,
        )  # fmt: skip

    def _ask_hospitals(self) -> None:
        desk, patient_id = self.desk, self.presenter.patient_id
        desk.tasks.run_query(
            lambda: read_hospital_board(desk.ctx, desk.ports.travel, patient_id, desk.ports.rules.transfer.ranking),
            lambda rows: self._on_hospitals(patient_id, rows),
            self._on_failed,
        )

    def _on_desk(self, desk: ResponseDesk) -> None:
        first = self.presenter.known is None
        if not self.presenter.take_desk(desk):
            return
        self.presenter.take_no_planner(self._no_planner)
        self.pages.setCurrentWidget(self._body)
        self._show(desk.at)
        for late in (self._late_prices, self._late_hospitals):
            late()
        if first and self.isVisible():
            self.take_focus()

    _waiting_prices: tuple[PatientId, UrgentPrices] | None = None
    _waiting_hospitals: tuple[PatientId | None, tuple[HospitalRow, ...]] | None = None

    def _late_prices(self) -> None:
        if self._waiting_prices is not None:
            patient_id, prices = self._waiting_prices
            self._waiting_prices = None
            self._on_prices(patient_id, prices)

    def _late_hospitals(self) -> None:
        if self._waiting_hospitals is not None:
            patient_id, rows = self._waiting_hospitals
            self._waiting_hospitals = None
            self._on_hospitals(patient_id, rows)

    def _on_prices(self, patient_id: PatientId, prices: UrgentPrices) -> None:
        """What comes before the desk itself waits for it."""
        if patient_id != self.presenter.patient_id:
            return
        if self.presenter.known is None:
            self._waiting_prices = patient_id, prices
            return
        self.priced_s = time.monotonic() - self._asked_at
        self.presenter.take_prices(prices, self.priced_s)
        self._show_cards()
        if prices.best is not None:
            self._ask_better(patient_id, prices.best.staff_id)

    def _ask_better(self, patient_id: PatientId, staff_id: StaffId) -> None:
        desk, urgent = self.desk, self.desk.ports.urgent
        if urgent is not None:
            desk.tasks.run_query(
                lambda: urgent.improve(desk.ctx, patient_id, staff_id, IMPROVE_S),
                lambda price: self._on_better(patient_id, price),
                self._on_no_better,
            )

    def _on_better(self, patient_id: PatientId, price: VisitPrice | None) -> None:
        if patient_id == self.presenter.patient_id and price is not None:
            self.presenter.take_improved(price, time.monotonic() - self._asked_at)
            self._show_cards()

    def _on_no_better(self, error: Exception) -> None:
        """The price that is there stays."""

    def _on_unpriced(self, error: Exception) -> None:
        self.presenter.take_unpriced(error)
        self._show_cards()

    def _on_hospitals(self, patient_id: PatientId | None, rows: tuple[HospitalRow, ...]) -> None:
        if patient_id != self.presenter.patient_id:
            return
        if self.presenter.known is None:
            self._waiting_hospitals = patient_id, rows
            return
        self.presenter.take_hospitals(rows)
        self._show_cards()

    def pick(self, decision: Decision) -> None:
        """Choose one of the four; then its reason."""
        self.presenter.decision = decision
        self._tell("")
        self._show_cards()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_option(self, decision: Decision, key: str) -> None:
        if self.presenter.picked.get(decision) != key:
            self.presenter.picked[decision] = key
            self._show_cards()

    def send(self) -> None:
        """Record the decision and start what was chosen, or say what is missing."""
        if self._sending or self.presenter.known is None:
            return
        self.presenter.department = str(self.department.currentData() or "")
        command, decision = self.presenter.command(self.reason.text()), self.presenter.decision
        if isinstance(command, str) or decision is None:
            self._tell(str(command))
            target = self.reason if decision is not None else self.cards[ORDER[0]].button
            target.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._run(command, lambda _: self._on_sent(decision))

    def _run(self, command: Command, done: object) -> None:
        self._sending = True
        self._show_cards()
        self.desk.tasks.run_command(command, done, self._on_refused)  # type: ignore[arg-type]

    def _on_sent(self, decision: Decision) -> None:
        self._sending = False
        self._tell(self.presenter.done(decision))
        self.reason.clear()
        self.presenter.decision = None
        self._read.ask()
        if decision is Decision.TRANSFER:
            self.desk.navigate("transfers", "")
        elif decision is Decision.TELE_CONSULT and self.presenter.department:
            self.desk.navigate("consults", "")

    def _on_refused(self, error: Exception) -> None:
        """Nothing typed is lost; what is in sight is read again."""
        self._sending = False
        self._tell(self.desk.texts.error(error))
        self._read.ask()

    def take_it(self) -> None:
        """Answer the escalation."""
        self._act(lambda case_id, version: answer_escalation(
            self.desk.ctx, self.desk.actor, self.desk.ports.rules.escalation, case_id, version))  # fmt: skip

    def pass_it_on(self) -> None:
        """Ask the next rung now."""
        self._act(lambda case_id, version: pass_on(
            self.desk.ctx, self.desk.actor, self.desk.ports.rules.escalation, case_id, version))  # fmt: skip

    def end_it(self) -> None:
        """It is over, in the words of the reason."""
        if not self.reason.text().strip():
            self._tell(self.desk.texts("response.need_reason"))
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        words = self.reason.text()
        self._act(lambda case_id, version: resolve(self.desk.ctx, self.desk.actor, case_id, words, version))

    def _act(self, do: object) -> None:
        known = self.presenter.known
        case = known.desk.case if known is not None else None
        if case is None or self._sending:
            self._tell(self.desk.texts("response.no_case"))
            return
        self._run(lambda: do(case.escalation_id, case.version), self._on_acted)  # type: ignore[operator]

    def _on_acted(self, _: Changes) -> None:
        self._sending = False
        self._tell("")
        self._read.ask()

    def open_patient(self) -> None:
        """The patient's page."""
        if self.presenter.patient_id is not None:
            self.desk.navigate("patient", self.presenter.patient_id)

    def on_changes(self, changes: Changes) -> None:
        """Read again when the ladder, an alarm or what was started changed."""
        if self.presenter.patient_id is not None and changes.touches(
            "escalation", "alarm", "transfer", "consult", "note", "dose", "duty", "episode"
        ):
            self._read.ask()

    def on_tick(self, now: datetime) -> None:
        """The clocks."""
        self._show_clocks(now)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme; what was typed stays."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        for button in (self.answer, self.pass_up, self.resolve, self.patient, self.decide):
            button.restyle(desk.theme)
        for card in self.cards.values():
            card.restyle(desk)
        self.banner.restyle(desk.theme)
        self.trends.restyle(desk.theme)
        self.department.restyle(desk.theme)
        self._skeleton.restyle(desk.theme)
        self._write_texts()
        if self.presenter.patient_id is None:
            self._say_message(desk.texts("response.nobody"))
        self._show(desk.ctx.clock.now())

    def _write_texts(self) -> None:
        texts = self.desk.texts
        for button, key in (
            (self.answer, "answer"), (self.pass_up, "pass"), (self.resolve, "resolve"), (self.patient, "patient"),
            (self.decide, "decide"),
        ):  # fmt: skip
            button.say(texts(f"response.button.{key}"))
        beside = (texts("response.notes"), texts("response.doses"), texts("response.tried"))
        for title, text in zip(self.titles, beside, strict=True):
            title.setText(text)
        self.reason_label.setText(texts("response.reason"))
        self.reason.setAccessibleName(texts("response.reason"))
        self.reason.setPlaceholderText(texts("response.reason_hint"))
        self.department_label.setText(texts("response.department"))
        self.department.setAccessibleName(texts("response.department"))
        self._fill_departments()

    def _fill_departments(self) -> None:
        chosen, texts = self.department.currentData(), self.desk.texts
        self.department.clear()
        self.department.addItem(texts("response.no_department"), "")
        for code in self.desk.ports.rules.escalation.departments:
            self.department.addItem(texts.word("words.department", code), code)
        self.department.setCurrentIndex(max(0, self.department.findData(chosen)))

    def _show(self, now: datetime) -> None:
        banner, known = self.presenter.banner(), self.presenter.known
        if banner is None or known is None:
            return
        self.banner.show_text(banner, self.presenter.priority())
        words = self.presenter.words()
        self.trends.show_tiles(words.tiles(known.desk), words.spoken_trends(known.desk))
        for label, text in zip(self.texts_beside, words.situation(known.desk), strict=True):
            label.setText(text)
            label.setToolTip(text)
        self._show_clocks(now)
        self._show_cards()

    def _show_clocks(self, now: datetime) -> None:
        known = self.presenter.known
        if known is not None:
            self.since.setText(self.presenter.words().head(known.desk, now))
            self.ladder.setText(self.presenter.left(now))

    def _show_cards(self) -> None:
        texts, known = self.desk.texts, self.presenter.known
        for text in self.presenter.cards():
            picked = text.decision is self.presenter.decision
            choose = texts("response.button.chosen" if picked else "response.button.choose")
            self.cards[text.decision].show_text(text, picked=picked, enabled=not self._sending, choose=choose)
        case = known.desk.case if known is not None else None
        self.answer.setEnabled(case is not None and case.waiting and not self._sending)
        self.pass_up.setEnabled(case is not None and not self._sending)
        self.resolve.setEnabled(case is not None and not case.waiting and not self._sending)
        self.decide.setEnabled(self.presenter.decision is not None and not self._sending)
        consulting = self.presenter.decision is Decision.TELE_CONSULT
        self.department.setVisible(consulting)
        self.department_label.setVisible(consulting)

    def _tell(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        if sentence:
            announce(self.banner, sentence, assertive=True)

    def _on_failed(self, error: Exception) -> None:
        sentence = self.desk.texts.error(error)
        if self.presenter.known is not None:
            self._tell(sentence)
        else:
            self._say_message(sentence)

    def _say_message(self, sentence: str) -> None:
        self.message.say(sentence, self.desk.texts("response.to_alarms"))
        self.pages.setCurrentWidget(self.message)


def _panel() -> QFrame:
    panel = QFrame()
    panel.setProperty("role", "panel")
    return panel
