"""Pictures and papers on their way out: the outbox keeps a note of each, its bytes are put in when it is sent."""

from base64 import b64encode
from dataclasses import replace

from hah_console.adapters.fhir.mapping.terms import Resource
from hah_console.adapters.fhir.outbox.packing import Pack, digest_of, is_note
from hah_console.adapters.fhir.resource_json import written
from hah_console.domain.exchange import Outgoing
from hah_console.domain.ids import AttachmentId, PatientId
from hah_console.services.attachments import AttachmentDamaged
from hah_console.services.context import Context


class Papers:
    """``filled`` reads the bytes of a note; ``packer`` packs a note by what it will hold."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def filled(self, note: Resource) -> Resource:
        """The note with its bytes, anything else as it is. Raises NotFound, AttachmentDamaged.

        SAFETY(unchanged paper): bytes that are not those that were added are sent to nobody.
        """
        if not is_note(note):
            return note
        identity = AttachmentId(str(note["identifier"][0]["value"]))  # type: ignore[index]
        with self._ctx.store() as uow:
            attachment, content = uow.attachments.get(identity), uow.attachments.content(identity)
        if not attachment.holds(content):
            raise AttachmentDamaged(title=attachment.title or attachment.kind.value)
        (part,) = note["content"]  # type: ignore[misc]
        held = part["attachment"] | {"data": b64encode(content).decode()}  # type: ignore[has-type]
        return note | {"content": [{"attachment": held}]}

    def packer(self, pack: Pack) -> Pack:
        """``pack`` that checks a note with its bytes and keeps it without them; damaged, it is parked."""

        def packed(resource: Resource, patient_id: PatientId | None) -> Outgoing:
            if not is_note(resource):
                return pack(resource, patient_id)
            content, digest = written(resource).decode(), digest_of(resource)
            try:
                whole = pack(self.filled(resource), patient_id)
            except AttachmentDamaged:
                return replace(pack(resource, patient_id), fault="DocumentReference.content.attachment.data damaged")
            return replace(whole, content=content, digest=digest)

        return packed
