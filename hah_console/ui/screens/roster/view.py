"""The duty roster of today and tomorrow: put somebody on, take somebody off; gaps stand where they are."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout

from hah_console.services.changes import Changes
from hah_console.services.roster import RosterBoard, take_off_duty
from hah_console.services.roster_entry import typed_duty
from hah_console.ui.announce import announce
from hah_console.ui.forms.draft_dialog import DialogSpec, DraftDialog
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.roster.presenter import RosterLine, RosterPresenter
from hah_console.ui.theme.fonts import BODY_PX
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowDelegate, RowList
from hah_console.ui.widgets.states import Message, Skeleton

PAD, ROLE_WIDTH, TIMES_WIDTH, MARK_WIDTH = 12, 180, 260, 90


class RosterDelegate(RowDelegate):
    """Role, who, from when to when; a gap is bold and says so in words."""

    height = 32

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, RosterLine):
            return
        left, top, height = box.left() + PAD, box.top(), box.height()
        bold = row.gap or row.now
        self.text(painter, QRect(left, top, ROLE_WIDTH, height), row.role, "ink-2", BODY_PX)
        rest = box.width() - 2 * PAD - ROLE_WIDTH - TIMES_WIDTH - MARK_WIDTH
        self.text(painter, QRect(left + ROLE_WIDTH, top, rest, height), row.who, "ink", BODY_PX, bold=bold)
        times = QRect(left + ROLE_WIDTH + rest, top, TIMES_WIDTH, height)
        self.text(painter, times, row.times, "ink", BODY_PX)
        self.text(painter, QRect(times.right(), top, MARK_WIDTH, height), row.mark, "ink", BODY_PX, bold=True)


class RosterScreen(Screen):
    """Read by everybody; changed by who may."""

    screen_id = "roster"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        departments = desk.ports.rules.escalation.departments
        self.presenter = RosterPresenter(desk.ctx, desk.actor, desk.texts, departments)
        self._build()
        self._read = Requery(desk.tasks, self.presenter.read, self._on_board, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        theme = self.desk.theme
        self.list = RowList("roster.list", RosterDelegate(theme), keeps_selection=True)
        self.list.chosen.connect(lambda _: self._show_buttons())
        self.add = KeyButton("roster.add", "Alt+F6", theme, self, kind="primary")
        self.remove = KeyButton("roster.remove", "Alt+F8", theme, self)
        self.add.clicked.connect(self.put_on)
        self.remove.clicked.connect(self.take_off)
        self.title, self.summary, self.said = QLabel(), QLabel(), QLabel()
        for label, role in ((self.title, "title"), (self.summary, "hint"), (self.said, "error")):
            label.setProperty("role", role)
        self.said.setObjectName("roster.said")
        self.said.hide()
        self._skeleton, self.message = Skeleton(theme), Message("roster.message")
        self.message.asked.connect(self.refresh)
        head = QHBoxLayout()
        for widget in (self.title, self.summary):
            head.addWidget(widget)
        head.addStretch(1)
        for button in (self.remove, self.add):
            head.addWidget(button)
        self.pages = QStackedWidget()
        for page in (self._skeleton, self.list, self.message):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.pages, 1)
        column.addWidget(self.said)

    def take_focus(self) -> None:
        """The list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read again."""
        self._read.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when the roster or the team changed."""
        if changes.touches("duty", "staff", "site"):
            self._read.ask()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        self.list.restyle(desk.theme)
        for button in (self.add, self.remove):
            button.restyle(desk.theme)
        self._skeleton.restyle(desk.theme)
        self._write_texts()
        self._show()

    def put_on(self) -> None:
        """The form that puts somebody on duty."""
        if not self.presenter.may_edit() or self.presenter.board is None:
            return
        desk, texts = self.desk, self.desk.texts
        spec = DialogSpec(self.presenter.spec(), texts("roster.add"), texts("roster.title"), "roster.submit", "new")
        dialog = DraftDialog(spec, desk, lambda typed: typed_duty(desk.ctx, desk.actor, typed), self)
        dialog.sent.connect(lambda _: self._on_stored())
        dialog.open()

    def take_off(self) -> None:
        """Nobody answers in this duty any more."""
        duty, desk = self.presenter.duty(self.list.key()), self.desk
        if duty is not None and self.presenter.may_edit():
            desk.tasks.run_command(
                lambda: take_off_duty(desk.ctx, desk.actor, duty), lambda _: self._on_stored(), self._on_failed
            )

    def _on_stored(self) -> None:
        self._tell(self.desk.texts("roster.done"))
        self._read.ask()

    def _on_board(self, board: RosterBoard) -> None:
        first = self.presenter.board is None
        self.presenter.board = board
        self._show()
        if first and self.isVisible():
            self.take_focus()

    def _on_failed(self, error: Exception) -> None:
        sentence = self.desk.texts.error(error)
        if self.presenter.board is not None:
            self._tell(sentence)
            return
        self.message.say(sentence, self.desk.texts("roster.retry"))
        self.pages.setCurrentWidget(self.message)

    def _tell(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        announce(self.list, sentence)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self.title.setText(texts("roster.title"))
        self.list.setAccessibleName(texts("roster.title"))
        self.add.say(texts("roster.add"))
        self.remove.say(texts("roster.remove"))
        self._show_buttons()

    def _show(self) -> None:
        if self.presenter.board is not None:
            self.list.show_rows(self.presenter.lines())
            self.summary.setText(self.presenter.summary())
            self.pages.setCurrentWidget(self.list)
        self._show_buttons()

    def _show_buttons(self) -> None:
        may = self.presenter.may_edit() and self.presenter.board is not None
        self.add.setEnabled(may)
        self.remove.setEnabled(may and self.presenter.duty(self.list.key()) is not None)
