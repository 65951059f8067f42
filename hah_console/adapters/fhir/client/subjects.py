"""Whose a resource is: the patient it names, and whether that is the one asked for."""

from collections.abc import Mapping

from hah_console.adapters.fhir.client.addresses import relative_reference

FIELD_OF = {"Task": "for", "Coverage": "beneficiary", "ResearchSubject": "individual"}
BY_PATIENT = frozenset({"AllergyIntolerance", "EpisodeOfCare"})
"""Kinds that are read whose element is ``patient``."""
NOBODYS = frozenset({
    "Organization", "Practitioner", "PractitionerRole", "Location", "Medication", "Substance", "HealthcareService",
    "Endpoint", "Questionnaire", "PlanDefinition", "ActivityDefinition", "ValueSet", "CodeSystem", "DeviceDefinition",
})  # fmt: skip
"""Kinds that are of no patient; they come along with others (``_include``)."""


def subject_element(kind: str) -> str:
    """The element by which a kind of resource names its patient."""
    return FIELD_OF.get(kind, "patient" if kind in BY_PATIENT else "subject")


def subject_of(resource: Mapping[str, object], base: str = "") -> str:
    """``Patient/1`` of the patient a resource is about; empty when it names none."""
    kind = str(resource.get("resourceType"))
    if kind == "Patient":
        return f"Patient/{resource.get('id', '')}"
    for field in (FIELD_OF[kind],) if kind in FIELD_OF else ("subject", "patient"):
        named = resource.get(field)
        if isinstance(named, dict) and isinstance(named.get("reference"), str):
            return relative_reference(base, named["reference"])
    return ""


def is_of(resource: Mapping[str, object], patient: str, base: str) -> bool:
    """Whether a resource is about ``Patient/1``, and surely so: a resource that names nobody is not."""
    return subject_of(resource, base) == patient
