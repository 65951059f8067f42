"""Notes that wait for a signature, the one in sight beside them; one key signs it and the next comes in sight."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from hah_console.domain.errors import IllegalTransition, VersionConflict
from hah_console.services.changes import Changes
from hah_console.services.signing import SigningQueue
from hah_console.ui.announce import announce
from hah_console.ui.chart.note_list import NoteDelegate
from hah_console.ui.chart.note_panel import NotePanel
from hah_console.ui.places import PatientPlace
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.signing.presenter import Opened, SigningPresenter
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.panes import list_pane
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton

LIST_WIDTH = 400


class SigningScreen(Screen):
    """SAFETY(audit): a note is opened under audit when its row is chosen, never before."""

    screen_id = "signing"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.presenter = SigningPresenter(desk)
        self._wanted = ""
        self._build()
        self._read = Requery(desk.tasks, self.presenter.read, self._on_queue, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        theme = self.desk.theme
        self._body = QWidget()
        self.list = RowList("signing.list", NoteDelegate(theme), keeps_selection=True)
        self.list.chosen.connect(self._on_chosen)
        self.panel: NotePanel = NotePanel("signing", self.desk.texts, theme, self._body)
        self.panel.sign_asked.connect(self._sign)
        self.list.opened.connect(lambda _: self.panel.text.setFocus(Qt.FocusReason.OtherFocusReason))
        self.switch = KeyButton("signing.everybody", "Alt+F5", theme, self)
        self.switch.clicked.connect(self.switch_view)
        self.open_button = KeyButton("signing.open_patient", "Alt+F10", theme, self._body)
        self.open_button.clicked.connect(self.open_patient)
        self._title, self.summary, self.notice = QLabel(), QLabel(), QLabel()
        for label, role in ((self._title, "title"), (self.summary, "hint"), (self.notice, "error")):
            label.setProperty("role", role)
        self.notice.setObjectName("signing.notice")
        self.notice.setWordWrap(True)
        self.notice.hide()
        self._skeleton, self.message = Skeleton(theme), Message("signing.message")
        self.message.asked.connect(self.refresh)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        for widget in (self._title, self.summary):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.switch)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.notice)
        right.addWidget(self.panel, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.open_button)
        right.addLayout(foot)
        body = QHBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        body.addWidget(list_pane(self.list, LIST_WIDTH))
        body.addLayout(right, 1)
        self.pages = QStackedWidget()
        for page in (self._skeleton, self._body, self.message):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.pages, 1)

    def take_focus(self) -> None:
        """The list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_entity(self, entity_id: str) -> None:
        """Choose a note, now or when the queue has been read."""
        self._wanted = entity_id
        self._choose_wanted()

    def refresh(self) -> None:
        """Read the queue again."""
        self._read.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when a note changed."""
        if changes.touches("note", "patient", "user"):
            self._read.ask()

    def on_tick(self, now: datetime) -> None:
        """The time left."""
        if self.presenter.queue is not None:
            self._show_lines(now)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.desk = desk
        self.list.restyle(desk.theme)
        self.panel.restyle(desk.texts, desk.theme)
        for button in (self.switch, self.open_button):
            button.restyle(desk.theme)
        self._skeleton.restyle(desk.theme)
        self._write_texts()
        self._show()
        self._open_chosen()

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight no note is kept; it is opened, and audited, anew."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._forget()
            self.presenter.queue, self.presenter.chosen_id = None, ""
            self.list.show_rows(())

    def switch_view(self) -> None:
        """From one's own notes to those of all authors, and back."""
        self.presenter.everybody = not self.presenter.everybody
        self.presenter.queue, self.presenter.chosen_id = None, ""
        self._forget()
        self.list.show_rows(())
        self.pages.setCurrentWidget(self._skeleton)
        self._write_texts()
        self._read.ask()

    def open_patient(self) -> None:
        """Go to the note on the page of its patient."""
        note = self.presenter.note()
        if note is not None:
            self.desk.navigate("patient", str(PatientPlace(note.patient_id, "notes", note.note_id)))

    def _sign(self, password: str) -> None:
        command = self.presenter.sign(password)
        if command is None:
            self.panel.strip.refuse(self.desk.texts("notes.sign.impossible"))
        else:
            self.desk.tasks.run_command(command, self._on_signed, self._on_refused)

    def _on_signed(self, _: Changes) -> None:
        """The next one comes in sight; its author reads before she signs."""
        self._forget()
        announce(self.list, self.desk.texts("notes.sign.done"))
        self.take_focus()
        self._read.ask()

    def _on_refused(self, error: Exception) -> None:
        self.panel.strip.refuse(self.presenter.refusal(error))
        if isinstance(error, VersionConflict | IllegalTransition):
            self._read.ask()

    def _on_queue(self, found: tuple[bool, SigningQueue]) -> None:
        first = self.presenter.queue is None
        if not self.isVisible() or not self.presenter.take(found):
            return
        self.notice.hide()
        self._show()
        self._choose_wanted()
        note, opened = self.presenter.note(), self.presenter.opened
        if opened is None or note is None or note.version != opened.note.version:
            self._open_chosen()
        if first:
            self.take_focus()

    def _on_failed(self, error: Exception) -> None:
        sentence = self.desk.texts.error(error)
        if self.presenter.queue is None:
            self.message.say(sentence, self.desk.texts("notes.retry"))
            self.pages.setCurrentWidget(self.message)
        else:
            self.notice.setText(sentence)
            self.notice.show()
            announce(self.notice, sentence, assertive=True)

    def _choose_wanted(self) -> None:
        if self._wanted and self.list.choose(self._wanted):
            self._wanted = ""

    def _on_chosen(self, key: str) -> None:
        if key != self.presenter.chosen_id:
            self.presenter.chosen_id = key
            self._open_chosen()

    def _open_chosen(self) -> None:
        self._forget()
        note = self.presenter.note()
        if note is not None and self.isVisible():
            done = partial(self._on_opened, note.note_id)
            self.desk.tasks.run_command(self.presenter.open(note), done, self._on_failed)

    def _on_opened(self, note_id: str, found: Opened) -> None:
        """SAFETY(right note): an answer about another note than the one chosen is dropped."""
        if note_id == self.presenter.chosen_id and self.isVisible():
            self.presenter.opened = found[0]
            self.panel.show_page(self.presenter.who(), found[1])
            self.panel.strip.setVisible(self.presenter.can_sign())

    def _forget(self) -> None:
        self.presenter.opened = None
        self.panel.show_page("", None)
        self.panel.strip.clear()
        self.panel.strip.hide()

    def _show(self) -> None:
        if self.presenter.queue is None:
            return
        lines = self._show_lines(self.desk.ctx.clock.now())
        if not lines:
            self.presenter.chosen_id = ""
            self._forget()
            self.message.say(self.presenter.empty())
        self.pages.setCurrentWidget(self._body if lines else self.message)

    def _show_lines(self, now: datetime) -> int:
        lines = self.presenter.lines(now)
        self.list.show_rows(lines)
        self.summary.setText(self.presenter.summary(now))
        self.panel.show_standing(self.presenter.standing(now))
        return len(lines)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self._title.setText(texts("signing.title"))
        self.list.setAccessibleName(texts("signing.title"))
        self.switch.say(self.presenter.switch_text())
        self.open_button.say(texts("signing.open_patient"))
