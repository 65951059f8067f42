"""What a FHIR server may do wrong, each on a real connection: nothing is believed, lost, doubled or sent elsewhere."""

import time
from decimal import Decimal

import pytest
from helpers.fault_server import Asked, FaultServer, Reply, bundle, fault_server, outcome, silence

from hah_console.adapters.fhir.client.careful_server import smart_client
from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.adapters.fhir.client.fhir_client import FhirClient
from hah_console.adapters.fhir.client.transport import Limits, Transport

ME = "Patient/1"
CAPABLE = {"resourceType": "CapabilityStatement", "rest": [{"resource": [
    {"type": "Observation", "searchParam": [{"name": "patient"}, {"name": "subject"}]},
    {"type": "Condition", "searchParam": [{"name": "subject"}]},
]}]}  # fmt: skip


def value(identity: str, subject: str = ME) -> dict[str, object]:
    return {"resourceType": "Observation", "id": identity, "status": "final", "code": {"text": "x"},
            "subject": {"reference": subject}}  # fmt: skip


def patient(identity: str = "1") -> dict[str, object]:
    return {"resourceType": "Patient", "id": identity, "identifier": [{"system": "urn:mrn", "value": "7 8|9"}]}


def searched(server: FaultServer, *pages: Reply) -> None:
    """Capabilities first, then the pages."""
    left = list(pages)

    def answer(asked: Asked) -> Reply:
        if asked.path.endswith("/metadata"):
            return Reply(body=CAPABLE)
        return left.pop(0) if len(left) > 1 else left[0]

    server.answer = answer


def self_link(server: FaultServer, query: str = "code=x&patient=Patient%2F1") -> str:
    return f"{server.base}Observation?{query}"


def failure(call) -> ExchangeFailed:
    with pytest.raises(ExchangeFailed) as caught:
        call()
    return caught.value


def test_a_server_that_does_not_answer_is_given_up_within_the_limits(server: FaultServer, client: FhirClient) -> None:
    server.replies(Reply(act=silence(0.8)))
    began = time.monotonic()
    failed = failure(lambda: client.create(patient()))
    assert (failed.reason, failed.is_temporary) == ("no_answer", True)
    assert time.monotonic() - began < 1.5
    assert len(server.asked) == 1, "what is not only read is not repeated"


def test_a_server_nobody_runs_is_unreachable() -> None:
    client = FhirClient(Transport("http://127.0.0.1:9/fhir", limits=Limits(retries=1, backoff_s=0.01)))
    assert failure(lambda: client.read(ME)).reason == "unreachable"


def test_reading_is_repeated_when_the_server_is_busy_and_says_when_to_come_again(server: FaultServer) -> None:
    waited: list[float] = []
    limits = Limits(retries=3, backoff_s=0.01)
    client = FhirClient(Transport(server.base, limits=limits, sleep=waited.append))
    server.replies(Reply(503, headers={"Retry-After": "2"}), Reply(429), Reply(body=patient()))
    assert client.read(ME)["id"] == "1"
    assert waited[0] == 2.0
    assert waited[1] < 0.1
    client.close()


def test_retries_end_with_the_total_limit_however_long_the_server_wants_to_be_left_alone(server: FaultServer) -> None:
    client = FhirClient(Transport(server.base, limits=Limits(total_s=0.5, retries=5)))
    server.replies(Reply(503, headers={"Retry-After": "3600"}))
    began = time.monotonic()
    assert failure(lambda: client.read(ME)).reason == "too_slow"
    assert time.monotonic() - began < 0.5
    client.close()


@pytest.mark.parametrize("status", [429, 503])
def test_writing_is_not_repeated_by_itself(status: int, server: FaultServer, client: FhirClient) -> None:
    server.replies(Reply(status))
    assert failure(lambda: client.create(patient())).is_temporary
    assert len(server.asked) == 1


