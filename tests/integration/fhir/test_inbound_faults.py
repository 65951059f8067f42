"""Whatever a hospital's server does wrong: nothing of it reaches a patient, nothing read is lost, and it is said."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import pytest
from helpers.bedside import CHEN, NURSE, Bedside
from helpers.fault_hospital import HER, QUICK, Answer, Hospital
from helpers.fault_server import Asked, FaultServer, Reply, bundle, outcome
from helpers.hospital_side import Read, as_told, crp, numbered

from hah_console.adapters.fhir.client.fhir_client import FhirClient
from hah_console.adapters.fhir.client.transport import Transport
from hah_console.domain.exchange import FeedState, FeedStatus
from hah_console.domain.hospital_facts import FactKind, KindState, Knowledge
from hah_console.domain.hospital_notice import NoticeKind
from hah_console.services.hospital_known import read_hospital_knowledge, unseen_notices
from hah_console.services.identity_matches import open_matches
from hah_console.services.inbound_refusals import waiting_refusals
from hah_console.services.outbox import start_feed


@pytest.fixture
def hospital(bedside: Bedside, server: FaultServer) -> Hospital:
    it = Hospital(server, as_told(numbered(bedside)))
    it.add(crp(HER, 1.5), 1)
    return it


@pytest.fixture
def read(bedside: Bedside, server: FaultServer) -> Iterator[Read]:
    client = FhirClient(Transport(server.base, limits=QUICK), most_pages=5)
    yield Read(bedside, client)
    client.close()


def about(kind: str, reply: Callable[[Asked], Reply]) -> Answer:
    """Another answer to searches of one kind."""
    return lambda asked: reply(asked) if urlsplit(asked.path).path.endswith(f"/{kind}") else None


def status(bedside: Bedside) -> FeedStatus:
    with bedside.ctx.store() as uow:
        return uow.exchange.feed("h-in")


def state_of(bedside: Bedside, kind: FactKind) -> KindState:
    return next(each for each in read_hospital_knowledge(bedside.ctx, CHEN).states if each.kind is kind)


def values(bedside: Bedside) -> list[str]:
    return [each.value for each in read_hospital_knowledge(bedside.ctx, CHEN).facts]


@pytest.mark.expected_log("is not read")
@pytest.mark.parametrize(("code", "reason"), [(401, "unauthorized"), (403, "forbidden")])
def test_a_server_that_does_not_let_us_in_stops_the_reading_until_a_person_has_looked(
    bedside: Bedside, hospital: Hospital, read: Read, code: int, reason: str
) -> None:
    assert read.turn() == 1
    hospital.spoil = about("Condition", lambda asked: Reply(code, outcome()))
    read.turn()
    assert (status(bedside).state, status(bedside).reason) == (FeedState.STOPPED, reason)
    asked = len(hospital.server.asked)
    read.turn()
    assert len(hospital.server.asked) == asked, "nothing is asked while it stands still"
    hospital.spoil = lambda asked: None
    start_feed(bedside.ctx, NURSE, "h-in")
    read.turn()
    assert (status(bedside).state, status(bedside).last_good_at) == (FeedState.RUNNING, bedside.clock.now())
    assert values(bedside) == ["1.5 mg/dL"]


@pytest.mark.expected_log("is not read")
def test_a_server_that_is_away_is_asked_again_and_says_so_meanwhile(
    bedside: Bedside, hospital: Hospital, read: Read
) -> None:
    read.turn()
    good = status(bedside).last_good_at
    hospital.spoil = about("Observation", lambda asked: Reply(503, outcome()))
    read.turn()
    assert (status(bedside).reason, status(bedside).last_good_at) == ("busy", good)
    state = state_of(bedside, FactKind.LAB)
    assert (state.knowledge, state.failing, state.reason) == (Knowledge.PROVIDED, True, "busy")
    hospital.spoil = lambda asked: None
    hospital.add(crp(HER, 2.5, 1), 2)
    assert read.turn() == 1
    assert not state_of(bedside, FactKind.LAB).failing


def test_only_what_changed_is_asked_for_and_what_is_the_same_is_not_sent_again(
    bedside: Bedside, hospital: Hospital, read: Read
) -> None:
    read.turn()
    assert "_lastUpdated" not in hospital.searches("Observation")[-1].path
    read.turn()
    second = hospital.searches("Observation")[-1]
    assert parse_qs(urlsplit(second.path).query)["_lastUpdated"] == ["ge2026-11-20T00:58:00Z"]
    hospital.add(crp(HER, 2.5, 1), 2, "2026-11-20T00:59:00Z")
    assert read.turn() == 1, "what was dated a little before the mark is not missed"


def test_an_etag_is_shown_and_an_unchanged_answer_is_believed(bedside: Bedside, hospital: Hospital, read: Read) -> None:
    def tagged(asked: Asked) -> Reply:
        if asked.headers.get("If-None-Match") == 'W/"t1"':
            return Reply(304, b"")
        return Reply(body=bundle(self_link=hospital.self_link(asked)), headers={"ETag": 'W/"t1"'})

    hospital.spoil = about("Condition", tagged)
    read.turn()
    read.turn()
    assert [each.headers.get("If-None-Match") for each in hospital.searches("Condition")] == [None, 'W/"t1"']
    state = state_of(bedside, FactKind.CONDITION)
    assert (state.knowledge, state.asked_at) == (Knowledge.NOT_PROVIDED, bedside.clock.now())


def test_a_server_that_drops_the_date_is_read_whole(bedside: Bedside, hospital: Hospital, read: Read) -> None:
    def dropping(asked: Asked) -> Reply:
        link = hospital.server.base + "Observation?patient=Patient%2F7"
        return Reply(body=bundle(*hospital.records["Observation"], self_link=link))

    read.turn()
    hospital.spoil = about("Observation", dropping)
    hospital.add(crp(HER, 2.5, 1), 2, "2020-01-01T00:00:00Z")
    assert read.turn() == 1
    assert sorted(values(bedside)) == ["1.5 mg/dL", "2.5 mg/dL"]


def test_what_is_of_another_patient_is_kept_out_and_said(bedside: Bedside, hospital: Hospital, read: Read) -> None:
    hospital.add(crp("Patient/8", 99, 1), 2)
    assert read.turn() == 1
    assert values(bedside) == ["1.5 mg/dL"]
    (row,) = waiting_refusals(bedside.ctx)
    assert (row.refusal.reason, row.refusal.subject, row.refusal.raw_id) == ("another_patient", "", "")
    assert state_of(bedside, FactKind.LAB).refused == 0, "nothing of hers is missing"
    read.turn()
    assert len(waiting_refusals(bedside.ctx)) == 1, "told once"


def test_a_bundle_of_200_mb_is_refused_while_it_comes_and_the_other_types_are_read(
    bedside: Bedside, hospital: Hospital, read: Read
) -> None:
    sent: list[int] = []

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        chunk = b'{"resourceType":"Bundle","entry":[' + b" " * 1_000_000
        try:
            for _ in range(200):
                handler.wfile.write(chunk)
                sent.append(len(chunk))
        except OSError:
            return

    hospital.spoil = about("Condition", lambda asked: Reply(act=endless))
    assert read.turn() == 1
    state = state_of(bedside, FactKind.CONDITION)
    assert (state.knowledge, state.reason) == (Knowledge.FAILED, "over_64_mb")
    assert sum(sent) < 170_000_000, "the rest was never taken, but for what the sockets hold"
    assert state_of(bedside, FactKind.TASK).knowledge is Knowledge.NOT_PROVIDED


@pytest.mark.parametrize("levels", [150, 5_000])
def test_deeply_nested_contained_resources_harm_nothing_else(
    bedside: Bedside, hospital: Hospital, read: Read, levels: int
) -> None:
    inner = '{"resourceType":"Basic","code":{"text":"x"},"contained":[' * levels + "]}" * levels
    deep = json.dumps(crp(HER, 9, 1) | {"id": "deep", "meta": {"versionId": "1"}})[:-1] + f',"contained":[{inner}]}}'

    def nested(asked: Asked) -> Reply:
        body = json.dumps(bundle(*hospital.records["Observation"], {"at": "here"}, self_link=hospital.self_link(asked)))
        return Reply(body=body.replace('{"at": "here"}', deep).encode())

    hospital.spoil = about("Observation", nested)
    read.turn()
    state = state_of(bedside, FactKind.LAB)
    if levels == 150:
        assert [row.refusal.reason for row in waiting_refusals(bedside.ctx)] == ["too_deep"]
        assert (values(bedside), state.refused) == (["1.5 mg/dL"], 1)
    else:
        assert (state.knowledge, state.reason) == (Knowledge.FAILED, "not_json")
    assert state_of(bedside, FactKind.TASK).knowledge is Knowledge.NOT_PROVIDED


@pytest.mark.expected_log("is not read")
def test_a_pass_that_breaks_off_keeps_what_came_and_goes_on_from_where_the_last_whole_one_was(
    bedside: Bedside, hospital: Hospital, read: Read
) -> None:
    hospital.add(crp(HER, 2.5, 1), 2)

    def paged(asked: Asked) -> Reply:
        if "page=2" in asked.path:
            return Reply(503, outcome()) if broken else Reply(body=bundle(hospital.records["Observation"][1]))
        following = hospital.server.base + "Observation?page=2"
        return Reply(
            body=bundle(hospital.records["Observation"][0], self_link=hospital.self_link(asked), next_link=following)
        )

    broken = True
    hospital.spoil = about("Observation", paged)
    read.turn()
    assert values(bedside) == ["1.5 mg/dL"]
    with bedside.ctx.store() as uow:
        mark = uow.read_marks.get("h", HER, "Observation")
    assert (mark.up_to, mark.good_at, mark.reason) == (None, None, "busy")
    broken = False
    assert read.turn() == 1
    assert sorted(values(bedside)) == ["1.5 mg/dL", "2.5 mg/dL"]


def test_pages_without_end_are_ended(bedside: Bedside, hospital: Hospital, read: Read) -> None:
    def endless(asked: Asked) -> Reply:
        number = len(hospital.searches("Observation"))
        following = f"{hospital.server.base}Observation?page={number}"
        return Reply(body=bundle(self_link=hospital.self_link(asked), next_link=following))

    hospital.spoil = about("Observation", endless)
    read.turn()
    assert state_of(bedside, FactKind.LAB).reason == "endless"
    assert len(hospital.searches("Observation")) == 5


@pytest.mark.parametrize("body", [b'{"resourceType":"Bundle","entry":[{"res', b"<html>", b"[]", b'{"a":NaN}'])
def test_an_answer_that_is_no_bundle_is_of_its_type_only(
    bedside: Bedside, hospital: Hospital, read: Read, body: bytes
) -> None:
    hospital.spoil = about("Condition", lambda asked: Reply(body=body))
    assert read.turn() == 1
    assert state_of(bedside, FactKind.CONDITION).reason in ("not_json", "not_fhir")


def test_what_cannot_even_be_kept_is_refused_one_by_one(bedside: Bedside, hospital: Hospital, read: Read) -> None:
    nameless = crp(HER, 3, 1) | {"meta": {"versionId": "1"}}
    huge = crp(HER, 4, 2) | {"id": "huge", "note": [{"text": "x" * 5_000_000}]}
    nul = crp(HER, 5, 3) | {"id": "nul", "note": [{"text": "a\x00b"}]}
    half = crp(HER, 6, 4) | {"id": "half", "note": [{"text": "\ud83d"}]}

    def mixed(asked: Asked) -> Reply:
        good = hospital.records["Observation"]
        body = bundle(
            *good, nameless, huge, nul, half, {"search": {"mode": "match"}}, self_link=hospital.self_link(asked)
        )
        return Reply(body=body)

    hospital.spoil = about("Observation", mixed)
    assert read.turn() == 1
    refused = {row.refusal.reason: row.refusal for row in waiting_refusals(bedside.ctx)}
    assert set(refused) == {"no_id", "too_large", "not_storable", "no_resource"}
    assert {each.raw_id for each in refused.values()} == {""}
    assert state_of(bedside, FactKind.LAB).refused == 5


def test_every_thing_a_laboratory_writes_wrongly_is_refused_with_its_reason_and_the_rest_is_read(
    bedside: Bedside, hospital: Hospital, read: Read
) -> None:
    ucum = "http://unitsofmeasure.org"
    hospital.add(crp(HER, 2, 1, effectiveDateTime="2026-11-20T08:00:00"), 2)
    hospital.add(crp(HER, 3, 1, valueQuantity={"value": 3, "unit": "mmol/L", "system": ucum, "code": "mmol/L"}), 3)
    hospital.add(crp(HER, 4, 1, valueQuantity={"value": 4}), 4)
    hospital.add(crp(HER, 5, 1, valueQuantity={"value": 86, "unit": "mg/L", "system": ucum, "code": "mg/L"}), 5)
    story = f'<div xmlns="http://www.w3.org/1999/xhtml">{"病程 " * 700_000}</div>'
    hospital.add(crp(HER, 6, 1, text={"status": "generated", "div": story}), 6)
    read.turn()
    reasons = {row.refusal.resource_id: row.refusal.reason for row in waiting_refusals(bedside.ctx)}
    assert reasons == {"o2": "no_time_zone", "o3": "unit_not_listed", "o4": "unit_missing", "o6": "too_large"}
    lab = [each for each in read_hospital_knowledge(bedside.ctx, CHEN).facts if each.kind is FactKind.LAB]
    assert {each.value: str(each.quantity) for each in lab} == {"1.5 mg/dL": "15 mg/L", "86 mg/L": "86 mg/L"}
    state = state_of(bedside, FactKind.LAB)
    assert (state.knowledge, state.refused) == (Knowledge.PROVIDED, 4)


def test_a_narrative_of_two_megabytes_is_kept_and_its_result_read(
    bedside: Bedside, hospital: Hospital, read: Read
) -> None:
    story = f'<div xmlns="http://www.w3.org/1999/xhtml">{"a" * 2_000_000}</div>'
    hospital.add(crp(HER, 6, 1, text={"status": "generated", "div": story}), 2)
    assert read.turn() == 2
    assert sorted(values(bedside)) == ["1.5 mg/dL", "6 mg/dL"]


def test_a_death_is_told_although_the_rest_of_the_record_cannot_be_used(
    bedside: Bedside, hospital: Hospital, read: Read
) -> None:
    read.turn()
    hospital.her |= {"deceasedDateTime": "2026-11-22T10:00:00", "meta": {"versionId": "2"}}
    read.turn()
    read.turn()
    assert [each.kind for each in unseen_notices(bedside.ctx)] == [NoticeKind.DECEASED]
    (row,) = waiting_refusals(bedside.ctx)
    assert (row.refusal.reason, row.refusal.resource_type) == ("no_time_zone", "Patient")


def test_the_same_resource_twice_in_one_answer_is_one_and_the_newer_stands(
    bedside: Bedside, hospital: Hospital, read: Read
) -> None:
    first = hospital.records["Observation"][0]
    newer = {**first, "valueQuantity": {**first["valueQuantity"], "value": 8},  # type: ignore[dict-item]
             "meta": {"versionId": "2", "lastUpdated": "2026-11-21T01:00:00Z"}}  # fmt: skip
    hospital.spoil = about(
        "Observation", lambda asked: Reply(body=bundle(newer, first, first, self_link=hospital.self_link(asked)))
    )
    assert read.turn() == 1
    assert values(bedside) == ["8 mg/dL"]


def test_a_record_that_is_gone_is_a_notice(bedside: Bedside, hospital: Hospital, read: Read) -> None:
    read.turn()
    hospital.spoil = lambda asked: Reply(404, outcome("not-found")) if asked.path.endswith(HER) else None
    read.turn()
    read.turn()
    assert [each.kind for each in unseen_notices(bedside.ctx)] == [NoticeKind.GONE]
    assert values(bedside) == ["1.5 mg/dL"]


def test_somebody_nobody_asked_for_is_not_even_a_case(bedside: Bedside, hospital: Hospital, read: Read) -> None:
    with bedside.ctx.store() as uow:
        name = uow.patients.get(CHEN).name
    other = {"resourceType": "Patient", "id": "9", "name": [{"text": name}], "identifier": []}
    hospital.spoil = lambda asked: (
        Reply(body=bundle(other, self_link=hospital.self_link(asked))) if "/Patient?" in asked.path else None
    )
    assert read.turn() == 0
    assert open_matches(bedside.ctx) == ()
    with bedside.ctx.store() as uow:
        assert uow.match_cases.of_feed("h") == ()
