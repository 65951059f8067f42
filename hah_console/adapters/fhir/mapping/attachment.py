"""A picture or paper of the chart as DocumentReference."""

from base64 import b64encode

from hah_console.adapters.fhir.mapping.naming import Naming, local_id, reference
from hah_console.adapters.fhir.mapping.terms import LTC, Resource, resource
from hah_console.domain.chart.attachment import Attachment, AttachmentKind
from hah_console.domain.ids import StaffId

WORDS = {
    AttachmentKind.WOUND: "傷口照片", AttachmentKind.IMAGE: "影像", AttachmentKind.CONSENT: "同意書",
    AttachmentKind.REPORT: "報告", AttachmentKind.OTHER: "文件",
}  # fmt: skip
LARGEST_INLINE = 5 * 2**20


def is_told(attachment: Attachment) -> bool:
    """Whether its content goes along: not of one that was withdrawn or is too large."""
    return attachment.withdrawn_at is None and attachment.size_bytes <= LARGEST_INLINE


def attachment_resource(attachment: Attachment, content: bytes | None, author: StaffId, naming: Naming) -> Resource:
    """The attachment with its content up to 5 MB; withdrawn, it is entered in error. Without ``content`` (None) it is
    the note the outbox keeps: what it holds is put in when it is sent."""
    inline = content is not None and is_told(attachment)
    held = {
        "contentType": attachment.media_type,
        "size": attachment.size_bytes,
        "title": attachment.title,
        "creation": naming.at(attachment.taken_at),
    } | ({"data": b64encode(content).decode()} if inline and content is not None else {})
    parts = {
        "identifier": [naming.identifier("attachment", attachment.attachment_id)],
        "status": "entered-in-error" if attachment.withdrawn_at else "current",
        "type": {"text": " ".join(filter(None, (WORDS[attachment.kind], attachment.body_site)))},
        "subject": reference("Patient", attachment.patient_id),
        "date": naming.at(attachment.added_at),
        "author": [reference("Practitioner", author)],
        "custodian": naming.own,
        "content": [{"attachment": held}],
        "context": {"encounter": [reference("Encounter", attachment.episode_id)]},
    }
    return resource("DocumentReference", local_id(attachment.attachment_id), f"{LTC}HAHDocumentReference", parts)
