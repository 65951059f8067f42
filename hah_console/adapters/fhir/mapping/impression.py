"""What a physician made of a visit: ClinicalImpression."""

from datetime import datetime

from hah_console.adapters.fhir.mapping.naming import Naming, local_id, reference
from hah_console.adapters.fhir.mapping.terms import LTC, Resource, resource
from hah_console.domain.claims.visit_record import VisitRecord
from hah_console.domain.ids import StaffId


def impression_resource(
    identity: str,
    visit: VisitRecord,
    words: str,
    assessor: StaffId,
    written_at: datetime,
    naming: Naming,
    problem: Resource | None = None,
) -> Resource:
    """The assessment in words; ``identity`` names it (the signed note it stands in)."""
    parts = {
        "identifier": [naming.identifier("impression", identity)],
        "status": "completed",
        "subject": reference("Patient", visit.patient_id),
        "encounter": reference("Encounter", visit.visit_record_id),
        "effectiveDateTime": naming.at(visit.when),
        "date": naming.at(written_at),
        "assessor": reference("Practitioner", assessor),
        "problem": [problem] if problem else [],
        "summary": words,
    }
    return resource("ClinicalImpression", local_id(identity), f"{LTC}HAHClinicalImpression", parts)
