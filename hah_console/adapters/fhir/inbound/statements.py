"""Facts of what hospitals state of a patient: allergies, problems, medicines, reports, stays, requests, tasks."""

from collections.abc import Callable, Mapping
from datetime import tzinfo

from hah_console.adapters.fhir.inbound.moments import first_moment
from hah_console.adapters.fhir.inbound.parts import code_of, codings, dicts, part, shown, word, words_of
from hah_console.adapters.fhir.mapping.terms import SNOMED
from hah_console.domain.hospital_facts import WITHDRAWN, Code, FactKind, HospitalFact, Origin

IPS = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"
SAYS_NONE: Mapping[FactKind, frozenset[tuple[str, str]]] = {
    FactKind.ALLERGY: frozenset({(SNOMED, "716186003"), (IPS, "no-known-allergies")}),
    FactKind.CONDITION: frozenset({(SNOMED, "160245001"), (IPS, "no-known-problems")}),
    FactKind.MEDICATION: frozenset({(IPS, "no-known-medications")}),
}
"""Codes that state that there is none at all. "No known drug allergy" is not among them: there may be others."""
SAYS_NOTHING = frozenset({(IPS, "no-allergy-info"), (IPS, "no-problem-info"), (IPS, "no-medication-info")})
"""Codes that state that nothing is known: the same as nothing provided."""
Resource = Mapping[str, object]
Parts = tuple[FactKind, Code, str, str, tuple[str, ...]]
"""Kind, code, value, status, and the elements that tell when, in order."""


def statement(resource: Resource, subject: str, origin: Origin, zone: tzinfo) -> list[HospitalFact]:
    """The fact of a resource; none of one that states that nothing is known. Raises Unusable."""
    kind, code, value, status, moments = READERS[origin.resource_type](resource)
    concept = resource.get("medicationCodeableConcept" if kind is FactKind.MEDICATION else "code")
    said = {(each.system, each.code) for each in codings(concept)}
    if said & SAYS_NOTHING:
        return []
    when = first_moment(resource, zone, *moments)
    none = bool(said & SAYS_NONE.get(kind, frozenset())) and _is_sure(resource)
    name = f"{origin.feed}:{origin.reference}"
    return [HospitalFact(name, kind, subject, code, value, status, origin, None, "", *when, says_none=none)]


def withdrawn(resource: Resource) -> str:
    """The code by which a hospital takes a resource back; empty where it does not."""
    told = (word(resource, "status"), code_of(resource.get("verificationStatus")))
    return next((each for each in told if each in WITHDRAWN), "")


def _is_sure(resource: Resource) -> bool:
    """SAFETY(stated none): a statement of none counts only while it is active and not doubted."""
    doubted = code_of(resource.get("verificationStatus")) not in ("", "confirmed")
    return not doubted and code_of(resource.get("clinicalStatus")) in ("", "active")


def _clinical(resource: Resource) -> str:
    """A statement that was refuted or entered in error is that; else how it stands."""
    verified = code_of(resource.get("verificationStatus"))
    return verified if verified in ("refuted", "entered-in-error") else code_of(resource.get("clinicalStatus"))


def _allergy(resource: Resource) -> Parts:
    reactions = [
        words_of(sign) for each in dicts(resource.get("reaction")) for sign in dicts(each.get("manifestation"))
    ]
    risk = word(resource, "criticality")
    value = "、".join(dict.fromkeys(filter(None, reactions)))
    value = f"{value} ({risk})".strip() if risk else value
    moments = ("onsetDateTime", "recordedDate", "onsetPeriod")
    return FactKind.ALLERGY, shown(resource.get("code")), value, _clinical(resource), moments


def _condition(resource: Resource) -> Parts:
    value = "、".join(filter(None, (words_of(resource.get("severity")), _notes(resource))))
    moments = ("onsetDateTime", "onsetPeriod", "recordedDate")
    return FactKind.CONDITION, shown(resource.get("code")), value, _clinical(resource), moments


def _medication(resource: Resource) -> Parts:
    dosage = [word(each, "text") for each in dicts(resource.get("dosageInstruction"))]
    code = shown(resource.get("medicationCodeableConcept"))
    if code == Code():
        code = _contained(resource, part(resource, "medicationReference"))
    return FactKind.MEDICATION, code, "；".join(filter(None, dosage)), word(resource, "status"), ("authoredOn",)


