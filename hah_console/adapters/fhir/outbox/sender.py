"""Sends batches of the outbox to one hospital's server: creates that happen once, updates of what we saw last."""

from collections.abc import Callable, Mapping, Sequence
from uuid import NAMESPACE_URL, uuid5

from hah_console.adapters.fhir.client.failure import ExchangeFailed, Issue, reason_of
from hah_console.adapters.fhir.client.fhir_client import EntryResult, FhirClient, Stored, existence_of
from hah_console.adapters.fhir.outbox.packing import addressed
from hah_console.adapters.fhir.resource_json import Resource, parse_quickly
from hah_console.domain.errors import HahError
from hah_console.domain.exchange import OutboxEntry, RemotePlace
from hah_console.services.outbox_ports import Result

TASK_WAY = ("draft", "requested", "received", "accepted", "in-progress", "completed")
"""The way of a Task; it goes one way only."""
OURS_ALONE = ("id", "meta", "text")
"""What a server may add or change without anybody having changed the resource."""


LARGE = "DocumentReference/"
"""Kinds with megabytes in each."""
Fill = Callable[[Resource], Resource]


def _as_it_is(resource: Resource) -> Resource:
    return resource


class Sender:
    """``send`` raises ExchangeFailed when the whole batch did not get through; else there is a result per entry.

    ``fill`` puts the bytes into notes of pictures and papers; it raises HahError for one whose bytes cannot be sent.
    """

    def __init__(self, client: FhirClient, fill: Fill = _as_it_is) -> None:
        self._client, self._fill = client, fill
        self._named: set[str] = set()
        """Kinds the server does not find by identifier; they are created under an id made of it."""

    def send(self, entries: Sequence[OutboxEntry], places: Mapping[str, RemotePlace]) -> tuple[Result, ...]:
        """Send entries whose references all have places: together where the server takes batches, else one by one;
        pictures and papers always one by one.

        A batch that is refused as a whole is sent one by one, so that the entry it is refused for is found.
        """
        large = [each for each in entries if each.reference.startswith(LARGE)]
        small = [each for each in entries if not each.reference.startswith(LARGE)]
        return (*self._send_small(small, places), *(self._send_one(each, places) for each in large))

    def _send_small(self, entries: Sequence[OutboxEntry], places: Mapping[str, RemotePlace]) -> tuple[Result, ...]:
        if len(entries) > 1 and self._client.capabilities().takes_batches:
            try:
                return self._send_together(entries, places)
            except ExchangeFailed as failed:
                if failed.is_temporary or failed.stops_feed:
                    raise
        return tuple(self._send_one(each, places) for each in entries)

    def _send_together(self, entries: Sequence[OutboxEntry], places: Mapping[str, RemotePlace]) -> tuple[Result, ...]:
        """As a batch: each for itself, so one bad entry spoils no other."""
        resources = [self._resource(each, places) for each in entries]
        requests = [
            _request(each, resource, places, named=each.reference.split("/")[0] in self._named)
            for each, resource in zip(entries, resources, strict=True)
        ]
        answers = self._client.send_bundle("batch", requests)
        return tuple(
            self._result(entry, resource, answer, places)
            for entry, resource, answer in zip(entries, resources, answers, strict=True)
        )

    def _send_one(self, entry: OutboxEntry, places: Mapping[str, RemotePlace]) -> Result:
        try:
            resource = self._fill(self._resource(entry, places))
        except HahError as error:
            return Result(entry.number, None, error.code)
        return self._send_filled(entry, resource, places)

    def _send_filled(self, entry: OutboxEntry, resource: Resource, places: Mapping[str, RemotePlace]) -> Result:
        known = places.get(entry.reference)
        try:
            if known is None and resource["resourceType"] in self._named:
                return self._created(entry, resource, self._client.create_named(resource | {"id": name_of(resource)}))
            if known is None:
                return self._created(entry, resource, self._client.create(resource))
            stored = self._client.update(resource, known.version)
            return Result(entry.number, RemotePlace(entry.reference, known.place, stored.version))
        except ExchangeFailed as failed:
            if failed.stops_feed:
                raise
            if failed.reason == "conflict" and known is not None:
                return self._after_conflict(entry, resource, known.place)
            kind = str(resource["resourceType"])
            if known is None and kind not in self._named and self._may_name(kind, failed.issues):
                return self._send_one(entry, places)
            return Result(entry.number, None, failed.reason, _said(failed), failed.is_temporary)

    def _result(
        self, entry: OutboxEntry, resource: Resource, answer: EntryResult, places: Mapping[str, RemotePlace]
    ) -> Result:
        known = places.get(entry.reference)
        if answer.is_done and known is not None:
            version = answer.stored.version if answer.stored else ""
            return self._updated(entry, known.place, version)
        if answer.is_done and answer.stored is not None:
            return self._created(entry, resource, answer.stored)
        if answer.status in (409, 412) and known is not None:
            return self._after_conflict(entry, resource, known.place)
        failed = ExchangeFailed(reason_of(answer.status or 500), status=answer.status, issues=answer.issues)
        if failed.stops_feed:
            raise failed
        if known is None and self._may_name(str(resource["resourceType"]), answer.issues):
            return self._send_one(entry, places)
        return Result(entry.number, None, failed.reason, _said(failed), failed.is_temporary)

    def _may_name(self, kind: str, issues: Sequence[Issue]) -> bool:
        """Whether a kind is to be created under an id of ours from now on."""
        unable = any(each.code == "not-supported" for each in issues)
        if not unable or not self._client.capabilities().may_name(kind):
            return False
        self._named.add(kind)
        return True

    def _updated(self, entry: OutboxEntry, place: str, version: str) -> Result:
        seen = version or _version_of(self._client.read(place))
        return Result(entry.number, RemotePlace(entry.reference, place, seen))

    def _created(self, entry: OutboxEntry, resource: Resource, stored: Stored) -> Result:
        """What was there already may be an older version of ours whose answer was lost: it is brought up to date."""
        if stored.created:
            version = stored.version or _version_of(self._client.read(stored.reference))
            return Result(entry.number, RemotePlace(entry.reference, stored.reference, version))
        return self._after_conflict(entry, resource, stored.reference, ours=True)

    def _after_conflict(self, entry: OutboxEntry, resource: Resource, place: str, *, ours: bool = False) -> Result:
        """The server has another version than we saw. SAFETY(lost answer): if it says what ours says, ours arrived; if
        somebody else wrote, nothing is overwritten and a person looks."""
        there = self._client.read(place)
        version = _version_of(there)
        if says_the_same(resource, there):
            return Result(entry.number, RemotePlace(entry.reference, place, version))
        if not ours and goes_on(resource, there):
            return self._joined(entry, there, resource, place, version)
        if not ours:
            return Result(entry.number, None, "conflict", place)
        stored = self._client.update(resource | {"id": place.split("/")[1]}, version)
        return Result(entry.number, RemotePlace(entry.reference, place, stored.version))

    def _joined(self, entry: OutboxEntry, there: Resource, resource: Resource, place: str, version: str) -> Result:
        """Ours over theirs, with everything only they say kept."""
        spoken = {key: each for key, each in resource.items() if key not in OURS_ALONE}
        stored = self._client.update(there | spoken, version)
        return Result(entry.number, RemotePlace(entry.reference, place, stored.version))

    @staticmethod
    def _resource(entry: OutboxEntry, places: Mapping[str, RemotePlace]) -> Resource:
        """The resource as it is sent: references are the server's, the id is the server's or none."""
        content: Resource = parse_quickly(entry.content.encode())  # type: ignore[assignment]
        known = places.get(entry.reference)
        content["id"] = known.place.split("/")[1] if known else None
        found = addressed(content, {key: each.place for key, each in places.items()})
        return {key: each for key, each in found.items() if each is not None}  # type: ignore[attr-defined]


