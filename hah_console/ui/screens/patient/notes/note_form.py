"""A note is written or corrected: four sections, snippets at a slash, a draft that outlives the program."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit

from hah_console.domain.chart.note import Note, Section
from hah_console.domain.errors import HahError
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.services.changes import Changes
from hah_console.services.notes import correct_note, write_note
from hah_console.ui.forms.draft_form import DraftForm
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.notes.note_fields import (
    KIND,
    REASON,
    at_a_field,
    fields_of,
    kind_of,
    note_spec,
    require_no_blanks,
    sections_of,
    shown_fields,
)
from hah_console.ui.screens.patient.notes.snippet_hand import SnippetHand
from hah_console.ui.widgets.key_button import KeyButton

SNIPPET_KEYS = "Alt+F5"


@dataclass(frozen=True, slots=True)
class NoteSubject:
    """What is written about: the patient and her admission; ``note`` is the one to be corrected, None for a new one."""

    patient_id: PatientId
    episode_id: EpisodeId | None
    who: str
    note: Note | None = None


class NoteForm(DraftForm):
    """SAFETY(right note): what is sent is about the subject it was opened with, which stands above the fields."""

    def __init__(self, desk: Desk) -> None:
        self.subject: NoteSubject | None = None
        self.who = QLabel()
        self.who.setProperty("role", "heading")
        self.who.setTextFormat(Qt.TextFormat.PlainText)
        self.who.setObjectName("note.who")
        self.snippets = KeyButton("note.snippet", SNIPPET_KEYS, desk.theme, None)
        self.hand: SnippetHand | None = None
        super().__init__(note_spec(), "notes.form.submit", desk)
        self._add_parts()
        self.submitted.connect(self._send)
        self.restyle(desk)

    def _add_parts(self) -> None:
        edits = {s: p for s in Section if isinstance(p := self.form.rows[s.value].input.parts[0], QPlainTextEdit)}
        self.hand = SnippetHand(edits, self, self.desk.theme)
        self.snippets.clicked.connect(self.hand.open)
        head = QHBoxLayout()
        head.addWidget(self.who, 1)
        head.addWidget(self.snippets)
        column = self.layout()
        assert column is not None
        column.insertLayout(0, head)  # type: ignore[attr-defined]
        for keys, do in ((SNIPPET_KEYS, self.hand.open), ("Esc", self.cancelled.emit)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)

    def begin(self, subject: NoteSubject) -> None:
        """Write a new note, or correct one; a draft of it is brought back."""
        self.subject = subject
        note = subject.note
        self._write_who()
        self.form.show_only(shown_fields(correcting=note is not None))
        if note is None:
            self.open(subject.patient_id, 0, {})
        else:
            self.open(note.note_id, note.version, fields_of(note))

    def note_changed(self, note: Note) -> None:
        """The note under correction has been changed by somebody."""
        if self.subject is not None and self.subject.note is not None and note.version != self.version:
            self.subject = NoteSubject(note.patient_id, note.episode_id, self.subject.who, note)
            self.changed(note.version, fields_of(note))

    def close_form(self) -> None:
        """Keep the draft; nobody's text stays in the widgets."""
        super().close_form()
        self.subject = None
        self.who.clear()

    def refuse(self, error: Exception) -> None:
        """Say it beside the field."""
        super().refuse(at_a_field(error, self.fields()))

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.snippets.say(desk.texts("notes.snippets.open"))
        self.snippets.restyle(desk.theme)
        self._write_who()
        chart = desk.ports.chart
        pack = chart.snippets.get(desk.texts.language) if chart else None
        if self.hand is not None:  # before, the button stands in no window yet and would become one
            self.snippets.setVisible(pack is not None)
            self.hand.take(pack, desk.texts, desk.theme)

    def _write_who(self) -> None:
        if self.subject is not None:
            key = "notes.form.correcting" if self.subject.note else "notes.form.writing"
            self.who.setText(self.desk.texts(key, who=self.subject.who))

    def _send(self) -> None:
        try:
            command = self._command()
        except HahError as error:
            self.refuse(error)
            return
        self.run(command)

    def _command(self) -> Callable[[], Changes]:
        """From the subject and the fields in sight. Raises InvalidInput, InvalidFields."""
        desk, fields, subject = self.desk, self.fields(), self.subject
        assert subject is not None, "the form was opened for somebody"
        require_no_blanks(fields)
        sections, note, episode_id = sections_of(fields), subject.note, subject.episode_id
        if note is not None:
            return lambda: correct_note(desk.ctx, desk.actor, note, sections, fields[REASON])
        kind = kind_of({KIND: fields[KIND]})
        assert episode_id is not None, "a new note belongs to an admission"
        return lambda: write_note(desk.ctx, desk.actor, episode_id, kind, sections)
