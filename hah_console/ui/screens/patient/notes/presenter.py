"""Decides what the notes of a patient say and what may be done with the one in sight; no Qt.

SAFETY(right note): commands are made from the patient, the admission and the note in sight, and an answer about another
patient is dropped.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from hah_console.domain.actor import Action, permits
from hah_console.domain.chart.note import Note
from hah_console.domain.errors import SignInFailed
from hah_console.domain.ids import PatientId
from hah_console.services.changes import Changes
from hah_console.services.chart_reading import PatientNotes, read_notes
from hah_console.services.notes import sign_note, withdraw_note
from hah_console.ui.chart.note_list import NoteLine
from hah_console.ui.chart.note_page import NotePage, Reader, note_page
from hah_console.ui.chart.note_words import excerpt, is_withdrawn, kind_text, person_text, standing_of
from hah_console.ui.screen import Desk

Command = Callable[[], Changes]


@dataclass(slots=True)
class NotesPresenter:
    """Holds whose notes are wanted, what was read last, and which note is in sight."""

    desk: Desk
    patient_id: PatientId | None = None
    read_notes: PatientNotes | None = None
    chosen_id: str = ""

    def begin(self, patient_id: PatientId) -> None:
        """Another patient: nothing of the one before stays."""
        self.patient_id, self.read_notes, self.chosen_id = patient_id, None, ""

    def close(self) -> None:
        """Nobody is in sight."""
        self.patient_id, self.read_notes, self.chosen_id = None, None, ""

    def read(self) -> PatientNotes | None:
        """The notes as they stand; called on a worker thread."""
        desk, patient_id = self.desk, self.patient_id
        return read_notes(desk.ctx, desk.actor, patient_id, desk.ports.rules.clocks) if patient_id else None

    def take(self, found: PatientNotes | None) -> bool:
        """Keep an answer about the patient in sight; False for any other."""
        if found is None or found.patient_id != self.patient_id:
            return False
        self.read_notes = found
        return True

    def note(self) -> Note | None:
        """The note in sight."""
        return self.read_notes.note(self.chosen_id) if self.read_notes else None

    def lines(self, now: datetime) -> tuple[NoteLine, ...]:
        """All notes, the newest first."""
        return tuple(self._line(note, now) for note in self.read_notes.notes) if self.read_notes else ()

    def summary(self, now: datetime) -> str:
        """How many there are, how many wait for a signature, and how many of those too long."""
        texts, lines = self.desk.texts, self.lines(now)
        waiting, late = sum(line.open for line in lines), sum(line.late for line in lines)
        parts = [texts("notes.count", count=len(lines))]
        if waiting:
            parts.append(texts("notes.waiting", count=waiting))
        if late:
            parts.append(texts("notes.late", count=late))
        return " · ".join(parts)

    def who(self) -> str:
        """Name and number of the patient a note is about."""
        found = self.read_notes
        if found is None:
            return ""
        return self.desk.texts("notes.who", name=found.name, number=found.record_number)

    def reader(self) -> Reader:
        """How a note is put in words here."""
        found, desk = self.read_notes, self.desk
        people, within = (found.people, found.sign_within) if found else ({}, None)
        return Reader(desk.texts, desk.ctx.local, people, within)

    def page(self, note: Note) -> NotePage:
        """The whole note in words; may take a second for one that is long and corrected."""
        return note_page(self.reader(), note, self.desk.ctx.clock.now())

    def can_write(self) -> bool:
        """Whether this person may write, and the patient is admitted."""
        admitted = self.read_notes is not None and self.read_notes.episode_id is not None
        return admitted and permits(self.desk.actor.role, Action.WRITE_NOTE)

    def write_text(self) -> str:
        """The word of the button: a draft that waits is gone on with."""
        drafted = self.read_notes is not None and self.read_notes.draft_at is not None
        return self.desk.texts("notes.go_on" if drafted else "notes.write")

    def why_not_write(self) -> str:
        """Why nothing can be written here; empty when it can, or before anything was read."""
        if self.read_notes is None or self.can_write():
            return ""
        admitted = self.read_notes.episode_id is not None
        return self.desk.texts("notes.no_role" if admitted else "notes.not_admitted")

    def can_sign(self) -> bool:
        """Whether the note in sight waits for the signature of this person."""
        note = self.note()
        return self._is_own(note, Action.SIGN_NOTE) and note is not None and note.unsigned_since is not None

    def can_change(self) -> bool:
        """Whether the note in sight may be corrected or marked as an error by this person."""
        note = self.note()
        return self._is_own(note, Action.WRITE_NOTE) and note is not None and not is_withdrawn(note)

    def sign(self, note: Note, password: str) -> Command | None:
        """The command that signs this note as it stands in sight; None where no password can be checked."""
        desk, chart = self.desk, self.desk.ports.chart
        if chart is None:
            return None
        return lambda: sign_note(desk.ctx, desk.actor, chart.hasher, note, password)

    def withdraw(self, note: Note, reason: str) -> Command:
        """The command that marks this note as entered in error."""
        desk = self.desk
        return lambda: withdraw_note(desk.ctx, desk.actor, note, reason)

    def refusal(self, error: Exception) -> str:
        """Why a note was not signed."""
        if isinstance(error, SignInFailed):
            return self.desk.texts("notes.sign.wrong")
        return self.desk.texts.error(error)

    def restyle(self, desk: Desk) -> None:
        """Take another language."""
        self.desk = desk

    def _is_own(self, note: Note | None, action: Action) -> bool:
        actor = self.desk.actor
        return note is not None and note.author == actor.user_id and permits(actor.role, action)

    def _line(self, note: Note, now: datetime) -> NoteLine:
        reader, texts = self.reader(), self.desk.texts
        standing = standing_of(texts, reader.local, note, reader.sign_within, now)
        author = person_text(reader.people, note.author)
        title = texts("notes.line", kind=kind_text(texts, note.kind), author=author)
        when, words = reader.at(note.texts[0].at, now), excerpt(note)
        spoken = texts("notes.spoken", title=title, at=when, standing=standing.text, words=words)
        line = NoteLine(note.note_id, title, when, standing.text, words, standing.open, standing.late, False, spoken)
        return replace(line, withdrawn=is_withdrawn(note))
