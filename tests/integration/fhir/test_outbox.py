"""The outbox: nothing lost, nothing twice, in order, and whatever a server does is written down."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.exchange_rows import EPISODE, NAMING, NOW, PATIENT, resources
from helpers.fault_server import Asked, FaultServer, Reply, outcome
from helpers.fhir_server import sekmet  # noqa: F401
from helpers.stores import migrated_store

from hah_console.adapters.fhir.checker.checker import Checker
from hah_console.adapters.fhir.client.fhir_client import FhirClient
from hah_console.adapters.fhir.client.transport import Limits, Transport
from hah_console.adapters.fhir.mapping.episode import episode_resource
from hah_console.adapters.fhir.mapping.patient import patient_resource
from hah_console.adapters.fhir.outbox.packing import packer
from hah_console.adapters.fhir.outbox.sender import Sender, says_the_same
from hah_console.app.exchange.feed import Feed
from hah_console.app.resources import resource_path
from hah_console.domain.actor import Actor, Role
from hah_console.domain.clock import ManualClock
from hah_console.domain.errors import NotPermitted
from hah_console.domain.exchange import MOST_ATTEMPTS, EntryState, FeedState, OutboxEntry
from hah_console.domain.ids import UserId
from hah_console.services.context import Context
from hah_console.services.outbox import enqueue, feed_rows, park_entry, retry_entry, start_feed

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
NURSE = Actor(UserId("U1"), "x", Role.NURSE, "WS")
VISITOR = Actor(UserId("U9"), "x", Role.HOSPITAL, "WS")
pytestmark = pytest.mark.expected_log("does not send")
QUICK = Limits(connect_s=0.5, read_s=0.4, total_s=2, retries=0)
CAPABLE = {"resourceType": "CapabilityStatement", "rest": [{"interaction": [{"code": "batch"}]}]}
SINGLY = {"resourceType": "CapabilityStatement", "rest": [{}]}
PACK = packer(Checker.load(resource_path("fhir")))


@pytest.fixture(params=ENGINES)
def ctx(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Context]:
    url = f"sqlite:///{tmp_path / 'hah.db'}"
    if request.param != "sqlite":
        url = request.getfixturevalue("migrated_postgres_url")
    store = migrated_store(url)
    with store.unit_of_work() as uow:
        uow.patients.save(replace(PATIENT, version=0))
        uow.commit()
    yield Context(store.unit_of_work, ManualClock(NOW))
    store.close()


@pytest.fixture
def put(ctx: Context) -> Callable[..., tuple[OutboxEntry, ...]]:
    def write(*told: object) -> tuple[OutboxEntry, ...]:
        with ctx.store() as uow:
            entries = enqueue(uow, "h", [PACK(each, PATIENT.patient_id) for each in told], ctx.clock.now())  # type: ignore[arg-type]
            uow.commit()
        return entries

    return write


@pytest.fixture
def feed(ctx: Context, server: FaultServer) -> Iterator[Feed]:
    client = FhirClient(Transport(server.base, limits=QUICK))
    yield Feed(ctx, "h", Sender(client).send)
    client.close()


def states(ctx: Context) -> list[tuple[str, str, str]]:
    with ctx.store() as uow:
        rows = [each for state in EntryState for each in uow.exchange.entries("h", state, 99)]
    return [(each.reference, each.state.value, each.reason) for each in sorted(rows, key=lambda it: it.number)]


PATIENT_NOW = {key: each for key, each in patient_resource(PATIENT, NAMING).items() if key != "managingOrganization"}
EPISODE_NOW = {
    key: each
    for key, each in episode_resource(EPISODE, NAMING).items()
    if key not in ("careManager", "managingOrganization")
} | {"meta": {}}
del EPISODE_NOW["meta"]


class Hospital:
    """A server that keeps what it is sent, and counts."""

    def __init__(self, server: FaultServer, capabilities: object = CAPABLE) -> None:
        self.kept: dict[str, dict[str, object]] = {}
        self.versions: dict[str, int] = {}
        self.creates = 0
        self.capabilities = capabilities
        self.before: Callable[[Asked], Reply | None] = lambda asked: None
        self.after: Callable[[Asked], Reply | None] = lambda asked: None
        server.answer = self.answer

    def answer(self, asked: Asked) -> Reply:
        if asked.path.endswith("/metadata"):
            return Reply(body=self.capabilities)
        early = self.before(asked)
        if early is not None:
            return early
        done = self.do(asked)
        late = self.after(asked)
        return done if late is None else late

    def do(self, asked: Asked) -> Reply:
        below = asked.path.split("/fhir/")[1]
        if asked.method == "GET":
            return Reply(body=self.kept[below] | {"meta": {"versionId": str(self.versions[below])}})
        if asked.method == "POST" and not below:
            entries = [self.entry(each) for each in asked.json["entry"]]
            return Reply(body={"resourceType": "Bundle", "type": "batch-response", "entry": entries})
        if asked.method == "POST":
            status, place = self.create(below, asked.json, asked.headers["If-None-Exist"])
            location = {"Location": f"http://x/fhir/{place}/_history/{self.versions[place]}"}
            return Reply(status, self.kept[place], location)
        status = self.update(below, asked.json, asked.headers["If-Match"])
        return Reply(status, self.kept[below], {"ETag": f'W/"{self.versions[below]}"'})

    def entry(self, entry: dict[str, dict[str, str]]) -> dict[str, object]:
        request = entry["request"]
        if request["method"] == "POST":
            status, place = self.create(request["url"], entry["resource"], request["ifNoneExist"])
        else:
            place = request["url"]
            status = self.update(place, entry["resource"], request["ifMatch"])
        version = str(self.versions[place])
        return {
            "response": {"status": str(status), "location": f"{place}/_history/{version}", "etag": f'W/"{version}"'}
        }

    def create(self, kind: str, resource: dict[str, object], condition: str) -> tuple[int, str]:
        for place, each in self.kept.items():
            if place.startswith(kind) and each.get("condition") == condition:
                return 200, place
        self.creates += 1
        place = f"{kind}/{self.creates}00"
        self.kept[place] = resource | {"id": place.split("/")[1], "condition": condition}
        self.versions[place] = 1
        return 201, place

    def update(self, place: str, resource: dict[str, object], match: str) -> int:
        if match != f'W/"{self.versions[place]}"':
            return 412
        self.kept[place] = resource | {"condition": self.kept[place]["condition"]}
        self.versions[place] += 1
        return 200


def read_back(hospital: Hospital, place: str) -> dict[str, object]:
    return {key: each for key, each in hospital.kept[place].items() if key != "condition"}


@pytest.fixture
def hospital(server: FaultServer) -> Hospital:
    it = Hospital(server)
    usual = it.do

    def without_condition(asked: Asked) -> Reply:
        reply = usual(asked)
        if isinstance(reply.body, dict):
            reply.body = {key: each for key, each in reply.body.items() if key != "condition"}
        return reply

    it.do = without_condition  # type: ignore[method-assign]
    return it


def test_a_version_is_written_once_and_an_untried_older_one_is_replaced(ctx, put) -> None:
    assert len(put(PATIENT_NOW)) == 1
    assert put(PATIENT_NOW) == ()
    assert len(put(PATIENT_NOW | {"gender": "other"})) == 1
    assert states(ctx) == [("Patient/P1", "replaced", ""), ("Patient/P1", "waiting", "")]


def test_what_breaks_its_profile_never_leaves(ctx, put, feed, hospital, server) -> None:
    put({key: each for key, each in PATIENT_NOW.items() if key != "birthDate"})
    assert feed.drain() == 0
    ((_, state, reason),) = states(ctx)
    assert (state, reason) == ("parked", "profile")
    with ctx.store() as uow:
        (entry,) = uow.exchange.entries("h", EntryState.PARKED, 9)
    assert entry.detail.startswith("Patient.birthDate min")
    assert hospital.creates == 0


def test_what_has_no_name_of_its_own_never_leaves(ctx, put, feed, hospital) -> None:
    put({"resourceType": "Basic", "id": "b", "code": {"text": "x"}}, PATIENT_NOW)
    assert feed.drain() == 1
    assert states(ctx)[0] == ("Basic/b", "parked", "profile")


def test_a_batch_refused_as_a_whole_is_sent_one_by_one(ctx, put, feed, hospital) -> None:
    hospital.before = lambda asked: Reply(400, outcome()) if asked.path.endswith("/fhir/") else None
    put(PATIENT_NOW, resources()["site"])
    assert feed.drain() == 2


def test_what_others_refer_to_goes_first_and_references_become_the_hospitals(ctx, put, feed, hospital) -> None:
    put(EPISODE_NOW | {"managingOrganization": {"display": "x"}}, PATIENT_NOW)
    assert feed.drain() == 2
    episode = next(each for place, each in hospital.kept.items() if place.startswith("EpisodeOfCare"))
    assert episode["patient"] == {"reference": "Patient/100"}
    assert [state for _, state, _ in states(ctx)] == ["sent", "sent"]


def test_of_what_was_sent_only_the_digest_is_kept_and_it_is_still_not_sent_again(ctx, put, feed, hospital) -> None:
    put(PATIENT_NOW)
    feed.drain()
    with ctx.store() as uow:
        (entry,) = uow.exchange.entries("h", EntryState.SENT, 9)
    assert (entry.content, len(entry.digest)) == ("", 64)
    assert put(PATIENT_NOW) == ()


def test_an_update_goes_to_the_place_and_version_known(ctx, put, feed, hospital, server) -> None:
    put(PATIENT_NOW)
    feed.drain()
    put(PATIENT_NOW | {"gender": "other"})
    assert feed.drain() == 1
    assert read_back(hospital, "Patient/100")["gender"] == "other"
    assert hospital.creates == 1


@pytest.mark.parametrize("capabilities", [CAPABLE, SINGLY])
def test_power_lost_between_sending_and_answer_makes_no_second_resource(capabilities, ctx, put, feed, hospital) -> None:
    hospital.capabilities = capabilities
    put(PATIENT_NOW, resources()["site"])
    hospital.after = lambda asked: Reply(act=lambda handler: None)
    assert feed.drain() == 0
    assert hospital.creates >= 1
    made = hospital.creates
    hospital.after = lambda asked: None
    ctx.clock.advance(timedelta(minutes=1))
    feed.drain()
    assert [state for _, state, _ in states(ctx)] == ["sent", "sent"]
    assert hospital.creates == 2 >= made


def test_an_older_version_whose_answer_was_lost_is_brought_up_to_date(ctx, put, feed, hospital) -> None:
    put(PATIENT_NOW)
    hospital.after = lambda asked: Reply(act=lambda handler: None)
    feed.drain()
    hospital.after = lambda asked: None
    put(PATIENT_NOW | {"gender": "other"})
    ctx.clock.advance(timedelta(minutes=1))
    feed.drain()
    assert hospital.creates == 1
    assert read_back(hospital, "Patient/100")["gender"] == "other"


def test_what_somebody_else_wrote_at_the_hospital_is_not_overwritten(ctx, put, feed, hospital) -> None:
    put(PATIENT_NOW)
    feed.drain()
    hospital.kept["Patient/100"]["telecom"] = [{"system": "phone", "value": "1"}]
    hospital.versions["Patient/100"] += 1
    put(PATIENT_NOW | {"gender": "other"})
    feed.drain()
    assert states(ctx)[-1][1:] == ("parked", "conflict")
    assert "telecom" in hospital.kept["Patient/100"]


def test_a_server_that_is_away_is_tried_again_later_and_parked_in_the_end(ctx, put, feed, hospital, server) -> None:
    put(PATIENT_NOW)
    hospital.before = lambda asked: Reply(503)
    feed.drain()
    tried = len(server.asked)
    feed.drain()
    assert len(server.asked) == tried, "not before its time"
    for _ in range(MOST_ATTEMPTS):
        ctx.clock.advance(timedelta(minutes=16))
        feed.drain()
    assert states(ctx)[0][1:] == ("parked", "busy")


def test_later_entries_of_a_patient_wait_behind_one_that_is_tried_again(ctx, put, feed, hospital, server) -> None:
    put(PATIENT_NOW)
    hospital.before = lambda asked: Reply(503)
    feed.drain()
    hospital.before = lambda asked: None
    put(resources()["caregiver"], resources()["specimen"])
    assert feed.drain() == 0
    ctx.clock.advance(timedelta(minutes=1))
    assert feed.drain() >= 2


@pytest.mark.parametrize("status", [401, 403])
def test_a_server_that_does_not_let_us_in_stops_the_feed_and_nothing_counts_as_tried(
    status: int, ctx, put, feed, hospital, server
) -> None:
    put(PATIENT_NOW)
    hospital.before = lambda asked: Reply(status, outcome("login"))
    feed.drain()
    (row,) = feed_rows(ctx)
    assert (row.status.state, row.counts.waiting, row.counts.oldest_waiting) == (FeedState.STOPPED, 1, NOW)
    asked = len(server.asked)
    hospital.before = lambda asked: None
    feed.drain()
    assert len(server.asked) == asked, "a stopped feed sends nothing"
    start_feed(ctx, NURSE, "h")
    assert feed.drain() == 1


def test_one_entry_a_server_refuses_is_parked_with_its_words_and_the_others_go(ctx, put, feed, hospital) -> None:
    usual = hospital.entry

    def picky(entry: dict) -> dict:
        if entry["resource"]["resourceType"] == "Organization":
            return {"response": {"status": "422", "outcome": outcome("required", "name missing")}}
        return usual(entry)

    hospital.entry = picky  # type: ignore[method-assign]
    put(PATIENT_NOW, resources()["site"])
    assert feed.drain() == 1
    with ctx.store() as uow:
        (parked,) = uow.exchange.entries("h", EntryState.PARKED, 9)
    assert (parked.reference, parked.reason) == ("Organization/site", "refused")
    assert "name missing" in parked.detail


def test_what_refers_to_nothing_that_is_coming_is_parked_with_its_name(ctx, put, feed, hospital) -> None:
    put(EPISODE_NOW)
    feed.drain()
    assert states(ctx)[0][1:] == ("parked", "missing_reference")
    with ctx.store() as uow:
        assert uow.exchange.entries("h", EntryState.PARKED, 9)[0].detail == "Patient/P1"


def test_a_person_may_have_it_tried_again_or_kept_back_and_a_visitor_may_not(ctx, put, feed, hospital) -> None:
    (entry,) = put(PATIENT_NOW)
    park_entry(ctx, NURSE, entry.number)
    assert feed.drain() == 0
    with pytest.raises(NotPermitted):
        retry_entry(ctx, VISITOR, entry.number)
    retry_entry(ctx, NURSE, entry.number)
    assert feed.drain() == 1


def test_what_a_server_adds_by_itself_is_no_change_of_somebody_else() -> None:
    ours = json.loads(json.dumps(PATIENT_NOW))
    assert says_the_same(ours, ours | {"meta": {"versionId": "9"}, "id": "77", "text": {"div": "x"}})
    assert not says_the_same(ours, ours | {"active": True})


def test_a_kind_the_server_cannot_find_by_identifier_is_created_under_a_name_made_of_it(
    ctx, put, feed, hospital, server
) -> None:
    usual = hospital.do

    def unable(asked: Asked) -> Reply:
        if asked.method == "PUT" and "If-Match" not in asked.headers:
            place = asked.path.split("/fhir/")[1]
            hospital.kept[place] = asked.json | {"condition": ""}
            hospital.versions[place] = hospital.versions.get(place, 0) + 1
            return Reply(201, hospital.kept[place], {"ETag": f'W/"{hospital.versions[place]}"'})
        if asked.method == "POST" and asked.path.endswith("/Patient"):
            return Reply(400, outcome("not-supported"))
        return usual(asked)

    hospital.do = unable  # type: ignore[method-assign]
    hospital.capabilities = SINGLY
    put(PATIENT_NOW)
    hospital.after = lambda asked: Reply(act=lambda handler: None) if asked.method == "PUT" else None
    assert feed.drain() == 0
    hospital.after = lambda asked: None
    ctx.clock.advance(timedelta(minutes=1))
    assert feed.drain() == 1
    assert len(hospital.kept) == 1
