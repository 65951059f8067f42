"""Contacts by video and telephone, answered questionnaires and attachments of a patient."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.chart.attachment import AttachmentKind, attached
from hah_console.domain.chart.contact import Advice, Contact, ContactReason, IdentityMark, Outcome, started
from hah_console.domain.chart.note import NoteKind, Section
from hah_console.domain.chart.questionnaire import Answered, Answers, Questionnaire, Total, checked, total_of, worsened
from hah_console.domain.claims.visit_record import VisitMode
from hah_console.domain.ids import AnswersId, AttachmentId, ContactId, EpisodeId, PatientId, StaffId
from hah_console.domain.written import written_line
from hah_console.services.case_line import About, note_event
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.moments import not_to_come
from hah_console.services.notes import written
from hah_console.services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Contacted:
    """How a contact went: why it was held, what the person was known by, consent, who was spoken with, the outcome.

    ``advice`` is what the patient was told to do, ``unfit_advice`` words of what was advised when telecommunication did
    not do. ``urgent`` needs no consent first, and an emergency is urgent.
    """

    outcome: Outcome
    marks: tuple[IdentityMark, ...] = ()
    consented: bool = False
    urgent: bool = False
    spoke_with: str = ""
    unfit_advice: str = ""
    reason: ContactReason = ContactReason.ROUTINE
    advice: Advice | None = None


@dataclass(frozen=True, slots=True)
class ScoredAnswers:
    """Answers with their total, and whether they are certainly worse than those before (None: cannot be said)."""

    answers: Answers
    total: Total
    worse: bool | None


def record_contact(
    ctx: Context,
    actor: Actor,
    episode_id: EpisodeId,
    staff_id: StaffId,
    mode: VisitMode,
    started_at: datetime,
    contacted: Contacted,
    ended_at: datetime | None = None,
    note: Mapping[Section, str] | None = None,
) -> Changes:
    """A contact that is over, now unless told when; with a ``note`` of the actor about it, which waits for a signature.

    Raises NotPermitted, NotFound, InvalidInput for what a contact cannot do without and for times to come.
    """
    require(actor, Action.RECORD_CONTACT)
    now = ctx.clock.now()
    ended_at = not_to_come(ended_at or now, now, "ended_at")
    held = Held(episode_id, staff_id, mode, not_to_come(started_at, now, "started_at"), ended_at)
    with ctx.store() as uow:
        keep_contact(uow, actor, held, contacted, now, note)
        return uow.commit()


@dataclass(frozen=True, slots=True)
class Held:
    """In which admission, by whom and how a contact was held, from when to when."""

    episode_id: EpisodeId
    staff_id: StaffId
    mode: VisitMode
    started_at: datetime
    ended_at: datetime


def keep_contact(
    uow: UnitOfWork,
    actor: Actor,
    held: Held,
    contacted: Contacted,
    now: datetime,
    note: Mapping[Section, str] | None = None,
) -> ContactId:
    """Store a contact within a transaction of the caller's; raises as ``record_contact`` for what is missing."""
    episode, person = uow.episodes.get(held.episode_id), uow.staff.get(held.staff_id)
    episode.require_within(held.started_at, "started_at")
    contact_id = ContactId(f"C-{uuid.uuid4().hex[:16]}")
    begun = started(contact_id, episode.patient_id, held.episode_id, held.staff_id, held.mode, held.started_at)
    contact = uow.contacts.save(
        _with_facts(begun, contacted).ended(held.ended_at, contacted.outcome, contacted.unfit_advice)
    )
    who = {"profession": person.profession.value, "staff_id": str(held.staff_id)}
    _tell(uow, actor, contact, who, now)
    facts = {"mode": held.mode.value, "outcome": contacted.outcome.value, **who, **_why(contact)}
    record(uow, actor, now, "record_contact", "contact", contact_id, contact.patient_id, **facts)
    if note:
        written(uow, actor, episode, NoteKind.CONTACT, note, now, contact_id)
    return contact_id


