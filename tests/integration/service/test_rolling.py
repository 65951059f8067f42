"""The service moves samples every second; what cannot be moved now stays where it is and is moved later."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from helpers.stores import migrated_store
from sqlalchemy import text

from hah_console.adapters.db.samples.retention import QuarantineLimits, load_retention
from hah_console.adapters.db.samples.roll_up import MOST_ROWS
from hah_console.app.resources import resource_path
from hah_console.app.service.rolling import EXPIRY_EVERY_S, Rolling
from hah_console.domain.clock import ManualClock
from hah_console.domain.errors import DatabaseUnusable, InvalidInput
from hah_console.domain.ids import DeviceId, PatientId
from hah_console.domain.reading import Reading, Vital
from hah_console.domain.refusal import Reason, Refusal

NOW = datetime(2026, 3, 5, tzinfo=UTC)
RETENTION = resource_path("profiles", "retention.toml")


@pytest.fixture
def store(tmp_path):
    store = migrated_store(f"sqlite:///{tmp_path / 'hah.db'}")
    with store.unit_of_work() as uow:
        uow.readings.add_many([_reading(number) for number in range(600)])
        uow.commit()
    yield store
    store.close()


def _reading(number, patient_id="P-1"):
    at = NOW + timedelta(seconds=number)
    return Reading(PatientId(patient_id), DeviceId(f"D-{patient_id}"), number, at, at, {Vital.SPO2: 95.0})


def _hot(store):
    with store._engine.connect() as connection:
        return connection.execute(text("SELECT count(*) FROM reading")).scalar()


def _stored(store):
    with store.unit_of_work() as uow:
        return len(uow.readings.series(PatientId("P-1"), Vital.SPO2, NOW, NOW + timedelta(days=1)).values)


@pytest.mark.expected_log("samples not moved, trying again")
def test_what_cannot_be_moved_is_told_once_kept_and_moved_when_there_is_room_again(store, tmp_path):
    clock = ManualClock(NOW + timedelta(hours=1))
    rolling = Rolling(store.sample_keeper(load_retention(RETENTION)), clock)
    in_the_way = tmp_path / "hah.db-samples"
    in_the_way.write_text("no folder")
    for second in range(4):
        clock.advance(timedelta(minutes=1))
        rolling.turn(float(second))
    assert (_hot(store), rolling.trouble) == (600, "cannot_open")
    in_the_way.unlink()
    for second in range(4, 8):
        clock.advance(timedelta(minutes=1))
        rolling.turn(float(second))
    assert (_stored(store), rolling.trouble) == (600, "")
    assert [path.name for path in in_the_way.glob("chunk-*.db")] == ["chunk-2026-03-02.db"]
    rolling.close()


def test_what_has_expired_is_looked_for_once_an_hour(store, tmp_path):
    clock = ManualClock(NOW + timedelta(hours=1))
    rolling = Rolling(store.sample_keeper(load_retention(RETENTION)), clock)
    for second in range(4):
        clock.advance(timedelta(minutes=1))
        rolling.turn(float(second))
    clock.advance(timedelta(days=60))
    rolling.turn(EXPIRY_EVERY_S - 1)
    assert _stored(store) == 600
    rolling.turn(EXPIRY_EVERY_S)
    assert _stored(store) == 0
    rolling.close()


def _put_aside(store, count, at):
    with store.unit_of_work() as uow:
        for number in range(count):
            uow.readings.quarantine(at, "hah/v1/S1/P-1/vitals", b"{", Reason.of(Refusal.OTHER, f"bad {number}"))
        uow.commit()


def _quarantine(store):
    with store.unit_of_work() as uow:
        return uow.readings.quarantined(), uow.readings.quarantine_dropped()


def test_what_is_past_its_time_leaves_the_quarantine_in_portions_and_is_counted(store, caplog):
    _put_aside(store, 600, NOW)
    _put_aside(store, 50, NOW + timedelta(days=20))
    clock = ManualClock(NOW + timedelta(days=29))
    rolling = Rolling(store.sample_keeper(load_retention(RETENTION)), clock)
    rolling.turn(0.0)
    assert _quarantine(store) == (650, 0)
    clock.advance(timedelta(days=1, seconds=1))
    rolling.turn(1.0)
    assert _quarantine(store) == (400, 250)
    with caplog.at_level("INFO"):
        for second in (2.0, 3.0, 4.0, EXPIRY_EVERY_S):
            rolling.turn(second)
    assert _quarantine(store) == (50, 600)
    assert [record.getMessage() for record in caplog.records] == ["600 messages have left the quarantine"]
    rolling.close()


@pytest.mark.expected_log("the quarantine is full")
def test_a_flood_of_rubbish_does_not_fill_the_disk_and_is_told_once(store, caplog):
    keep = replace(load_retention(RETENTION), quarantine=QuarantineLimits(timedelta(days=30), 100))
    rolling = Rolling(store.sample_keeper(keep), ManualClock(NOW))
    for second in range(4):
        _put_aside(store, 200, NOW)
        rolling.turn(float(second))
    assert _quarantine(store) == (100, 700)
    assert len([r for r in caplog.records if "full" in r.getMessage()]) == 1
    rolling.close()


@pytest.mark.parametrize("wrong", ["keep_days.quarantine", "most.quarantine"])
def test_a_retention_without_limits_of_the_quarantine_is_refused_by_its_key(tmp_path, wrong):
    rows = ["[keep_days]", "raw = 1", "minutes = 1", "quarters = 1", "quarantine = 1", "[most]", "quarantine = 1"]
    rows[4 if wrong.startswith("keep") else 6] = "quarantine = 0"
    (tmp_path / "retention.toml").write_text("\n".join(rows))
    with pytest.raises(InvalidInput) as refused:
        load_retention(tmp_path / "retention.toml")
    assert refused.value.facts["field"] == f"retention.toml: {wrong}"


def test_a_retention_that_keeps_nothing_is_refused_by_file_and_key(tmp_path):
    (tmp_path / "retention.toml").write_text('version = "x"\n[keep_days]\nraw = 0\nminutes = 1\nquarters = 1\n')
    with pytest.raises(InvalidInput) as refused:
        load_retention(tmp_path / "retention.toml")
    assert refused.value.facts["field"] == "retention.toml: keep_days.raw"


def test_the_reason_of_a_file_that_cannot_be_made_is_a_database_that_cannot_be_used(store, tmp_path):
    (tmp_path / "hah.db-samples").write_text("no folder")
    keeper = store.sample_keeper(load_retention(RETENTION))
    with pytest.raises(DatabaseUnusable):
        [keeper.roll_up(NOW + timedelta(hours=1, minutes=minute)) for minute in range(4)]
    keeper.close()


def test_a_backlog_of_an_hour_is_moved_in_small_portions_before_the_next_second(tmp_path):
    store = migrated_store(f"sqlite:///{tmp_path / 'backlog.db'}")
    with store.unit_of_work() as uow:
        uow.readings.add_many([_reading(number, f"P-{bed}") for bed in range(4) for number in range(3_600)])
        uow.commit()
    clock = ManualClock(NOW + timedelta(hours=1))
    rolling, hot = Rolling(store.sample_keeper(load_retention(RETENTION)), clock), []
    for tenth in range(600):
        rolling.turn(tenth / 10)
        clock.advance(timedelta(seconds=0.1))
        hot.append(_hot(store))
    rolling.close()
    store.close()
    assert hot[0] >= 4 * 3_600 - MOST_ROWS
    assert hot[99] <= hot[0] - 4 * MOST_ROWS
    assert hot[-1] <= 4 * 120


def test_hot_rows_of_a_steady_stream_stay_within_five_minutes(tmp_path):
    store = migrated_store(f"sqlite:///{tmp_path / 'steady.db'}")
    clock = ManualClock(NOW)
    rolling, hot = Rolling(store.sample_keeper(load_retention(RETENTION)), clock), []
    for second in range(900):
        with store.unit_of_work() as uow:
            uow.readings.add_many([_reading(second, f"P-{bed}") for bed in range(30)])
            uow.commit()
        rolling.turn(float(second))
        clock.advance(timedelta(seconds=1))
        hot.append(_hot(store) if second % 30 == 0 else 0)
    rolling.close()
    store.close()
    assert 30 * 120 <= max(hot) <= 30 * 300
    assert hot[-30] <= 30 * 300


class _Damaged:
    """A keeper that finds a chunk it cannot unpack."""

    behind = False
    asked = 0

    def roll_up(self, now: datetime) -> int:
        self.asked += 1
        raise ValueError("not a chunk")

    def trim_quarantine(self, now: datetime) -> tuple[int, int]:
        raise ValueError("not a chunk")

    def drop_expired(self, now: datetime) -> int:
        raise ValueError("not a chunk")

    def close(self) -> None:
        return


@pytest.mark.expected_log("samples not moved, trying again: ValueError")
def test_a_chunk_that_cannot_be_unpacked_does_not_end_the_service(caplog):
    keeper = _Damaged()
    rolling = Rolling(keeper, ManualClock(NOW))
    for second in range(3):
        rolling.turn(float(second))
    assert keeper.asked == 3
    assert len(caplog.records) == 1
