"""The queue of texts that wait for a signature, of one author or of all; a note of it is opened under audit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.chart.note import Note
from hah_console.domain.clock_rule import ClockBook
from hah_console.domain.ids import NoteId, PatientId, UserId
from hah_console.domain.patient import masked_name
from hah_console.services.chart_reading import signature_time
from hah_console.services.context import Context
from hah_console.services.patient_page import open_patient


@dataclass(frozen=True, slots=True)
class SigningQueue:
    """The notes that wait, the longest waiting first, with the masked names of their patients and the names of users.

    ``sign_within`` is None when no rule pack says by when a note is signed.
    """

    notes: tuple[Note, ...]
    patients: Mapping[PatientId, str] = field(default_factory=dict)
    people: Mapping[UserId, str] = field(default_factory=dict)
    sign_within: timedelta | None = None


@dataclass(frozen=True, slots=True)
class OpenedNote:
    """A note with whose it is, in full."""

    note: Note
    name: str
    record_number: str


@dataclass(frozen=True, slots=True)
class Unsigned:
    """How many texts wait for one person, and how many of them too long."""

    count: int = 0
    late: int = 0


def read_queue(ctx: Context, actor: Actor, clocks: ClockBook, *, everybody: bool) -> SigningQueue:
    """What waits for the actor's signature, or for anybody's. Raises NotPermitted."""
    require(actor, Action.VIEW_PATIENT)
    within = signature_time(ctx, clocks)
    with ctx.store() as uow:
        notes = uow.notes.unsigned(None if everybody else actor.user_id)
        names = {p.patient_id: masked_name(p.name) for p in uow.patients.some({note.patient_id for note in notes})}
        people = {user.user_id: user.name for user in uow.users.all()}
    return SigningQueue(notes, names, people, within)


def open_note(ctx: Context, actor: Actor, note_id: NoteId) -> OpenedNote:
    """One note to be read. SAFETY(audit): that it was opened is in the trail before a word of it is shown.

    Raises NotPermitted, NotFound.
    """
    with ctx.store() as uow:
        note = uow.notes.get(note_id)
    open_patient(ctx, actor, note.patient_id)
    with ctx.store() as uow:
        patient = uow.patients.get(note.patient_id)
    return OpenedNote(note, patient.name, patient.medical_record_number)


def count_unsigned(ctx: Context, actor: Actor, clocks: ClockBook, now: datetime) -> Unsigned:
    """How many texts wait for the actor."""
    within = signature_time(ctx, clocks)
    with ctx.store() as uow:
        waiting = [note.unsigned_since for note in uow.notes.unsigned(actor.user_id)]
    late = sum(since is not None and within is not None and now > since + within for since in waiting)
    return Unsigned(len(waiting), late)
