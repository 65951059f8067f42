"""The demo site told to a hospital: every admission mapped from the store, checked, sent to a real server, once."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from hah_console.adapters.fhir.checker.checker import Checker
from hah_console.adapters.fhir.client.fhir_client import FhirClient
from hah_console.adapters.fhir.mapping.naming import Naming
from hah_console.adapters.fhir.outbox.packing import packer
from hah_console.adapters.fhir.outbox.sender import Sender
from hah_console.app.bootstrap import DEMO_SITE, Core, load_site_folder, open_core
from hah_console.app.exchange.admission import Admission
from hah_console.app.exchange.collect import Collector
from hah_console.app.exchange.feed import Feed
from hah_console.app.options import program_options
from hah_console.app.resources import resource_path
from hah_console.domain.actor import Actor, Role
from hah_console.domain.exchange import EntryState
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
