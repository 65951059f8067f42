"""Notes, answers, contacts and attachments."""

from datetime import datetime

from sqlalchemy import insert, select, update

from hah_console.adapters.db.mapping.chart import (
    answers_of,
    answers_values,
    attachment_of,
    attachment_values,
    contact_of,
    contact_values,
    note_of,
    note_values,
)
from hah_console.adapters.db.repositories.keyed import KeyedRows, Mapping
from hah_console.adapters.db.tables import chart
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import ms
from hah_console.domain.chart.attachment import Attachment
from hah_console.domain.chart.contact import Contact
from hah_console.domain.chart.note import Note
from hah_console.domain.chart.questionnaire import Answers
from hah_console.domain.errors import NotFound
from hah_console.domain.ids import AttachmentId, ContactId, NoteId, PatientId, UserId

_NOTE = Mapping(chart.note, "note", note_values, note_of)
_CONTACT = Mapping(chart.contact, "contact", contact_values, contact_of)
_ANSWERS, _ATTACHMENT, _CONTENT = chart.answers, chart.attachment, chart.attachment_content


class NoteRows(KeyedRows[NoteId, Note]):
    """Notes with everything that ever stood in them."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _NOTE)

    def of_patient(self, patient_id: PatientId, start: datetime, end: datetime) -> tuple[Note, ...]:
        """The notes first written in [start, end), oldest first."""
        c = self._table.c
        period = (c.written_at >= ms(start), c.written_at < ms(end))
        return self._where(c.patient_id == patient_id, *period, order=[c.written_at])

    def unsigned(self, author: UserId | None = None) -> tuple[Note, ...]:
        """Every text that waits for a signature, of one author or of all, the oldest first."""
        c = self._table.c
        mine = () if author is None else (c.author == author,)
        return self._where(c.unsigned_since.is_not(None), *mine, order=[c.unsigned_since])


class ContactRows(KeyedRows[ContactId, Contact]):
    """Contacts by video and telephone."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _CONTACT)

    def of_patient(self, patient_id: PatientId, start: datetime, end: datetime) -> tuple[Contact, ...]:
        """The contacts that began in [start, end), oldest first."""
        c = self._table.c
        period = (c.started_at >= ms(start), c.started_at < ms(end))
        return self._where(c.patient_id == patient_id, *period, order=[c.started_at])


class AnswersRows:
    """Answered questionnaires; none is ever changed."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def add(self, answers: Answers) -> None:
        """Store answers."""
        self._tx.write(insert(_ANSWERS), answers_values(answers))

    def of_patient(self, patient_id: PatientId, questionnaire_id: str) -> tuple[Answers, ...]:
        """All answers of one person to one questionnaire, oldest first."""
        mine = (_ANSWERS.c.patient_id == patient_id, _ANSWERS.c.questionnaire_id == questionnaire_id)
        rows = self._tx.rows(select(_ANSWERS).where(*mine).order_by(_ANSWERS.c.answered_at))
        return tuple(answers_of(row) for row in rows)


class AttachmentRows:
    """Pictures and documents; the bytes are read only when asked for."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def add(self, attachment: Attachment, content: bytes) -> None:
        """Store facts and bytes."""
        self._tx.write(insert(_ATTACHMENT), attachment_values(attachment))
        self._tx.write(insert(_CONTENT), {"attachment_id": attachment.attachment_id, "content": content})

    def of_patient(self, patient_id: PatientId) -> tuple[Attachment, ...]:
        """The facts of all attachments of one person, by when they were taken."""
        mine = select(_ATTACHMENT).where(_ATTACHMENT.c.patient_id == patient_id)
        rows = self._tx.rows(mine.order_by(_ATTACHMENT.c.taken_at, _ATTACHMENT.c.attachment_id))
        return tuple(attachment_of(row) for row in rows)

    def get(self, attachment_id: AttachmentId) -> Attachment:
        """The facts of one; raises NotFound."""
        found = self._tx.rows(select(_ATTACHMENT).where(_ATTACHMENT.c.attachment_id == attachment_id))
        for row in found:
            return attachment_of(row)
        raise NotFound(entity="attachment", entity_id=attachment_id)

    def withdraw(self, attachment: Attachment) -> None:
        """Keep why, when and by whom it was marked as an error; nothing else of it ever changes."""
        every = attachment_values(attachment)
        told = {name: every[name] for name in ("withdrawn_for", "withdrawn_at", "withdrawn_by")}
        mine = _ATTACHMENT.c.attachment_id == attachment.attachment_id
        self._tx.write(update(_ATTACHMENT).where(mine).values(**told))

    def content(self, attachment_id: AttachmentId) -> bytes:
        """The bytes; raises NotFound."""
        found = self._tx.scalar(select(_CONTENT.c.content).where(_CONTENT.c.attachment_id == attachment_id))
        if found is None:
            raise NotFound(entity="attachment", entity_id=attachment_id)
        return bytes(found)
