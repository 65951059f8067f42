"""A picture or document in the chart: what it shows of whom, when it was taken, by whom, and that it is unchanged."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import AttachmentId, EpisodeId, PatientId, UserId
from hah_console.domain.written import written_line, written_note

MOST_BYTES = 20_000_000
"""The largest file."""
_STARTS = {
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "application/pdf": b"%PDF-",
}
"""How the files that are taken begin: what a file is called says nothing."""


class AttachmentKind(StrEnum):
    """What an attachment is."""

    WOUND = "wound"
    IMAGE = "image"
    CONSENT = "consent"
    REPORT = "report"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Attachment:
    """The facts of an attachment; its bytes lie beside it. ``body_site`` is needed for the picture of a wound.

    ``withdrawn_for`` is why it was entered in error, for instance in the record of another; it is kept.
    """

    attachment_id: AttachmentId
    patient_id: PatientId
    episode_id: EpisodeId
    kind: AttachmentKind
    title: str
    body_site: str
    media_type: str
    size_bytes: int
    sha256: str
    taken_at: datetime
    added_at: datetime
    added_by: UserId
    withdrawn_for: str = ""
    withdrawn_at: datetime | None = None
    withdrawn_by: UserId | None = None

    def withdrawn(self, reason: str, at: datetime, by: UserId) -> "Attachment":
        """Entered in error. Raises InvalidInput without a reason, IllegalTransition when it is withdrawn already."""
        if self.withdrawn_at is not None:
            raise IllegalTransition(entity="attachment", state="entered-in-error", move="withdraw")
        if not reason.strip():
            raise InvalidInput(field="reason", value="", reason="missing_value")
        return replace(self, withdrawn_for=written_note(reason, "reason"), withdrawn_at=at, withdrawn_by=by)

    def holds(self, content: bytes) -> bool:
        """Whether these are the bytes that were added."""
        return hashlib.sha256(content).hexdigest() == self.sha256


def media_type_of(content: bytes) -> str:
    """JPEG, PNG or PDF by how the bytes begin; raises InvalidInput for anything else, empty or too large."""
    if not content:
        raise InvalidInput(field="file", value="0", reason="missing_value")
    if len(content) > MOST_BYTES:
        raise InvalidInput(field="file", value=str(len(content)), reason="too_long")
    found = next((name for name, start in _STARTS.items() if content.startswith(start)), None)
    if found is None:
        raise InvalidInput(field="file", value=repr(content[:8]), reason="not_a_picture_or_pdf")
    return found


def attached(
    attachment_id: AttachmentId,
    patient_id: PatientId,
    episode_id: EpisodeId,
    kind: AttachmentKind,
    content: bytes,
    *,
    title: str,
    body_site: str,
    taken_at: datetime,
    added_at: datetime,
    added_by: UserId,
) -> Attachment:
    """The attachment of ``content``. Raises InvalidInput for a wound without its place or a time to come."""
    if kind is AttachmentKind.WOUND and not body_site.strip():
        raise InvalidInput(field="body_site", value="", reason="missing_value")
    if taken_at > added_at:
        raise InvalidInput(field="taken_at", value=taken_at.isoformat(), reason="in_the_future")
    named, site = written_line(title, "title"), written_line(body_site, "body_site")
    return Attachment(
        attachment_id, patient_id, episode_id, kind, named, site, media_type_of(content),
        len(content), hashlib.sha256(content).hexdigest(), taken_at, added_at, added_by,
    )  # fmt: skip
