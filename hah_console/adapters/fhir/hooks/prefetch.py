"""What a decision service wants to know beforehand, answered from our own mapped resources and nothing else."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from hah_console.adapters.fhir.client.subjects import is_of
from hah_console.adapters.fhir.mapping.terms import Resource

PATIENT, ENCOUNTER, USER = "{{context.patientId}}", "{{context.encounterId}}", "{{context.userId}}"
_READ = {f"Patient/{PATIENT}": "Patient", f"Encounter/{ENCOUNTER}": "Encounter", USER: "Practitioner"}
_KIND = re.compile(r"[A-Z][A-Za-z]+")
_OF_PATIENT = ("patient", "subject")
_FILTERS = ("status", "category", "code", "clinical-status")
UNKNOWN_TO = ("identifier", "name", "telecom", "address", "contact", "photo", "link")
"""What of a Patient a service is not told that need not know who she is."""
KNOWN_BY_NAME = frozenset({"RelatedPerson", "Location", "Bundle"})
"""Kinds that say where she lives or who cares for her."""


@dataclass(frozen=True, slots=True)
class Context:
    """Whom a question is about; ids are those of the resources."""

    patient_id: str
    encounter_id: str
    user: str


@dataclass(frozen=True, slots=True)
class Prefetch:
    """One template: a resource read, or a search with filters of comma-separated values; ``most`` 0 is all."""

    kind: str
    single: bool
    filters: tuple[tuple[str, frozenset[str]], ...] = ()
    most: int = 0


def prefetch_of(template: object) -> Prefetch | None:
    """The template of a text; None for one that asks what cannot be answered in full."""
    if not isinstance(template, str):
        return None
    if template in _READ:
        return Prefetch(_READ[template], True)
    kind, _, query = template.partition("?")
    asked = parse_qsl(query)
    named = [name for name, _ in asked]
    own = [value.removeprefix("Patient/") for name, value in asked if name in _OF_PATIENT]
    if not _KIND.fullmatch(kind) or kind == "Patient" or own != [PATIENT] or len(set(named)) != len(named):
        return None
    rest = {name: value for name, value in asked if name not in _OF_PATIENT}
    most = rest.pop("_count", "0")
    if not set(rest) <= set(_FILTERS) or not most.isdecimal():
        return None
    return Prefetch(kind, False, tuple((name, frozenset(value.split(","))) for name, value in rest.items()), int(most))


def prefetched(
    wanted: Mapping[str, Prefetch], resources: Sequence[Resource], context: Context, *, identifying: bool
) -> Resource:
    """What is wanted, by its keys; what is not there is null (a read) or an empty Bundle (a search).

    SAFETY(known by name): a service that need not know who she is gets no name, number, address or telephone.
    """
    told = [each for each in resources if identifying or each.get("resourceType") not in KNOWN_BY_NAME]
    seen = [each if identifying else _unnamed(each) for each in told]
    return {key: _answer(each, seen, context) for key, each in wanted.items()}


def _answer(wanted: Prefetch, resources: Sequence[Resource], context: Context) -> object:
    own = [each for each in resources if each.get("resourceType") == wanted.kind]
    if wanted.single:
        names = {"Patient": context.patient_id, "Encounter": context.encounter_id}
        identity = names.get(wanted.kind, context.user.partition("/")[2])
        return next((each for each in own if each.get("id") == identity), None)
    patient = f"Patient/{context.patient_id}"
    found = [each for each in own if is_of(each, patient, "") and _holds(each, wanted)]
    shown = found[: wanted.most] if wanted.most else found
    return {
        "resourceType": "Bundle", "type": "searchset", "total": len(found),
        "entry": [{"resource": each, "search": {"mode": "match"}} for each in shown],
    }  # fmt: skip


def _holds(resource: Resource, wanted: Prefetch) -> bool:
    return all(values & _tokens(resource.get(_ELEMENTS.get(name, name))) for name, values in wanted.filters)


_ELEMENTS = {"clinical-status": "clinicalStatus"}


def _tokens(value: object) -> set[str]:
    """``code`` and ``system|code`` of a code, a concept or a list of them."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, list):
        return {token for each in value for token in _tokens(each)}
    if not isinstance(value, dict):
        return set()
    if "coding" in value:
        return _tokens(value["coding"])
    code = str(value.get("code", ""))
    return {code, f"{value.get('system', '')}|{code}"} if code else set()


def _unnamed(resource: Resource) -> Resource:
    if resource.get("resourceType") == "Practitioner":
        return {key: each for key, each in resource.items() if key not in UNKNOWN_TO[1:4]}
    if resource.get("resourceType") != "Patient":
        return resource
    return {key: each for key, each in resource.items() if key not in UNKNOWN_TO and key != "meta"}
