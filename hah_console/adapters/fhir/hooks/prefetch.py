"""What a decision service wants to know beforehand, answered from our own mapped resources and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from hah_console.adapters.fhir.client.subjects import is_of
from hah_console.adapters.fhir.hooks.templates import ELEMENTS, Prefetch
from hah_console.adapters.fhir.mapping.terms import Resource

UNKNOWN_TO = ("identifier", "name", "telecom", "address", "contact", "photo", "link")
"""What of a Patient a service is not told that need not know who she is."""
KNOWN_BY_NAME = frozenset({"RelatedPerson"})
"""Kinds that say who cares for her."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Context:
    """Whom a question is about; ids are those of the resources."""

    patient_id: str
    encounter_id: str
    user: str


def is_told(wanted: Prefetch, *, identifying: bool) -> bool:
    """Whether a service is told of a kind at all.

    SAFETY(known by name): a service that need not know who she is gets no name, number, address or telephone; what it
    does not get is left out, for an empty answer would say that there is nothing.
    """
    return identifying or wanted.kind not in KNOWN_BY_NAME


def prefetched(
    wanted: Mapping[str, Prefetch], resources: Sequence[Resource], context: Context, *, identifying: bool
) -> Resource:
    """What is wanted, by its keys; null where there is none of it."""
    seen = [each if identifying else _unnamed(each) for each in resources]
    told = {key: each for key, each in wanted.items() if is_told(each, identifying=identifying)}
    return {key: _answer(each, seen, context) for key, each in told.items()}


def _answer(wanted: Prefetch, resources: Sequence[Resource], context: Context) -> object:
    own = [each for each in resources if each.get("resourceType") == wanted.kind]
    if wanted.single or wanted.by_id:
        found = [each for each in own if each.get("id") == _identity(wanted.kind, context)]
        return next(iter(found), None) if wanted.single else _bundle(found)
    patient = f"Patient/{context.patient_id}"
    found = [each for each in own if is_of(each, patient, "") and _holds(each, wanted)]
    if wanted.newest_first is not None:
        found.sort(key=lambda each: _moment(each, wanted.sorted_by), reverse=wanted.newest_first)
    return _bundle(found[: wanted.most] if wanted.most else found)


def _identity(kind: str, context: Context) -> str:
    names = {"Patient": context.patient_id, "Encounter": context.encounter_id}
    return names.get(kind, context.user.partition("/")[2])


def _bundle(found: Sequence[Resource]) -> object:
    """All of it at once; nothing at all is null, as the specification has it."""
    entries = [{"resource": each, "search": {"mode": "match"}} for each in found]
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries} if entries else None


def _holds(resource: Resource, wanted: Prefetch) -> bool:
    elements = ELEMENTS[wanted.kind]
    return all(values & _tokens(resource.get(elements[name])) for name, values in wanted.filters)


def _moment(resource: Resource, names: Sequence[str]) -> datetime:
    """When it was, by the first of the elements it has; what has none counts as the oldest."""
    for name in names:
        value = resource.get(name)
        text = value.get("start") if isinstance(value, dict) else value
        try:
            at = datetime.fromisoformat(text) if isinstance(text, str) else None
        except ValueError:
            at = None
        if at is not None:
            return at if at.tzinfo else at.replace(tzinfo=UTC)
    return LONG_AGO


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
