"""The list over all patients: 電子轉介, 電子轉診 or the watch after closure, one at a time, with export."""

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
)

from hah_console.services.changes import Changes
from hah_console.services.referral_desk import FormsBoard, note_export, read_forms_board
from hah_console.ui.announce import announce
from hah_console.ui.closing.form_text import FormLine
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.forms.presenter import ENTITIES, FormsPresenter, Kind
from hah_console.ui.theme.fonts import BODY_PX
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowDelegate, RowList
from hah_console.ui.widgets.states import Message, Skeleton

TOUCHED = ("ltc_referral", "hospital_referral", "closure", "patient")
WHO_ROOM, CLOCK_ROOM, PAD = 120, 250, 12


class FormRowDelegate(RowDelegate):
    """One line: who, to whom, how far it has come, and its clock at the right."""

    height = 40

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, FormLine):
            return
        inner = box.adjusted(PAD, 4, -PAD, -4)
        ink = "ink-2" if row.ended else "ink"
        self.text(
            painter, QRect(inner.left(), inner.top(), WHO_ROOM - 8, 32), row.who, ink, BODY_PX, bold=not row.ended
        )
        left, room = inner.left() + WHO_ROOM, inner.width() - WHO_ROOM - CLOCK_ROOM
        self.text(painter, QRect(left, inner.top(), room * 9 // 20 - 8, 32), row.head, ink)
        self.text(painter, QRect(left + room * 9 // 20, inner.top(), room * 11 // 20 - 8, 32), row.state, "ink-2")
        clock = QRect(inner.right() - CLOCK_ROOM, inner.top(), CLOCK_ROOM, 32)
        shown = f"● {row.clock}" if row.late else row.clock
        self.text(painter, clock, shown, "ink" if row.late else "ink-2", bold=row.late, right=True)


class FormsScreen(Screen):
    """A row opens the patient's page on its tab, where every step is taken below the name of the patient."""

    screen_id = "forms"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.presenter = FormsPresenter(desk)
        self._wanted = ""
        self._build()
        self._read = Requery(desk.tasks, self._read_board, self._on_board, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        theme = self.desk.theme
        self.list = RowList("forms.list", FormRowDelegate(theme), keeps_selection=True)
        self.list.opened.connect(self.open_form)
        self.kinds = {kind: QPushButton() for kind in Kind}
        for kind, button in self.kinds.items():
            button.setObjectName(f"forms.kind.{kind}")
            button.setCheckable(True)
            button.clicked.connect(partial(self.choose_kind, kind))
        self.open_only = QCheckBox()
        self.open_only.setObjectName("forms.open_only")
        self.open_only.toggled.connect(self._on_filter)
        self.open_button = KeyButton("forms.open", "Alt+F6", theme, self)
        self.open_button.clicked.connect(lambda: self.open_form(self.list.key()))
        self.export_button = KeyButton("forms.export", "Alt+F11", theme, self)
        self.export_button.clicked.connect(self.export)
        self._title, self.said, self.hint = QLabel(), QLabel(), QLabel()
        for label, role in ((self._title, "title"), (self.said, "error"), (self.hint, "hint")):
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setObjectName("forms.said")
        self.said.hide()
        self._skeleton, self.message = Skeleton(theme), Message("forms.message")
        self.message.asked.connect(self._on_message)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        for widget in (*self.kinds.values(), self.open_only):
            head.addWidget(widget)
        head.addStretch(1)
        for button in (self.open_button, self.export_button):
            head.addWidget(button)
        self._panel = QFrame()
        self._panel.setProperty("role", "panel")
        inner = QVBoxLayout(self._panel)
        inner.setContentsMargins(1, 8, 1, 1)
        inner.addWidget(self.list, 1)
        self.pages = QStackedWidget()
        for page in (self._skeleton, self._panel, self.message):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.hint)
        column.addWidget(self.said)
        column.addWidget(self.pages, 1)

    def take_focus(self) -> None:
        """The list, or the way to it."""
        target = self.list if self.list.isVisibleTo(self) else self.kinds[self.presenter.kind]
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_entity(self, entity_id: str) -> None:
        """Choose a form or closure, now or when it has been read."""
        self._wanted = entity_id
        self._choose_wanted()

    def refresh(self) -> None:
        """Read again."""
        self._read.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when a form or closure changed."""
        if changes.touches(*TOUCHED):
            self._read.ask()

    def on_tick(self, now: datetime) -> None:
        """The clocks."""
        if self.presenter.board is not None:
            self.list.show_rows(self.presenter.lines(now))

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.desk = desk
        self.list.restyle(desk.theme)
        for button in (self.open_button, self.export_button):
            button.restyle(desk.theme)
        self._skeleton.restyle(desk.theme)
        self._say("")
        self._write_texts()
        self._show()

    def choose_kind(self, kind: Kind) -> None:
        """Another list in sight."""
        self.presenter.kind = kind
        self._say("")
        self._show()

    def open_form(self, key: str) -> None:
        """Go to the patient's page with the form in sight."""
        place = self.presenter.place(key)
        if place:
            self.desk.navigate("patient", place)

    def export(self) -> None:
        """Write the list in sight as CSV, and that it was written into the audit trail."""
        rows, texts, files = self.presenter.rows(), self.desk.texts, self.desk.ports.files
        if not rows or files is None:
            self._say(texts("closing.list.nothing"))
            return
        name = f"{ENTITIES[self.presenter.kind]}-{self.desk.ctx.today():%Y%m%d}.csv"
        path, _ = QFileDialog.getSaveFileName(
            self, texts("closing.list.export"), str(Path.home() / name), "CSV (*.csv)"
        )
        if not path:
            return
        ctx, actor, entity = self.desk.ctx, self.desk.actor, ENTITIES[self.presenter.kind]

        def write() -> Changes:
            changes = note_export(ctx, actor, entity, len(rows))
            files.write_rows(rows, Path(path))
            return changes

        self.desk.tasks.run_command(
            write, lambda _: self._say(texts("closing.list.saved", count=len(rows), path=path)), self._on_failed
        )

    def _read_board(self) -> FormsBoard:
        return read_forms_board(self.desk.ctx, self.desk.ports.rules.clocks)

    def _on_board(self, board: FormsBoard) -> None:
        first = self.presenter.board is None
        self.presenter.board = board
        self._show()
        self._choose_wanted()
        if first and self.isVisible():
            self.take_focus()

    def _choose_wanted(self) -> None:
        """The list in which the thing stands comes in sight."""
        for kind in Kind:
            keys = {line.key for line in self._lines_of(kind)} if self._wanted else set()
            if self._wanted in keys:
                self.choose_kind(kind)
                self.list.choose(self._wanted)
                self._wanted = ""

    def _lines_of(self, kind: Kind) -> tuple[FormLine, ...]:
        kept, self.presenter.kind = self.presenter.kind, kind
        lines = self.presenter.lines(self.desk.ctx.clock.now())
        self.presenter.kind = kept
        return lines

    def _on_filter(self, checked: bool) -> None:
        self.presenter.open_only = checked
        self._show()

    def _on_failed(self, error: Exception) -> None:
        sentence = self.desk.texts.error(error)
        if self.presenter.board is not None:
            self._say(sentence)
            return
        self.message.say(sentence, self.desk.texts("closing.retry"))
        self.pages.setCurrentWidget(self.message)

    def _on_message(self) -> None:
        if self.presenter.board is None:
            self.refresh()
        else:
            self.desk.navigate("census", "")

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        if sentence:
            announce(self.list, sentence)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self._title.setText(texts("closing.list.title"))
        self.open_only.setText(texts("closing.list.open_only"))
        self.open_only.setAccessibleName(texts("closing.list.open_only"))
        self.open_button.say(texts("closing.list.open"))
        self.export_button.say(texts("closing.list.export"))
        self._write_kinds()

    # i18n: closing.list_of.* closing.list_hint.* closing.list_empty.*
    def _write_kinds(self) -> None:
        texts, counts = self.desk.texts, self.presenter.counts()
        for kind, button in self.kinds.items():
            button.setText(texts(f"closing.list_of.{kind}", count=counts[kind]))
            button.setAccessibleName(button.text())
            button.setChecked(kind is self.presenter.kind)
        self.list.setAccessibleName(self.kinds[self.presenter.kind].text())
        self.hint.setText(texts(f"closing.list_hint.{self.presenter.kind}"))

    def _show(self) -> None:
        presenter = self.presenter
        if presenter.board is None:
            return
        lines = presenter.lines(self.desk.ctx.clock.now())
        self.list.show_rows(lines)
        self._write_kinds()
        if not lines:
            texts = self.desk.texts
            self.message.say(texts(f"closing.list_empty.{presenter.kind}"), texts("closing.list.to_census"))
        self.pages.setCurrentWidget(self._panel if lines else self.message)
        self.open_button.setEnabled(bool(lines))
        self.export_button.setVisible(presenter.kind is not Kind.WATCHED)
        self.export_button.setEnabled(bool(lines) and self.desk.ports.files is not None)
