"""The dispensary: what waits at the left, the chosen prescription at the right, a field for the scanner on top."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QStackedWidget, QVBoxLayout

from hah_console.domain.alarm import Priority
from hah_console.domain.ids import PrescriptionId
from hah_console.services.changes import Changes
from hah_console.services.dispensary import Dispensary
from hah_console.services.prescriptions import dispense
from hah_console.ui.announce import announce
from hah_console.ui.prescriptions.receipt_dialog import ReceiptDialog
from hah_console.ui.prescriptions.rx_list import RxDelegate
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.dispensary.presenter import DispensaryPresenter
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.shapes import GLYPHS
from hah_console.ui.widgets.states import Message, Skeleton

LIST_WIDTH = 520
_LOADING, _QUEUE, _MESSAGE = range(3)


class DispensaryScreen(Screen):
    """Scanning finds a prescription and shows it; dispensing has a key of its own."""

    screen_id = "dispensary"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.presenter = DispensaryPresenter(desk.ctx, desk.actor, desk.texts, desk.ports.rules)
        self._wanted = ""
        self._build()
        self._read = Requery(desk.tasks, self.presenter.read, self._on_queue, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        theme = self.desk.theme
        self.title, self.summary, self.scan_label = QLabel(), QLabel(), QLabel()
        self.who, self.detail, self.said = QLabel(), QLabel(), QLabel()
        for label, role in (
            (self.title, "title"), (self.summary, "hint"), (self.scan_label, ""), (self.who, "title"),
            (self.detail, ""), (self.said, "error"),
        ):  # fmt: skip
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self.who, self.detail, self.said):
            label.setWordWrap(True)
        self.said.setObjectName("dispensary.said")
        self.scan = QLineEdit()
        self.scan.setObjectName("dispensary.scan")
        self.scan.returnPressed.connect(self.look_up)
        self.scan_label.setBuddy(self.scan)
        self.dispense = KeyButton("dispensary.dispense", "Alt+F9", theme, self, kind="primary")
        self.dispense.clicked.connect(self.give_out)
        self.deliver = KeyButton("dispensary.deliver", "Alt+F7", theme, self)
        self.deliver.clicked.connect(self.open_receipt)
        self.list = RowList("dispensary.list", RxDelegate(theme), keeps_selection=True)
        self.list.chosen.connect(self._choose)
        self._skeleton, self.message = Skeleton(theme), Message("dispensary.message")
        self.message.asked.connect(self.refresh)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.title)
        head.addWidget(self.summary)
        head.addStretch(1)
        left, column = _panel()
        left.setFixedWidth(LIST_WIDTH)
        column.setContentsMargins(1, 1, 1, 1)
        self.pages = QStackedWidget()
        for page in (self._skeleton, self.list, self.message):
            self.pages.addWidget(page)
        column.addWidget(self.pages)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(left)
        body.addWidget(self._right(), 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 12)
        outer.setSpacing(8)
        outer.addLayout(head)
        outer.addLayout(body, 1)

    def _right(self) -> QFrame:
        panel, column = _panel()
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        acts = QHBoxLayout()
        acts.setSpacing(8)
        for button in (self.dispense, self.deliver):
            acts.addWidget(button)
        acts.addStretch(1)
        for widget in (self.scan_label, self.scan, self.said, self.who, self.detail):
            column.addWidget(widget)
        column.addLayout(acts)
        column.addStretch(1)
        return panel

    def take_focus(self) -> None:
        """The field of the scanner."""
        self.scan.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_entity(self, entity_id: str) -> None:
        """Choose a prescription, now or when it has been read."""
        self._wanted = entity_id
        if self.list.choose(entity_id):
            self._wanted = ""

    def refresh(self) -> None:
        """Read again."""
        self._read.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when a prescription changed."""
        if changes.touches("prescription", "patient", "order"):
            self._read.ask()

    def on_tick(self, now: datetime) -> None:
        """Time left."""
        if self.presenter.queue is not None:
            self._show(now)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.texts, self.presenter.packs = desk.texts, desk.ports.rules
        for part in (self.list, self._skeleton, self.dispense, self.deliver):
            part.restyle(desk.theme)
        self._write_texts()
        self._show(desk.ctx.clock.now())

    def look_up(self) -> None:
        """Enter in the field: bring the prescription of a scanned text in sight, or say why it cannot be used."""
        typed = self.scan.text().strip()
        number = self.presenter.number_of(typed) if typed else None
        if number is None:
            self._say(self.desk.texts("dispensary.scan_first"))
        elif self.presenter.waits(number):
            self.list.choose(number)
            self._say(self.desk.texts("dispensary.found", keys=self.dispense.keys))
        else:
            self._send(number, typed)

    def give_out(self) -> None:
        """Dispense by what stands in the field."""
        typed = self.scan.text().strip()
        number = self.presenter.number_of(typed)
        if not typed or number is None:
            self._say(self.desk.texts("dispensary.scan_first"))
            self.take_focus()
            return
        self._send(number, typed)

    def _send(self, number: PrescriptionId, typed: str) -> None:
        desk = self.desk
        self.dispense.setEnabled(False)
        desk.tasks.run_command(
            partial(dispense, desk.ctx, desk.actor, desk.ports.rules.care, number, typed),
            self._on_dispensed,
            self._on_refused,
        )

    def _on_dispensed(self, _: Changes) -> None:
        self.scan.clear()
        self._say(self.desk.texts("dispensary.done"))
        self._read.ask()

    def _on_refused(self, error: Exception) -> None:
        """SAFETY(dispensed once): a code that was used is said to be, and nothing is given out."""
        sentence = self.presenter.refusal(error)
        self._say(sentence)
        self.said.setText(f"{GLYPHS[Priority.HIGH]} {sentence}")
        self.scan.selectAll()
        self._show_acts()

    def open_receipt(self) -> None:
        """Record who took the chosen one at the door."""
        row = self.presenter.row()
        if row is not None and self.presenter.may_deliver():
            form = ReceiptDialog(self.desk, row, self)
            form.saved.connect(self._read.ask)
            form.finished.connect(form.deleteLater)
            form.open()

    def _on_queue(self, queue: Dispensary) -> None:
        self.presenter.queue = queue
        self._show(self.desk.ctx.clock.now())
        if self._wanted and self.list.choose(self._wanted):
            self._wanted = ""

    def _on_failed(self, error: Exception) -> None:
        if self.presenter.queue is None:
            self.message.say(self.desk.texts.error(error), self.desk.texts("medication.again"))
            self.pages.setCurrentIndex(_MESSAGE)
        else:
            self._say(self.desk.texts.error(error))

    def _choose(self, number: str) -> None:
        self.presenter.chosen = number
        self._show_detail()

    def _show(self, now: datetime) -> None:
        lines = self.presenter.lines(now)
        self.summary.setText(self.presenter.summary())
        self.list.show_rows(lines)
        if not lines:
            self.presenter.chosen = ""
            self.message.say(self.desk.texts("dispensary.empty"))
        self.pages.setCurrentIndex(_QUEUE if lines else _MESSAGE)
        self._show_detail()

    def _show_detail(self) -> None:
        self.who.setText(self.presenter.who())
        self.detail.setText("\n".join(self.presenter.detail(self.desk.ctx.clock.now())))
        self._show_acts()

    def _show_acts(self) -> None:
        self.dispense.setEnabled(self.presenter.may_dispense())
        self.deliver.setEnabled(self.presenter.may_deliver())

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        announce(self.said, sentence, assertive=True)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self.title.setText(texts("dispensary.title"))
        self.scan_label.setText(texts("dispensary.scan"))
        self.scan.setAccessibleName(texts("dispensary.scan"))
        self.scan.setPlaceholderText(texts("dispensary.scan_hint"))
        self.list.setAccessibleName(texts("dispensary.list"))
        self.dispense.say(texts("dispensary.act.dispense"))
        self.deliver.say(texts("dispensary.act.deliver"))
        self._show_acts()


def _panel() -> tuple[QFrame, QVBoxLayout]:
    panel = QFrame()
    panel.setProperty("role", "panel")
    return panel, QVBoxLayout(panel)
