"""Notes: written, signed with the password again, corrected in the open."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.chart.note import Note, NoteKind, NoteText, Section, begun
from hah_console.domain.episode import Episode
from hah_console.domain.errors import NotPermitted
from hah_console.domain.ids import EpisodeId, NoteId
from hah_console.domain.written import written_note
from hah_console.services.case_line import About, note_event
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.ports import PasswordHasher, UnitOfWork
from hah_console.services.seen import require_seen
from hah_console.services.sign_in import prove_again


def write_note(
    ctx: Context,
    actor: Actor,
    episode_id: EpisodeId,
    kind: NoteKind,
    sections: Mapping[Section, str],
    subject_id: str = "",
) -> Changes:
    """A new note of the actor. Raises NotPermitted, NotFound, InvalidInput for one that is empty or too long."""
    require(actor, Action.WRITE_NOTE)
    now = ctx.clock.now()
    with ctx.store() as uow:
        written(uow, actor, uow.episodes.get(episode_id), kind, sections, now, subject_id)
        return uow.commit()


def written(
    uow: UnitOfWork,
    actor: Actor,
    episode: Episode,
    kind: NoteKind,
    sections: Mapping[Section, str],
    now: datetime,
    subject_id: str = "",
) -> Note:
    """A new note within a transaction, with its event and audit. Raises InvalidInput."""
    text = NoteText(tuple(sections.items()), actor.user_id, now)
    note_id = NoteId(f"N-{uuid.uuid4().hex[:16]}")
    note = uow.notes.save(begun(note_id, episode.patient_id, episode.episode_id, kind, text, subject_id))
    _note(uow, actor, CaseEventKind.NOTE_WRITTEN, note, now)
    record(uow, actor, now, "write_note", "note", note_id, note.patient_id, kind=kind.value)
    return note


def correct_note(ctx: Context, actor: Actor, seen: Note, sections: Mapping[Section, str], reason: str = "") -> Changes:
    """Another text on top; what stood there stays. ``seen`` is the note as it stood on the screen.

    Raises NotPermitted, InvalidInput, IllegalTransition, VersionConflict.
    """
    require(actor, Action.WRITE_NOTE)
    now = ctx.clock.now()
    with ctx.store() as uow:
        stored = _as_seen(uow, seen)
        text = NoteText(tuple(sections.items()), actor.user_id, now, written_note(reason, "reason"))
        note = uow.notes.save(stored.corrected(text))
        _note(uow, actor, CaseEventKind.NOTE_CORRECTED, note, now)
        record(uow, actor, now, "correct_note", "note", note.note_id, note.patient_id, texts=str(len(note.texts)))
        return uow.commit()


def sign_note(ctx: Context, actor: Actor, hasher: PasswordHasher, seen: Note, password: str) -> Changes:
    """The actor's signature under the text as it stood on the screen, given with the password.

    Raises NotPermitted unless it is the actor's own note, SignInFailed for a wrong password, SignInDelayed after too
    many of them, IllegalTransition, VersionConflict.
    """
    require(actor, Action.SIGN_NOTE)
    prove_again(ctx, hasher, actor, password)
    now = ctx.clock.now()
    with ctx.store() as uow:
        signed(uow, actor, _as_seen(uow, seen), now)
        return uow.commit()


def signed(uow: UnitOfWork, actor: Actor, stored: Note, now: datetime) -> Note:
    """The actor's signature within a transaction, after ``prove_again``. Raises NotPermitted, IllegalTransition."""
    note = uow.notes.save(stored.signed(actor.user_id, now))
    _note(uow, actor, CaseEventKind.NOTE_SIGNED, note, now)
    digest = note.signatures[-1].digest
    record(uow, actor, now, "sign_note", "note", note.note_id, note.patient_id, digest=digest)
    return note


def withdraw_note(ctx: Context, actor: Actor, seen: Note, reason: str) -> Changes:
    """Entered in error: struck through as a whole and kept; by its author only. Raises as ``correct_note``."""
    require(actor, Action.WRITE_NOTE)
    if seen.author != actor.user_id:
        raise NotPermitted(action="withdraw_note", role="not_the_author")
    now = ctx.clock.now()
    with ctx.store() as uow:
        note = uow.notes.save(_as_seen(uow, seen).withdrawn(written_note(reason, "reason"), now))
        _note(uow, actor, CaseEventKind.NOTE_CORRECTED, note, now, withdrawn="yes")
        record(uow, actor, now, "withdraw_note", "note", note.note_id, note.patient_id, reason=reason.strip())
        return uow.commit()


def _as_seen(uow: UnitOfWork, seen: Note) -> Note:
    stored = uow.notes.get(seen.note_id)
    require_seen("note", seen.note_id, seen.version, stored.version)
    return stored


def _note(uow: UnitOfWork, actor: Actor, kind: CaseEventKind, note: Note, now: datetime, **more: str) -> None:
    facts = {"author": note.author, "kind": note.kind.value, "text": str(len(note.texts)), **more}
    note_event(uow, actor, now, kind, About(note.patient_id, note.episode_id, "note", note.note_id), **facts)
