"""The notes of a patient: the list at the left, the one in sight at the right with its signature."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from hah_console.domain.chart.note import Note
from hah_console.domain.errors import VersionConflict
from hah_console.domain.ids import PatientId
from hah_console.services.changes import Changes
from hah_console.services.chart_reading import PatientNotes
from hah_console.ui.announce import announce
from hah_console.ui.chart.note_list import NoteDelegate
from hah_console.ui.chart.note_page import NotePage
from hah_console.ui.chart.note_panel import NotePanel
from hah_console.ui.chart.withdraw_dialog import WithdrawDialog
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.notes.note_form import NoteForm, NoteSubject
from hah_console.ui.screens.patient.notes.presenter import NotesPresenter
from hah_console.ui.screens.patient.tabs import PatientTab
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton

LIST_WIDTH = 380
ENTITIES = ("note", "patient", "episode", "user")


class NotesTab(PatientTab):
    """SAFETY(identity): the name of the patient stands over every note, and nothing of the one before is shown."""

    tab_id = "notes"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.presenter = NotesPresenter(desk)
        self._wanted = self._signing = ""
        self._shown: Note | None = None
        self._build()
        self._read = Requery(desk.tasks, self.presenter.read, self._on_notes, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        theme = self.desk.theme
        self._reading, self._right = QWidget(), QStackedWidget()
        self.list = RowList("notes.list", NoteDelegate(theme), keeps_selection=True)
        self.list.chosen.connect(self._on_chosen)
        self.panel: NotePanel = NotePanel("notes", self.desk.texts, theme, self._reading)
        self.panel.sign_asked.connect(self._sign)
        self.list.opened.connect(lambda _: self.panel.text.setFocus(Qt.FocusReason.OtherFocusReason))
        self.form = NoteForm(self.desk)
        self.form.cancelled.connect(self.stop_writing)
        self.form.ready.connect(self._on_ready)
        self.form.sent.connect(self._on_written)
        self.write = KeyButton("notes.write", "Alt+F5", theme, self._reading, kind="primary")
        self.write.clicked.connect(self.begin_writing)
        self.correct = KeyButton("notes.correct", "Alt+F10", theme, self._reading)
        self.correct.clicked.connect(self.begin_correcting)
        self.withdraw = KeyButton("notes.withdraw", "Alt+F11", theme, self._reading)
        self.withdraw.clicked.connect(self.open_withdraw)
        self.summary, self.notice, self.empty = QLabel(), QLabel(), QLabel()
        for label, role in ((self.summary, "hint"), (self.notice, "error"), (self.empty, "hint")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        self.empty.setContentsMargins(12, 12, 12, 12)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.notice.setObjectName("notes.notice")
        self.notice.hide()
        self._skeleton, self.message = Skeleton(theme), Message("notes.message")
        self.message.asked.connect(self.refresh)
        self._lay_out()

    def _lay_out(self) -> None:
        body = QHBoxLayout(self._reading)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        body.addWidget(self._left())
        reading = QWidget()
        right = QVBoxLayout(reading)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(8)
        right.addWidget(self.notice)
        right.addWidget(self.panel, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (self.withdraw, self.correct):
            row.addWidget(button)
        right.addLayout(row)
        for page in (reading, self.form):
            self._right.addWidget(page)
        body.addWidget(self._right, 1)
        self.pages = QStackedWidget()
        for page in (self._skeleton, self._reading, self.message):
            self.pages.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.pages)

    def _left(self) -> QFrame:
        panel = QFrame()
        panel.setProperty("role", "panel")
        panel.setFixedWidth(LIST_WIDTH)
        column = QVBoxLayout(panel)
        column.setContentsMargins(1, 8, 1, 1)
        column.setSpacing(6)
        self._head = QHBoxLayout()
        self._head.setContentsMargins(12, 0, 12, 0)
        self._head.addWidget(self.summary, 1)
        self._head.addWidget(self.write)
        column.addLayout(self._head)
        column.addWidget(self.empty, 1, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.list, 1)
        return panel

    def show_patient(self, patient_id: PatientId, entity_id: str = "") -> None:
        """Empty first, then read."""
        self._wanted = entity_id
        if patient_id != self.presenter.patient_id:
            self.presenter.begin(patient_id)
            self._clear()
        elif self.presenter.read_notes is not None:
            self._choose_wanted()
        self._read.ask()

    def leave(self) -> None:
        """Nobody is in sight: nothing is shown or kept but drafts, no password either."""
        self.presenter.close()
        self._clear()

    @property
    def writing(self) -> bool:
        """Whether a note is being written or corrected."""
        return self._right.currentWidget() is self.form

    def refresh(self) -> None:
        """Read again."""
        self._read.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when a note changed."""
        if changes.touches(*ENTITIES):
            self._read.ask()

    def on_tick(self, now: datetime) -> None:
        """The time left."""
        if self.presenter.read_notes is not None:
            self._show_lines(now)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.restyle(desk)
        self.list.restyle(desk.theme)
        self.panel.restyle(desk.texts, desk.theme)
        self.form.restyle(desk)
        for button in (self.write, self.correct, self.withdraw):
            button.restyle(desk.theme)
        self._skeleton.restyle(desk.theme)
        self._write_texts()
        self._shown = None
        self._show()

    def take_focus(self) -> None:
        """The field being written, else the list, or the way to the first note."""
        if self.writing:
            self.form.form.focus_first()
        else:
            self._home().setFocus(Qt.FocusReason.OtherFocusReason)

    def _home(self) -> QWidget:
        return self.write if self.list.isHidden() and self.presenter.can_write() else self.list

    def begin_writing(self) -> None:
        """A new note, or the draft of one."""
        found, presenter = self.presenter.read_notes, self.presenter
        if found is not None and presenter.can_write():
            self._write(NoteSubject(found.patient_id, found.episode_id, presenter.who()))

    def begin_correcting(self) -> None:
        """Another text over the note in sight."""
        note, presenter = self._shown, self.presenter
        if note is not None and presenter.can_change():
            self._write(NoteSubject(note.patient_id, note.episode_id, presenter.who(), note))

    def stop_writing(self) -> None:
        """Back to reading; the draft is kept."""
        if self.writing:
            self.form.close_form()
            self._right.setCurrentIndex(0)
            self._show_actions()
            self._read.ask()
            self.take_focus()

    def _write(self, subject: NoteSubject) -> None:
        self._right.setCurrentWidget(self.form)
        self.form.begin(subject)
        self._show_actions()

    def _on_ready(self) -> None:
        if self.writing:
            self.form.form.focus_first()

    def _on_written(self, changes: Changes) -> None:
        """The new note comes in sight and asks for its signature."""
        self.form.close_form()
        self._right.setCurrentIndex(0)
        self._wanted = next((item.entity_id for item in changes.items if item.entity == "note"), "")
        self._signing = self._wanted
        announce(self.panel, self.desk.texts("notes.form.sent"))
        self._read.ask()

    def open_withdraw(self) -> None:
        """Ask why the note in sight was entered in error."""
        note = self.presenter.note()
        if note is not None and self.presenter.can_change():
            withdraw, who = partial(self.presenter.withdraw, note), self.presenter.who()
            form = WithdrawDialog(self.desk, note.note_id, who, withdraw, self)
            form.saved.connect(self._read.ask)
            form.finished.connect(form.deleteLater)
            form.open()

    def _sign(self, password: str) -> None:
        """SAFETY(signature): exactly the note whose page is in sight, in the version that is in sight."""
        note = self._shown
        command = self.presenter.sign(note, password) if note is not None and self.presenter.can_sign() else None
        if command is None:
            self.panel.strip.refuse(self.desk.texts("notes.sign.impossible"))
            return
        self.desk.tasks.run_command(command, self._on_signed, self._on_refused)

    def _on_signed(self, _: Changes) -> None:
        self.panel.strip.clear()
        announce(self.panel, self.desk.texts("notes.sign.done"))
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._read.ask()

    def _on_refused(self, error: Exception) -> None:
        self.panel.strip.refuse(self.presenter.refusal(error))
        if isinstance(error, VersionConflict):
            self._read.ask()

    def _on_notes(self, found: PatientNotes | None) -> None:
        first = self.presenter.read_notes is None
        if not self.presenter.take(found):
            return
        self.notice.hide()
        self._show()
        self._choose_wanted()
        self._tell_form()
        if first and self.isVisible():
            self.take_focus()

    def _tell_form(self) -> None:
        subject, found = self.form.subject, self.presenter.read_notes
        note = found.note(subject.note.note_id) if found and subject and subject.note else None
        if note is not None:
            self.form.note_changed(note)

    def _on_failed(self, error: Exception) -> None:
        sentence = self.desk.texts.error(error)
        if self.presenter.read_notes is None:
            self.message.say(sentence, self.desk.texts("notes.retry"))
            self.pages.setCurrentWidget(self.message)
        else:
            self._say(self.desk.texts("notes.stale", reason=sentence))

    def _choose_wanted(self) -> None:
        if self._wanted and self.list.choose(self._wanted):
            self._wanted = ""

    def _on_chosen(self, key: str) -> None:
        if key != self.presenter.chosen_id:
            self.presenter.chosen_id = key
            self._show_note()
            if self.list.hasFocus():
                self.stop_writing()

    def _show(self) -> None:
        now = self.desk.ctx.clock.now()
        if self.presenter.read_notes is None:
            return
        self._show_lines(now)
        self.pages.setCurrentWidget(self._reading)
        self._show_note()

    def _show_lines(self, now: datetime) -> None:
        presenter = self.presenter
        lines = presenter.lines(now)
        self.list.show_rows(lines)
        self.list.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        self.empty.setText(presenter.why_not_write() or self.desk.texts("notes.empty"))
        self.summary.setText(presenter.summary(now))
        line = next((line for line in lines if line.key == presenter.chosen_id), None)
        self.panel.show_standing(line.standing if line else "")

    def _show_note(self) -> None:
        """SAFETY(signature): another text in sight takes the password typed for the one before with it."""
        note, presenter = self.presenter.note(), self.presenter
        self._show_actions()
        if note is None:
            self._clear_note()
        elif note != self._shown:
            if self._shown is None or (self._shown.note_id, self._shown.version) != (note.note_id, note.version):
                self.panel.strip.clear()
            self._shown = None
            self.panel.show_page(presenter.who(), None)
            if len(note.texts) == 1:
                self._on_page((note, presenter.page(note)))
            else:
                self.desk.tasks.run_query(lambda: (note, presenter.page(note)), self._on_page, self._on_failed)

    def _on_page(self, made: tuple[Note, NotePage]) -> None:
        note, page = made
        if note == self.presenter.note():
            self._shown = note
            self.panel.show_page(self.presenter.who(), page)
            self._show_actions()
            if self._signing == note.note_id and not self.writing:
                self._signing = ""
                self.panel.strip.press()

    def _show_actions(self) -> None:
        presenter, in_sight = self.presenter, self._shown is not None
        self.write.setVisible(presenter.can_write() and not self.writing)
        self.write.say(presenter.write_text())
        self.panel.strip.setVisible(in_sight and presenter.can_sign())
        for button in (self.correct, self.withdraw):
            button.setVisible(in_sight and presenter.can_change())

    def _clear(self) -> None:
        self.form.close_form()
        self._right.setCurrentIndex(0)
        self._signing = ""
        self._clear_note()
        self.list.show_rows(())
        self.summary.clear()
        self.notice.hide()
        self.pages.setCurrentWidget(self._skeleton)

    def _clear_note(self) -> None:
        self._shown = None
        self.panel.show_page("", None)
        self.panel.strip.clear()
        self._show_actions()

    def _say(self, sentence: str) -> None:
        self.notice.setText(sentence)
        self.notice.setAccessibleName(sentence)
        self.notice.show()
        announce(self.notice, sentence, assertive=True)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self.list.setAccessibleName(texts("notes.list"))
        self.correct.say(texts("notes.correct"))
        self.withdraw.say(texts("notes.withdraw"))
