"""The demo site told to a hospital: every admission mapped from the store, checked, sent to a real server, once."""

import json
import stat
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.processes import until

from hah_console.adapters.fhir.checker.checker import Checker
from hah_console.adapters.fhir.client.fhir_client import FhirClient
from hah_console.adapters.fhir.mapping.naming import Naming
from hah_console.adapters.fhir.outbox.packing import packer
from hah_console.adapters.fhir.outbox.sender import Sender
from hah_console.adapters.fhir.resource_json import read_file
from hah_console.app.bootstrap import DEMO_SITE, Core, load_site_folder, open_core
from hah_console.app.exchange.admission import Admission
from hah_console.app.exchange.collect import Collector
from hah_console.app.exchange.duty import OwnExchange
from hah_console.app.exchange.feed import Feed
from hah_console.app.exchange.parts import exchange_parts
from hah_console.app.options import program_options
from hah_console.app.resources import resource_path
from hah_console.domain.actor import Actor, Role
from hah_console.domain.episode import EpisodeState, Outcome
from hah_console.domain.exchange import EntryState, FeedCounts, FeedStatus
from hah_console.domain.ids import UserId
from hah_console.services.visit_records import arrive

TOLD = 4
NURSE = Actor(UserId("U-nurse"), "x", Role.NURSE, "WS")
pytestmark = pytest.mark.alone


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Core]:
    it = open_core(program_options(tmp_path_factory.mktemp("site"), None))
    load_site_folder(it, resource_path(DEMO_SITE))
    yield it
    it.store.close()


@pytest.fixture(scope="module")
def collector(core: Core, request: pytest.FixtureRequest) -> Iterator[Collector]:
    naming = Naming(f"urn:test:{id(core)}", "示範在宅團隊", record_system="urn:test:mrn")
    changes = core.store.change_feed()
    pack = packer(Checker.load(resource_path("fhir")))
    yield Collector(core.ctx, changes, lambda uow: Admission(uow, naming, lambda drug: drug), pack)
    changes.close()


def test_admissions_of_the_site_are_told_once_and_nothing_breaks_its_profile(
    core: Core, collector: Collector, real: FhirClient
) -> None:
    with core.ctx.store() as uow:
        episodes = [each.episode_id for each in uow.episodes.all()][:TOLD]
    written = sum(collector.tell("h", each) for each in episodes)
    assert written > 100
    assert sum(collector.tell("h", each) for each in episodes) == 0, "nothing new, nothing written"
    with core.ctx.store() as uow:
        faults = Counter(each.detail for each in uow.exchange.entries("h", EntryState.PARKED, 2_000))
    assert faults == {}
    feed = Feed(core.ctx, "h", Sender(real).send)
    sent = feed.drain()
    with core.ctx.store() as uow:
        left = [(each.reference, each.reason, each.detail) for each in uow.exchange.entries("h", EntryState.PARKED, 99)]
        counts = uow.exchange.counts("h")
    assert left == []
    assert (sent, counts.waiting) == (written, 0)


def test_a_feed_that_is_new_tells_everybody_in_care_and_then_what_changes(
    core: Core, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(collector, "tell", lambda feed, episode: told.append(episode) or 1)
        assert collector.collect("new") == len(told) > 20
    with core.ctx.store() as uow:
        uow.exchange.put_feed(uow.exchange.feed("new"))
        uow.exchange.put_feed(replace(uow.exchange.feed("new"), feed="followed"))
        uow.commit()
    assert collector.collect("followed") == 0
    with core.ctx.store() as uow:
        episode = uow.episodes.open()[0]
        visit = uow.staff.all()[0]
    arrive(core.ctx, NURSE, episode.episode_id, visit.staff_id)
    assert collector.collect("followed") >= 1
    with core.ctx.store() as uow:
        entries = uow.exchange.entries("followed", EntryState.WAITING, 9_999)
    visits = [each for each in entries if json.loads(each.content).get("class", {}).get("code") == "HH"]
    assert "in-progress" in {json.loads(each.content)["status"] for each in visits}
    assert {each.patient_id for each in visits} == {episode.patient_id}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "exchange.toml").write_text(
        'root = "urn:site"\norganisation = "示範"\n[[feed]]\nname = "files"\nexport = "out"\n', "utf-8"
    )
    return tmp_path


def test_a_site_without_write_access_gets_a_document_of_every_admission_that_ended(core: Core, home: Path) -> None:
    with core.ctx.store() as uow:
        episode = uow.episodes.open()[-1]
        closed = replace(
            episode, state=EpisodeState.CLOSED, outcome=Outcome.COMPLETED_TREATMENT, closed_at=core.ctx.clock.now()
        )
        uow.exchange.put_feed(FeedStatus("files-files", seen=1))
        uow.episodes.save(closed)
        uow.changed("close", "episode", episode.episode_id, NURSE, core.ctx.clock.now())
        uow.commit()
    with exchange_parts(core.ctx, home, {}, core.store.change_feed) as (part,):
        part.turn(lambda: False)
    (path,) = (home / "out").glob("*.json")
    document = read_file(path)
    assert Checker.load(resource_path("fhir")).errors(document) == ()
    assert (document["type"], document["entry"][0]["resource"]["title"]) == ("document", "在宅急症結案摘要")  # type: ignore[index]
    assert "未提供" in path.read_text("utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_exchange_of_the_service_sends_by_itself_and_ends_when_told(core: Core, home: Path, real_base: str) -> None:
    (home / "exchange.toml").write_text(
        f'root = "urn:svc:{home.name}"\norganisation = "示範"\n[[feed]]\nname = "live"\nbase = "{real_base}"\n'
        'sign_in = "open"\n', "utf-8",
    )  # fmt: skip
    with core.ctx.store() as uow:
        episode = uow.episodes.open()[0]
        uow.exchange.put_feed(FeedStatus("live", seen=core.store.change_feed().last_sequence()))
        uow.changed("note", "episode", episode.episode_id, NURSE, core.ctx.clock.now())
        uow.commit()
    duty = OwnExchange(core.ctx, home, {}, core.store.change_feed)
    duty.start()
    until(lambda: counts(core).sent > 5)
    duty.close()
    until(lambda: all(each.name != "exchange" for each in threading.enumerate()))
    assert counts(core).parked == 0


def counts(core: Core) -> FeedCounts:
    with core.ctx.store() as uow:
        return uow.exchange.counts("live")


def test_without_a_file_of_feeds_nothing_is_started(core: Core, tmp_path: Path) -> None:
    duty = OwnExchange(core.ctx, tmp_path, {}, core.store.change_feed)
    duty.start()
    assert all(each.name != "exchange" for each in threading.enumerate())
    duty.close()
