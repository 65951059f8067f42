"""The green channel: transfers at the left, the stage ladder with the next step in the middle, hospitals right."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from hah_console.domain.ids import PatientId
from hah_console.domain.transfer import TransferStage
from hah_console.services.changes import Changes
from hah_console.services.hospital_board import HospitalRow, Need, read_hospital_board
from hah_console.services.patient_rules import patient_rules
from hah_console.services.transfer_board import TransferBoard, TransferCard, read_transfer_board
from hah_console.ui.announce import announce
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.transfers.code_dialog import CodeDialog
from hah_console.ui.screens.transfers.hospital_list import HospitalDelegate, HospitalLine, hospital_lines
from hah_console.ui.screens.transfers.offer_back_dialog import OfferBackDialog
from hah_console.ui.screens.transfers.pathway_dialog import PathwayDialog
from hah_console.ui.screens.transfers.presenter import TransfersPresenter
from hah_console.ui.screens.transfers.stage_list import LadderDelegate, TransferDelegate
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton

LIST_WIDTH, HOSPITAL_WIDTH, LADDER_HEIGHT = 340, 370, 240


class TransfersScreen(Screen):
    """Every step sends the version in sight; the service enforces the order of the steps."""

    screen_id = "transfers"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self._rules = patient_rules(desk.ports.rules)
        self.presenter = TransfersPresenter(desk.ctx, desk.actor, desk.texts, self._rules.pathways)
        self._hospitals: tuple[HospitalRow, ...] = ()
        self._hospitals_of: tuple[PatientId, Need] | None = None
        self._wanted, self._moving = "", False
        self._build()
        self._read = Requery(desk.tasks, self._read_board, self._on_board, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        theme = self.desk.theme
        self.list = RowList("transfers.list", TransferDelegate(theme), keeps_selection=True)
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(lambda _: self.open_patient())
        self.ladder = RowList("transfers.ladder", LadderDelegate(theme))
        self.ladder.setMinimumHeight(LADDER_HEIGHT)
        self.hospitals = RowList("transfers.hospitals", HospitalDelegate(theme), keeps_selection=True)
        self.hospitals.chosen.connect(lambda _: self._show_actions())
        self.next_button = self._button("transfers.next", "Alt+F9", self.step_forward, kind="primary")
        self.refuse_button = self._button("transfers.refuse", "Alt+F7", lambda: self.move_to(TransferStage.REFUSED))
        self.cancel_button = self._button("transfers.cancel", "Alt+F8", lambda: self.move_to(TransferStage.CANCELLED))
        off, died = TransferStage.AMBULANCE_CANCELLED, TransferStage.DIED
        self.ambulance_button = self._button("transfers.ambulance_off", "Alt+F5", lambda: self.move_to(off))
        self.died_button = self._button("transfers.died", "Alt+F10", lambda: self.move_to(died))
        self.code_button = self._button("transfers.issue_code", "Alt+F11", self.issue_code)
        self.pathway_button = self._button("transfers.open_pathway", "Alt+F12", self.open_pathway)
        self.open_button = self._button("transfers.open_patient", "Alt+F6", self.open_patient)
        self.retry_button = self._button("transfers.retry", "Ctrl+F9", self.retry_pack)
        self.back_button = self._button("transfers.offer_back", "Ctrl+F10", self.open_offer)
        self.note = QPlainTextEdit()
        self.note.setObjectName("transfers.note")
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(64)
        self.note.textChanged.connect(self._on_typed)
        self._label_widgets()
        self._skeleton, self.message = Skeleton(theme), Message("transfers.message")
        self.message.asked.connect(self._on_message)
        self._lay_out()

    def _button(self, name: str, keys: str, do: object, kind: str = "") -> KeyButton:
        button = KeyButton(name, keys, self.desk.theme, self, kind=kind)
        button.clicked.connect(do)
        return button

    def _label_widgets(self) -> None:
        self._title, self.summary, self.who, self.about = QLabel(), QLabel(), QLabel(), QLabel()
        self._act_title, self._note_label, self.hint, self.said = QLabel(), QLabel(), QLabel(), QLabel()
        self._hospital_title, self._hospital_from = QLabel(), QLabel()
        roles = {
            "title": (self._title,),
            "heading": (self.who, self._act_title, self._hospital_title),
            "hint": (self.summary, self.about, self.hint, self._hospital_from),
            "label": (self._note_label,),
            "error": (self.said,),
        }
        for role, labels in roles.items():
            for label in labels:
                label.setProperty("role", role)
                label.setWordWrap(role != "title" and label is not self.summary)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self._note_label.setBuddy(self.note)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addWidget(self.summary)
        head.addStretch(1)
        self._body = QWidget()
        body = QHBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        body.addWidget(_panel(self.list, width=LIST_WIDTH))
        body.addWidget(self._detail(), 1)
        body.addWidget(_panel(self._hospital_title, self._hospital_from, self.hospitals, width=HOSPITAL_WIDTH))
        self.pages = QStackedWidget()
        for page in (self._skeleton, self._body, self.message):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.pages, 1)

    def _detail(self) -> QFrame:
        panel = _panel(self.who, self.about, self.ladder, self._act_title, self._note_label, self.note)
        column = panel.layout()
        assert isinstance(column, QVBoxLayout)
        column.setStretchFactor(self.ladder, 1)
        for widget in (self.said, self.hint, self.next_button):
            column.addWidget(widget)
        for buttons in ((self.refuse_button, self.ambulance_button), (self.cancel_button, self.died_button)):
            column.addLayout(_row(*buttons))
        column.addLayout(_row(self.code_button, self.pathway_button))
        column.addLayout(_row(self.open_button, self.retry_button, self.back_button))
        return panel

    def take_focus(self) -> None:
        """The list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_entity(self, entity_id: str) -> None:
        """Choose a transfer, now or when it has been read."""
        self._wanted = entity_id
        self._choose_wanted()

    def refresh(self) -> None:
        """Read transfers and hospitals again."""
        self._hospitals_of = None
        self._read.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when a transfer or its patient changed."""
        if changes.touches("hospital"):
            self._hospitals_of = None
        if changes.touches("transfer", "patient", "episode", "hospital"):
            self._read.ask()

    def on_tick(self, now: datetime) -> None:
        """The clocks."""
        self._show(now)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme; what was typed stays."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        for part in (self.list, self.ladder, self.hospitals):
            part.restyle(desk.theme)
        for button in self._buttons():
            button.restyle(desk.theme)
        self._skeleton.restyle(desk.theme)
        self.said.clear()
        self._write_texts()
        self._show(desk.ctx.clock.now())
        self._show_hospitals()

    def step_forward(self) -> None:
        """The step ahead of the transfer in sight."""
        step = self.presenter.forward()
        if step is not None:
            self.move_to(step)

    def move_to(self, to: TransferStage) -> None:
        """Send one step, or say what is missing."""
        card = self.presenter.card()
        command = self.presenter.command(to, self.hospitals.key())
        if self._moving or card is None:
            return
        if isinstance(command, str):
            self._say(command)
            (self.hospitals if to is TransferStage.ASKED else self.note).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._moving, sent = True, self.note.toPlainText()
        self._show_actions()
        self.desk.tasks.run_command(command, lambda changes: self._on_moved(card, to, sent, changes), self._on_refused)

    def open_patient(self) -> None:
        """Go to the patient of the transfer in sight."""
        card = self.presenter.card()
        if card is not None:
            self.desk.navigate("patient", card.patient_id)

    def issue_code(self) -> None:
        """A code of the receiving page for the hospital that is asked."""
        card = self.presenter.card()
        if card is not None and self.presenter.offers_code():
            CodeDialog(self.desk, card, self).open()

    def open_pathway(self) -> None:
        """The pathway of the transfer in sight and its moments."""
        card = self.presenter.card()
        if card is not None and self.presenter.offers_pathway():
            dialog = PathwayDialog(self.desk, card, self.desk.ports.rules.transfer, self)
            dialog.saved.connect(self._read.ask)
            dialog.open()

    def retry_pack(self) -> None:
        """Send the pack again at once, by the way that failed."""
        command = self.presenter.retry()
        if command is not None and not self._moving:
            self._moving = True
            self._show_actions()
            self.desk.tasks.run_command(command, lambda _: self._on_retried(), self._on_refused)

    def open_offer(self) -> None:
        """The hospital offers the patient back: a referral, whose intake begins with what is known already."""
        card = self.presenter.card()
        if card is not None and self.presenter.offers_back():
            dialog = OfferBackDialog(self.desk, card, self)
            dialog.offered.connect(lambda referral_id: self.desk.navigate("referrals", referral_id))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _on_retried(self) -> None:
        self._moving = False
        self._say(self.desk.texts("transfers.act.retried"))
        self._read.ask()

    def _on_moved(self, card: TransferCard, to: TransferStage, sent: str, changes: Changes) -> None:
        self._moving = False
        self._say(self.presenter.done(card, to, sent, changes))
        self._show_note()
        self._read.ask()

    def _on_refused(self, error: Exception) -> None:
        self._moving = False
        self._say(self.presenter.failed(error))
        self._read.ask()

    def _on_typed(self) -> None:
        if self.presenter.chosen_id:
            self.presenter.notes[self.presenter.chosen_id] = self.note.toPlainText()

    def _on_chosen(self, key: str) -> None:
        if key == self.presenter.chosen_id:
            return
        self.presenter.chosen_id = key
        self.said.clear()
        self._show_note()
        self._show_detail(self.desk.ctx.clock.now())
        self._ask_hospitals()

    def _show_note(self) -> None:
        """The note of the transfer in sight, never that of another."""
        note = self.presenter.notes.get(self.presenter.chosen_id, "")
        if self.note.toPlainText() != note:
            self.note.setPlainText(note)

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        announce(self.list, sentence, assertive=True)

    def _read_board(self) -> TransferBoard:
        return read_transfer_board(self.desk.ctx, self._rules)

    def _on_board(self, board: TransferBoard) -> None:
        first = self.presenter.board is None
        self.presenter.board = board
        self._show(board.at)
        self._choose_wanted()
        self._ask_hospitals()
        self._show_hospitals()
        if first and self.isVisible():
            self.take_focus()

    def _choose_wanted(self) -> None:
        if self._wanted and self.list.choose(self._wanted):
            self._wanted = ""

    def _ask_hospitals(self) -> None:
        """Read the hospitals once per patient; those of another patient vanish at once."""
        card, desk = self.presenter.card(), self.desk
        wanted = (card.patient_id, self.presenter.need()) if card else None
        if card is None or wanted is None or wanted == self._hospitals_of:
            return
        if self._hospitals_of is None or self._hospitals_of[0] != card.patient_id:
            self._hospitals = ()
        self._hospitals_of = wanted
        self._show_hospitals()
        desk.tasks.run_query(
            lambda: read_hospital_board(desk.ctx, desk.ports.travel, wanted[0], self._rules.ranking, wanted[1]),
            lambda rows: self._on_hospitals(wanted, rows),
            self._on_failed,
        )

    def _on_hospitals(self, wanted: tuple[PatientId, Need], rows: tuple[HospitalRow, ...]) -> None:
        if wanted == self._hospitals_of:
            self._hospitals = rows
            self._show_hospitals()
            if not rows:
                self._hospital_from.setText(self.desk.texts("transfers.hospital.empty"))

    def _show_hospitals(self) -> None:
        card, refused = self.presenter.card(), self.presenter.refused()
        self.hospitals.show_rows(hospital_lines(self.desk.texts, self._hospitals, self.desk.ctx.clock.now()))
        row = self.hospitals.row()
        if card and card.stage is TransferStage.REFUSED and isinstance(row, HospitalLine) and row.name in refused:
            self._choose_next_hospital(refused)
        name = card.name if card else ""
        self._hospital_from.setText(self.desk.texts("transfers.hospital.from", name=name) if name else "")
        self._show_actions()

    def _choose_next_hospital(self, refused: frozenset[str]) -> None:
        """The nearest that has not refused."""
        other = next((row for row in self._hospitals if row.name not in refused), None)
        if other is not None:
            self.hospitals.choose(other.hospital_id)

    def _on_failed(self, error: Exception) -> None:
        sentence = self.desk.texts.error(error)
        if self.presenter.board is not None:
            self._say(sentence)
            return
        self.message.say(sentence, self.desk.texts("transfers.retry"))
        self.pages.setCurrentWidget(self.message)

    def _on_message(self) -> None:
        if self.presenter.board is None:
            self.refresh()
        else:
            self.desk.navigate("census", "")

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self._title.setText(texts("transfers.title"))
        self._act_title.setText(texts("transfers.act.title"))
        self._note_label.setText(texts("transfers.act.note"))
        self.note.setAccessibleName(texts("transfers.act.note"))
        self.note.setPlaceholderText(texts("transfers.act.note_hint"))
        self._hospital_title.setText(texts("transfers.hospital.title"))
        self.list.setAccessibleName(texts("transfers.list"))
        self.ladder.setAccessibleName(texts("transfers.ladder"))
        self.hospitals.setAccessibleName(texts("transfers.hospital.list"))
        self.refuse_button.say(texts("transfers.act.refuse"))
        self.cancel_button.say(texts("transfers.act.cancel"))
        self.ambulance_button.say(texts("transfers.act.ambulance_off"))
        self.died_button.say(texts("transfers.act.died"))
        self.open_button.say(texts("transfers.act.open_patient"))
        self.code_button.say(texts("transfers.act.issue_code"))
        self.pathway_button.say(texts("transfers.act.open_pathway"))
        self.retry_button.say(texts("transfers.act.retry"))
        self.back_button.say(texts("transfers.act.offer_back"))
        self._show_actions()

    def _buttons(self) -> tuple[KeyButton, ...]:
        aside = (self.refuse_button, self.ambulance_button, self.cancel_button, self.died_button)
        below = (self.open_button, self.retry_button, self.back_button)
        return self.next_button, *aside, *below, self.code_button, self.pathway_button

    def _show(self, now: datetime) -> None:
        if self.presenter.board is None:
            return
        lines = self.presenter.lines(now)
        self.list.show_rows(lines)
        self.summary.setText(self.presenter.summary(now))
        if not lines:
            texts = self.desk.texts
            self.message.say(texts("transfers.empty"), texts("transfers.empty_button"))
        self.pages.setCurrentWidget(self._body if lines else self.message)
        self._show_detail(now)

    def _show_detail(self, now: datetime) -> None:
        card = self.presenter.card()
        self.who.setText(self.presenter.who(card) if card else "")
        self.about.setText("\n".join(self.presenter.about(card, now)) if card else "")
        self.ladder.show_rows(self.presenter.ladder(now))
        self._show_actions()

    def _show_actions(self) -> None:
        row, step = self.hospitals.row(), self.presenter.forward()
        self.next_button.say(self.presenter.forward_text(row.name if isinstance(row, HospitalLine) else ""))
        self.next_button.setEnabled(step is not None and not self._moving)
        for button, stage in (
            (self.refuse_button, TransferStage.REFUSED),
            (self.cancel_button, TransferStage.CANCELLED),
            (self.ambulance_button, TransferStage.AMBULANCE_CANCELLED),
            (self.died_button, TransferStage.DIED),
        ):
            button.setVisible(self.presenter.offers(stage))
            button.setEnabled(not self._moving)
        self.open_button.setEnabled(self.presenter.card() is not None)
        self.code_button.setVisible(self.presenter.offers_code())
        self.pathway_button.setVisible(self.presenter.offers_pathway())
        self.retry_button.setVisible(self.presenter.undelivered() is not None)
        self.retry_button.setEnabled(not self._moving)
        self.back_button.setVisible(self.presenter.offers_back())
        self.hint.setText(self.presenter.hint())
        for label in (self.hint, self.said):
            label.setVisible(bool(label.text()))


def _row(*buttons: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row


def _panel(*widgets: QWidget, width: int = 0) -> QFrame:
    panel = QFrame()
    panel.setProperty("role", "panel")
    column = QVBoxLayout(panel)
    column.setContentsMargins(12, 12, 12, 12)
    column.setSpacing(8)
    for widget in widgets:
        column.addWidget(widget)
    if width:
        panel.setFixedWidth(width)
    return panel
