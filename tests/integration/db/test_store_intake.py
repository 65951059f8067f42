"""Whatever a device sends is stored or kept with a reason, and keeps no other reading waiting."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from samples import EPISODE, KIT, NOW, PATIENT
from sqlalchemy import select

from hah_console.adapters.db.store import Store
from hah_console.adapters.db.tables.vitals import quarantine
from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.adapters.vitals.received import Received
from hah_console.adapters.vitals.reception import Mark
from hah_console.alarms.system import SystemFacts
from hah_console.app.service.intake import KEPT_BYTES, Intake
from hah_console.domain.actor import Actor, Role
from hah_console.domain.clock import ManualClock
from hah_console.domain.episode import EpisodeState
from hah_console.domain.errors import DatabaseUnusable
from hah_console.domain.ids import EpisodeId, PatientId, UserId
from hah_console.domain.reading import Reading
from hah_console.services.context import Context
from hah_console.services.ingest import Rejected, VitalsIngest

PACKS = Path(__file__).parents[3] / "resources" / "rulepacks"
TOPIC = "hah/v1/S1/P-1/vitals"
SERVICE = Actor(UserId("service"), "service", Role.SERVICE, "service")


class Waiting:
    """Messages as the broker holds them until they are acknowledged."""

    def __init__(self) -> None:
        self.messages: list[Received] = []
        self.acknowledged: list[int] = []
        self.told: dict[Mark, Sequence[int]] = {}

    def put(self, payload: bytes, topic: str = TOPIC, at: datetime = NOW) -> None:
        self.messages.append(Received(len(self.messages), 1, topic, payload, at))

    def take(self, for_s: float, at_most: int) -> list[Received]:
        taken, self.messages = self.messages[:at_most], self.messages[at_most:]
        return taken

    def acknowledge(self, messages: Sequence[Received]) -> None:
        self.acknowledged += [message.message_id for message in messages]

    def tell_stored(self, handled: Mapping[Mark, Sequence[int]]) -> None:
        self.told |= handled


def sent(sequence: int, **changed: Any) -> bytes:
    told = {"v": 1, "dev": "D-1", "seq": sequence, "t": int(NOW.timestamp() * 1000), "hr": 72, **changed}
    return json.dumps(told).encode()


@pytest.fixture
def waiting() -> Waiting:
    return Waiting()


@pytest.fixture
def intake(store: Store, waiting: Waiting) -> Intake:
    with store.unit_of_work() as uow:
        uow.patients.save(PATIENT)
        uow.episodes.save(replace(EPISODE, state=EpisodeState.ACTIVE, outcome=None, closed_at=None))
        uow.kits.save(KIT)
        uow.commit()
    ctx = Context(store.unit_of_work, ManualClock(NOW))
    intake = Intake(ctx, VitalsIngest(ctx, load_rule_packs(PACKS), SERVICE), "S1", waiting)
    intake.reload()
    return intake


def quarantined(store: Store) -> int:
    with store.unit_of_work() as uow:
        return uow.readings.quarantined()


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"\xff\x00",
        b"{" * 5000,
        b'{"x":' + b"[" * 20_000,
        sent(2, x="x" * 30_000),
        sent(2**70),
        sent(2**63),
        sent(-1),
        sent(2, dev="\x00"),
        sent(2, dev="D" * 5000),
        sent(2, dev="\ud800"),
        sent(2, off=["\x00\u202e"]),
        sent(2, t=-(2**62)),
        sent(2, hr=1e308),
    ],
    ids=lambda payload: repr(payload[:60]),
)
def test_a_message_that_cannot_be_used_is_kept_and_keeps_no_other_from_being_stored(
    store: Store, intake: Intake, waiting: Waiting, bad: bytes
) -> None:
    for payload in (sent(1), bad, sent(3)):
        waiting.put(payload)
    intake.round(0)
    assert (intake.counts.readings, intake.counts.rejected, quarantined(store)) == (2, 1, 1)
    assert waiting.acknowledged == [0, 1, 2]
    assert intake.trouble == ""


def test_of_a_message_that_is_too_large_the_beginning_is_kept(store: Store, intake: Intake, waiting: Waiting) -> None:
    waiting.put(sent(1, x="x" * 1_000_000))
    intake.round(0)
    with store._engine.connect() as connection:
        payload, reason = connection.execute(select(quarantine.c.payload, quarantine.c.reason)).one()
    assert len(payload) == KEPT_BYTES
    assert "more than 20480" in reason


def test_the_largest_number_of_a_set_is_stored(intake: Intake, waiting: Waiting) -> None:
    waiting.put(sent(2**63 - 1))
    intake.round(0)
    assert (intake.counts.readings, intake.counts.rejected) == (1, 0)


@pytest.mark.expected_log("taking them one by one|cannot be taken in")
def test_what_only_the_database_refuses_is_found_kept_and_not_tried_for_ever(
    store: Store, intake: Intake, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hah_console.adapters.vitals.decode.LARGEST_SEQUENCE", 2**80)
    for payload in (sent(1), sent(2**70), sent(3)):
        waiting.put(payload)
    intake.round(0)
    assert (intake.counts.readings, intake.counts.rejected, quarantined(store)) == (2, 1, 1)
    assert (waiting.acknowledged, intake.trouble) == ([0, 1, 2], "")


@pytest.mark.expected_log("not stored, trying again")
def test_what_cannot_be_stored_now_is_not_acknowledged_and_is_tried_again(
    store: Store, intake: Intake, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting.put(sent(1))
    with monkeypatch.context() as outage:
        outage.setattr(intake._ingest, "_ctx", Context(_lost, ManualClock(NOW)))
        intake.round(0)
        intake.round(0)
    assert (intake.counts.readings, waiting.acknowledged, intake.trouble) == (0, [], "unreachable")
    intake.reload()
    intake.round(0)
    assert (intake.counts.readings, waiting.acknowledged, intake.trouble) == (1, [0], "")


def test_a_monitor_handed_on_in_the_program_speaks_for_its_new_patient_and_no_longer_for_the_former(
    store: Store, intake: Intake, waiting: Waiting
) -> None:
    told: list[dict[str, str]] = []
    intake.on_owners.append(lambda owners: told.append(dict(owners)))
    with store.unit_of_work() as uow:
        uow.patients.save(replace(PATIENT, patient_id=PatientId("P-2"), national_id="A223456781"))
        uow.episodes.save(
            replace(EPISODE, episode_id=EpisodeId("E-2"), patient_id=PatientId("P-2"), state=EpisodeState.ACTIVE,
                    outcome=None, closed_at=None)
        )  # fmt: skip
        uow.kits.save(replace(uow.kits.get(KIT.kit_id), episode_id=EpisodeId("E-2")))
        uow.commit()
    intake.reload()
    waiting.put(sent(1))
    waiting.put(sent(2), topic="hah/v1/S1/P-2/vitals")
    intake.round(0)
    with store.unit_of_work() as uow:
        assert (uow.readings.latest_of(PATIENT.patient_id), intake.counts.rejected) == (None, 1)
        assert uow.readings.latest_of(PatientId("P-2")) is not None
    assert told == [{"D-1": "P-2"}]


@pytest.mark.expected_log("taking them one by one|cannot be taken in|cannot be kept")
@pytest.mark.parametrize("kept", [1, 0])
def test_what_not_even_the_quarantine_can_hold_stops_nothing_and_is_counted(
    store: Store, intake: Intake, waiting: Waiting, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    take = VitalsIngest.take

    def fails(ingest: VitalsIngest, readings: Sequence[Reading], rejected: Sequence[Rejected] = (), *more: Any) -> Any:
        if any(reading.sequence == 2 for reading in readings) or any(bad.payload or not kept for bad in rejected):
            raise ValueError
        return take(ingest, readings, rejected, *more)

    monkeypatch.setattr(VitalsIngest, "take", fails)
    for sequence in (1, 2, 3):
        waiting.put(sent(sequence))
    assert intake.round(0)
    assert (intake.counts.readings, quarantined(store), intake.counts.unkept) == (2, kept, 1 - kept)
    assert waiting.acknowledged == [0, 1, 2]


@pytest.mark.expected_log("taking them one by one|cannot be taken in|not stored, trying again")
def test_an_outage_in_the_middle_of_a_bad_batch_loses_nothing_and_tells_only_what_is_stored(
    store: Store, intake: Intake, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, away = VitalsIngest.take, True

    def fails(ingest: VitalsIngest, readings: Sequence[Reading], rejected: Sequence[Rejected] = (), *more: Any) -> Any:
        if any(reading.sequence == 2 for reading in readings):
            raise ValueError
        if away and any(reading.sequence == 3 for reading in readings):
            raise DatabaseUnusable(location="", reason="unreachable")
        return take(ingest, readings, rejected, *more)

    monkeypatch.setattr(VitalsIngest, "take", fails)
    for sequence in (1, 2, 3, 4):
        waiting.put(sent(sequence))
    assert not intake.round(0)
    assert (waiting.acknowledged, intake.in_hand, intake.trouble) == ([0, 1], 2, "unreachable")
    assert list(waiting.told.values()) == [[1, 2]]
    away = False
    assert intake.round(0)
    assert (waiting.acknowledged, intake.counts.readings, quarantined(store)) == ([0, 1, 2, 3], 3, 1)
    assert list(waiting.told.values()) == [[3, 4]]


@pytest.mark.expected_log("not stored, trying again: KeyError")
def test_a_sweep_that_fails_does_not_end_the_service(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Any:
        raise KeyError

    with monkeypatch.context() as fault:
        fault.setattr(VitalsIngest, "_sweep", broken)
        assert (intake.sweep(SystemFacts()), intake.sweep(SystemFacts())) == (False, False)
        assert intake.trouble == "KeyError"
    assert intake.sweep(SystemFacts())
    assert intake.trouble == ""


def _lost() -> Any:
    raise DatabaseUnusable(location="", reason="unreachable")
