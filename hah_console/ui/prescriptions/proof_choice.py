"""A choice among a patient's pictures and papers: which of them proves a delivery, or none."""

from functools import partial

from hah_console.domain.ids import AttachmentId, PatientId
from hah_console.services.attachments import PatientAttachments, read_attachments
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.choice import Choice

MOST = 20
"""The newest ones; a proof of delivery was taken just now."""


class ProofChoice(Choice):
    """None is chosen unless somebody chooses; who may not see the attachments is offered none."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.theme)
        self._desk, self._patient_id = desk, ""
        self.addItem(desk.texts("rx.receipt.no_proof"), "")

    def ask(self, patient_id: PatientId) -> None:
        """Read what the patient has."""
        self._patient_id = patient_id
        desk = self._desk
        desk.tasks.run_query(partial(read_attachments, desk.ctx, desk.actor, patient_id), self.offer, self._on_none)

    def chosen(self) -> AttachmentId | None:
        """What was chosen."""
        code = str(self.currentData() or "")
        return AttachmentId(code) if code else None

    def offer(self, found: PatientAttachments) -> None:
        """Those of this patient, the newest first."""
        if found.patient_id == self._patient_id:
            for item in found.items[:MOST]:
                self.addItem(f"{self._desk.ctx.local(item.taken_at):%m-%d %H:%M} {item.title}", item.attachment_id)

    def _on_none(self, _: Exception) -> None:
        """Nothing to choose from; the receipt goes without."""
