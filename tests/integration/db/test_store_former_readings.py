"""Readings and last values of the layout of revision 0004 are carried into today's, on both engines."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from hah_console.adapters.db.engine import make_engine, parse_url
from hah_console.adapters.db.migrations.upgrade import upgrade
from hah_console.adapters.db.samples.retention import Retention
from hah_console.adapters.db.store import Store
from hah_console.domain.reading import LatestValue, Quality, Reading, Vital

AT = datetime(2026, 3, 5, 8, tzinfo=UTC)
AT_MS = int(AT.timestamp() * 1000)
COUNT = 400
INSERT = text(
    "INSERT INTO reading (patient_id, device_id, sequence, measured_at, received_at, hr, spo2, rr, sbp, dbp, temp, "
    "sensor_off) VALUES (:patient, 'D-1', :number, :at, :received, :hr, NULL, NULL, 120.5, NULL, 36.6, 'spo2')"
)


@pytest.fixture
def former_url(empty_url):
    """A database as the program of revision 0004 left it."""
    engine = make_engine(parse_url(empty_url))
    upgrade(engine, "0004")
    with engine.begin() as connection:
        connection.execute(INSERT, [_row(number) for number in range(COUNT)])
        connection.execute(
            text("INSERT INTO latest_vitals (patient_id, sequence, vitals) VALUES ('P-1', 7, :vitals)"),
            {"vitals": json.dumps({"hr": [72.0, AT_MS, AT_MS + 900, AT_MS - 60_000, "good"]})},
        )
    engine.dispose()
    return empty_url


def _row(number):
    at = AT_MS + 1_000 * number
    return {"patient": "P-1", "number": number, "at": at, "received": at + 500, "hr": 60.0 + number % 40}


def _pulse(store):
    with store.unit_of_work() as uow:
        series = uow.readings.series("P-1", Vital.HEART_RATE, AT, AT + timedelta(hours=1))
    return list(zip(series.times_s, series.values, strict=True))


def test_former_readings_are_read_as_series_before_and_after_they_are_rolled_up(former_url):
    store = Store(former_url)
    store.migrate()
    told = [(AT.timestamp() + number, 60.0 + number % 40) for number in range(COUNT)]
    assert _pulse(store) == told
    keeper = store.sample_keeper(Retention("test", *[timedelta(days=9_999)] * 3), slice_s=60.0)
    moved = [keeper.roll_up(AT + timedelta(hours=1, minutes=minute)) for minute in range(4)]
    keeper.close()
    assert sum(moved) == COUNT
    assert _pulse(store) == told
    store.close()


def test_a_former_reading_that_comes_again_is_known(former_url):
    store = Store(former_url)
    store.migrate()
    again, new = (Reading("P-1", "D-1", number, AT, AT, {Vital.HEART_RATE: 1.0}) for number in (COUNT - 1, COUNT))
    with store.unit_of_work() as uow:
        assert uow.readings.add_many([again, new]) == (new,)
    store.close()


def test_former_last_values_keep_their_times_and_quality(former_url):
    store = Store(former_url)
    store.migrate()
    with store.unit_of_work() as uow:
        (latest,) = uow.readings.latest_since(0)
    value = LatestValue(72.0, AT, AT + timedelta(milliseconds=900), AT - timedelta(minutes=1), Quality.GOOD)
    assert (latest.patient_id, dict(latest.values)) == ("P-1", {Vital.HEART_RATE: value})
    store.close()