def _contained(resource: Resource, reference: Mapping[str, object]) -> Code:
    """The medicine a reference names: the contained one, else what is written beside the reference."""
    target = word(reference, "reference")
    for each in dicts(resource.get("contained")):
        if target == f"#{word(each, 'id')}":
            return shown(each.get("code"))
    return Code("", "", word(reference, "display") or target)


def _report(resource: Resource) -> Parts:
    moments = ("effectiveDateTime", "effectivePeriod", "issued")
    return FactKind.REPORT, shown(resource.get("code")), word(resource, "conclusion"), word(resource, "status"), moments


def _document(resource: Resource) -> Parts:
    titles = [word(each, "attachment", "title") for each in dicts(resource.get("content"))]
    value = word(resource, "description") or "、".join(filter(None, titles))
    return FactKind.DOCUMENT, shown(resource.get("type")), value, word(resource, "status"), ("date",)


def _encounter(resource: Resource) -> Parts:
    kind = part(resource, "class")
    types = dicts(resource.get("type"))
    code = shown(types[0]) if types else Code(word(kind, "system"), word(kind, "code"), word(kind, "display"))
    reasons = [words_of(each) for each in dicts(resource.get("reasonCode"))]
    value = "、".join(filter(None, (word(resource, "serviceProvider", "display"), *reasons)))
    return FactKind.ENCOUNTER, code, value, word(resource, "status"), ("period",)


def _episode(resource: Resource) -> Parts:
    types = dicts(resource.get("type"))
    value = word(resource, "managingOrganization", "display")
    return FactKind.EPISODE, shown(types[0]) if types else Code(), value, word(resource, "status"), ("period",)


def _request(resource: Resource) -> Parts:
    reasons = [words_of(each) for each in dicts(resource.get("reasonCode"))]
    value = "、".join(filter(None, (word(resource, "priority"), *reasons)))
    moments = ("authoredOn", "occurrenceDateTime", "occurrencePeriod")
    return FactKind.REQUEST, shown(resource.get("code")), value, word(resource, "status"), moments


def _task(resource: Resource) -> Parts:
    value = words_of(resource.get("statusReason")) or words_of(resource.get("businessStatus"))
    code = shown(resource.get("code"))
    code = code if code != Code() else Code("", "", word(resource, "description"))
    moments = ("executionPeriod", "authoredOn", "lastModified")
    return FactKind.TASK, code, value, word(resource, "status"), moments


def _practitioner(resource: Resource) -> Parts:
    names = dicts(resource.get("name"))
    name = next(filter(None, (word(each, "text") or word(each, "family") for each in names)), "")
    active = "inactive" if resource.get("active") is False else "active"
    return FactKind.PRACTITIONER, Code("", word(resource, "id"), name), "", active, ()


def _role(resource: Resource) -> Parts:
    roles = [words_of(each) for each in (*dicts(resource.get("code")), *dicts(resource.get("specialty")))]
    who = word(resource, "practitioner", "display") or word(resource, "practitioner", "reference")
    active = "inactive" if resource.get("active") is False else "active"
    return FactKind.PRACTITIONER, Code("", word(resource, "id"), who), "、".join(filter(None, roles)), active, ()


def _organization(resource: Resource) -> Parts:
    active = "inactive" if resource.get("active") is False else "active"
    return FactKind.ORGANIZATION, Code("", word(resource, "id"), word(resource, "name")), "", active, ()


def _location(resource: Resource) -> Parts:
    code = Code("", word(resource, "id"), word(resource, "name"))
    return FactKind.LOCATION, code, word(resource, "description"), word(resource, "status"), ()


def _notes(resource: Resource) -> str:
    return "、".join(filter(None, (word(each, "text") for each in dicts(resource.get("note")))))


READERS: Mapping[str, Callable[[Resource], Parts]] = {
    "AllergyIntolerance": _allergy, "Condition": _condition, "MedicationRequest": _medication,
    "DiagnosticReport": _report, "DocumentReference": _document, "Encounter": _encounter, "EpisodeOfCare": _episode,
    "ServiceRequest": _request, "Task": _task, "Practitioner": _practitioner, "PractitionerRole": _role,
    "Organization": _organization, "Location": _location,
}  # fmt: skip
