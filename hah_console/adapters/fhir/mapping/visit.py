"""A visit as it was: Encounter within the admission."""

from hah_console.adapters.fhir.mapping.naming import Naming, local_id, reference
from hah_console.adapters.fhir.mapping.terms import (
    ACT_CODE,
    HAH_ACTIVITY,
    LTC,
    Resource,
    coded,
    coding,
    extension,
    resource,
)
from hah_console.domain.claims.visit_record import VisitMode, VisitRecord


def visit_resource(visit: VisitRecord, naming: Naming) -> Resource | None:
    """The visit; None while nobody has noted an arrival: a plan is no visit."""
    if visit.arrived_at is None:
        return None
    in_person = visit.mode is VisitMode.IN_PERSON
    parts = {
        "extension": [extension("ExtHAHVisitMode", valueCode=visit.mode.value)],
        "identifier": [naming.identifier("visit", visit.visit_record_id)],
        "status": "finished" if visit.left_at else "in-progress",
        "class": coding(ACT_CODE, "HH" if in_person else "VR"),
        "type": [coded(HAH_ACTIVITY, "visit")],
        "subject": reference("Patient", visit.patient_id),
        "episodeOfCare": [reference("EpisodeOfCare", visit.episode_id)],
        "participant": [{"individual": reference("Practitioner", visit.staff_id)}],
        "period": naming.span(visit.arrived_at, visit.left_at),
        "location": [{"location": reference("Location", f"home-{local_id(visit.patient_id)}"[:64])}]
        if in_person
        else [],
        "serviceProvider": naming.own,
        "partOf": reference("Encounter", visit.episode_id),
    }
    return resource("Encounter", local_id(visit.visit_record_id), f"{LTC}HAHVisitEncounter", parts)
