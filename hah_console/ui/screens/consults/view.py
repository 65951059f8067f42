"""Consultations: the list at the left, one with its line of steps at the right, the next step on one key."""

from datetime import datetime

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from hah_console.domain.consult import ConsultState
from hah_console.services.changes import Changes
from hah_console.services.consult_board import ConsultBoard, ConsultRow, read_consult_board
from hah_console.ui.announce import announce
from hah_console.ui.forms.draft_dialog import DialogSpec, DraftDialog
from hah_console.ui.forms.spec import FormSpec
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.consults.lines import ConsultDelegate, StepDelegate
from hah_console.ui.screens.consults.presenter import ConsultsPresenter
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton

LIST_WIDTH, STEPS_HEIGHT = 460, 190
TALL = 620


class ConsultsScreen(Screen):
    """A form for each step with its draft; the service enforces their order."""

    screen_id = "consults"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.presenter = ConsultsPresenter(desk.ctx, desk.actor, desk.texts)
        self._wanted = ""
        self._build()
        self._read = Requery(desk.tasks, self._read_board, self._on_board, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        theme = self.desk.theme
        self.list = RowList("consults.list", ConsultDelegate(theme), keeps_selection=True)
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(lambda _: self.step_forward())
        self.steps = RowList("consults.steps", StepDelegate(theme))
        self.steps.setFixedHeight(STEPS_HEIGHT)
        self.next_button = KeyButton("consults.next", "Alt+F9", theme, self, kind="primary")
        self.link_button = KeyButton("consults.link", "Alt+F5", theme, self)
        self.end_button = KeyButton("consults.end", "Alt+F8", theme, self)
        self.patient_button = KeyButton("consults.patient", "Alt+F6", theme, self)
        for button, slot in (
            (self.next_button, self.step_forward), (self.link_button, self.open_link), (self.end_button, self.end),
            (self.patient_button, self.open_patient),
        ):  # fmt: skip
            button.clicked.connect(slot)
        self._title, self.summary, self.who, self.facts, self.said = QLabel(), QLabel(), QLabel(), QLabel(), QLabel()
        for name, label, role in (
            ("title", self._title, "title"), ("summary", self.summary, "hint"), ("who", self.who, "heading"),
            ("facts", self.facts, ""), ("said", self.said, "error"),
        ):  # fmt: skip
            label.setObjectName(f"consults.{name}")
            label.setProperty("role", role)
            label.setWordWrap(name in {"who", "facts", "said"})
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.said.hide()
        self._skeleton, self.message = Skeleton(theme), Message("consults.message")
        self.message.asked.connect(self._on_message)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addWidget(self.summary)
        head.addStretch(1)
        self._body = QWidget()
        body = QHBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        self.list.setFixedWidth(LIST_WIDTH)
        body.addWidget(self.list)
        body.addWidget(self._detail(), 1)
        self.pages = QStackedWidget()
        for page in (self._skeleton, self._body, self.message):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.pages, 1)

    def _detail(self) -> QFrame:
        panel = QFrame()
        panel.setProperty("role", "panel")
        column = QVBoxLayout(panel)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        for widget in (self.who, self.steps, self.facts):
            column.addWidget(widget)
        column.addStretch(1)
        column.addWidget(self.said)
        row = QHBoxLayout()
        for button in (self.next_button, self.link_button, self.end_button, self.patient_button):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        return panel

    def take_focus(self) -> None:
        """The list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_entity(self, entity_id: str) -> None:
        """Choose a consultation, now or when it has been read."""
        self._wanted = entity_id
        self._choose_wanted()

    def refresh(self) -> None:
        """Read again."""
        self._read.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when a consultation or its patient changed."""
        if changes.touches("consult", "patient", "episode", "duty"):
            self._read.ask()

    def on_tick(self, now: datetime) -> None:
        """The clocks."""
        self._show(now)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        for part in (self.list, self.steps):
            part.restyle(desk.theme)
        for button in (self.next_button, self.link_button, self.end_button, self.patient_button):
            button.restyle(desk.theme)
        self._skeleton.restyle(desk.theme)
        self._write_texts()
        self._show(desk.ctx.clock.now())

    def step_forward(self) -> None:
        """The form of the next step of the one in sight."""
        row, step, spec = self.presenter.row(), self.presenter.forward(), self.presenter.spec()
        if row is not None and step is not None and spec is not None:
            form, fields = spec
            self._open(row, step, form, fields, self.presenter.forward_text())

    def end(self) -> None:
        """Decline or cancel the one in sight."""
        row = self.presenter.row()
        if row is not None and self.presenter.may_end():
            title = self.desk.texts("consults.button.end")
            self._open(row, ConsultState.CANCELLED, self.presenter.end_spec(), {}, title)

    def open_link(self) -> None:
        """The meeting in the browser; a site without a link is told so."""
        row = self.presenter.row()
        if row is not None and row.link:
            QDesktopServices.openUrl(QUrl(row.link))

    def open_patient(self) -> None:
        """The patient's page."""
        row = self.presenter.row()
        if row is not None:
            self.desk.navigate("patient", row.patient_id)

    def _open(self, row: ConsultRow, step: ConsultState, form: FormSpec, fields: object, title: str) -> None:
        spec = DialogSpec(
            form=form,
            title=title,
            who=self.presenter.who(),
            submit="consults.submit",
            subject=row.consult.consult_id,
            version=row.consult.version,
            fields=dict(fields),  # type: ignore[call-overload]
            hint=row.consult.question,
            height=TALL,
            width=640,
        )
        dialog = DraftDialog(spec, self.desk, lambda typed: self.presenter.command(row, step, typed), self)
        dialog.sent.connect(lambda _: self._on_stored(title))
        dialog.open()

    def _on_stored(self, title: str) -> None:
        self._tell(self.desk.texts("consults.done", step=title))
        self._read.ask()

    def _on_chosen(self, key: str) -> None:
        if key != self.presenter.chosen_id:
            self.presenter.chosen_id = key
            self._tell("")
            self._show_detail(self.desk.ctx.clock.now())

    def _read_board(self) -> ConsultBoard:
        return read_consult_board(self.desk.ctx, self.desk.actor, self.desk.ports.rules.clocks)

    def _on_board(self, board: ConsultBoard) -> None:
        first = self.presenter.board is None
        self.presenter.board = board
        self._show(board.at)
        self._choose_wanted()
        if first and self.isVisible():
            self.take_focus()

    def _choose_wanted(self) -> None:
        if self._wanted and self.list.choose(self._wanted):
            self._wanted = ""

    def _on_failed(self, error: Exception) -> None:
        sentence = self.desk.texts.error(error)
        if self.presenter.board is not None:
            self._tell(sentence)
            return
        self.message.say(sentence, self.desk.texts("consults.retry"))
        self.pages.setCurrentWidget(self.message)

    def _on_message(self) -> None:
        if self.presenter.board is None:
            self.refresh()
        else:
            self.desk.navigate("alarms", "")

    def _tell(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        if sentence:
            announce(self.list, sentence)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self._title.setText(texts("consults.title"))
        self.list.setAccessibleName(texts("consults.title"))
        self.steps.setAccessibleName(texts("consults.steps"))
        self.link_button.say(texts("consults.button.link"))
        self.end_button.say(texts("consults.button.end"))
        self.patient_button.say(texts("consults.button.patient"))
        self._show_buttons()

    def _show(self, now: datetime) -> None:
        if self.presenter.board is None:
            return
        lines = self.presenter.lines(now)
        self.list.show_rows(lines)
        self.summary.setText(self.presenter.summary(now))
        if not lines:
            self.message.say(self.desk.texts("consults.empty"), self.desk.texts("consults.to_alarms"))
        self.pages.setCurrentWidget(self._body if lines else self.message)
        self._show_detail(now)

    def _show_detail(self, now: datetime) -> None:
        self.who.setText(self.presenter.who())
        self.steps.show_rows(self.presenter.steps(now))
        self.facts.setText("\n".join(self.presenter.facts(now)))
        self._show_buttons()

    def _show_buttons(self) -> None:
        row = self.presenter.row()
        self.next_button.say(self.presenter.forward_text())
        self.next_button.setEnabled(self.presenter.forward() is not None)
        self.link_button.setEnabled(row is not None and bool(row.link))
        self.end_button.setVisible(self.presenter.may_end())
        self.patient_button.setEnabled(row is not None)
