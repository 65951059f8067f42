"""The board of hospitals: one row each, Enter to tell what was heard."""

from datetime import datetime

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout

from hah_console.domain.ids import HospitalId
from hah_console.services.changes import Changes
from hah_console.services.hospital_board import HospitalRow, read_hospital_board
from hah_console.services.patient_rules import patient_rules
from hah_console.ui.hospitals.news_dialog import NewsDialog
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.hospitals.presenter import BoardLine, HospitalsPresenter
from hah_console.ui.theme.fonts import BODY_PX, HEADING_PX, LABEL_PX
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowDelegate, RowList
from hah_console.ui.widgets.states import Message, Skeleton

PAD, NAME_SHARE = 12, 0.42


class BoardDelegate(RowDelegate):
    """Name and rating at the left, what was heard and the telephone at the right; too old is said and paler."""

    height = 60

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, BoardLine):
            return
        inner = box.adjusted(PAD, 8, -PAD, -8)
        width = int(inner.width() * NAME_SHARE)
        right = inner.left() + width + 12
        rest = inner.right() - right
        self.text(painter, QRect(inner.left(), inner.top(), width, 22), row.name, "ink", HEADING_PX, bold=True)
        self.text(painter, QRect(inner.left(), inner.top() + 24, width, 18), row.rated, "ink-2", LABEL_PX)
        ink = "ink-2" if row.old else "ink"
        self.text(painter, QRect(right, inner.top(), rest, 22), row.news, ink, BODY_PX, bold=not row.old)
        self.text(painter, QRect(right, inner.top() + 24, rest, 18), row.phone, "ink-2", LABEL_PX)


class HospitalsScreen(Screen):
    """By command bar; the age of what was heard goes on by itself."""

    screen_id = "hospitals"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.presenter = HospitalsPresenter(desk.actor, desk.texts)
        self._rules = patient_rules(desk.ports.rules)
        self._build()
        self._read = Requery(desk.tasks, self._read_board, self._on_board, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        theme = self.desk.theme
        self._title, self._summary = QLabel(), QLabel()
        self._title.setProperty("role", "title")
        self._summary.setProperty("role", "hint")
        self.list = RowList("hospitals.list", BoardDelegate(theme), keeps_selection=True)
        self.list.opened.connect(lambda _: self.tell())
        self.tell_button = KeyButton("hospitals.tell", "Alt+F9", theme, self, kind="primary")
        self.tell_button.clicked.connect(self.tell)
        self._skeleton, self.message = Skeleton(theme), Message("hospitals.message")
        self.message.asked.connect(self.refresh)
        self.pages = QStackedWidget()
        for page in (self._skeleton, self.list, self.message):
            self.pages.addWidget(page)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addWidget(self._summary)
        head.addStretch(1)
        head.addWidget(self.tell_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.pages, 1)

    def take_focus(self) -> None:
        """The list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read it again."""
        self._read.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when something was heard."""
        if changes.touches("hospital", "site"):
            self._read.ask()

    def on_tick(self, now: datetime) -> None:
        """Values age."""
        self._show(now)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        for part in (self.list, self.tell_button, self._skeleton):
            part.restyle(desk.theme)
        self._write_texts()
        self._show(desk.ctx.clock.now())

    def tell(self) -> None:
        """Open the form for the hospital that is chosen."""
        key = self.list.key()
        if key and self.presenter.may_tell():
            dialog = NewsDialog(self.desk, HospitalId(key), self.presenter.name(key), self)
            dialog.saved.connect(self.refresh)
            dialog.open()

    def _read_board(self) -> tuple[HospitalRow, ...]:
        return read_hospital_board(self.desk.ctx, None, None, self._rules.ranking)

    def _on_board(self, rows: tuple[HospitalRow, ...]) -> None:
        first = self.presenter.rows is None
        self.presenter.rows = rows
        self._show(self.desk.ctx.clock.now())
        if first and self.isVisible():
            self.take_focus()

    def _on_failed(self, error: Exception) -> None:
        texts = self.desk.texts
        self.message.say(texts.error(error), texts("transfers.retry"))
        self.pages.setCurrentWidget(self.message)

    def _show(self, now: datetime) -> None:
        if self.presenter.rows is None:
            return
        lines = self.presenter.lines(now)
        self.list.show_rows(lines)
        self._summary.setText(self.presenter.summary())
        if not lines:
            texts = self.desk.texts
            self.message.say(texts("transfers.hospital.empty"), texts("transfers.retry"))
        self.pages.setCurrentWidget(self.list if lines else self.message)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self._title.setText(texts("hospitals.title"))
        self.list.setAccessibleName(texts("hospitals.title"))
        self.tell_button.say(texts("hospitals.tell"))
        self.tell_button.setEnabled(self.presenter.may_tell())
