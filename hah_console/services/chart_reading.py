"""What is written about one patient, read for her page: notes with the names of everybody who wrote or signed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.chart.note import Note
from hah_console.domain.clock_rule import ANY_VALUE, ClockBook
from hah_console.domain.draft import DraftKey
from hah_console.domain.episode import EpisodeState
from hah_console.domain.ids import EpisodeId, PatientId, UserId
from hah_console.services.context import Context
from hah_console.services.patient_facts import shown_episode

SIGNATURE = "signature"
"""The clock of the rule packs that says how long a text may wait for its signature."""
NOTE_FORM = "note"
"""The form of notes, as drafts name it; the draft of a new one is about the patient."""
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PatientNotes:
    """The notes of one person, the newest first, as read at ``at``.

    ``episode_id`` is the admission a new note belongs to: the open one, None without one. ``sign_within`` is None when
    no rule pack says by when a note is signed. ``draft_at``: when the reader's own draft of a new note was kept.
    """

    patient_id: PatientId
    name: str
    record_number: str
    episode_id: EpisodeId | None
    notes: tuple[Note, ...]
    at: datetime
    sign_within: timedelta | None = None
    people: Mapping[UserId, str] = field(default_factory=dict)
    draft_at: datetime | None = None

    def note(self, note_id: str) -> Note | None:
        """The note of an id."""
        return next((note for note in self.notes if note.note_id == note_id), None)


def read_notes(ctx: Context, actor: Actor, patient_id: PatientId, clocks: ClockBook) -> PatientNotes:
    """Everything written about a patient whose page is open. Raises NotPermitted, NotFound."""
    require(actor, Action.VIEW_PATIENT)
    now = ctx.clock.now()
    with ctx.store() as uow:
        patient = uow.patients.get(patient_id)
        episode = shown_episode(uow.episodes.of_patient(patient_id))
        notes = uow.notes.of_patient(patient_id, _FIRST, now + _AHEAD)
        people = {user.user_id: user.name for user in uow.users.all()}
        draft = uow.drafts.get(DraftKey(actor.user_id, NOTE_FORM, patient_id))
    open_id = episode.episode_id if episode and episode.state is not EpisodeState.CLOSED else None
    number = patient.medical_record_number
    within = signature_time(ctx, clocks)
    draft_at = draft.saved_at if draft else None
    newest_first = tuple(reversed(notes))
    return PatientNotes(patient_id, patient.name, number, open_id, newest_first, now, within, people, draft_at)


def signature_time(ctx: Context, clocks: ClockBook) -> timedelta | None:
    """How long a text may wait for its signature by the rules of today; None when they say nothing of it."""
    rules, now = clocks.on(ctx.today()), ctx.clock.now()
    rule = next((rule for rule in rules.rules if rule.clock_id == SIGNATURE), None) if rules else None
    limit = rule.limits.get(ANY_VALUE) if rule else None
    return limit.end(now, ctx.zone) - now if limit else None
