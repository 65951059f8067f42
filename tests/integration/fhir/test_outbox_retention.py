"""What leaves the outbox with time: only what was told, in small batches, and never what would be told again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.bedside import CHEN, LIN, LIN_STAY, Bedside, open_bedside

from hah_console.adapters.fhir.setup import ExchangeSetupInvalid, read_exchange_setup
from hah_console.app.exchange.retention import OutboxRetention
from hah_console.domain.episode import EpisodeState, Outcome
from hah_console.domain.exchange import EntryState, Outgoing, RemotePlace
from hah_console.domain.ids import PatientId
from hah_console.services import outbox
from hah_console.services.exchange_board import read_exchange
from hah_console.services.outbox import enqueue, settle
from hah_console.services.outbox_ports import Result

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
KEPT = 30


@pytest.fixture(params=ENGINES)
def ward(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bedside]:
    url = request.getfixturevalue("migrated_postgres_url") if request.param != "sqlite" else ""
    ward = open_bedside(tmp_path, readings=False, url=url)
    with ward.ctx.store() as uow:
        gone = uow.episodes.get(LIN_STAY)
        ended = {"state": EpisodeState.CLOSED, "outcome": Outcome.COMPLETED_TREATMENT, "closed_at": ward.clock.now()}
        uow.episodes.save(replace(gone, **ended))  # type: ignore[arg-type]
        uow.commit()
    yield ward
    ward.store.close()


def put(ward: Bedside, reference: str, patient: PatientId | None = LIN, digest: str = "a", fault: str = "") -> None:
    with ward.ctx.store() as uow:
        enqueue(uow, "h", [Outgoing(reference, patient, "{}", digest, fault=fault)], ward.clock.now())
        uow.commit()


def send(ward: Bedside) -> None:
    with ward.ctx.store() as uow:
        waiting = uow.exchange.waiting("h", 9_999)
        results = [Result(each.number, RemotePlace(each.reference, each.reference, "1")) for each in waiting]
        settle(uow, "h", results, ward.clock.now())
        uow.commit()


def left(ward: Bedside) -> dict[str, int]:
    with ward.ctx.store() as uow:
        return {state.value: len(uow.exchange.entries("h", state, 9_999)) for state in EntryState
                if uow.exchange.entries("h", state, 9_999)}  # fmt: skip


def test_what_was_sent_long_ago_leaves_in_small_batches_and_nothing_else_does(
    ward: Bedside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "DROPPED_AT_ONCE", 4)
    for number in range(6):
        put(ward, f"Observation/o{number}")
    send(ward)
    put(ward, "Observation/waits")
    put(ward, "Observation/parked", fault="x min")
    put(ward, "Observation/again", digest="1")
    put(ward, "Observation/again", digest="2")
    keeper = OutboxRetention(ward.ctx, KEPT)
    assert keeper.turn("h") == 0
    ward.clock.advance(timedelta(days=KEPT, seconds=1))
    put(ward, "Observation/new")
    monkeypatch.setattr("hah_console.app.exchange.retention.DROPPED_AT_ONCE", 4)
    assert (keeper.turn("h"), keeper.turn("h"), keeper.turn("h")) == (4, 3, 0)
    assert left(ward) == {"waiting": 3, "parked": 1}
    (board,) = read_exchange(ward.ctx)
    assert (board.kept_days, board.dropped) == (KEPT, 7)


def test_what_is_dropped_is_not_sent_again_while_its_patient_is_in_care(ward: Bedside) -> None:
    for digest in ("1", "2"):
        put(ward, "Patient/P-chen", CHEN, digest)
        put(ward, "Practitioner/N-1", None, digest)
        put(ward, "Patient/P-lin", LIN, digest)
        send(ward)
    ward.clock.advance(timedelta(days=KEPT + 1))
    assert OutboxRetention(ward.ctx, KEPT).turn("h") == 4
    with ward.ctx.store() as uow:
        known = uow.exchange.newest("h", ["Patient/P-chen", "Practitioner/N-1", "Patient/P-lin"])
        assert {name: entry.digest for name, entry in known.items()} == {"Patient/P-chen": "2", "Practitioner/N-1": "2"}
        assert set(uow.exchange.places("h", ["Patient/P-lin"])) == {"Patient/P-lin"}
    put(ward, "Patient/P-chen", CHEN, "2")
    assert left(ward) == {"sent": 2}


def test_it_is_looked_for_once_an_hour(ward: Bedside) -> None:
    keeper = OutboxRetention(ward.ctx, KEPT)
    keeper.turn("h")
    put(ward, "Observation/o")
    send(ward)
    ward.clock.advance(timedelta(minutes=59))
    assert OutboxRetention(ward.ctx, 0).turn("h") == 1
    put(ward, "Observation/o2")
    send(ward)
    assert keeper.turn("h") == 0


@pytest.mark.parametrize("days", ["0", "-1", "99999", "true", '"30"', "1.5"])
def test_days_that_cannot_be_meant_are_refused(tmp_path: Path, days: str) -> None:
    file = tmp_path / "exchange.toml"
    head = 'root = "urn:x"\norganisation = "x"\n'
    feed = '[[feed]]\nname = "h"\nexport = "out"\n'
    file.write_text(f"{head}keep_sent_days = {days}\n{feed}", "utf-8")
    with pytest.raises(ExchangeSetupInvalid) as caught:
        read_exchange_setup(file)
    assert caught.value.facts["key"] == "keep_sent_days"
    file.write_text(f"{head}{feed}", "utf-8")
    assert read_exchange_setup(file).keep_sent_days == KEPT
