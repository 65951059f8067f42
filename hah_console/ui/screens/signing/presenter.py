"""Decides what the queue of signatures says and which note is signed; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Action, permits
from hah_console.domain.chart.note import Note
from hah_console.domain.errors import SignInFailed
from hah_console.services.changes import Changes
from hah_console.services.notes import sign_note
from hah_console.services.signing import OpenedNote, SigningQueue, open_note, read_queue
from hah_console.ui.chart.note_list import NoteLine
from hah_console.ui.chart.note_page import NotePage, Reader, note_page
from hah_console.ui.chart.note_words import kind_text, person_text, standing_of
from hah_console.ui.screen import Desk

Opened = tuple[OpenedNote, NotePage]


@dataclass(slots=True)
class SigningPresenter:
    """``everybody``: the notes of all authors, as the charge nurse looks at them. ``opened`` is the one in sight."""

    desk: Desk
    queue: SigningQueue | None = None
    everybody: bool = False
    chosen_id: str = ""
    opened: OpenedNote | None = None

    def read(self) -> tuple[bool, SigningQueue]:
        """The queue, and whose it is; called on a worker thread."""
        desk, everybody = self.desk, self.everybody
        return everybody, read_queue(desk.ctx, desk.actor, desk.ports.rules.clocks, everybody=everybody)

    def take(self, found: tuple[bool, SigningQueue]) -> bool:
        """Keep an answer to what is asked now; False for one to what was asked before."""
        if found[0] is not self.everybody:
            return False
        self.queue = found[1]
        return True

    def lines(self, now: datetime) -> tuple[NoteLine, ...]:
        """The longest waiting first; of everybody: author by author."""
        if self.queue is None:
            return ()
        lines = [self._line(note, now) for note in self.queue.notes]
        return tuple(sorted(lines, key=lambda line: line.excerpt) if self.everybody else lines)

    def note(self) -> Note | None:
        """The note chosen, as the queue has it."""
        notes = self.queue.notes if self.queue else ()
        return next((note for note in notes if note.note_id == self.chosen_id), None)

    def summary(self, now: datetime) -> str:
        """How many wait, and how many too long."""
        texts, lines = self.desk.texts, self.lines(now)
        late = sum(line.late for line in lines)
        text = texts("notes.waiting", count=len(lines))
        return f"{text} · {texts('notes.late', count=late)}" if late else text

    def empty(self) -> str:
        """That nothing waits."""
        return self.desk.texts("signing.empty_all" if self.everybody else "signing.empty")

    def switch_text(self) -> str:
        """The word of the button to the other view."""
        return self.desk.texts("signing.mine" if self.everybody else "signing.everybody")

    def open(self, note: Note) -> Callable[[], Opened]:
        """What opens a note and puts it in words; on a worker thread."""
        desk, reader = self.desk, self._reader()

        def opened() -> Opened:
            found = open_note(desk.ctx, desk.actor, note.note_id)
            return found, note_page(reader, found.note, desk.ctx.clock.now())

        return opened

    def who(self) -> str:
        """Whose note is in sight."""
        opened = self.opened
        return self.desk.texts("notes.who", name=opened.name, number=opened.record_number) if opened else ""

    def can_sign(self) -> bool:
        """Whether the note in sight waits for the signature of this person."""
        note, actor = (self.opened.note if self.opened else None), self.desk.actor
        return note is not None and note.author == actor.user_id and permits(actor.role, Action.SIGN_NOTE)

    def sign(self, password: str) -> Callable[[], Changes] | None:
        """SAFETY(signature): the command that signs the note in sight, in the version in sight; None without one."""
        desk, opened, chart = self.desk, self.opened, self.desk.ports.chart
        if opened is None or chart is None or not self.can_sign():
            return None
        return lambda: sign_note(desk.ctx, desk.actor, chart.hasher, opened.note, password)

    def refusal(self, error: Exception) -> str:
        """Why it was not signed."""
        return self.desk.texts("notes.sign.wrong") if isinstance(error, SignInFailed) else self.desk.texts.error(error)

    def standing(self, now: datetime) -> str:
        """How the note in sight stands."""
        reader = self._reader()
        note = self.opened.note if self.opened else None
        return standing_of(self.desk.texts, reader.local, note, reader.sign_within, now).text if note else ""

    def _reader(self) -> Reader:
        queue, desk = self.queue or SigningQueue(()), self.desk
        return Reader(desk.texts, desk.ctx.local, queue.people, queue.sign_within)

    def _line(self, note: Note, now: datetime) -> NoteLine:
        reader, texts, queue = self._reader(), self.desk.texts, self.queue or SigningQueue(())
        standing = standing_of(texts, reader.local, note, reader.sign_within, now)
        name, author = queue.patients.get(note.patient_id, note.patient_id), person_text(queue.people, note.author)
        title = texts("signing.line", name=name, kind=kind_text(texts, note.kind))
        when = reader.at(note.text.at, now)
        spoken = texts("notes.spoken", title=title, at=when, standing=standing.text, words=author)
        return NoteLine(note.note_id, title, when, standing.text, author, True, standing.late, False, spoken)