def says_the_same(ours: Resource, theirs: Resource) -> bool:
    """Whether everything we say stands in theirs, and nothing else but what a server adds."""
    return _bare(ours) == _bare(theirs)


def goes_on(ours: Resource, theirs: Resource) -> bool:
    """Whether a Task, which both sides write, goes on from where they left it; nothing else is written by both."""
    if ours.get("resourceType") != "Task" or theirs.get("resourceType") != "Task":
        return False
    before, after = theirs.get("status"), ours.get("status")
    if before == after:
        return True
    return before in TASK_WAY and after in TASK_WAY and TASK_WAY.index(before) < TASK_WAY.index(after)


def _bare(resource: Resource) -> Resource:
    return {key: each for key, each in resource.items() if key not in OURS_ALONE}


def name_of(resource: Resource) -> str:
    """The id of a resource that is made of its identifier: the same whenever it is sent."""
    return str(uuid5(NAMESPACE_URL, existence_of(resource)))


def _request(entry: OutboxEntry, resource: Resource, places: Mapping[str, RemotePlace], *, named: bool) -> Resource:
    known = places.get(entry.reference)
    if known is None and named:
        identity = name_of(resource)
        resource = resource | {"id": identity}
        request: Resource = {"method": "PUT", "url": f"{resource['resourceType']}/{identity}"}
    elif known is None:
        kind = entry.reference.split("/")[0]
        request = {"method": "POST", "url": kind, "ifNoneExist": existence_of(resource)}
    else:
        request = {"method": "PUT", "url": known.place, "ifMatch": f'W/"{known.version}"'}
    return {"resource": resource, "request": request}


def _version_of(resource: Resource) -> str:
    meta = resource.get("meta")
    return str(meta.get("versionId", "")) if isinstance(meta, dict) else ""


def _said(failed: ExchangeFailed) -> str:
    """The server's first issue: code and place; its words may name patients and are kept with the entry only."""
    return " ".join(filter(None, (f"{each.code} {each.place} {each.text}" for each in failed.issues[:1])))[:300]