def test_a_body_that_trickles_ends_with_the_total_limit(server: FaultServer) -> None:
    def trickle(handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        for _ in range(40):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)

    client = FhirClient(Transport(server.base, limits=Limits(read_s=0.5, total_s=0.6, retries=0)))
    server.replies(Reply(act=trickle))
    began = time.monotonic()
    assert failure(lambda: client.read(ME)).reason == "too_slow"
    assert time.monotonic() - began < 1.2
    client.close()


def test_a_body_without_end_is_cut_off(server: FaultServer) -> None:
    client = FhirClient(Transport(server.base, limits=Limits(most_bytes=100_000)))
    server.replies(Reply(body=b"{" + b" " * 300_000 + b"}"))
    assert failure(lambda: client.read(ME)).reason == "over_64_mb"
    client.close()


def test_a_401_in_the_middle_of_paging_stops_and_says_so(server: FaultServer, client: FhirClient) -> None:
    searched(
        server,
        Reply(body=bundle(value("a"), self_link=self_link(server), next_link=f"{server.base}?page=2")),
        Reply(401, outcome("login")),
    )
    pages = client.pages("Observation", {"code": "x"}, patient=ME)
    assert [each["id"] for each in next(pages).resources] == ["a"]
    failed = failure(lambda: next(pages))
    assert (failed.reason, failed.stops_feed) == ("unauthorized", True)


def test_an_update_names_its_version_and_a_412_is_a_conflict(server: FaultServer, client: FhirClient) -> None:
    server.replies(Reply(412, outcome("conflict")))
    failed = failure(lambda: client.update(patient(), "3"))
    assert (failed.reason, failed.issues[0].code, failed.issues[0].place) == ("conflict", "conflict", "Patient.name")
    assert server.asked[0].headers["If-Match"] == 'W/"3"'
    assert failure(lambda: client.update(patient(), "")).reason == "conflict"
    assert len(server.asked) == 1, "without a version nothing is sent"


def test_a_create_says_when_not_to(server: FaultServer, client: FhirClient) -> None:
    server.replies(Reply(201, b"", {"Location": f"{server.base}Patient/9/_history/1"}), Reply(200, patient("9")))
    first, again = client.create(patient()), client.create(patient())
    assert (first.reference, first.version, first.created) == ("Patient/9", "1", True)
    assert (again.reference, again.created) == ("Patient/9", False)
    assert server.asked[0].headers["If-None-Exist"] == "identifier=urn%3Amrn%7C7%208%7C9"


def test_what_has_no_identifier_is_not_created(server: FaultServer, client: FhirClient) -> None:
    assert failure(lambda: client.create({"resourceType": "Patient"})).reason == "refused"
    assert server.asked == []


def test_a_next_link_to_another_server_is_not_followed_and_gets_no_token(
    server: FaultServer, client: FhirClient
) -> None:
    with fault_server() as other:
        searched(server, Reply(body=bundle(value("a"), self_link=self_link(server), next_link=f"{other.base}?page=2")))
        assert failure(lambda: client.search("Observation", {"code": "x"}, patient=ME)).reason == "other_server"
        assert other.asked == []


@pytest.mark.parametrize("trick", ["http://127.0.0.1@evil.example/fhir", "//evil.example/x", "http://127.0.0.1:1/fhir"])
def test_addresses_that_only_look_like_the_server_are_refused(
    trick: str, server: FaultServer, client: FhirClient
) -> None:
    searched(server, Reply(body=bundle(value("a"), self_link=self_link(server), next_link=trick)))
    assert failure(lambda: client.search("Observation", {"code": "x"}, patient=ME)).reason == "other_server"


def test_a_redirect_is_not_followed(server: FaultServer, client: FhirClient) -> None:
    server.replies(Reply(302, b"", {"Location": "https://evil.example/"}))
    assert failure(lambda: client.read(ME)).reason == "other_server"


