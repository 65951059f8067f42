"""What was done to a patient at a visit: Procedure."""

from datetime import datetime

from hah_console.adapters.fhir.mapping.naming import Naming, local_id, reference
from hah_console.adapters.fhir.mapping.terms import LTC, Resource, resource
from hah_console.domain.claims.visit_record import VisitRecord
from hah_console.domain.ids import StaffId


def procedure_resource(
    identity: str, words: str, visit: VisitRecord, performer: StaffId, at: datetime, naming: Naming
) -> Resource:
    """A procedure in words, done at ``at``; ``identity`` names it (the task it completed)."""
    parts = {
        "identifier": [naming.identifier("procedure", identity)],
        "status": "completed",
        "code": {"text": words},
        "subject": reference("Patient", visit.patient_id),
        "encounter": reference("Encounter", visit.visit_record_id),
        "performedDateTime": naming.at(at),
        "performer": [{"actor": reference("Practitioner", performer)}],
    }
    return resource("Procedure", local_id(identity), f"{LTC}HAHProcedure", parts)
