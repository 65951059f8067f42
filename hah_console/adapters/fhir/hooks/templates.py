"""Prefetch templates of decision services: those we can answer in full are understood, all others are none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

PATIENT, ENCOUNTER, USER = "{{context.patientId}}", "{{context.encounterId}}", "{{context.userId}}"
PRACTITIONER = "{{userPractitionerId}}"
_READ = {
    f"Patient/{PATIENT}": "Patient", f"Encounter/{ENCOUNTER}": "Encounter", USER: "Practitioner",
    f"Practitioner/{PRACTITIONER}": "Practitioner",
}  # fmt: skip
_BY_ID = {
    f"Patient?_id={PATIENT}": "Patient", f"Encounter?_id={ENCOUNTER}": "Encounter",
    f"Practitioner?_id={PRACTITIONER}": "Practitioner",
}  # fmt: skip
_OF_PATIENT = ("patient", "subject")
_STATE = {"status": "status"}
_CODED = {"status": "status", "code": "code", "category": "category"}
ELEMENTS: Mapping[str, Mapping[str, str]] = {
    "AllergyIntolerance": {"clinical-status": "clinicalStatus", "code": "code", "category": "category"},
    "CarePlan": {"status": "status", "category": "category"},
    "CareTeam": _STATE,
    "ClinicalImpression": _STATE,
    "Communication": {"status": "status", "category": "category"},
    "Condition": {"clinical-status": "clinicalStatus", "code": "code", "category": "category"},
    "Consent": {"status": "status", "category": "category"},
    "Device": _STATE,
    "DeviceRequest": _STATE,
    "DiagnosticReport": _CODED,
    "Encounter": {"status": "status", "class": "class", "type": "type"},
    "EpisodeOfCare": {"status": "status", "type": "type"},
    "Goal": {"lifecycle-status": "lifecycleStatus"},
    "MedicationAdministration": {"status": "status", "code": "medicationCodeableConcept"},
    "MedicationRequest": {"status": "status", "code": "medicationCodeableConcept", "intent": "intent"},
    "Observation": _CODED,
    "Procedure": _CODED,
    "QuestionnaireResponse": _STATE,
    "RelatedPerson": {},
    "ServiceRequest": {**_CODED, "intent": "intent"},
    "Specimen": {"status": "status", "type": "type"},
    "Task": {"status": "status", "code": "code", "intent": "intent"},
}
"""What our records have of a patient, and the element of each search parameter we can go by."""
_DATES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "Condition": {"recorded-date": ("recordedDate",)},
    "DiagnosticReport": {"date": ("effectiveDateTime", "effectivePeriod")},
    "Encounter": {"date": ("period",)},
    "EpisodeOfCare": {"date": ("period",)},
    "MedicationAdministration": {"effective-time": ("effectiveDateTime", "effectivePeriod")},
    "MedicationRequest": {"authoredon": ("authoredOn",)},
    "Observation": {"date": ("effectiveDateTime", "effectivePeriod")},
    "Procedure": {"date": ("performedDateTime", "performedPeriod")},
    "ServiceRequest": {"authored": ("authoredOn",)},
    "Task": {"authored-on": ("authoredOn",)},
}
"""What can be sorted by, with the elements that say when it was."""


@dataclass(frozen=True, slots=True)
class Prefetch:
    """One template: a resource read, or a search with filters of comma-separated values; ``most`` 0 is all.

    ``by_id``: a search for the one resource the question is about. ``newest_first`` is None where no order is asked
    for, ``sorted_by`` the elements to go by.
    """

    kind: str
    single: bool
    filters: tuple[tuple[str, frozenset[str]], ...] = ()
    most: int = 0
    by_id: bool = False
    newest_first: bool | None = None
    sorted_by: tuple[str, ...] = ()


def prefetch_of(template: object) -> Prefetch | None:
    """The template of a text; None for one that asks what cannot be answered in full.

    SAFETY(part of an answer): a filter we do not know, a kind we keep no record of, a value with half a system: none of
    them is answered as if it had not been asked.
    """
    if not isinstance(template, str):
        return None
    if template in _READ:
        return Prefetch(_READ[template], True)
    if template in _BY_ID:
        return Prefetch(_BY_ID[template], False, by_id=True)
    kind, _, query = template.partition("?")
    asked = parse_qsl(query, keep_blank_values=True)
    own = [value.removeprefix("Patient/") for name, value in asked if name in _OF_PATIENT]
    if kind not in ELEMENTS or own != [PATIENT] or len({name for name, _ in asked}) != len(asked):
        return None
    return _search(kind, {name: value for name, value in asked if name not in _OF_PATIENT})


def _search(kind: str, asked: dict[str, str]) -> Prefetch | None:
    most, order = asked.pop("_count", ""), asked.pop("_sort", "")
    elements = _DATES.get(kind, {}).get(order.removeprefix("-"), ())
    known = set(asked) <= set(ELEMENTS[kind]) and all(map(_whole, asked.values()))
    if not known or not re.fullmatch(r"([1-9][0-9]{0,5})?", most) or (order and not elements):
        return None
    filters = tuple((name, frozenset(value.split(","))) for name, value in asked.items())
    return Prefetch(kind, False, filters, int(most or 0), False, order.startswith("-") if order else None, elements)


def _whole(value: str) -> bool:
    """Whether every value of a list is ``code`` or ``system|code``, with no token of a context in it."""
    return all(re.fullmatch(r"[^|\s{}]+(\|[^|\s{}]+)?", each) for each in value.split(","))
