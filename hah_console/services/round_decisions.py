"""The decision of a round, together with the note in which it stands: written at once, signed at once or later."""

from collections.abc import Mapping
from dataclasses import dataclass

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.chart.note import NoteKind, Section
from hah_console.domain.episode import EpisodeState
from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import EpisodeId
from hah_console.domain.round import RoundDecision, decision_of
from hah_console.services.case_line import About, note_event
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.notes import signed, written
from hah_console.services.ports import PasswordHasher
from hah_console.services.sign_in import prove_again


@dataclass(frozen=True, slots=True)
class RoundNote:
    """What was decided, and the note as it was typed; ``decision`` is a code, empty while none was chosen."""

    decision: str
    sections: Mapping[Section, str]


def decide_round(
    ctx: Context,
    actor: Actor,
    episode_id: EpisodeId,
    note: RoundNote,
    hasher: PasswordHasher | None = None,
    password: str = "",
) -> Changes:
    """The round of today for one patient. With a password the note is signed, else it waits in the author's queue.

    SAFETY(decision of a round): the admission is named by what is in sight; decision and note are one transaction.
    A second one of a day is another note, and the last one counts. Raises NotPermitted, NotFound, InvalidInput (no
    decision, nothing written, no plan for anything but going on), IllegalTransition when the admission is not in care,
    SignInFailed for a wrong password; then nothing is stored.
    """
    require(actor, Action.DECIDE_ROUND)
    decision = decision_of(note.decision)
    if decision is not RoundDecision.CONTINUE and not note.sections.get(Section.PLAN, "").strip():
        raise InvalidInput(field=Section.PLAN.value, value="", reason="empty")
    if hasher is not None and password:
        prove_again(ctx, hasher, actor, password)
    now = ctx.clock.now()
    with ctx.store() as uow:
        episode = uow.episodes.get(episode_id)
        if episode.state in {EpisodeState.PLANNED, EpisodeState.CLOSED}:
            raise IllegalTransition(entity="episode", state=episode.state.value, move="round")
        stored = written(uow, actor, episode, NoteKind.PROGRESS, note.sections, now)
        facts = {"decision": decision.value, "note": stored.note_id}
        about = About(episode.patient_id, episode_id, "round", stored.note_id)
        note_event(uow, actor, now, CaseEventKind.ROUND_DECIDED, about, **facts)
        record(uow, actor, now, "decide_round", "round", stored.note_id, episode.patient_id, **facts)
        if hasher is not None and password:
            signed(uow, actor, stored, now)
        return uow.commit()
