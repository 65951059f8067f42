"""What monitors measured is told hour by hour: medians, once, and nothing of an hour nobody measured."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.exchange_rows import EPISODE, NAMING, NOW, PATIENT
from helpers.stores import migrated_store

from hah_console.adapters.fhir.checker.checker import Checker
from hah_console.adapters.fhir.outbox.packing import packer
from hah_console.app.exchange.admission import Admission
from hah_console.app.exchange.collect import Collector
from hah_console.app.exchange.measured import full_hours
from hah_console.app.resources import resource_path
from hah_console.domain.clock import ManualClock
from hah_console.domain.exchange import EntryState
from hah_console.domain.ids import DeviceId
from hah_console.domain.reading import Reading, Vital
from hah_console.services.context import Context


@pytest.fixture
def ctx(tmp_path: Path) -> Iterator[Context]:
    store = migrated_store(f"sqlite:///{tmp_path / 'hah.db'}")
    plain = replaced(EPISODE)
    with store.unit_of_work() as uow:
        uow.patients.save(PATIENT)
        uow.episodes.save(plain)
        uow.readings.add_many([reading(minute, 80 + minute % 5, NOW) for minute in range(60)])
        uow.readings.add_many([reading(200 + minute, 120, NOW + timedelta(hours=1)) for minute in range(3)])
        uow.commit()
    yield Context(store.unit_of_work, ManualClock(NOW + timedelta(hours=2, minutes=3)))
    store.close()


def replaced(episode):
    from dataclasses import replace

    return replace(episode, owner_id=None, physician_id=None)


def reading(number: int, pulse: float, begin) -> Reading:
    at = begin + timedelta(minutes=number % 100)
    values = {Vital.HEART_RATE: float(pulse), Vital.SPO2: 95.0}
    return Reading(PATIENT.patient_id, DeviceId("DEV1"), number + 1, at, at, values)


@pytest.fixture
def collector(ctx: Context) -> Collector:
    pack = packer(Checker.load(resource_path("fhir")))
    return Collector(ctx, None, lambda uow: Admission(uow, NAMING, str), pack)  # type: ignore[arg-type]


def told(ctx: Context) -> list[dict]:
    with ctx.store() as uow:
        assert uow.exchange.entries("h", EntryState.PARKED, 99) == ()
        return [json.loads(each.content) for each in uow.exchange.entries("h", EntryState.WAITING, 99)]


def test_an_hour_is_told_as_medians_once_and_a_moment_is_no_hour(ctx: Context, collector: Collector) -> None:
    assert collector.tell_hours("h", NAMING) == 2
    by_code = {each["code"]["coding"][0]["code"]: each for each in told(ctx)}
    assert by_code["8867-4"]["valueQuantity"]["value"] == 82
    assert by_code["59408-5"]["valueQuantity"]["value"] == 95
    assert by_code["8867-4"]["effectivePeriod"] == {
        "start": "2026-11-30T09:00:00+08:00", "end": "2026-11-30T10:00:00+08:00",
    }  # fmt: skip
    assert by_code["8867-4"]["method"] == {"text": "median"}
    assert collector.tell_hours("h", NAMING) == 0


def test_after_a_restart_nothing_is_told_twice(ctx: Context, collector: Collector) -> None:
    collector.tell_hours("h", NAMING)
    again = Collector(ctx, None, lambda uow: Admission(uow, NAMING, str), packer(Checker.load(resource_path("fhir"))))  # type: ignore[arg-type]
    assert again.tell_hours("h", NAMING) == 0


def test_only_hours_that_are_over_are_told_and_at_most_a_day_of_them() -> None:
    assert list(full_hours(EPISODE, NOW + timedelta(minutes=59))) == []
    assert len(list(full_hours(EPISODE, NOW + timedelta(hours=3)))) == 3
    assert len(list(full_hours(EPISODE, NOW + timedelta(days=3)))) == 24
