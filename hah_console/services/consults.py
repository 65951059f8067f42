"""Commands of a tele-consultation: request, accept, decline, cancel, hold, advise, record into the chart."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.chart.contact import ContactReason, Outcome
from hah_console.domain.chart.note import Section
from hah_console.domain.claims.visit_record import VisitMode
from hah_console.domain.consult import (
    Consult,
    ConsultAdvice,
    ConsultState,
    Meeting,
    Urgency,
    meeting_link,
    requested,
)
from hah_console.domain.episode import Episode, EpisodeState
from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import ConsultId, EpisodeId, EscalationId
from hah_console.domain.staff import Profession
from hah_console.services.case_line import About, note_event
from hah_console.services.changes import Changes
from hah_console.services.contacts import Contacted, Held, keep_contact
from hah_console.services.context import Context, record
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen

MEETING_URL = "meeting_url"
"""The site's fact that holds the template of its meeting link."""
_IN_CARE = frozenset({EpisodeState.ACTIVE, EpisodeState.ON_HOLD})
_EVENTS: Mapping[ConsultState, CaseEventKind] = {
    ConsultState.REQUESTED: CaseEventKind.CONSULT_REQUESTED,
    ConsultState.ACCEPTED: CaseEventKind.CONSULT_ACCEPTED,
    ConsultState.HELD: CaseEventKind.CONSULT_HELD,
    ConsultState.ADVISED: CaseEventKind.CONSULT_ADVISED,
    ConsultState.RECORDED: CaseEventKind.CONSULT_RECORDED,
    ConsultState.DECLINED: CaseEventKind.CONSULT_ENDED,
    ConsultState.CANCELLED: CaseEventKind.CONSULT_ENDED,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked: of which department, what, how soon, and for which escalation."""

    department: str
    question: str
    urgency: Urgency
    escalation_id: EscalationId | None = None


def request_consult(ctx: Context, actor: Actor, episode_id: EpisodeId, wanted: Wanted) -> Changes:
    """Ask a department; the new id is in the changes.

    Raises NotPermitted, NotFound, InvalidInput, IllegalTransition for a patient who is not in care.
    """
    require(actor, Action.CONSULT)
    now = ctx.clock.now()
    with ctx.store() as uow:
        episode = uow.episodes.get(episode_id)
        if episode.state not in _IN_CARE:
            raise IllegalTransition(entity="episode", state=episode.state.value, move="consult")
        open_consult(uow, actor, episode, wanted, now)
        return uow.commit()


def open_consult(uow: UnitOfWork, actor: Actor, episode: Episode, wanted: Wanted, now: datetime) -> None:
    """A request within a transaction of the caller's. Raises InvalidInput."""
    consult = requested(
        ConsultId(f"CO-{uuid.uuid4().hex[:12]}"), episode.episode_id, episode.patient_id, wanted.department,
        wanted.question, wanted.urgency, now, actor.user_id, wanted.escalation_id,
    )  # fmt: skip
    _save(uow, actor, consult, now)


def accept_consult(ctx: Context, actor: Actor, consult_id: ConsultId, version: int, specialist: str) -> Changes:
    """A specialist takes it. Raises NotPermitted, NotFound, VersionConflict, IllegalTransition, InvalidInput."""
    return _moved(ctx, actor, consult_id, version, lambda c, now: c.accepted(specialist, now, actor.user_id))


def decline_consult(ctx: Context, actor: Actor, consult_id: ConsultId, version: int, reason: str) -> Changes:
    """The department cannot. Raises as ``accept_consult``."""
    return _moved(ctx, actor, consult_id, version, lambda c, now: c.declined(reason, now, actor.user_id))


def cancel_consult(ctx: Context, actor: Actor, consult_id: ConsultId, version: int, reason: str) -> Changes:
    """No longer wanted. Raises as ``accept_consult``."""
    return _moved(ctx, actor, consult_id, version, lambda c, now: c.cancelled(reason, now, actor.user_id))


def hold_consult(ctx: Context, actor: Actor, consult_id: ConsultId, version: int, meeting: Meeting) -> Changes:
    """The three meet: identity and consent are recorded with it. Raises as ``accept_consult``, and InvalidInput for a
    member of the team who is no physician."""
    with ctx.store() as uow:
        if uow.staff.get(meeting.parties.physician_id).profession is not Profession.PHYSICIAN:
            raise InvalidInput(field="physician", value=meeting.parties.physician_id, reason="unknown")
    return _moved(ctx, actor, consult_id, version, lambda c, now: c.held(meeting, now, actor.user_id))


def advise_consult(
    ctx: Context, actor: Actor, consult_id: ConsultId, version: int, advice: ConsultAdvice, words: str
) -> Changes:
    """What the specialist advises. SAFETY(24 hours after stay): "stay" begins the watch for a return, here and not
    when somebody writes it down. Raises as ``accept_consult``."""
    return _moved(ctx, actor, consult_id, version, lambda c, now: c.advised(advice, words, now, actor.user_id))


def record_consult(
    ctx: Context, actor: Actor, consult_id: ConsultId, version: int, note: Mapping[Section, str]
) -> Changes:
    """Into the chart: a contact by telecommunication with its note, which waits for the signature of its author.

    One transaction: it stands in the chart and is recorded, or neither. Raises as ``accept_consult``.
    """
    require(actor, Action.CONSULT)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        consult = _as_seen(uow, consult_id, version)
        meeting, held_at = consult.meeting, consult.reached_at(ConsultState.HELD)
        if consult.state is not ConsultState.ADVISED or meeting is None or held_at is None:
            raise IllegalTransition(entity="consult", state=consult.state.value, move=ConsultState.RECORDED.value)
        ended = max(consult.reached_at(ConsultState.ADVISED) or now, held_at)
        held = Held(consult.episode_id, meeting.parties.physician_id, meeting.mode, held_at, ended)
        contact_id = keep_contact(uow, actor, held, _contacted(meeting), now, note)
        _save(uow, actor, consult.recorded(contact_id, now, actor.user_id), now)
        return uow.commit()


def link_of(ctx: Context, consult_id: ConsultId) -> str:
    """The meeting link of a consultation; empty for a site that has none configured: by telephone then."""
    with ctx.store() as uow:
        return meeting_link(uow.site.get(MEETING_URL), consult_id)


def mode_for(link: str) -> VisitMode:
    """By video where there is a link, else by telephone."""
    return VisitMode.VIDEO if link else VisitMode.TELEPHONE


def _contacted(meeting: Meeting) -> Contacted:
    parties = meeting.parties
    return Contacted(
        outcome=Outcome.DONE,
        marks=meeting.marks,
        consented=meeting.consented,
        urgent=meeting.urgent,
        spoke_with=" · ".join((parties.patient_side, parties.specialist)),
        reason=ContactReason.ROUTINE,
    )


def _moved(
    ctx: Context,
    actor: Actor,
    consult_id: ConsultId,
    version: int,
    change: Callable[[Consult, datetime], Consult],
) -> Changes:
    require(actor, Action.CONSULT)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        _save(uow, actor, change(_as_seen(uow, consult_id, version), now), now)
        return uow.commit()


def _as_seen(uow: UnitOfWork, consult_id: ConsultId, version: int) -> Consult:
    consult = uow.consults.get(consult_id)
    require_seen("consult", consult_id, version, consult.version)
    return consult


def _save(uow: UnitOfWork, actor: Actor, consult: Consult, now: datetime) -> None:
    stored = uow.consults.save(consult)
    facts = {
        "department": stored.department,
        "urgency": stored.urgency.value,
        "state": stored.state.value,
        **({"advice": stored.advice.value} if stored.advice is not None else {}),
        **({"means": stored.meeting.mode.value} if stored.meeting is not None else {}),
    }
    about = About(stored.patient_id, stored.episode_id, "consult", stored.consult_id)
    note_event(uow, actor, now, _EVENTS[stored.state], about, None, **facts)
    record(
        uow, actor, now, f"consult_{stored.state.value}", "consult", stored.consult_id, stored.patient_id, **facts
    )  # fmt: skip
