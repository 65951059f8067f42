"""A photograph or a signature that proves a delivery."""

from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import AttachmentId, PatientId
from hah_console.services.ports import UnitOfWork


def own_proof(uow: UnitOfWork, patient_id: PatientId | None, proof: AttachmentId | None) -> AttachmentId | None:
    """SAFETY(proof): a picture proves the delivery to its own patient only. Raises NotFound, InvalidInput."""
    if proof is not None and uow.attachments.get(proof).patient_id != patient_id:
        raise InvalidInput(field="proof", value=proof, reason="another_patient")
    return proof
