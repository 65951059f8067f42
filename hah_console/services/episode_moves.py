"""Commands of an admission between its beginning and its end: begin a planned one, hold, resume, enrol.

Closing is in ``services/closures``, transfers in ``services/transfers``. A screen sends the version it shows.
"""

from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.episode import Episode, EpisodeState, HoldReason
from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import EpisodeId
from hah_console.domain.kit import KitState
from hah_console.domain.written import written_note
from hah_console.services.admission import tell_admitted
from hah_console.services.case_line import About, note_event
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.equipment_sets import begin_equipment
from hah_console.services.equipment_store import keep
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen


def begin_episode(ctx: Context, actor: Actor, episode_id: EpisodeId, version: int) -> Changes:
    """A planned admission begins now: its clocks start. Raises NotPermitted, NotFound, VersionConflict,
    IllegalTransition."""
    require(actor, Action.MOVE_EPISODE)
    now = ctx.clock.now()
    with ctx.store() as uow:
        begun = uow.episodes.save(_as_seen(uow, episode_id, version).begun(now))
        _use_kit(uow, actor, begun, now)
        begin_equipment(uow, actor, begun, now)
        tell_admitted(uow, actor, begun, now)
        record(uow, actor, now, "begin_episode", "episode", episode_id, begun.patient_id)
        return uow.commit()


def hold_episode(
    ctx: Context, actor: Actor, episode_id: EpisodeId, version: int, reason: HoldReason, note: str = ""
) -> Changes:
    """Care at home pauses while the admission goes on; ``other`` needs a note. Clocks that pause on hold do.

    Raises NotPermitted, NotFound, VersionConflict, IllegalTransition, InvalidInput (note).
    """
    require(actor, Action.MOVE_EPISODE)
    now, words = ctx.clock.now(), written_note(note, "note", needed=reason is HoldReason.OTHER)
    with ctx.store() as uow:
        held = uow.episodes.save(_as_seen(uow, episode_id, version).held(reason))
        note_event(uow, actor, now, CaseEventKind.ON_HOLD, _about(held), None, reason=reason.value)
        facts = {"reason": reason.value, "note": words}
        record(uow, actor, now, "hold_episode", "episode", episode_id, held.patient_id, **facts)
        return uow.commit()


def resume_episode(ctx: Context, actor: Actor, episode_id: EpisodeId, version: int) -> Changes:
    """In care at home again. Raises NotPermitted, NotFound, VersionConflict, IllegalTransition."""
    require(actor, Action.MOVE_EPISODE)
    now = ctx.clock.now()
    with ctx.store() as uow:
        resumed = uow.episodes.save(_as_seen(uow, episode_id, version).resumed())
        note_event(uow, actor, now, CaseEventKind.RESUMED, _about(resumed))
        record(uow, actor, now, "resume_episode", "episode", episode_id, resumed.patient_id)
        return uow.commit()


def enrol_episode(ctx: Context, actor: Actor, episode_id: EpisodeId, at: datetime | None = None) -> Changes:
    """It is entered in the payer's system (VPN), now or at a moment that has been since the admission, once.

    An admission that was closed meanwhile may still be entered. Raises NotPermitted, NotFound, InvalidInput
    (happened_at), IllegalTransition before its beginning or when it was entered before.
    """
    require(actor, Action.MOVE_EPISODE)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        episode = uow.episodes.get(episode_id)
        if episode.state is EpisodeState.PLANNED or enrolled_at(uow, episode_id) is not None:
            raise IllegalTransition(entity="episode", state=episode.state.value, move="enrol")
        happened = _happened(at or now, episode, now)
        note_event(uow, actor, now, CaseEventKind.ENROLLED, _about(episode), happened)
        record(uow, actor, now, "enrol_episode", "episode", episode_id, episode.patient_id)
        return uow.commit()


def enrolled_at(uow: UnitOfWork, episode_id: EpisodeId) -> datetime | None:
    """When an admission was entered in the payer's system; None when it was not yet."""
    line = uow.case_events.of_episode(episode_id)
    return next((event.at for event in line if event.kind is CaseEventKind.ENROLLED), None)


def _as_seen(uow: UnitOfWork, episode_id: EpisodeId, version: int) -> Episode:
    episode = uow.episodes.get(episode_id)
    require_seen("episode", episode_id, version, episode.version)
    return episode


def _use_kit(uow: UnitOfWork, actor: Actor, episode: Episode, now: datetime) -> None:
    kit = uow.kits.find(episode.kit_id) if episode.kit_id else None
    if kit is not None and kit.state is KitState.PREPARED and kit.episode_id == episode.episode_id:
        keep(uow, actor, kit.moved(KitState.IN_USE, now), "begin_episode", now, now)


def _happened(at: datetime, episode: Episode, now: datetime) -> datetime:
    if at > now or at < episode.admitted_at:
        reason = "in_the_future" if at > now else "before_admission"
        raise InvalidInput(field="happened_at", value=at.isoformat(timespec="minutes"), reason=reason)
    return at


def _about(episode: Episode) -> About:
    return About(episode.patient_id, episode.episode_id, "episode", episode.episode_id)
