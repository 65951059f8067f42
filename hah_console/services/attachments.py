"""Pictures and documents of one patient, read for her page; their bytes only when asked for, and checked then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.chart.attachment import Attachment
from hah_console.domain.episode import EpisodeState
from hah_console.domain.errors import HahError
from hah_console.domain.ids import EpisodeId, PatientId, UserId
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.patient_facts import shown_episode


class AttachmentDamaged(HahError):
    """The bytes stored are not those that were added. Facts: title."""

    code = "attachment_damaged"


class CopyNotWritten(HahError):
    """A copy could not be written where it was to go. Facts: path."""

    code = "copy_not_written"


@dataclass(frozen=True, slots=True)
class PatientAttachments:
    """All attachments of one person, by when they were taken, the newest first.

    ``episode_id`` is the open admission, None without one; ``admitted_at`` that of the admission shown.
    """

    patient_id: PatientId
    name: str
    record_number: str
    episode_id: EpisodeId | None
    items: tuple[Attachment, ...]
    at: datetime
    admitted_at: datetime | None = None
    people: Mapping[UserId, str] = field(default_factory=dict)


def read_attachments(ctx: Context, actor: Actor, patient_id: PatientId) -> PatientAttachments:
    """The facts of everything attached to a patient whose page is open. Raises NotPermitted, NotFound."""
    require(actor, Action.VIEW_PATIENT)
    with ctx.store() as uow:
        patient = uow.patients.get(patient_id)
        episode = shown_episode(uow.episodes.of_patient(patient_id))
        items = uow.attachments.of_patient(patient_id)
        people = {user.user_id: user.name for user in uow.users.all()}
    open_id = episode.episode_id if episode and episode.state is not EpisodeState.CLOSED else None
    return PatientAttachments(
        patient_id,
        patient.name,
        patient.medical_record_number,
        open_id,
        tuple(reversed(items)),
        ctx.clock.now(),
        episode.admitted_at if episode else None,
        people,
    )


def attachment_bytes(ctx: Context, actor: Actor, attachment: Attachment) -> bytes:
    """The bytes to be shown. Raises NotPermitted, NotFound, AttachmentDamaged.

    SAFETY(unchanged picture): bytes that are not those that were added are never shown as hers.
    """
    require(actor, Action.VIEW_PATIENT)
    with ctx.store() as uow:
        content = uow.attachments.content(attachment.attachment_id)
    if not attachment.holds(content):
        raise AttachmentDamaged(title=attachment.title or attachment.kind.value)
    return content


def copy_attachment(ctx: Context, actor: Actor, attachment: Attachment) -> bytes:
    """The bytes to be saved outside; that they leave the record is in the audit trail first. Raises as above."""
    content = attachment_bytes(ctx, actor, attachment)
    with ctx.store() as uow:
        about = (attachment.attachment_id, attachment.patient_id)
        record(uow, actor, ctx.clock.now(), "copy_attachment", "attachment", *about, sha256=attachment.sha256)
        uow.commit()
    return content


def withdraw_attachment(ctx: Context, actor: Actor, attachment: Attachment, reason: str) -> Changes:
    """Entered in error, in the record of another person for instance: kept, and no longer shown as hers.

    Anybody who may write notes may say so. Raises NotPermitted, NotFound, InvalidInput, IllegalTransition.
    """
    require(actor, Action.WRITE_NOTE)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        marked = uow.attachments.get(attachment.attachment_id).withdrawn(reason, now, actor.user_id)
        uow.attachments.withdraw(marked)
        about = (attachment.attachment_id, attachment.patient_id)
        record(uow, actor, now, "withdraw_attachment", "attachment", *about, reason=marked.withdrawn_for)
        return uow.commit()
