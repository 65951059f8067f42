"""A resource as an entry of the outbox: checked, told apart by its digest, with the references it needs."""

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256

from hah_console.adapters.fhir.checker.checker import Checker
from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.adapters.fhir.client.fhir_client import existence_of
from hah_console.adapters.fhir.mapping.terms import Resource
from hah_console.adapters.fhir.resource_json import parse_quickly, written
from hah_console.domain.exchange import Outgoing
from hah_console.domain.ids import PatientId

Pack = Callable[[Resource, PatientId | None], Outgoing]


def packer(checker: Checker, profiles: Mapping[str, tuple[str, ...]] | None = None) -> Pack:
    """How resources are packed: each is checked before it may leave."""
    asked = profiles or {}

    def pack(resource: Resource, patient_id: PatientId | None) -> Outgoing:
        content = written(resource)
        kind = str(resource["resourceType"])
        parsed: Resource = parse_quickly(content)  # type: ignore[assignment]
        errors = checker.errors(parsed, asked.get(kind, ()))
        fault = f"{errors[0].path} {errors[0].rule} {errors[0].key} {errors[0].detail}".strip() if errors else ""
        fault = fault or _nameless(parsed)
        own = f"{kind}/{resource['id']}"
        needs = () if kind == "Bundle" else tuple(sorted({each for each in references(resource) if each != own}))
        return Outgoing(own, patient_id, content.decode(), digest_of(resource), needs, fault)

    return pack


def digest_of(resource: Resource) -> str:
    """What tells one version of a resource from another."""
    return sha256(written(resource)).hexdigest()


def _nameless(resource: Resource) -> str:
    """SAFETY(nameless): what has no identifier cannot be told from itself sent again, and does not leave."""
    try:
        existence_of(resource)
    except ExchangeFailed:
        return f"{resource['resourceType']}.identifier min"
    return ""


def is_note(resource: Mapping[str, object]) -> bool:
    """Whether a resource is the note of a picture or paper whose bytes are not in it yet."""
    content = resource.get("content")
    if resource.get("resourceType") != "DocumentReference" or resource.get("status") != "current":
        return False
    held = content[0].get("attachment") if isinstance(content, list) and content else None
    return isinstance(held, dict) and not held.keys() & {"data", "url"}


def references(value: object) -> Iterator[str]:
    """Every reference within a resource."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key == "reference" and isinstance(each, str):
                yield each
            else:
                yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def addressed(value: object, places: Mapping[str, str]) -> object:
    """A copy in which every reference that has a place is that place."""
    if isinstance(value, dict):
        return {
            key: places.get(str(each), each) if key == "reference" else addressed(each, places)
            for key, each in value.items()
        }
    return [addressed(each, places) for each in value] if isinstance(value, list) else value
