"""Decision services of a site asked over HTTP: signed, in two seconds, with our own resources; and told what came of
it."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from helpers.bedside import CHEN, DISPATCHER, LIN, NURSE, PHYSICIAN, Bedside, open_bedside
from helpers.decision_server import DecisionServer, card, decision_server, offer
from helpers.order_ward import DESK, request
from starlette.responses import Response

from hah_console.adapters.fhir.checker.checker import Checker
from hah_console.adapters.fhir.hooks.caller import TOTAL_S, Caller
from hah_console.adapters.fhir.hooks.prefetch import Context as AskedOf
from hah_console.adapters.fhir.hooks.prefetch import prefetched
from hah_console.adapters.fhir.hooks.setup import read_services
from hah_console.adapters.fhir.hooks.templates import prefetch_of
from hah_console.adapters.fhir.mapping.naming import Naming
from hah_console.adapters.fhir.resource_json import parse, written
from hah_console.adapters.fhir.setup import ExchangeSetupInvalid
from hah_console.app.exchange.decisions import SiteDecisions
from hah_console.app.resources import resource_path
from hah_console.domain.decision_support import MOST_TRIES, AnswerState, Card
from hah_console.domain.errors import InvalidInput, NotPermitted
from hah_console.services.decision_support import (
    ServiceRow,
    cards_of_order,
    cards_of_patient,
    follow_suggestion,
    override_card,
    tell_services,
)
from hah_console.services.decision_support import (
    read_services as read_rows,
)

KEY = ec.generate_private_key(ec.SECP384R1())
PEM = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()
NAMING = Naming("https://hah.example.tw", "示範在宅團隊", record_system="https://hospital.example.tw/mrn")
HEAD = 'root = "https://hah.example.tw"\norganisation = "示範"\n'


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Bedside]:
    ward = open_bedside(tmp_path, readings=False)
    yield ward
    ward.store.close()


@pytest.fixture
def server() -> Iterator[DecisionServer]:
    with decision_server() as it:
        yield it


def table(name: str, url: str, more: str = "", prefetch: str = "") -> str:
    head = f'[[decision_service]]\nname = "{name}"\nurl = "{url}"\nhooks = ["patient-view", "order-select"]\n{more}\n'
    return f"{head}[decision_service.prefetch]\n{prefetch}\n" if prefetch else head


def services(ward: Bedside, folder: Path, *tables: str) -> SiteDecisions:
    file = folder / "exchange.toml"
    file.write_text(HEAD + "".join(tables), "utf-8")
    read = {each.name: each for each in read_services(file)}
    caller = Caller(read, lambda name: {"hooks.key": PEM}.get(name, ""))
    return SiteDecisions(ward.ctx, caller, NAMING, {"ceftriaxone": "Ceftriaxone 頭孢曲松"})


def row(ward: Bedside, name: str = "demo") -> ServiceRow:
    return next(each for each in read_rows(ward.ctx) if each.tally.service == name)


def shown(ward: Bedside, decisions: SiteDecisions) -> tuple[Card, ...]:
    return cards_of_patient(ward.ctx, NURSE, decisions, CHEN)[0].cards


def test_the_page_of_a_patient_asks_by_the_hook_with_who_and_whom(
    ward: Bedside, server: DecisionServer, tmp_path: Path
) -> None:
    server.answer = lambda asked: {"cards": [card()]}
    found = shown(ward, services(ward, tmp_path, table("demo", server.url())))
    assert [each.summary for each in found] == ["注意腎功能"]
    (asked,) = server.asked
    assert (asked["hook"], asked["context"]["patientId"], asked["context"]["encounterId"]) == (
        "patient-view", "P-chen", "E-chen",
    )  # fmt: skip
    assert asked["context"]["userId"].startswith("Practitioner/")
    assert len(asked["hookInstance"]) == 36
    assert {"fhirServer", "fhirAuthorization", "prefetch"}.isdisjoint(asked)


def test_what_is_asked_stands_in_the_audit_trail_and_is_counted(
    ward: Bedside, server: DecisionServer, tmp_path: Path
) -> None:
    server.answer = lambda asked: {"cards": [card(), None]}
    shown(ward, services(ward, tmp_path, table("demo", server.url())))
    with ward.ctx.store() as uow:
        entries = [each.entry for each in uow.audit.entries() if each.entry.entity == "decision_service"]
    assert [(each.action, each.patient_id, each.actor) for each in entries] == [("ask", CHEN, NURSE.user_id)]
    tally = row(ward).tally
    assert (tally.asked, tally.failed, tally.cards, tally.unread, tally.last_good_at) == (1, 0, 1, 1, ward.clock.now())


def test_prefetch_is_our_own_resources_and_nameless_unless_the_site_says_otherwise(
    ward: Bedside, server: DecisionServer, tmp_path: Path
) -> None:
    server.prefetch = {
        "patient": "Patient/{{context.patientId}}", "stay": "Encounter/{{context.encounterId}}",
        "who": "Practitioner/{{userPractitionerId}}", "self": "Patient?_id={{context.patientId}}",
        "allergies": "AllergyIntolerance?patient={{context.patientId}}&clinical-status=active",
        "vitals": "Observation?patient={{context.patientId}}&category=vital-signs&_count=2&_sort=-date",
        "drugs": "MedicationRequest?patient={{context.patientId}}&status=active",
        "carer": "RelatedPerson?patient={{context.patientId}}",
        "shots": "Immunization?patient={{context.patientId}}",
        "late": "Observation?patient={{context.patientId}}&date=ge2026-01-01",
    }  # fmt: skip
    shown(ward, services(ward, tmp_path, table("demo", server.url())))
    told = server.asked[0]["prefetch"]
    assert set(told) == {"patient", "stay", "who", "self", "allergies", "vitals", "drugs"}
    assert told["patient"] == {"resourceType": "Patient", "id": "P-chen", "gender": "female", "birthDate": "1941-03-02",
                               "managingOrganization": {"reference": "Organization/site"}}  # fmt: skip
    assert told["self"]["entry"][0]["resource"] == told["patient"]
    assert told["stay"]["id"] == "E-chen"
    assert f"Practitioner/{told['who']['id']}" == server.asked[0]["context"]["userId"]
    assert "盤尼西林" in json.dumps(told["allergies"], ensure_ascii=False)
    assert len(told["vitals"]["entry"]) == 2
    assert told["drugs"] is None, "what there is none of is null, never an empty list"
    assert "陳麗美" not in json.dumps(server.asked, ensure_ascii=False)
    shown(ward, services(ward, tmp_path, table("demo", server.url(), "identifying = true")))
    assert server.asked[1]["prefetch"]["patient"]["name"][0]["text"] == "陳麗美"
    assert "carer" in server.asked[1]["prefetch"]


def test_where_the_site_wrote_a_list_only_what_both_say_alike_is_told(
    ward: Bedside, server: DecisionServer, tmp_path: Path
) -> None:
    server.prefetch = {"patient": "Patient/{{context.patientId}}", "stay": "Encounter/{{context.encounterId}}",
                       "drugs": "MedicationRequest?patient={{context.patientId}}"}  # fmt: skip
    wanted = (
        'patient = "Patient/{{context.patientId}}"\ndrugs = "Condition?patient={{context.patientId}}"\n'
        'plan = "CarePlan?patient={{context.patientId}}"'
    )
    decisions = services(ward, tmp_path, table("demo", server.url(), prefetch=wanted))
    shown(ward, decisions)
    assert set(server.asked[0]["prefetch"]) == {"patient"}
    (catalogue,) = decisions.catalogues()
    seen = next(each for each in catalogue.offers if each.hook == "patient-view")
    assert (seen.name, seen.supplied, seen.withheld) == ("demo", ("patient",), ("stay", "drugs"))


def test_a_list_is_read_once_and_again_when_it_is_old_or_could_not_be_read(
    ward: Bedside, server: DecisionServer, tmp_path: Path
) -> None:
    decisions = services(ward, tmp_path, table("demo", server.url()))
    server.listed = Response(b"", 503)
    (answer,) = cards_of_patient(ward.ctx, NURSE, decisions, CHEN)
    assert (answer.fault, server.asked, server.lists_read) == ("busy", [], 1)
    assert cards_of_patient(ward.ctx, NURSE, decisions, CHEN)[0].fault == "busy"
    assert server.lists_read == 1, "not asked again within a minute"
    server.listed = None
    ward.clock.advance(timedelta(minutes=1))
    assert cards_of_patient(ward.ctx, NURSE, decisions, CHEN)[0].fault == ""
    ward.clock.advance(timedelta(minutes=59))
    shown(ward, decisions)
    assert server.lists_read == 2
    server.listed = Response(b"", 503)
    ward.clock.advance(timedelta(minutes=2))
    assert cards_of_patient(ward.ctx, NURSE, decisions, CHEN)[0].fault == "", "what was read holds for a day"
    (catalogue,) = decisions.read_catalogues()
    assert (catalogue.fault, ward.clock.now() - catalogue.read_at) == ("busy", timedelta(minutes=61))  # type: ignore[operator]
    ward.clock.advance(timedelta(hours=24))
    assert cards_of_patient(ward.ctx, NURSE, decisions, CHEN)[0].fault == "busy"
    assert len(server.asked) == 3


def test_a_service_that_does_not_offer_the_hook_is_asked_nothing_and_named(
    ward: Bedside, server: DecisionServer, tmp_path: Path
) -> None:
    server.listed = {
        "services": [offer("demo", "order-select"), offer("dose", "order-sign", usageRequirements="需授權")]
    }
    decisions = services(ward, tmp_path, table("demo", server.url()))
    (answer,) = cards_of_patient(ward.ctx, NURSE, decisions, CHEN)
    assert (answer.fault, server.asked) == ("not_offered", [])
    assert cards_of_patient(ward.ctx, NURSE, decisions, CHEN) == (), "its list says so: it is not even tried"
    assert row(ward).tally.asked == 1
    (catalogue,) = decisions.catalogues()
    assert catalogue.missing == (("demo", "patient-view"),)
    assert [(each.service_id, each.hook, each.name) for each in catalogue.offers] == [
        ("demo", "order-select", "demo"), ("dose", "order-sign", ""),
    ]  # fmt: skip
    cards_of_order(ward.ctx, PHYSICIAN, decisions, DESK, request(ward))
    assert [each["hook"] for each in server.asked] == ["order-select"]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (Response(b"<html>", media_type="text/html"), "not_json"),
        ({"services": "all"}, "not_services"),
        ([], "not_services"),
        (Response(b'{"services": [' + b" " * 2_000_000), "over_1_mb"),
        (Response(b"", 302, {"Location": "https://elsewhere.example.tw/"}), "other_server"),
        ({"services": [None, 7, {"id": "demo"}, {"id": " demo", "hook": "patient-view"}, {"hook": "patient-view"}]},
         "not_offered"),
        ({"services": []}, "not_offered"),
    ],
)  # fmt: skip
def test_a_list_that_is_none_offers_nothing(
    ward: Bedside, server: DecisionServer, tmp_path: Path, said: object, fault: str
) -> None:
    server.listed = said
    (answer,) = cards_of_patient(ward.ctx, NURSE, services(ward, tmp_path, table("demo", server.url())), CHEN)
    assert (answer.fault, server.asked) == (fault, [])


def test_a_hostile_list_is_cut_and_its_hidden_signs_are_gone(
    ward: Bedside, server: DecisionServer, tmp_path: Path
) -> None:
    odd = offer("demo", "patient-view", title="\u202e<b>" + "長" * 9_000, prefetch={"x" * 900: "Patient", "y": 5})
    server.listed = {"services": [odd, *(offer(f"s{number}", "patient-view") for number in range(500))]}
    (catalogue,) = services(ward, tmp_path, table("demo", server.url())).read_catalogues()
    assert len(catalogue.offers) == 200
    first = catalogue.offers[0]
    assert (first.title[:4], len(first.title), first.withheld) == ("<b>長", 301, ())


def test_a_service_the_site_says_has_no_list_is_asked_by_the_sites_word(
    ward: Bedside, server: DecisionServer, tmp_path: Path
) -> None:
    server.listed = Response(b"", 404)
    more, wanted = "discovery = false", 'patient = "Patient/{{context.patientId}}"'
    cards_of_patient(ward.ctx, NURSE, services(ward, tmp_path, table("demo", server.url(), more, wanted)), CHEN)
    assert (set(server.asked[0]["prefetch"]), server.lists_read) == ({"patient"}, 0)
    elsewhere = table("demo", "https://cds.example.tw/check")
    with pytest.raises(ExchangeSetupInvalid) as caught:
        services(ward, tmp_path, elsewhere)
    assert caught.value.facts["key"] == "url"


@pytest.mark.parametrize(
    "template",
    [
        "Observation?patient={{context.patientId}}&code=http://loinc.org|",
        "Patient?name={{context.patientId}}",
        "Observation?patient={{context.patientId}}&code:in=http://vs",
        "Observation?patient={{context.patientId}}&code=",
        "Observation?patient={{context.patientId}}&_count=0",
        "Observation?patient={{context.patientId}}&_sort=code",
        "Observation?patient={{context.patientId}}&_include=Observation:subject",
        "Observation/{{context.patientId}}",
        "Observation?patient={{context.patientId}}&patient=1",
        "AllergyIntolerance?patient={{context.patientId}}&status=a",
        "Encounter?patient={{context.patientId}}&status={{context.encounterId}}",
        "Coverage?patient={{context.patientId}}",
        "PractitionerRole?_id={{userPractitionerRoleId}}",
        "Observation?subject=Patient/p-2",
        5,
        None,
        "",
    ],
)
def test_a_template_that_cannot_be_answered_in_full_is_none(template: object) -> None:
    assert prefetch_of(template) is None


def test_the_newest_stands_first_where_that_is_asked_for() -> None:
    def measured(number: int, at: str) -> dict[str, object]:
        return {"resourceType": "Observation", "id": f"o-{number}", "effectiveDateTime": at,
                "subject": {"reference": "Patient/p-1"}}  # fmt: skip

    told = [measured(1, "2026-11-30T08:00:00+08:00"), measured(2, "2026-11-30T01:00:00Z"), measured(3, "2026")]
    wanted = prefetch_of("Observation?patient={{context.patientId}}&_sort=-date&_count=2")
    assert wanted is not None
    found = prefetched({"last": wanted}, told, AskedOf("p-1", "e-1", "Practitioner/u"), identifying=False)["last"]
    assert [each["resource"]["id"] for each in found["entry"]] == ["o-2", "o-1"]  # type: ignore[index]


def test_an_order_is_told_as_a_draft_that_keeps_its_profile_and_nothing_of_it_is_stored(
    ward: Bedside, server: DecisionServer, tmp_path: Path
) -> None:
    decisions = services(ward, tmp_path, table("demo", server.url()))
    cards_of_order(ward.ctx, PHYSICIAN, decisions, DESK, request(ward))
    context = server.asked[0]["context"]
    (entry,) = context["draftOrders"]["entry"]
    assert context["selections"] == [f"MedicationRequest/{entry['resource']['id']}"]
    assert (entry["resource"]["status"], entry["resource"]["medicationCodeableConcept"]["text"]) == (
        "draft", "Ceftriaxone 頭孢曲松",
    )  # fmt: skip
    assert Checker.load(resource_path("fhir")).errors(parse(json.dumps(entry["resource"]).encode())) == ()
    with ward.ctx.store() as uow:
        assert uow.orders.of_patient(LIN) == ()


def test_only_services_of_the_hook_are_asked(ward: Bedside, server: DecisionServer, tmp_path: Path) -> None:
    only = table("demo", server.url()).replace('["patient-view", "order-select"]', '["order-select"]')
    assert cards_of_patient(ward.ctx, NURSE, services(ward, tmp_path, only), CHEN) == ()
    assert server.asked == []
    with ward.ctx.store() as uow:
        assert [each for each in uow.audit.entries() if each.entry.entity == "decision_service"] == []


def test_of_an_exercise_nobody_outside_is_told(ward: Bedside, server: DecisionServer, tmp_path: Path) -> None:
    with ward.ctx.store() as uow:
        uow.patients.save(replace(uow.patients.get(CHEN), exercise=True))
        uow.commit()
    assert cards_of_patient(ward.ctx, NURSE, services(ward, tmp_path, table("demo", server.url())), CHEN) == ()
    assert server.asked == []


def test_every_request_is_signed_anew_for_its_own_address(
    ward: Bedside, server: DecisionServer, tmp_path: Path
) -> None:
    server.key, server.answer = KEY.public_key(), lambda asked: {"cards": [card()]}
    more = 'secret = "hooks.key"\nkey_id = "k1"\ntenant = "north"\nkeys_url = "https://hah.example.tw/keys"'
    decisions = services(ward, tmp_path, table("demo", server.url(), more))
    (found,) = shown(ward, decisions)
    shown(ward, decisions)
    override_card(ward.ctx, NURSE, found, None, "已評估", CHEN)
    assert tell_services(ward.ctx, decisions, ("demo",)) == 1
    assert len(server.seen) == 4
    assert {each["iss"] for each in server.claims} == {"https://hah.example.tw"}
    assert [each["aud"].rsplit("/", 1)[1] for each in server.claims] == ["cds-services", "demo", "demo", "feedback"]
    assert server.claims[0]["tenant"] == "north"
    assert all(each["exp"] - each["iat"] <= 300 for each in server.claims)
    assert server.headers[0] == {"typ": "JWT", "alg": "ES384", "kid": "k1", "jku": "https://hah.example.tw/keys"}
    assert PEM not in repr(decisions._caller.services)


def test_a_service_that_does_not_take_our_signature_is_counted_as_failed(
    ward: Bedside, server: DecisionServer, tmp_path: Path
) -> None:
    server.key = ec.generate_private_key(ec.SECP384R1()).public_key()
    decisions = services(ward, tmp_path, table("demo", server.url(), 'secret = "hooks.key"'))
    (answer,) = cards_of_patient(ward.ctx, NURSE, decisions, CHEN)
    assert (answer.fault, row(ward).tally.failed, row(ward).tally.last_fault) == ("unauthorized", 1, "unauthorized")
    without = services(ward, tmp_path, table("demo", server.url(), 'secret = "lost.key"'))
    assert cards_of_patient(ward.ctx, NURSE, without, CHEN)[0].fault == "no_sign_in"
    assert server.asked == []


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (Response(b"<html>no</html>", media_type="text/html"), "not_json"),
        (Response(b"[" * 200_000, media_type="application/json"), "not_json"),
        (Response(b'{"cards": [' + b" " * 3_000_000, media_type="application/json"), "over_1_mb"),
        (Response(b"", 412), "lacks_facts"),
        (Response(b"", 500), "server_error"),
        (Response(b"", 302, {"Location": "https://elsewhere.example.tw/"}), "other_server"),
        (Response(b"", 200), "not_cards"),
        ([], "not_cards"),
    ],
)
def test_what_a_service_says_wrongly_is_quiet_and_counted(
    ward: Bedside, server: DecisionServer, tmp_path: Path, said: object, fault: str
) -> None:
    server.answer = lambda asked: said
    (answer,) = cards_of_patient(ward.ctx, NURSE, services(ward, tmp_path, table("demo", server.url())), CHEN)
    assert (answer.cards, answer.fault, row(ward).tally.failed) == ((), fault, 1)


def test_a_service_nobody_answers_at_spoils_no_other(ward: Bedside, server: DecisionServer, tmp_path: Path) -> None:
    server.answer = lambda asked: {"cards": [card()]}
    tables = (table("gone", "http://127.0.0.1:1/cds-services/x"), table("demo", server.url()))
    gone, there = cards_of_patient(ward.ctx, NURSE, services(ward, tmp_path, *tables), CHEN)
    assert (gone.service, gone.fault, len(there.cards)) == ("gone", "unreachable", 1)


@pytest.mark.alone
def test_nobody_waits_longer_than_two_seconds_for_a_late_service(
    ward: Bedside, server: DecisionServer, tmp_path: Path
) -> None:
    server.wait_s = 3.5
    decisions = services(ward, tmp_path, table("demo", server.url()))
    begun = time.monotonic()
    (answer,) = cards_of_patient(ward.ctx, NURSE, decisions, CHEN)
    assert (answer.fault in ("too_slow", "no_answer"), answer.cards) == (True, ())
    assert time.monotonic() - begun < TOTAL_S + 0.5
    assert row(ward).tally.failed == 1


def test_what_a_person_made_of_a_card_is_kept_and_told_in_the_words_of_the_specification(
    ward: Bedside, server: DecisionServer, tmp_path: Path
) -> None:
    parts = card(suggestions=[{"uuid": "s-1", "label": "減量"}],
                 overrideReasons=[{"code": "seen", "system": "urn:r", "display": "已評估"}])  # fmt: skip
    server.answer = lambda asked: {"cards": [parts]}
    decisions = services(ward, tmp_path, table("demo", server.url()))
    (found,) = shown(ward, decisions)
    follow_suggestion(ward.ctx, PHYSICIAN, found, "s-1", CHEN)
    override_card(ward.ctx, PHYSICIAN, found, found.reasons[0], "", CHEN)
    override_card(ward.ctx, PHYSICIAN, found, None, "家屬不同意", CHEN)
    assert row(ward).waiting == 3
    assert tell_services(ward.ctx, decisions, ("demo",)) == 3
    taken, coded, worded = server.told
    assert (taken["card"], taken["outcome"], taken["acceptedSuggestions"]) == ("c-1", "accepted", [{"id": "s-1"}])
    assert coded["overrideReason"] == {"reason": {"code": "seen", "system": "urn:r"}}
    assert worded["overrideReason"]["userComment"] == "家屬不同意"
    assert worded["outcomeTimestamp"].endswith("Z")
    assert row(ward).waiting == 0
    assert tell_services(ward.ctx, decisions, ("demo",)) == 0
    with ward.ctx.store() as uow:
        assert {each.entry.action for each in uow.audit.entries() if each.entry.entity == "decision_card"} == {"answer"}


def test_an_answer_that_does_not_get_through_waits_and_is_given_up_in_the_end(
    ward: Bedside, server: DecisionServer, tmp_path: Path
) -> None:
    server.answer = lambda asked: {"cards": [card()]}
    decisions = services(ward, tmp_path, table("demo", server.url()))
    (found,) = shown(ward, decisions)
    override_card(ward.ctx, NURSE, found, None, "已評估", CHEN)
    away = services(ward, tmp_path, table("demo", "http://127.0.0.1:1/cds-services/demo"))
    assert tell_services(ward.ctx, away, ("demo",)) == 0
    with ward.ctx.store() as uow:
        (waiting,) = uow.decisions.waiting("demo", 9)
    assert (waiting.state, waiting.tries, waiting.fault) == (AnswerState.WAITING, 1, "unreachable")
    last = replace(waiting, tries=MOST_TRIES - 1).tried("unreachable")
    with ward.ctx.store() as uow:
        uow.decisions.save([last])
        uow.commit()
    assert (row(ward).waiting, row(ward).given_up) == (0, 1)


def test_a_card_is_answered_only_as_it_can_be(ward: Bedside, server: DecisionServer, tmp_path: Path) -> None:
    server.answer = lambda asked: {"cards": [card()]}
    (found,) = shown(ward, services(ward, tmp_path, table("demo", server.url())))
    with pytest.raises(InvalidInput):
        follow_suggestion(ward.ctx, NURSE, found, "s-9", CHEN)
    with pytest.raises(InvalidInput):
        override_card(ward.ctx, NURSE, found, None, "  ", CHEN)
    with pytest.raises(InvalidInput):
        override_card(ward.ctx, NURSE, replace(found, card_id=""), None, "x", CHEN)
    with pytest.raises(NotPermitted):
        override_card(ward.ctx, DISPATCHER, found, None, "x", CHEN)


@pytest.mark.parametrize(
    ("more", "prefetch", "key"),
    [
        ('algorithm = "HS256"', "", "algorithm"),
        ("", 'all = "Patient?name=x"', "prefetch.all"),
        ("", 'all = "Observation?patient={{context.patientId}}&value-quantity=gt5"', "prefetch.all"),
        ("", 'all = "Observation?code=1"', "prefetch.all"),
        ("", "all = 5", "prefetch.all"),
    ],
)
def test_a_setup_that_cannot_be_answered_in_full_is_refused_by_key(
    ward: Bedside, tmp_path: Path, more: str, prefetch: str, key: str
) -> None:
    with pytest.raises(ExchangeSetupInvalid) as caught:
        services(ward, tmp_path, table("demo", "https://cds.example.tw/cds-services/demo", more, prefetch))
    assert caught.value.facts["key"] == key


def test_a_service_elsewhere_without_tls_is_refused(ward: Bedside, tmp_path: Path) -> None:
    with pytest.raises(ExchangeSetupInvalid) as caught:
        services(ward, tmp_path, table("demo", "http://cds.example.tw/cds-services/demo"))
    assert caught.value.facts["reason"] == "needs_tls"


def test_questions_are_json_as_written(ward: Bedside, server: DecisionServer, tmp_path: Path) -> None:
    shown(ward, services(ward, tmp_path, table("demo", server.url())))
    assert parse(written({"resourceType": "x"} | server.asked[0]))["hook"] == "patient-view"