def test_pages_that_lead_back_or_never_end_are_left(server: FaultServer) -> None:
    client = FhirClient(Transport(server.base), most_pages=5)
    counted = iter(range(1000))

    def endless(asked: Asked) -> Reply:
        if asked.path.endswith("/metadata"):
            return Reply(body=CAPABLE)
        following = f"{server.base}?page={next(counted)}"
        return Reply(body=bundle(value("a"), self_link=self_link(server), next_link=following))

    server.answer = endless
    assert failure(lambda: client.search("Observation", {"code": "x"}, patient=ME)).reason == "endless"
    assert len(server.asked) == 6
    again = f"{server.base}Observation?code=x&patient=Patient%2F1"
    searched(server, Reply(body=bundle(value("a"), self_link=self_link(server), next_link=again)))
    server.asked.clear()
    assert failure(lambda: client.search("Observation", {"code": "x"}, patient=ME)).reason == "endless"
    client.close()


def test_a_search_whose_parameters_were_dropped_is_not_believed(server: FaultServer, client: FhirClient) -> None:
    searched(server, Reply(body=bundle(value("a"), self_link=self_link(server, "_count=20"))))
    failed = failure(lambda: client.search("Observation", {"code": "x"}, patient=ME))
    assert (failed.reason, failed.facts["detail"]) == ("dropped_parameters", "code, patient")
    searched(server, Reply(body=bundle(value("a"), self_link=self_link(server, "code=x&patient=Patient%2F2"))))
    assert failure(lambda: client.search("Observation", {"code": "x"}, patient=ME)).reason == "dropped_parameters"
    searched(server, Reply(body=bundle(value("a"))))
    assert failure(lambda: client.search("Observation", {"code": "x"})).reason == "dropped_parameters"
    assert all(asked.headers["Prefer"] == "handling=strict" for asked in server.asked if "?" in asked.path)


def test_what_is_of_another_patient_is_set_aside_and_shown_to_nobody(server: FaultServer, client: FhirClient) -> None:
    nobodys = value("n")
    del nobodys["subject"]
    here = value("b", f"{server.base}Patient/1/_history/3")
    organization = {"resourceType": "Organization", "id": "o"}
    page = bundle(
        value("a"), value("s", "Patient/2"), nobodys, here, value("f", "https://other.example/fhir/Patient/1"),
        organization, self_link=self_link(server),
    )  # fmt: skip
    searched(server, Reply(body=page))
    found = client.search("Observation", {"code": "x"}, patient=ME)
    assert [each["id"] for each in found.resources] == ["a", "b", "o"]
    assert [each.reason for each in found.set_aside] == ["another_patient"] * 3


def test_a_read_that_gives_somebody_else_is_refused(server: FaultServer, client: FhirClient) -> None:
    server.replies(Reply(body=value("a", "Patient/2")))
    assert failure(lambda: client.read("Observation/a", patient=ME)).reason == "another_patient"
    server.replies(Reply(body=value("z")))
    assert failure(lambda: client.read("Observation/a", patient=ME)).reason == "not_fhir"
    server.asked.clear()
    assert failure(lambda: client.read("Observation/../../admin")).reason == "refused"
    assert server.asked == []


def test_outcomes_among_the_entries_are_no_results_and_bad_entries_spoil_no_other(
    server: FaultServer, client: FhirClient
) -> None:
    page = bundle(value("a"), {"resource": outcome("informational"), "search": {"mode": "outcome"}}, 7, {"no": "kind"},
                  value("b"), self_link=self_link(server))  # fmt: skip
    page["entry"].append("nonsense")  # type: ignore[union-attr]
    searched(server, Reply(body=page))
    found = client.search("Observation", {"code": "x"}, patient=ME)
    assert [each["id"] for each in found.resources] == ["a", "b"]
    assert [each.reason for each in found.set_aside] == ["no_resource", "not_fhir", "no_resource"]
    assert [each.code for each in found.issues] == ["informational"]


