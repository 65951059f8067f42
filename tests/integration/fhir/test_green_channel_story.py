"""The green channel told by two clients of one real server: we ask, the hospital answers, the stay ends there."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.exchange_rows import EPISODE, HOSPITAL, NOW, PATIENT
from helpers.stores import migrated_store

from hah_console.adapters.fhir.checker.checker import Checker
from hah_console.adapters.fhir.client.fhir_client import FhirClient
from hah_console.adapters.fhir.mapping.naming import Naming
from hah_console.adapters.fhir.outbox.packing import packer
from hah_console.adapters.fhir.outbox.sender import Sender
from hah_console.app.exchange.admission import Admission
from hah_console.app.exchange.answers import Answers
from hah_console.app.exchange.collect import Collector
from hah_console.app.exchange.feed import Feed
from hah_console.app.resources import resource_path
from hah_console.domain.clock import ManualClock
from hah_console.domain.episode import EpisodeState, Outcome
from hah_console.domain.exchange import EntryState
from hah_console.domain.ids import EpisodeId, PatientId, TransferId
from hah_console.domain.transfer import StageEntry, Transfer, TransferStage
from hah_console.services.context import Context

pytestmark = pytest.mark.alone
S = TransferStage


class Story:
    """Our side and the hospital's, over one server."""

    def __init__(self, ctx: Context, ours: FhirClient, hospital: FhirClient) -> None:
        key = uuid.uuid4().hex[:8]
        self.ctx, self.ours, self.hospital = ctx, ours, hospital
        self.patient = PatientId(f"P-{key}")
        self.episode = EpisodeId(f"E-{key}")
        self.transfer = TransferId(f"TR-{key}")
        naming = Naming(f"urn:story:{key}", "示範在宅團隊")
        pack = packer(Checker.load(resource_path("fhir")))
        self.collector = Collector(ctx, None, lambda uow: Admission(uow, naming, str), pack)  # type: ignore[arg-type]
        self.feed = Feed(ctx, "h", Sender(ours).send)
        self.answers = Answers(ctx, "h", ours)
        with ctx.store() as uow:
            uow.hospitals.save(HOSPITAL)
            uow.patients.save(replace(PATIENT, patient_id=self.patient, national_id=""))
            stay = replace(EPISODE, patient_id=self.patient, episode_id=self.episode, owner_id=None, physician_id=None)
            uow.episodes.save(stay)
            asked = (StageEntry(S.DECIDED, NOW, "U1"), StageEntry(S.ASKED, NOW, "U1", HOSPITAL.hospital_id))
            uow.transfers.save(
                Transfer(self.transfer, self.episode, self.patient, "血氧下降", asked, HOSPITAL.hospital_id)
            )
            uow.commit()

    def tell(self) -> None:
        """Collect and send; nothing may be left or parked."""
        self.collector.tell("h", self.episode)
        self.feed.drain()
        with self.ctx.store() as uow:
            counts = uow.exchange.counts("h")
            parked = [
                (each.reference, each.reason, each.detail) for each in uow.exchange.entries("h", EntryState.PARKED, 9)
            ]
        assert (counts.waiting, parked) == (0, [])

    def task(self) -> dict[str, object]:
        """The Task as the hospital finds it: by the patient it is for."""
        with self.ctx.store() as uow:
            patient = uow.exchange.places("h", [f"Patient/{self.patient}"])[f"Patient/{self.patient}"].place
        (task,) = self.hospital.search("Task", {}, patient=patient).resources
        return task

    def answers_with(self, **change: object) -> None:
        task = self.task()
        self.hospital.update(task | change, str(task["meta"]["versionId"]))  # type: ignore[index]

    def stage(self) -> TransferStage:
        with self.ctx.store() as uow:
            return uow.transfers.get(self.transfer).stage


@pytest.fixture
def story(tmp_path: Path, real_base: str, real: FhirClient) -> Iterator[Story]:
    from hah_console.adapters.fhir.client.transport import Transport

    store = migrated_store(f"sqlite:///{tmp_path / 'hah.db'}")
    hospital = FhirClient(Transport(real_base))
    yield Story(Context(store.unit_of_work, ManualClock(NOW)), real, hospital)
    hospital.close()
    store.close()


def test_the_hospital_finds_the_request_with_its_reason_and_accepts_and_we_hear_it(story: Story) -> None:
    story.tell()
    task = story.task()
    assert (task["status"], task["priority"]) == ("requested", "urgent")
    request = story.hospital.read(str(task["focus"]["reference"]))  # type: ignore[index]
    assert request["reasonCode"] == [{"text": "血氧下降"}]
    assert story.answers.hear() == 0, "nothing was answered yet"
    story.answers_with(status="accepted", note=[{"text": "7 樓 12 床"}])
    assert story.answers.hear() == 1
    assert story.stage() is S.ACCEPTED
    story.tell()
    assert (story.task()["status"], story.task()["businessStatus"]) == ("accepted", {"text": "醫院接受"})
    assert story.task()["note"] == [{"text": "7 樓 12 床"}], "what only the hospital says is kept"


def test_a_refusal_brings_its_reason(story: Story) -> None:
    story.tell()
    story.answers_with(status="rejected", statusReason={"text": "滿床"})
    assert story.answers.hear() == 1
    assert story.stage() is S.REFUSED
    with story.ctx.store() as uow:
        assert uow.transfers.get(story.transfer).history[-1].note == "滿床"


@pytest.mark.parametrize("status", ["received", "in-progress", "completed"])
def test_no_other_word_of_the_hospital_moves_a_transfer(status: str, story: Story) -> None:
    story.tell()
    story.answers_with(status=status)
    assert story.answers.hear() == 0
    assert story.stage() is S.ASKED


def test_a_task_the_hospital_has_brought_further_is_not_set_back(story: Story) -> None:
    story.tell()
    story.answers_with(status="rejected")
    with story.ctx.store() as uow:
        uow.transfers.save(replace(uow.transfers.get(story.transfer), pathway="stroke"))
        uow.commit()
    story.collector.tell("h", story.episode)
    story.feed.drain()
    assert story.task()["status"] == "rejected"
    with story.ctx.store() as uow:
        assert [each.reason for each in uow.exchange.entries("h", EntryState.PARKED, 9)] == ["conflict"]


def test_the_stay_ends_at_the_hospital_when_she_was_handed_over(story: Story) -> None:
    story.tell()
    story.answers_with(status="accepted")
    story.answers.hear()
    with story.ctx.store() as uow:
        transfer = uow.transfers.get(story.transfer)
        ways = (S.AMBULANCE_CALLED, S.DEPARTED, S.ARRIVED, S.HANDED_OVER)
        later = tuple(StageEntry(each, NOW, "U1", HOSPITAL.hospital_id) for each in ways)
        uow.transfers.save(replace(transfer, history=(*transfer.history, *later)))
        closed = replace(
            uow.episodes.get(story.episode), state=EpisodeState.CLOSED, outcome=Outcome.HOSPITAL_TRANSFER, closed_at=NOW
        )
        uow.episodes.save(closed)
        uow.commit()
    story.tell()
    assert story.task()["status"] == "completed"
    with story.ctx.store() as uow:
        names = (f"EpisodeOfCare/{story.episode}", f"Encounter/{story.episode}")
        places = {name: each.place for name, each in uow.exchange.places("h", names).items()}
    episode, admission = (story.hospital.read(places[name]) for name in names)
    assert (episode["status"], json.dumps(episode["extension"]).count("hospital-transfer")) == ("finished", 1)
    assert "destination" in admission["hospitalization"]  # type: ignore[operator]
