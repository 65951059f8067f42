"""Bundles taken entry by entry: what can be used, what is set aside with its reason, what the server had to say."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from hah_console.adapters.fhir.client.failure import Issue, issues_of
from hah_console.adapters.fhir.client.subjects import NOBODYS, is_of
from hah_console.adapters.fhir.resource_json import Resource

Judge = Callable[[Mapping[str, object]], str]
"""Why a resource cannot be used, empty when it can."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """An entry that is not used: as it came, and why (no_resource, not_fhir, another_patient, or the judge's word)."""

    reason: str
    entry: object


@dataclass(frozen=True, slots=True)
class Found:
    """What a search or a Bundle gave. ``etag`` is the server's name of a first page; ``unchanged``: it had no other."""

    resources: tuple[Resource, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    issues: tuple[Issue, ...] = ()
    etag: str = ""
    unchanged: bool = False

    def __add__(self, other: "Found") -> "Found":
        return Found(self.resources + other.resources, self.set_aside + other.set_aside, self.issues + other.issues)


def taken_apart(
    bundle: Mapping[str, object], *, patient: str = "", base: str = "", judge: Judge | None = None
) -> Found:
    """The entries of a Bundle, one by one; one bad entry spoils no other.

    SAFETY(whose resource): with a ``patient`` asked for, a resource of anybody else, or that
    names nobody, is set aside.
    """
    resources: list[Resource] = []
    set_aside: list[SetAside] = []
    issues: list[Issue] = []
    for entry in _entries(bundle):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict) and resource.get("resourceType") == "OperationOutcome":
            issues.extend(issues_of(resource))
        elif reason := _unusable(resource, patient, base, judge):
            set_aside.append(SetAside(reason, entry))
        elif isinstance(resource, dict):
            resources.append(resource)
    return Found(tuple(resources), tuple(set_aside), tuple(issues))


def _entries(bundle: Mapping[str, object]) -> Iterator[object]:
    found = bundle.get("entry")
    yield from found if isinstance(found, list) else ()


def _unusable(resource: object, patient: str, base: str, judge: Judge | None) -> str:
    if not isinstance(resource, dict):
        return "no_resource"
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or not kind:
        return "not_fhir"
    if patient and kind not in NOBODYS and not is_of(resource, patient, base):
        return "another_patient"
    return judge(resource) if judge is not None else ""