def test_a_judge_sets_aside_by_its_own_word(server: FaultServer) -> None:
    client = FhirClient(Transport(server.base), judge=lambda it: "" if it["id"] == "a" else "bad_profile")
    searched(server, Reply(body=bundle(value("a"), value("b"), self_link=self_link(server))))
    found = client.search("Observation", {"code": "x"}, patient=ME)
    assert [each.reason for each in found.set_aside] == ["bad_profile"]
    client.close()


@pytest.mark.parametrize(
    "body", [b'{"resourceType": "Patient", "id"', b"<html>down</html>", b"[" * 100_000, b'{"a": NaN}']
)
def test_torn_and_foreign_bodies_are_told(body: bytes, server: FaultServer, client: FhirClient) -> None:
    server.replies(Reply(body=body))
    assert failure(lambda: client.read(ME)).reason == "not_json"


def test_a_body_that_ends_too_early_is_no_answer(server: FaultServer, client: FhirClient) -> None:
    server.replies(Reply(body=b'{"resourceType": "Patient"}', headers={"Content-Length": "900"}))
    assert failure(lambda: client.read(ME)).is_temporary


def test_a_narrative_of_two_megabytes_is_read_and_decimals_keep_their_digits(
    server: FaultServer, client: FhirClient
) -> None:
    body = b'{"resourceType":"Patient","id":"1","text":{"div":"' + b"x" * 2_000_000 + b'"},"extension":[1.00]}'
    server.replies(Reply(body=body))
    found = client.read(ME)
    assert len(found["text"]["div"]) == 2_000_000  # type: ignore[index]
    assert str(found["extension"][0]) == "1.00"  # type: ignore[index]
    assert isinstance(found["extension"][0], Decimal)  # type: ignore[index]


def test_each_entry_of_a_transaction_has_its_result_and_a_missing_one_is_no_success(
    server: FaultServer, client: FhirClient
) -> None:
    done = {"response": {"status": "201 Created", "location": "Patient/5/_history/1", "etag": 'W/"1"'}}
    bad = {"response": {"status": "422", "outcome": outcome("required")}}
    server.replies(Reply(body={"resourceType": "Bundle", "type": "batch-response", "entry": [done, bad]}))
    first, second = client.send_bundle("batch", [{}, {}])
    assert (first.is_done, first.stored and first.stored.reference) == (True, "Patient/5")
    assert (second.is_done, second.issues[0].code) == (False, "required")
    assert failure(lambda: client.send_bundle("batch", [{}, {}, {}])).reason == "not_fhir"


def test_a_server_that_knows_subject_only_is_searched_by_subject(server: FaultServer, client: FhirClient) -> None:
    searched(server, Reply(body=bundle(self_link=f"{server.base}Condition?subject=Patient/1")))
    client.search("Condition", {}, patient=ME)
    assert "subject=Patient" in server.asked[-1].path


def test_the_error_carries_what_the_server_said_and_its_words_reach_no_log(
    server: FaultServer, client: FhirClient
) -> None:
    server.replies(Reply(422, outcome("invalid", "王小明 has no birth date")))
    failed = failure(lambda: client.create(patient()))
    assert failed.issues[0].text == "王小明 has no birth date"
    assert "王小明" not in str(failed)


def test_models_of_fhirclient_go_the_same_way(server: FaultServer) -> None:
    from fhirclient.models.patient import Patient

    smart = smart_client(Transport(server.base, limits=Limits(read_s=0.3, retries=0)))
    server.replies(Reply(body=patient()))
    assert Patient.read("1", smart.server).id == "1"
    server.replies(Reply(412))
    stale = Patient({"id": "1", "meta": {"versionId": "4"}})
    assert failure(lambda: stale.update(smart.server)).reason == "conflict"
    assert server.asked[-1].headers["If-Match"] == 'W/"4"'
    server.replies(Reply(act=silence(0.6)))
    assert failure(lambda: Patient.read("1", smart.server)).reason == "no_answer"
    smart.server._transport.close()
