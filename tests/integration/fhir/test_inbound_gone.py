"""What a hospital deletes without a word is noticed when all is compared, marked, shown so, and never deleted here."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from helpers.bedside import CHEN, NURSE, Bedside
from helpers.fault_hospital import HER, QUICK, Hospital
from helpers.fault_server import Asked, FaultServer, Reply, bundle, outcome
from helpers.hospital_side import Read, as_told, crp, no_known_allergy, numbered

from hah_console.adapters.fhir.client.fhir_client import FhirClient
from hah_console.adapters.fhir.client.transport import Transport
from hah_console.adapters.fhir.setup import ExchangeSetupInvalid, read_exchange_setup
from hah_console.domain.exchange import FeedState
from hah_console.domain.hospital_facts import FactKind, Knowledge
from hah_console.services.hospital_page import read_hospital_page
from hah_console.services.page_openings import PageOpenings
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.patient.hospital.presenter import HospitalPresenter

DAY = 24 * 60


@pytest.fixture
def hospital(bedside: Bedside, server: FaultServer) -> Hospital:
    it = Hospital(server, as_told(numbered(bedside)))
    for number, value in enumerate((1.5, 2.5, 3.5), 1):
        it.add(crp(HER, value, number), number)
    return it


@pytest.fixture
def read(bedside: Bedside, server: FaultServer) -> Iterator[Read]:
    client = FhirClient(Transport(server.base, limits=QUICK), most_pages=5)
    yield Read(bedside, client)
    client.close()


def gone(bedside: Bedside) -> dict[str, bool]:
    """Every result of hers, and whether the hospital has it no longer."""
    page = read_hospital_page(bedside.ctx, CHEN)
    return {fact.value.removesuffix(" mg/dL"): fact.gone_at is not None for fact in page.of_kind(FactKind.LAB).facts}


def reads(hospital: Hospital) -> list[str]:
    """Single results that were asked for since the last call."""
    asked = [urlsplit(each.path).path.rpartition("/fhir/")[2] for each in hospital.server.asked]
    hospital.server.asked.clear()
    return [each for each in asked if each.startswith("Observation/")]


def test_what_is_deleted_without_a_word_is_marked_and_stays_in_sight(
    bedside: Bedside, hospital: Hospital, read: Read
) -> None:
    read.turn()
    del hospital.records["Observation"][0]
    hospital.spoil = lambda asked: Reply(410, outcome()) if asked.path.endswith("Observation/o1") else None
    read.turn()
    assert gone(bedside) == {"1.5": False, "2.5": False, "3.5": False}, "not looked for before its time"
    reads(hospital)
    read.turn(DAY)
    assert gone(bedside) == {"1.5": True, "2.5": False, "3.5": False}
    assert reads(hospital) == ["Observation/o1"], "only what was missing is asked for"
    read.turn(DAY)
    assert reads(hospital) == [], "what is marked is not asked for again"
    tab = HospitalPresenter(bedside.ctx, NURSE, Texts("zh_TW"), PageOpenings(bedside.ctx, NURSE))
    tab.begin(CHEN)
    tab.take(tab.read())
    tab.kind, now = FactKind.LAB, bedside.clock.now()
    assert [line.note.startswith("▲ 醫院已查無此筆（24 小時前發現）") for line in tab.facts(now)] == [
        False,
        False,
        True,
    ]
    (lab,) = (line for line in tab.kinds(now) if line.key == FactKind.LAB)
    assert lab.bad
    assert "▲ 1 筆醫院已查無" in lab.about
    with bedside.ctx.store() as uow:
        (told,) = (each.entry for each in uow.audit.entries() if each.entry.action == "gone")
    assert (told.patient_id, dict(told.facts)) == (CHEN, {"feed": "h", "count": "1"})


def test_what_a_search_leaves_out_but_is_there_is_not_marked(bedside: Bedside, hospital: Hospital, read: Read) -> None:
    read.turn()
    forgetful = lambda asked: Reply(body=bundle(self_link=hospital.self_link(asked)))  # noqa: E731
    hospital.spoil = lambda asked: forgetful(asked) if "/Observation?" in asked.path else None
    read.turn(DAY)
    assert sorted(reads(hospital)) == ["Observation/o1", "Observation/o2", "Observation/o3"]
    assert not any(gone(bedside).values())


def test_what_became_another_patients_is_hers_no_longer(bedside: Bedside, hospital: Hospital, read: Read) -> None:
    read.turn()
    moved = hospital.records["Observation"].pop(1)
    hospital.spoil = lambda asked: (
        Reply(body={**moved, "subject": {"reference": "Patient/8"}}) if asked.path.endswith("Observation/o2") else None
    )
    read.turn(DAY)
    assert gone(bedside) == {"1.5": False, "2.5": True, "3.5": False}


def test_what_is_there_again_loses_its_mark_and_a_newer_version_has_none(
    bedside: Bedside, hospital: Hospital, read: Read
) -> None:
    read.turn()
    kept = hospital.records.pop("Observation")
    read.turn(DAY)
    assert all(gone(bedside).values())
    newer = {**kept[1], "valueQuantity": {**kept[1]["valueQuantity"], "value": 9},  # type: ignore[dict-item]
             "meta": {"versionId": "2", "lastUpdated": "2026-11-24T01:00:00Z"}}  # fmt: skip
    hospital.records["Observation"] = [kept[0], newer]
    read.turn(DAY)
    assert gone(bedside) == {"1.5": False, "9": False, "3.5": True}


@pytest.mark.expected_log("is not compared")
def test_a_comparison_without_an_end_marks_nothing_and_is_tried_again_later(
    bedside: Bedside, hospital: Hospital, read: Read
) -> None:
    read.turn()
    del hospital.records["Observation"][0]

    def endless(asked: Asked) -> Reply | None:
        if "_elements" not in asked.path and "page" not in asked.path:
            return None
        if "/Observation?" not in asked.path:
            return None
        following = f"{hospital.server.base}Observation?page={len(hospital.server.asked)}"
        return Reply(body=bundle(self_link=hospital.self_link(asked), next_link=following))

    hospital.spoil = endless
    read.turn(DAY)
    assert not any(gone(bedside).values())
    hospital.spoil = lambda asked: None
    read.turn(30)
    assert not any(gone(bedside).values())
    read.turn(40)
    assert gone(bedside)["1.5"]


@pytest.mark.expected_log("is not read")
@pytest.mark.parametrize(("status", "state"), [(503, FeedState.RUNNING), (401, FeedState.STOPPED)])
def test_a_server_that_does_not_say_whether_it_is_there_marks_nothing(
    bedside: Bedside, hospital: Hospital, read: Read, status: int, state: FeedState
) -> None:
    read.turn()
    del hospital.records["Observation"][0]
    hospital.spoil = lambda asked: Reply(status, outcome()) if asked.path.endswith("Observation/o1") else None
    read.turn(DAY)
    assert not any(gone(bedside).values())
    with bedside.ctx.store() as uow:
        assert uow.exchange.feed("h-in").state is state


def test_a_server_that_sends_whole_resources_only_is_compared_too(
    bedside: Bedside, hospital: Hospital, read: Read
) -> None:
    read.turn()
    del hospital.records["Observation"][0]
    asked_for: list[str] = []

    def strict(asked: Asked) -> Reply | None:
        asked_for.extend(parse_qs(urlsplit(asked.path).query).get("_elements", []))
        return Reply(400, outcome("invalid")) if "_elements" in asked.path else None

    hospital.spoil = strict
    read.turn(DAY)
    assert set(asked_for) == {"subject"}
    assert gone(bedside) == {"1.5": True, "2.5": False, "3.5": False}


def test_a_statement_of_none_that_is_gone_states_none_no_longer(
    bedside: Bedside, hospital: Hospital, read: Read
) -> None:
    hospital.add(no_known_allergy(HER))
    read.turn()
    assert read_hospital_page(bedside.ctx, CHEN).of_kind(FactKind.ALLERGY).knowledge is Knowledge.NONE_STATED
    hospital.records.pop("AllergyIntolerance")
    read.turn(DAY)
    kind = read_hospital_page(bedside.ctx, CHEN).of_kind(FactKind.ALLERGY)
    assert (kind.knowledge, kind.gone) == (Knowledge.NOT_PROVIDED, 1)


@pytest.mark.parametrize("spoilt", [{"code": "furlong", "unit": "furlong"}, {"value": "7"}], ids=["unit", "shape"])
def test_what_a_hospital_takes_back_is_taken_back_even_where_the_rest_cannot_be_used(
    bedside: Bedside, hospital: Hospital, read: Read, spoilt: dict[str, object]
) -> None:
    read.turn()
    first = hospital.records["Observation"][0]
    wrong = {**first["valueQuantity"], **spoilt}  # type: ignore[dict-item]
    meta = {"versionId": "2", "lastUpdated": "2026-11-22T01:00:00Z"}
    hospital.records["Observation"][0] = {**first, "status": "entered-in-error", "valueQuantity": wrong, "meta": meta}
    read.turn()
    page = read_hospital_page(bedside.ctx, CHEN)
    assert (set(gone(bedside)), page.known.withdrawn) == ({"2.5", "3.5"}, 1)


@pytest.mark.parametrize(("line", "hours"), [("", 24), ("compare_hours = 6", 6)])
def test_how_often_is_said_by_the_site(tmp_path: Path, line: str, hours: int) -> None:
    assert read_exchange_setup(setup_file(tmp_path, line)).feeds[0].compare_hours == hours


@pytest.mark.parametrize("word", ["0", "721", "true", '"6"'])
def test_how_often_is_a_number_of_hours(tmp_path: Path, word: str) -> None:
    with pytest.raises(ExchangeSetupInvalid) as refused:
        read_exchange_setup(setup_file(tmp_path, f"compare_hours = {word}"))
    assert refused.value.facts["key"] == "compare_hours"


def setup_file(folder: Path, line: str) -> Path:
    file = folder / "exchange.toml"
    feed = f'name = "h"\nbase = "https://h.tw/fhir"\nsign_in = "open"\n{line}\n'
    file.write_text(f'root = "urn:x"\norganisation = "x"\n[[feed]]\n{feed}', "utf-8")
    return file
