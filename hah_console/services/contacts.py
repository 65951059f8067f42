"""Contacts by video and telephone, answered questionnaires and attachments of a patient."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.chart.attachment import AttachmentKind, attached
from hah_console.domain.chart.contact import Contact, IdentityMark, Outcome, started
from hah_console.domain.chart.questionnaire import Answered, Answers, Questionnaire, Total, checked, total_of, worsened
from hah_console.domain.claims.visit_record import VisitMode
from hah_console.domain.ids import AnswersId, AttachmentId, ContactId, EpisodeId, PatientId, StaffId
from hah_console.services.case_line import About, note_event
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record


@dataclass(frozen=True, slots=True)
class Contacted:
    """How a contact went: what the person was known by, consent, urgency, who was spoken with, and the outcome."""

    outcome: Outcome
    marks: tuple[IdentityMark, ...] = ()
    consented: bool = False
    urgent: bool = False
    spoke_with: str = ""
    unfit_advice: str = ""


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
) -> Changes:
    """A contact that is over now. Raises NotPermitted, NotFound, InvalidInput for what a contact cannot do without."""
    require(actor, Action.RECORD_CONTACT)
    now = ctx.clock.now()
    with ctx.store() as uow:
        episode, person = uow.episodes.get(episode_id), uow.staff.get(staff_id)
        contact_id = ContactId(f"C-{uuid.uuid4().hex[:16]}")
        begun = started(contact_id, episode.patient_id, episode_id, staff_id, mode, started_at)
        contact = uow.contacts.save(_with_facts(begun, contacted).ended(now, contacted.outcome, contacted.unfit_advice))
        facts = {"mode": mode.value, "outcome": contacted.outcome.value}
        facts |= {"profession": person.profession.value, "staff_id": staff_id}
        if contacted.outcome is Outcome.DONE:
            about = About(contact.patient_id, episode_id, "contact", contact_id)
            note_event(uow, actor, now, CaseEventKind.CONTACT_HELD, about, **facts)
        record(uow, actor, now, "record_contact", "contact", contact_id, contact.patient_id, **facts)
        return uow.commit()


def _with_facts(contact: Contact, contacted: Contacted) -> Contact:
    return replace(
        contact,
        marks=contacted.marks,
        consented=contacted.consented,
        urgent=contacted.urgent,
        spoke_with=contacted.spoke_with.strip(),
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