def _tell(uow: UnitOfWork, actor: Actor, contact: Contact, who: Mapping[str, str], now: datetime) -> None:
    """The event of a contact: one at which somebody was spoken with, or a call for help; it counts from its beginning.

    SAFETY(call for help): what telecommunication did not do for is no follow-up, so it has no mode; but the clock of an
    emergency, and that after the advice to stay, begin with it all the same, also when nobody was reached.
    """
    done = contact.outcome is Outcome.DONE
    if not done and contact.reason is ContactReason.ROUTINE and contact.advice is None:
        return
    how = {"mode": contact.mode.value} if done else {}
    outcome = {"outcome": contact.outcome.value} if contact.outcome else {}
    about = About(contact.patient_id, contact.episode_id, "contact", contact.contact_id)
    facts = {**who, **how, **outcome, **_why(contact)}
    note_event(uow, actor, now, CaseEventKind.CONTACT_HELD, about, contact.started_at, **facts)


def _why(contact: Contact) -> dict[str, str]:
    """The facts by which the clocks read a contact."""
    advice = {"advice": contact.advice.value} if contact.advice is not None else {}
    return {"reason": contact.reason.value, **advice}


def _with_facts(contact: Contact, contacted: Contacted) -> Contact:
    return replace(
        contact,
        marks=contacted.marks,
        consented=contacted.consented,
        urgent=contacted.urgent or contacted.reason is ContactReason.EMERGENCY,
        spoke_with=written_line(contacted.spoke_with, "spoke_with"),
        reason=contacted.reason,
        advice=contacted.advice,
    )


def answer(
    ctx: Context,
    actor: Actor,
    episode_id: EpisodeId,
    questionnaire: Questionnaire,
    points: Mapping[str, int],
    answered: Answered,
) -> Changes:
    """Answers given now; questions left open stay open. Raises NotPermitted, NotFound, InvalidInput."""
    require(actor, Action.ENTER_OBSERVATION)
    now = ctx.clock.now()
    with ctx.store() as uow:
        patient_id = uow.episodes.get(episode_id).patient_id
        answers_id = AnswersId(f"Q-{uuid.uuid4().hex[:16]}")
        name, version = questionnaire.questionnaire_id, questionnaire.info.version
        kept = checked(points, questionnaire)
        uow.answers.add(Answers(answers_id, patient_id, episode_id, name, version, now, answered, actor.user_id, kept))
        facts = {"answered": answered.value, "questionnaire": name}
        note_event(
            uow, actor, now, CaseEventKind.ANSWERED, About(patient_id, episode_id, "answers", answers_id), **facts
        )
        record(uow, actor, now, "answer", "answers", answers_id, patient_id, **facts)
        return uow.commit()


def scored_answers(ctx: Context, patient_id: PatientId, questionnaire: Questionnaire) -> tuple[ScoredAnswers, ...]:
    """All answers of one person to one questionnaire, oldest first, each beside the one before."""
    with ctx.store() as uow:
        rows = uow.answers.of_patient(patient_id, questionnaire.questionnaire_id)
    totals = [total_of(row.points, questionnaire) for row in rows]
    worse = [None, *(worsened(a, b, questionnaire) for a, b in pairwise(totals))]
    return tuple(ScoredAnswers(*found) for found in zip(rows, totals, worse, strict=False))


def attach(
    ctx: Context,
    actor: Actor,
    episode_id: EpisodeId,
    kind: AttachmentKind,
    content: bytes,
    *,
    title: str,
    body_site: str = "",
    taken_at: datetime | None = None,
) -> Changes:
    """A picture or document, taken now unless told otherwise. Raises NotPermitted, NotFound, InvalidInput."""
    require(actor, Action.WRITE_NOTE)
    now = ctx.clock.now()
    with ctx.store() as uow:
        patient_id = uow.episodes.get(episode_id).patient_id
        attachment_id = AttachmentId(f"AT-{uuid.uuid4().hex[:16]}")
        attachment = attached(
            attachment_id, patient_id, episode_id, kind, content,
            title=title, body_site=body_site, taken_at=taken_at or now, added_at=now, added_by=actor.user_id,
        )  # fmt: skip
        uow.attachments.add(attachment, content)
        about = About(patient_id, episode_id, "attachment", attachment_id)
        facts = {"kind": kind.value, "media_type": attachment.media_type}
        note_event(uow, actor, now, CaseEventKind.ATTACHED, about, **facts)
        record(uow, actor, now, "attach", "attachment", attachment_id, patient_id, sha256=attachment.sha256)
        return uow.commit()
