"""Rows of notes, answers, contacts and attachments."""

import json
from datetime import datetime
from typing import Any

from hah_console.adapters.db.values import (
    Row,
    Values,
    at,
    at_or_none,
    dumps,
    member_or_none,
    ms,
    ms_or_none,
    value_or_none,
    word_tuple,
    words,
)
from hah_console.domain.chart.attachment import Attachment, AttachmentKind
from hah_console.domain.chart.contact import Advice, Contact, ContactReason, IdentityMark, Outcome
from hah_console.domain.chart.note import Note, NoteKind, NoteText, Section, Signature
from hah_console.domain.chart.questionnaire import Answered, Answers
from hah_console.domain.claims.visit_record import VisitMode
from hah_console.domain.ids import AnswersId, AttachmentId, ContactId, EpisodeId, NoteId, PatientId, StaffId, UserId


def note_values(note: Note) -> Values:
    """The row of a note."""
    return {
        "note_id": note.note_id,
        "patient_id": note.patient_id,
        "episode_id": note.episode_id,
        "kind": note.kind.value,
        "author": note.author,
        "texts": dumps([_text_values(text) for text in note.texts]),
        "signatures": dumps([[s.version, s.by, s.at.isoformat(), s.digest] for s in note.signatures]),
        "subject_id": note.subject_id,
        "withdrawn_for": note.withdrawn_for,
        "withdrawn_at": ms_or_none(note.withdrawn_at),
        "written_at": ms(note.texts[0].at),
        "unsigned_since": ms_or_none(note.unsigned_since),
        "version": note.version,
    }


def _text_values(text: NoteText) -> dict[str, Any]:
    """Moments are kept exactly: a signature is over them."""
    sections = [[section.value, words] for section, words in text.sections]
    return {"sections": sections, "by": text.by, "at": text.at.isoformat(), "reason": text.reason}


def note_of(row: Row) -> Note:
    """The note of a row."""
    return Note(
        note_id=NoteId(row["note_id"]),
        patient_id=PatientId(row["patient_id"]),
        episode_id=EpisodeId(row["episode_id"]),
        kind=NoteKind(row["kind"]),
        author=UserId(row["author"]),
        texts=tuple(_text_of(text) for text in json.loads(row["texts"])),
        signatures=tuple(_signature_of(*signature) for signature in json.loads(row["signatures"])),
        subject_id=row["subject_id"],
        withdrawn_for=row["withdrawn_for"],
        withdrawn_at=at_or_none(row["withdrawn_at"]),
        version=row["version"],
    )


def _text_of(stored: dict[str, Any]) -> NoteText:
    sections = tuple((Section(name), words) for name, words in stored["sections"])
    return NoteText(sections, UserId(stored["by"]), datetime.fromisoformat(stored["at"]), stored["reason"])


def _signature_of(version: int, by: str, moment: str, digest: str) -> Signature:
    return Signature(version, UserId(by), datetime.fromisoformat(moment), digest)


def answers_values(answers: Answers) -> Values:
    """The row of answers."""
    return {
        "answers_id": answers.answers_id,
        "patient_id": answers.patient_id,
        "episode_id": answers.episode_id,
        "questionnaire_id": answers.questionnaire_id,
        "pack_version": answers.pack_version,
        "answered_at": ms(answers.answered_at),
        "answered": answers.answered.value,
        "answered_by": answers.by,
        "points": dumps(dict(answers.points)),
    }


def answers_of(row: Row) -> Answers:
    """The answers of a row."""
    return Answers(
        answers_id=AnswersId(row["answers_id"]),
        patient_id=PatientId(row["patient_id"]),
        episode_id=EpisodeId(row["episode_id"]),
        questionnaire_id=row["questionnaire_id"],
        pack_version=row["pack_version"],
        answered_at=at(row["answered_at"]),
        answered=Answered(row["answered"]),
        by=UserId(row["answered_by"]),
        points=json.loads(row["points"]),
    )


def contact_values(contact: Contact) -> Values:
    """The row of a contact."""
    return {
        "contact_id": contact.contact_id,
        "patient_id": contact.patient_id,
        "episode_id": contact.episode_id,
        "staff_id": contact.staff_id,
        "mode": contact.mode.value,
        "started_at": ms(contact.started_at),
        "ended_at": ms_or_none(contact.ended_at),
        "marks": words(mark.value for mark in contact.marks),
        "consented": contact.consented,
        "urgent": contact.urgent,
        "spoke_with": contact.spoke_with,
        "outcome": value_or_none(contact.outcome),
        "unfit_advice": contact.unfit_advice,
        "version": contact.version,
        "reason": contact.reason.value,
        "advice": value_or_none(contact.advice),
    }


def contact_of(row: Row) -> Contact:
    """The contact of a row."""
    return Contact(
        contact_id=ContactId(row["contact_id"]),
        patient_id=PatientId(row["patient_id"]),
        episode_id=EpisodeId(row["episode_id"]),
        staff_id=StaffId(row["staff_id"]),
        mode=VisitMode(row["mode"]),
        started_at=at(row["started_at"]),
        ended_at=at_or_none(row["ended_at"]),
        marks=tuple(IdentityMark(mark) for mark in word_tuple(row["marks"])),
        consented=row["consented"],
        urgent=row["urgent"],
        spoke_with=row["spoke_with"],
        outcome=member_or_none(Outcome, row["outcome"]),
        unfit_advice=row["unfit_advice"],
        version=row["version"],
        reason=ContactReason(row["reason"]),
        advice=member_or_none(Advice, row["advice"]),
    )


def attachment_values(attachment: Attachment) -> Values:
    """The row of an attachment's facts."""
    return {
        "attachment_id": attachment.attachment_id,
        "patient_id": attachment.patient_id,
        "episode_id": attachment.episode_id,
        "kind": attachment.kind.value,
        "title": attachment.title,
        "body_site": attachment.body_site,
        "media_type": attachment.media_type,
        "size_bytes": attachment.size_bytes,
        "sha256": attachment.sha256,
        "taken_at": ms(attachment.taken_at),
        "added_at": ms(attachment.added_at),
        "added_by": attachment.added_by,
        "withdrawn_for": attachment.withdrawn_for,
        "withdrawn_at": ms_or_none(attachment.withdrawn_at),
        "withdrawn_by": attachment.withdrawn_by,
    }


def attachment_of(row: Row) -> Attachment:
    """The attachment of a row."""
    return Attachment(
        attachment_id=AttachmentId(row["attachment_id"]),
        patient_id=PatientId(row["patient_id"]),
        episode_id=EpisodeId(row["episode_id"]),
        kind=AttachmentKind(row["kind"]),
        title=row["title"],
        body_site=row["body_site"],
        media_type=row["media_type"],
        size_bytes=row["size_bytes"],
        sha256=row["sha256"],
        taken_at=at(row["taken_at"]),
        added_at=at(row["added_at"]),
        added_by=UserId(row["added_by"]),
        withdrawn_for=row["withdrawn_for"],
        withdrawn_at=at_or_none(row["withdrawn_at"]),
        withdrawn_by=UserId(row["withdrawn_by"]) if row["withdrawn_by"] else None,
    )
