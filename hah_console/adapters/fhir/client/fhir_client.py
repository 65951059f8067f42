"""The client of one FHIR server: raw JSON in and out, every answer looked at before it is believed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from hah_console.adapters.fhir.client.addresses import absolute
from hah_console.adapters.fhir.client.capabilities import Capabilities, capabilities_of
from hah_console.adapters.fhir.client.entries import Found, Judge, taken_apart
from hah_console.adapters.fhir.client.failure import ExchangeFailed, Issue, issues_of
from hah_console.adapters.fhir.client.searches import OF_PATIENT, next_address, require_searched, search_address
from hah_console.adapters.fhir.client.subjects import NOBODYS, is_of
from hah_console.adapters.fhir.client.transport import Answer, Transport
from hah_console.adapters.fhir.resource_json import Resource, written

MOST_PAGES = 200
ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
STRICT = {"Prefer": "handling=strict"}
LOCATION = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/([A-Za-z0-9\-.]{1,64}))?/?$")


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a resource lies at the server. ``created``: it was not there before."""

    reference: str
    version: str
    created: bool


@dataclass(frozen=True, slots=True)
class EntryResult:
    """What became of one entry of a Bundle that was sent."""

    status: int
    stored: Stored | None
    issues: tuple[Issue, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether the server did it."""
        return 200 <= self.status < 300


class FhirClient:
    """Reads, searches, creates, updates and sends Bundles. Every method raises ExchangeFailed.

    ``judge`` says why a resource cannot be used; such ones are set aside, as are those of another patient.
    """

    def __init__(self, transport: Transport, judge: Judge | None = None, most_pages: int = MOST_PAGES) -> None:
        self._transport = transport
        self._judge = judge
        self._most_pages = most_pages
        self._capabilities: Capabilities | None = None

    @property
    def base(self) -> str:
        """The server's base address."""
        return self._transport.base

    def capabilities(self) -> Capabilities:
        """What the server says it can do; asked once."""
        if self._capabilities is None:
            self._capabilities = capabilities_of(_resource(self._transport.send("GET", "metadata")))
        return self._capabilities

    def read(self, reference: str, *, patient: str = "") -> Resource:
        """The resource of ``Kind/id``; with a ``patient`` (``Patient/1``) it must be hers or his."""
        kind, _, identity = reference.partition("/")
        if not kind.isalpha() or not ID.fullmatch(identity):
            raise ExchangeFailed("refused", detail=reference[:80])
        resource = _resource(self._transport.send("GET", reference))
        if resource.get("resourceType") != kind or resource.get("id") != identity:
            raise ExchangeFailed("not_fhir", detail=reference)
        if patient and kind not in NOBODYS and not is_of(resource, patient, self.base):
            raise ExchangeFailed("another_patient", detail=reference)
        return resource

    def search(self, kind: str, parameters: Mapping[str, str], *, patient: str = "") -> Found:
        """All pages of a search; with a ``patient`` the parameter the server knows for it is added."""
        found = Found()
        for page in self.pages(kind, parameters, patient=patient):
            found += page
        return found

    def pages(self, kind: str, parameters: Mapping[str, str], *, patient: str = "", etag: str = "") -> Iterator[Found]:
        """A search page by page; a page is looked at before the next one is asked for.

        A server that does not know the one name of the patient's parameter is asked by the other. ``etag`` is that of
        an earlier answer to the same question; a server that says it is still the same gives one page, ``unchanged``.
        """
        name = self._patient_parameter(kind) if patient else ""
        try:
            yield from self._pages(kind, dict(parameters) | ({name: patient} if patient else {}), patient, etag)
        except ExchangeFailed as failed:
            if name not in OF_PATIENT or not any(each.code == "not-supported" for each in failed.issues):
                raise
            other = "subject" if name == "patient" else "patient"
            yield from self._pages(kind, dict(parameters) | {other: patient}, patient)

    def _pages(self, kind: str, asked: Mapping[str, str], patient: str, etag: str = "") -> Iterator[Found]:
        subject = patient or next((value for name, value in asked.items() if name in OF_PATIENT), "")
        address = search_address(kind, asked)
        seen: set[str] = set()
        while address:
            if address in seen or len(seen) >= self._most_pages:
                raise ExchangeFailed("endless", detail=kind)
            seen.add(address)
            first = len(seen) == 1
            known = {"If-None-Match": etag} if first and etag else {}
            answer = self._transport.send("GET", address, headers=STRICT | known)
            if answer.status == 304:
                yield Found(etag=etag, unchanged=True)
                return
            bundle = _resource(answer, "Bundle")
            if first:
                require_searched(bundle, asked)
            found = taken_apart(bundle, patient=_reference(subject), base=self.base, judge=self._judge)
            yield replace(found, etag=answer.headers.get("ETag", "")) if first else found
            following = next_address(bundle)
            address = absolute(self.base, following) if following else ""

    def create(self, resource: Mapping[str, object]) -> Stored:
        """Create a resource that is not there yet, told by its first identifier.

        SAFETY(sent twice): ``If-None-Exist`` on every create, so an answer that was lost makes no second resource.
        """
        condition = existence_of(resource)
        kind = str(resource.get("resourceType"))
        answer = self._transport.send("POST", kind, written(resource), {"If-None-Exist": condition})
        return _stored(answer, kind)

    def create_named(self, resource: Mapping[str, object]) -> Stored:
        """Create a resource under its own id, where the server allows it; sent again it is the same one."""
        reference = f"{resource.get('resourceType')}/{resource.get('id')}"
        answer = self._transport.send("PUT", reference, written(resource))
        return Stored(reference, answer.version or _meta_version(answer), created=True)

    def update(self, resource: Mapping[str, object], version: str) -> Stored:
        """Replace a version we have seen.

        SAFETY(lost update): ``If-Match`` on every update; what somebody else wrote meanwhile is never overwritten.
        """
        if not version:
            raise ExchangeFailed("conflict", detail="no version")
        reference = f"{resource.get('resourceType')}/{resource.get('id')}"
        answer = self._transport.send("PUT", reference, written(resource), {"If-Match": f'W/"{version}"'})
        return Stored(reference, answer.version or _meta_version(answer), created=answer.status == 201)

    def send_bundle(self, kind: str, entries: Sequence[Mapping[str, object]]) -> tuple[EntryResult, ...]:
        """Send a ``transaction`` or ``batch``; the result of each entry, in order.

        A result without a place, or fewer results than entries, is no success.
        """
        bundle = {"resourceType": "Bundle", "type": kind, "entry": list(entries)}
        answered = _resource(self._transport.send("POST", "", written(bundle)), "Bundle").get("entry")
        results = tuple(map(_result, answered)) if isinstance(answered, list) else ()
        if len(results) != len(entries):
            raise ExchangeFailed("not_fhir", detail=f"{len(results)}/{len(entries)}")
        return results

    def close(self) -> None:
        """Close the connection of this thread."""
        self._transport.close()

    def _patient_parameter(self, kind: str) -> str:
        return "_id" if kind == "Patient" else self.capabilities().patient_parameter(kind)


def existence_of(resource: Mapping[str, object]) -> str:
    """The condition of ``If-None-Exist``: the resource's first identifier. Raises ExchangeFailed when it has none."""
    identifiers = resource.get("identifier")
    first = identifiers[0] if isinstance(identifiers, list) and identifiers else identifiers
    if not isinstance(first, dict) or not first.get("system") or not first.get("value"):
        raise ExchangeFailed("refused", detail="identifier")
    return f"identifier={quote(str(first['system']), safe='')}%7C{quote(str(first['value']), safe='')}"


def _reference(patient: str) -> str:
    return patient if not patient or "/" in patient else f"Patient/{patient}"


def _resource(answer: Answer, kind: str = "") -> Resource:
    """The resource of an answer, of a kind when one is asked for."""
    value = answer.json()
    if not isinstance(value, dict) or not isinstance(value.get("resourceType"), str):
        raise ExchangeFailed("not_fhir", status=answer.status)
    if kind and value["resourceType"] != kind:
        raise ExchangeFailed("not_fhir", status=answer.status, issues=issues_of(value))
    return value


def _stored(answer: Answer, kind: str) -> Stored:
    place = LOCATION.search(answer.headers.get("Location", "") or answer.headers.get("Content-Location", ""))
    if place and place[1] == kind:
        return Stored(f"{kind}/{place[2]}", place[3] or answer.version, created=answer.status == 201)
    body = _resource(answer, kind)
    if not isinstance(body.get("id"), str):
        raise ExchangeFailed("not_fhir", status=answer.status, detail="id")
    return Stored(f"{kind}/{body['id']}", answer.version or _meta_version(answer), created=answer.status == 201)


def _meta_version(answer: Answer) -> str:
    value = answer.json() if answer.content else {}
    meta = value.get("meta") if isinstance(value, dict) else None
    return str(meta.get("versionId", "")) if isinstance(meta, dict) else ""


def _result(entry: object) -> EntryResult:
    response = entry.get("response") if isinstance(entry, dict) else None
    if not isinstance(response, dict):
        return EntryResult(0, None)
    text = str(response.get("status", ""))[:3]
    status = int(text) if text.isdigit() else 0
    place = LOCATION.search(str(response.get("location", "")))
    version = str(response.get("etag", "")).removeprefix("W/").strip('"')
    stored = Stored(f"{place[1]}/{place[2]}", place[3] or version, created=status == 201) if place else None
    return EntryResult(status, stored, issues_of(response.get("outcome")))
