"""A replay over the site's own stored readings, on SQLite: the same values as those of the sets that came in."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from helpers.bedside import CHEN, LIN, NOW, Bedside, open_bedside

from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.app.replay_data import named_rules
from hah_console.app.resources import resource_path
from hah_console.domain.ids import DeviceId
from hah_console.domain.reading import Reading, Vital
from hah_console.services.replay.compare import NothingToReplay, ReplayTerms, compare
from hah_console.services.replay.report import ReplayReport, report_of
from hah_console.services.replay.stored import stored_data

TABLE = load_rule_packs(resource_path("rulepacks")).news2
WELL = {Vital.HEART_RATE: 76.0, Vital.SPO2: 97.0, Vital.RESPIRATORY_RATE: 16.0, Vital.SYSTOLIC: 124.0,
        Vital.DIASTOLIC: 70.0, Vital.TEMPERATURE: 36.8}  # fmt: skip
ILL = {**WELL, Vital.HEART_RATE: 158.0, Vital.SPO2: 84.0, Vital.RESPIRATORY_RATE: 31.0}
HOUR = timedelta(hours=1)


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Bedside]:
    ward = open_bedside(tmp_path, readings=False)
    yield ward
    ward.store.close()


def measure(ward: Bedside, patient_id: str, values: dict[Vital, float], begin: timedelta, end: timedelta) -> None:
    device = DeviceId(f"D-{patient_id}")
    minutes = range(int(begin / timedelta(minutes=1)), int(end / timedelta(minutes=1)))
    times = [NOW - 5 * HOUR + timedelta(minutes=minute) for minute in minutes]
    with ward.store.unit_of_work() as uow:
        uow.readings.add_many(
            [Reading(patient_id, device, n, at, at, values) for n, at in zip(minutes, times, strict=True)]
        )
        uow.commit()


def replayed(ward: Bedside, days: float = 1.0) -> ReplayReport:
    data = stored_data(ward.ctx, TABLE, "hah.db", NOW, days)
    sets = named_rules("default"), named_rules("news2-5")
    return compare(data, *sets, TABLE, ReplayTerms(), made_at=NOW, program_version="test")


def test_stored_readings_raise_in_the_replay_what_they_would_have_raised(ward: Bedside) -> None:
    measure(ward, CHEN, WELL, 0 * HOUR, 2 * HOUR)
    measure(ward, CHEN, ILL, 2 * HOUR, 3 * HOUR)
    measure(ward, CHEN, WELL, 3 * HOUR, 4 * HOUR)
    measure(ward, LIN, WELL, 0 * HOUR, 4 * HOUR)
    report = replayed(ward)
    assert (report.source.kind, report.source.patients, report.source.tier_s) == ("database", 2, 60)
    assert report.source.patient_days == pytest.approx(8 / 24, abs=0.01)
    raised = {count.rule_id: count.raised for count in report.rules.rules if count.raised}
    assert raised["spo2_low"] == raised["hr_high"] == 1
    assert [load.patient_id for load in report.rules.worst if load.alarms] == [CHEN]
    shown = {count.rule_id for count in report.rules.rules if count.quiet_per_patient_day}
    assert shown == {"news2_emergency"}
    assert report.rules.quiet_per_patient_day == pytest.approx(3.0, abs=0.1)
    assert report.against.alarms == 1
    assert sum(report.rules.by_hour) == report.rules.alarms
    assert report_of(report.as_json()) == report


def test_a_time_without_values_is_told(ward: Bedside) -> None:
    with pytest.raises(NothingToReplay):
        replayed(ward)


def test_a_patient_without_a_value_in_the_time_is_not_counted(ward: Bedside) -> None:
    measure(ward, LIN, WELL, 0 * HOUR, 1 * HOUR)
    report = replayed(ward)
    assert report.source.patients == 1
    assert report.rules.reach is None
    assert np.isclose(report.source.patient_days, 1 / 24, atol=0.01)
