"""How feeds stand and what a person does about it, from the command line."""

import json
from pathlib import Path

import pytest
from helpers.decision_server import decision_server, offer
from helpers.exchange_rows import NAMING, NOW, PATIENT
from helpers.stores import migrated_store
from typer.testing import CliRunner

from hah_console.adapters.credentials.secret_store import SealedFile
from hah_console.adapters.db.store import Store
from hah_console.adapters.fhir.checker.checker import Checker
from hah_console.adapters.fhir.mapping.patient import patient_resource
from hah_console.adapters.fhir.mapping.team import site_resource
from hah_console.adapters.fhir.outbox.packing import packer
from hah_console.app.cli import build
from hah_console.app.resources import resource_path
from hah_console.domain.decision_support import ServiceAnswer
from hah_console.domain.exchange import EntryState, FeedStatus, inbound_feed
from hah_console.domain.hospital_facts import ReadMark
from hah_console.services.outbox import enqueue, stop_feed


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'hah.db'}"
    store = migrated_store(url)
    pack = packer(Checker.load(resource_path("fhir")))
    broken = {key: each for key, each in patient_resource(PATIENT, NAMING).items() if key != "birthDate"}
    with store.unit_of_work() as uow:
        enqueue(uow, "hospital", [pack(broken, None), pack(site_resource(NAMING), None)], NOW)
        stop_feed(uow, "hospital", "unauthorized", NOW)
        uow.commit()
    store.close()
    return url


def run(*arguments: object, lang: str = "en", **more: object):
    return CliRunner().invoke(build(["fhir"]), ["fhir", *map(str, arguments), "--lang", lang], **more)


def test_feeds_say_that_one_stands_still_why_and_what_is_parked(url: str) -> None:
    result = run("feeds", "--database", url, "--json")
    (feed,) = json.loads(result.stdout.splitlines()[-1])["feeds"]
    assert result.exit_code == 1
    assert (feed["state"], feed["reason"], feed["waiting"], feed["parked"]) == ("stopped", "unauthorized", 1, 1)
    assert "stands still (the server does not accept our sign-in)" in result.stdout
    assert "Patient/P1: breaks its profile: Patient.birthDate min" in result.stdout
    assert "已停止" in run("feeds", "--database", url, lang="zh_TW").stdout


def test_a_feed_is_started_and_an_entry_tried_again(url: str) -> None:
    assert run("start", "hospital", "--database", url).exit_code == 0
    assert run("retry", 1, "--database", url).exit_code == 0
    store = Store(url)
    with store.unit_of_work() as uow:
        assert len(uow.exchange.entries("hospital", EntryState.WAITING, 9)) == 2
        assert uow.exchange.feed("hospital").reason == ""
    store.close()


def test_feeds_say_how_reading_stands_and_which_readings_were_in_vain(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'read.db'}"
    store = migrated_store(url)
    with store.unit_of_work() as uow:
        uow.exchange.put_feed(FeedStatus(inbound_feed("hospital"), last_good_at=NOW))
        uow.commit()
    assert run("feeds", "--database", url, "--json").exit_code == 0
    with store.unit_of_work() as uow:
        uow.read_marks.put(ReadMark("hospital", "Patient/7", "Condition", asked_at=NOW, reason="over_64_mb"))
        uow.commit()
    store.close()
    result = run("feeds", "--database", url, "--json")
    (feed,) = json.loads(result.stdout.splitlines()[-1])["feeds"]
    assert (result.exit_code, feed["feed"], feed["failing"], feed["facts"]) == (1, "hospital-in", 1, 0)
    assert "1 readings in vain" in result.stdout
    assert "讀取失敗 1" in run("feeds", "--database", url, lang="zh_TW").stdout


def test_an_entry_that_is_not_there_is_told(url: str) -> None:
    result = run("retry", 99, "--database", url)
    assert result.exit_code == 1
    assert "outbox" in result.stderr


def test_a_private_key_is_kept_and_shown_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAH_SECRETS_PASSPHRASE", "a passphrase")
    result = run("secret", "hospital.key", "--home", tmp_path, input="-----KEY-----")
    assert result.exit_code == 0
    assert "KEY-----" not in result.output
    assert SealedFile(tmp_path / "secrets.sealed", "a passphrase").get("hospital.key") == "-----KEY-----"
    assert run("secret", "x", "--file", tmp_path / "none", "--home", tmp_path).exit_code == 2


def test_decision_services_say_how_they_answered_and_status_1_while_one_does_not(url: str) -> None:
    assert run("services", "--database", url).exit_code == 0
    store = Store(url)
    with store.unit_of_work() as uow:
        uow.decisions.note([ServiceAnswer("cds", fault="too_slow"), ServiceAnswer("good")], NOW)
        uow.commit()
    store.close()
    result = run("services", "--database", url, "--json")
    failing, good = json.loads(result.stdout.splitlines()[-1])["services"]
    assert result.exit_code == 1
    assert (failing["service"], failing["failed"], failing["last_fault"]) == ("cds", 1, "too_slow")
    assert (good["asked"], good["failed"]) == (1, 0)
    assert "last time no answer" in result.stdout


def test_the_lists_of_decision_services_are_asked_for_when_that_is_wanted(url: str, tmp_path: Path) -> None:
    with decision_server() as server:
        server.listed = {"services": [offer("demo", "patient-view", prefetch={"who": "Patient?name=x"})]}
        (tmp_path / "exchange.toml").write_text(
            'root = "https://hah.example.tw"\norganisation = "x"\n[[decision_service]]\nname = "cds"\n'
            f'url = "{server.url()}"\nhooks = ["patient-view", "order-select"]\n', "utf-8",
        )  # fmt: skip
        result = run("services", "--database", url, "--home", tmp_path, "--lists", "--json")
    (told,) = json.loads(result.stdout.splitlines()[-1])["lists"]
    assert result.exit_code == 1, "it is set up for a moment the service does not offer"
    assert told["missing"] == [{"name": "cds", "hook": "order-select"}]
    assert [(each["id"], each["name"], each["not_told"]) for each in told["offers"]] == [("demo", "cds", ["who"])]
    assert "demo · when a patient is opened: demo 諮詢: ▶ used as cds" in result.stdout
