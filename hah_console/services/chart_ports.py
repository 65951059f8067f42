"""Ports of the store for what is written about a patient: notes, contacts, answers, attachments. See ``ports``."""

from datetime import datetime
from typing import Protocol

from hah_console.domain.chart.attachment import Attachment
from hah_console.domain.chart.contact import Contact
from hah_console.domain.chart.note import Note
from hah_console.domain.chart.questionnaire import Answers
from hah_console.domain.ids import AttachmentId, ContactId, NoteId, PatientId, UserId
from hah_console.services.keyed_port import Keyed


class Notes(Keyed[NoteId, Note], Protocol):
    """Notes with everything that ever stood in them. ``unsigned``: what waits for a signature, the oldest first."""

    def of_patient(self, patient_id: PatientId, start: datetime, end: datetime) -> tuple[Note, ...]: ...
    def unsigned(self, author: UserId | None = None) -> tuple[Note, ...]: ...


class Contacts(Keyed[ContactId, Contact], Protocol):
    """Contacts by video and telephone that began in [start, end)."""

    def of_patient(self, patient_id: PatientId, start: datetime, end: datetime) -> tuple[Contact, ...]: ...


class AnsweredQuestionnaires(Protocol):
    """Answers, oldest first; none is ever changed."""

    def add(self, answers: Answers) -> None: ...
    def of_patient(self, patient_id: PatientId, questionnaire_id: str) -> tuple[Answers, ...]: ...


class Attachments(Protocol):
    """Pictures and documents; ``get`` and ``content`` raise NotFound. ``withdraw`` keeps that one is in error."""

    def add(self, attachment: Attachment, content: bytes) -> None: ...
    def get(self, attachment_id: AttachmentId) -> Attachment: ...
    def withdraw(self, attachment: Attachment) -> None: ...
    def of_patient(self, patient_id: PatientId) -> tuple[Attachment, ...]: ...
    def content(self, attachment_id: AttachmentId) -> bytes: ...
