"""One pass over a type of resource of one patient: page by page, each resource told apart by its version."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from hah_console.adapters.fhir.client.addresses import relative_reference
from hah_console.adapters.fhir.client.entries import Found, SetAside
from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.adapters.fhir.client.fhir_client import ID, FhirClient
from hah_console.adapters.fhir.client.subjects import NOBODYS, subject_of
from hah_console.adapters.fhir.inbound.identity import same_system
from hah_console.adapters.fhir.inbound.moments import instant
from hah_console.adapters.fhir.inbound.parts import dicts, storable, word
from hah_console.adapters.fhir.outbox.packing import references
from hah_console.adapters.fhir.resource_json import Resource, written
from hah_console.domain.hospital_facts import ReadMark
from hah_console.services.inbound_ports import Arrival, Derived, RawResource, Refused

PAGE = 200
LARGEST_BYTES = 4 * 2**20
"""A single resource above this is refused and not kept: a document belongs behind its address, not in the record."""
OVERLAP = timedelta(minutes=2)
"""Read again before the mark: a server may commit what it dated earlier a little later."""


@dataclass(frozen=True, slots=True)
class Came:
    """A resource of a page: as it is kept, and parsed."""

    raw: RawResource
    resource: Resource


@dataclass(frozen=True, slots=True)
class Page:
    """What is new to be looked at, and what could not even be kept."""

    came: tuple[Came, ...]
    refused: tuple[Arrival, ...]


@dataclass(slots=True)
class Pass:
    """Reads what changed since a mark. ``mark`` is where the next pass goes on; it moves when the last page was read.

    ``own_root`` begins the systems of our own identifiers: what we told the hospital is not read back as its word.
    """

    client: FhirClient
    feed: str
    subject: str
    resource_type: str
    mark: ReadMark
    own_root: str
    now: datetime
    unchanged: bool = False
    _newest: datetime | None = field(default=None)

    def pages(self) -> Iterator[Page]:
        """Raises ExchangeFailed; pages that came before are good all the same."""
        etag = ""
        for number, found in enumerate(self._found()):
            etag = found.etag if number == 0 else etag
            if found.unchanged:
                self.unchanged = True
                break
            yield self._page(found)
        newest = max(filter(None, (self.mark.up_to, self._newest)), default=None)
        moved = newest != self.mark.up_to
        kept = self.mark.etag if self.unchanged else ("" if moved else etag)
        self.mark = replace(self.mark, up_to=newest, etag=kept)

    def _found(self) -> Iterator[Found]:
        """A server that does not know ``_lastUpdated`` is read whole; versions that are here already cost little."""
        asked = {"_count": str(PAGE)}
        if self.mark.up_to is None:
            yield from self.client.pages(self.resource_type, asked, patient=self.subject, etag=self.mark.etag)
            return
        since = (self.mark.up_to - OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ")
        changed = asked | {"_lastUpdated": f"ge{since}"}
        try:
            yield from self.client.pages(self.resource_type, changed, patient=self.subject, etag=self.mark.etag)
        except ExchangeFailed as failed:
            unknown = failed.reason in ("dropped_parameters", "refused")
            if not unknown:
                raise
            yield from self.client.pages(self.resource_type, asked, patient=self.subject)

    def _page(self, found: Found) -> Page:
        """Of a resource that stands there more than once the newest version."""
        came: dict[str, Came] = {}
        refused = [self._aside(each) for each in found.set_aside]
        for resource in found.resources:
            if resource.get("resourceType") != self.resource_type or self._is_ours(resource):
                continue
            self._note(resource)
            kept = kept_resource(resource, self.feed, self.now, self.client.base)
            if isinstance(kept, Arrival):
                refused.append(replace(kept, subject=self.subject))
            elif kept.resource_id not in came or _is_newer(kept, came[kept.resource_id].raw):
                came[kept.resource_id] = Came(kept, resource)
        return Page(tuple(came.values()), tuple(refused))

    def _note(self, resource: Resource) -> None:
        moment = instant(word(resource, "meta", "lastUpdated"))
        if moment is not None and moment <= self.now + OVERLAP:
            self._newest = max(filter(None, (self._newest, moment)))

    def _is_ours(self, resource: Resource) -> bool:
        """SAFETY(echo): what this house has told the hospital itself is no word of the hospital's."""
        root = same_system(self.own_root)
        systems = (same_system(word(each, "system")) for each in dicts(resource.get("identifier")))
        return bool(root) and any(each.startswith(f"{root}/") for each in systems)

    def _aside(self, aside: SetAside) -> Arrival:
        """What the client set aside: of somebody else, or no resource. Of another patient nothing else is kept."""
        entry = aside.entry.get("resource") if isinstance(aside.entry, dict) else None
        kind, identity, version = _names(entry)
        subject = "" if aside.reason == "another_patient" else self.subject
        refused = Derived(refused=Refused(aside.reason))
        return Arrival(
            self.feed, subject, kind or self.resource_type, identity, version, self.now, None, refused
        )  # fmt: skip


def kept_resource(resource: Resource, feed: str, now: datetime, base: str = "") -> RawResource | Arrival:
    """A resource as it is kept; an Arrival that says why where it cannot be (no_id, too_large, not_storable)."""
    named, content = _names(resource), _content(resource)
    kind, identity, version = named
    subject = "" if kind in NOBODYS else storable(subject_of(resource, base))
    reason = "not_storable" if content is None else "too_large" if len(content) > LARGEST_BYTES else ""
    reason = reason or ("" if identity else "no_id")
    if reason or content is None:
        return Arrival(feed, subject, kind, identity, version, now, None, Derived(refused=Refused(reason)))
    digest = sha256(content).hexdigest()
    raw_id = sha256("|".join((feed, kind, identity, version, digest)).encode()).hexdigest()[:32]
    last = instant(word(resource, "meta", "lastUpdated"))
    return RawResource(raw_id, feed, kind, identity, version, subject, last, now, content)


def _is_newer(one: RawResource, other: RawResource) -> bool:
    if one.last_updated is None or other.last_updated is None:
        return one.last_updated is not None
    return one.last_updated > other.last_updated


def _names(resource: object) -> tuple[str, str, str]:
    """Type, id and version as far as they are such."""
    kind, told = word(resource, "resourceType"), (word(resource, "id"), word(resource, "meta", "versionId"))
    identity, version = (each if ID.fullmatch(each) else "" for each in told)
    return kind if kind.isascii() and kind.isalpha() else "", identity, version


def _content(resource: Resource) -> bytes | None:
    """JSON as it is kept; None where a text of it cannot be stored (half of a pair, the zero sign)."""
    try:
        content = written(resource)
    except UnicodeEncodeError:
        return None
    return None if b"\\u0000" in content else content


def references_of(resource: Mapping[str, object], base: str) -> Iterator[str]:
    """The organisations, staff and places a resource names at this server."""
    for each in references(resource):
        named = relative_reference(base, each)
        kind, _, identity = named.partition("/")
        if kind in WITH_THEM and ID.fullmatch(identity):
            yield named


WITH_THEM = ("Practitioner", "PractitionerRole", "Organization", "Location")
"""Kinds that are of nobody and are read because a resource of a patient names them."""
