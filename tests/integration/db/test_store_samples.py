"""From hot rows to chunks and aggregates: nothing lost, nothing twice, whatever dies in between."""

import math
import multiprocessing
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.stores import migrated_store
from samples import NOW, READING
from sqlalchemy import text
from store_workers import START as WORK_START
from store_workers import store_and_roll_up

from hah_console.adapters.db.samples.keeper import TierKeeper
from hah_console.adapters.db.samples.retention import QuarantineLimits, Retention
from hah_console.adapters.db.samples.tiers import CHUNKS
from hah_console.adapters.db.store import Store
from hah_console.domain.errors import DatabaseUnusable
from hah_console.domain.reading import Vital
from hah_console.domain.refusal import Reason, Refusal

SPAWN = multiprocessing.get_context("spawn")
DAY = timedelta(days=1)
KEEP = Retention("test", 30 * DAY, 366 * DAY, 2557 * DAY)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
START = NOW.replace(minute=2, second=0, microsecond=0)
EARLY, LATE = START - DAY, START + DAY


def reading(sequence, patient_id="P-1", at=None):
    values = {Vital.HEART_RATE: 60.0 + sequence % 40, Vital.TEMPERATURE: 36.5}
    measured = at or START + sequence * SECOND
    off = frozenset({Vital.SPO2}) if sequence % 3 == 0 else frozenset()
    return replace(
        READING, patient_id=patient_id, sequence=sequence, measured_at=measured, received_at=measured, values=values,
        sensor_off=off,
    )  # fmt: skip


def add(store, readings):
    with store.unit_of_work() as uow:
        new = uow.readings.add_many(readings)
        uow.commit()
    return len(new)


def pulse(store, patient_id="P-1"):
    with store.unit_of_work() as uow:
        series = uow.readings.series(patient_id, Vital.HEART_RATE, EARLY, LATE)
    return list(zip(series.times_s, series.values, strict=True))


def expected(readings):
    return sorted((one.measured_at.timestamp(), one.values[Vital.HEART_RATE]) for one in readings)


def rows(store, table):
    with store._engine.connect() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()


@pytest.fixture
def keeper(store: Store):
    keeper = store.sample_keeper(KEEP, slice_s=60.0)
    yield keeper
    keeper.close()


def roll_all(keeper, until=START + timedelta(hours=2)):
    """Call after call until nothing is due any more; returns how many sets left the hot rows."""
    return sum(keeper.roll_up(until + n * MINUTE) for n in range(6))


def test_series_is_the_same_before_between_and_after_the_moves(store, keeper):
    sent = [reading(n) for n in range(900)]
    add(store, sent)
    before = pulse(store)
    assert before == expected(sent)
    moved = 0
    for n in range(30):
        moved += keeper.roll_up(START + n * MINUTE)
        assert pulse(store) == before
    assert (moved, rows(store, "reading"), rows(store, "minute_chunk")) == (900, 0, 0)


def test_the_newest_minutes_stay_hot(store, keeper):
    add(store, [reading(n) for n in range(300)])
    assert keeper.roll_up(START + 300 * SECOND) == 180
    assert rows(store, "reading") == 120
    assert rows(store, "minute_chunk") == 3


def test_a_series_keeps_sensor_off_and_order_after_the_moves(store, keeper):
    add(store, [reading(n) for n in (5, 3, 4, 0)])
    roll_all(keeper)
    with store.unit_of_work() as uow:
        series = uow.readings.series("P-1", Vital.SPO2, EARLY, LATE)
    assert list(series.times_s) == [START.timestamp(), (START + 3 * SECOND).timestamp()]
    assert all(math.isnan(value) for value in series.values)


def test_a_backlog_of_hours_merges_into_the_chunks_there_are(store, keeper):
    sent = [reading(n) for n in range(600)]
    add(store, sent[::2])
    roll_all(keeper)
    add(store, sent[1::2])
    assert pulse(store) == expected(sent)
    assert roll_all(keeper, START + timedelta(hours=5)) == 300
    assert pulse(store) == expected(sent)
    with store.unit_of_work() as uow:
        assert uow.readings.minutes("P-1", EARLY, LATE).count[0].tolist() == [60] * 10


def test_what_has_left_the_hot_rows_is_still_known_after_a_restart(store, keeper, database_url):
    sent = [reading(n) for n in range(200)]
    add(store, sent)
    roll_all(keeper)
    assert add(store, sent) == 0
    after = Store(database_url)
    assert add(after, [*sent, reading(200)]) == 1
    after.close()


@pytest.mark.parametrize("step", range(9))
def test_failing_at_any_step_and_going_on_loses_and_doubles_nothing(store, keeper, monkeypatch, step):
    sent = [reading(n) for n in range(700)] + [reading(n, "P-2") for n in range(700)]
    add(store, sent)
    keeper.roll_up(START + timedelta(minutes=20))
    with monkeypatch.context() as broken:
        _die_after(broken, step)
        with pytest.raises(_Died):
            [keeper.roll_up(START + n * MINUTE) for n in range(21, 60)]
    for patient_id in ("P-1", "P-2"):
        assert pulse(store, patient_id) == expected(one for one in sent if one.patient_id == patient_id)
    assert add(store, sent) == 0
    roll_all(keeper)
    for patient_id in ("P-1", "P-2"):
        assert pulse(store, patient_id) == expected(one for one in sent if one.patient_id == patient_id)
    with store.unit_of_work() as uow:
        assert uow.readings.minutes("P-2", EARLY, LATE).count[0].sum() == 700


def test_a_process_killed_again_and_again_loses_and_doubles_nothing(store, database_url):
    stored = SPAWN.Value("q", 0)
    for _ in range(3):
        begun = stored.value
        worker = SPAWN.Process(target=store_and_roll_up, args=(database_url, begun, stored))
        worker.start()
        deadline = time.monotonic() + 60
        while stored.value < begun + 1_200 and time.monotonic() < deadline:
            time.sleep(0.02)
        worker.kill()
        worker.join(10)
        worker.close()
    told, end = stored.value, WORK_START + timedelta(days=2)
    assert told >= 3_600
    for patient_id in ("P-1", "P-2"):
        with store.unit_of_work() as uow:
            series = uow.readings.series(patient_id, Vital.HEART_RATE, WORK_START, end)
            minutes = uow.readings.minutes(patient_id, WORK_START, end)
        seconds = [round(at - WORK_START.timestamp()) for at in series.times_s]
        assert seconds == list(range(len(seconds)))
        assert told <= len(seconds) <= told + 60
        assert minutes.count[0].tolist() == [60] * (len(seconds) // 60)


class _Died(Exception):
    """What a killed process leaves: nothing after this happens."""


def _die_after(monkeypatch, step):
    """The keeper dies at its ``step``th statement that changes anything, counted over files and database."""
    done = 0

    def counted(work: Callable[..., object]):
        def run(*args: object, **kwargs: object) -> object:
            nonlocal done
            if done >= step:
                raise _Died
            done += 1
            return work(*args, **kwargs)

        return run

    from hah_console.adapters.db.samples import postgres_tables, sqlite_files
    from hah_console.adapters.db.transaction import Transaction

    monkeypatch.setattr(Transaction, "commit", counted(Transaction.commit))
    monkeypatch.setattr(sqlite_files.SqliteFiles, "_write", counted(sqlite_files.SqliteFiles._write))
    monkeypatch.setattr(postgres_tables.PostgresTables, "put", counted(postgres_tables.PostgresTables.put))


def test_minutes_have_extremes_counts_and_sensor_off_from_every_tier(store, keeper):
    add(store, [reading(n) for n in range(600)])
    with store.unit_of_work() as uow:
        hot = uow.readings.minutes("P-1", EARLY, LATE)
    roll_all(keeper)
    with store.unit_of_work() as uow:
        kept = uow.readings.minutes("P-1", EARLY, LATE)
    assert kept.times_s.tolist() == [(START + n * MINUTE).timestamp() for n in range(10)]
    assert kept.low[0].tolist() == hot.low[0].tolist() == [60.0] * 10
    assert kept.high[0].tolist() == [99.0] * 10
    assert abs(kept.mean - hot.mean)[0].max() <= 0.0051
    assert (kept.count[0].tolist(), kept.off[1].tolist()) == ([60] * 10, [20] * 10)
    assert math.isnan(kept.mean[1, 0])
    assert (kept.share[0] == 1.0).all()


@pytest.mark.parametrize(("hours", "points", "step_s"), [(1 / 6, 600, 1), (6, 360, 60), (240, 960, 900)])
def test_trends_are_alike_from_every_tier_and_before_the_moves(store, keeper, hours, points, step_s):
    add(store, [reading(n) for n in range(900)])
    end = START + timedelta(hours=hours)
    with store.unit_of_work() as uow:
        (before,) = uow.readings.trends("P-1", [Vital.HEART_RATE], START, end, points)
    roll_all(keeper)
    with store.unit_of_work() as uow:
        (after,) = uow.readings.trends("P-1", [Vital.HEART_RATE], START, end, points)
    assert before.step == after.step == timedelta(seconds=step_s)
    assert list(before.times_s) == list(after.times_s)
    assert (list(before.low), list(before.high)) == (list(after.low), list(after.high))
    assert (min(after.low), max(after.high)) == (60.0, 99.0)
    assert all(0 < share <= 1 for share in after.share)


def test_the_minutes_of_many_come_in_the_order_asked_for(store, keeper):
    add(store, [reading(n, patient_id) for patient_id in ("P-2", "P-1") for n in range(60)])
    roll_all(keeper)
    with store.unit_of_work() as uow:
        found = list(uow.readings.minutes_of_many(["P-2", "P-9", "P-1"], EARLY, LATE))
    assert [(patient_id, table.count[0].sum()) for patient_id, table in found] == [("P-2", 60), ("P-9", 0), ("P-1", 60)]


def test_minutes_of_a_store_with_many_small_fresh_parts_are_merged_in_one_pass(store, keeper, monkeypatch):
    """Every minute is a part of its own; those of the first hours are also in chunks, one set of each comes late."""
    sent = [reading(n, at=START + n * 2 * MINUTE) for n in range(200)]
    late = [reading(1_000 + n, at=START + n * 20 * MINUTE + SECOND) for n in range(10)]
    add(store, sent)
    roll_all(keeper, START + timedelta(hours=3))
    add(store, late)
    parts = counted_parts(monkeypatch)
    with store.unit_of_work() as uow:
        found = uow.readings.minutes("P-1", EARLY, LATE)
    assert len(parts) == 1
    assert parts[0] <= len(sent) + len(late)
    assert found.count[0].sum() == len(sent) + len(late)
    assert [found.count[0].tolist()[n * 10] for n in range(10)] == [2] * 10
    roll_all(keeper, START + timedelta(hours=9))
    with store.unit_of_work() as uow:
        rolled = uow.readings.minutes("P-1", EARLY, LATE)
    assert rolled.times_s.tolist() == found.times_s.tolist()
    assert (rolled.count.tolist(), rolled.off.tolist()) == (found.count.tolist(), found.off.tolist())
    assert rolled.low[0].tolist() == found.low[0].tolist()


def counted_parts(monkeypatch):
    """How many parts each merge of a reader had, in a list that grows."""
    from hah_console.adapters.db.samples import history

    merge, sizes = history.merged, []

    def counted(parts):
        sizes.append(len(parts))
        return merge(parts)

    monkeypatch.setattr(history, "merged", counted)
    return sizes


def test_what_is_past_its_time_is_dropped_and_the_coarser_tiers_stay(store, keeper):
    old = [reading(n, at=START - 60 * DAY + n * SECOND) for n in range(300)]
    new = [reading(1_000 + n) for n in range(300)]
    add(store, [*old, *new])
    roll_all(keeper)
    assert keeper.drop_expired(START) == 1
    assert keeper.drop_expired(START) == 0
    assert pulse(store) == expected(new)
    with store.unit_of_work() as uow:
        series = uow.readings.series("P-1", Vital.HEART_RATE, START - 61 * DAY, LATE)
        assert len(series.values) == 300
        assert uow.readings.minutes("P-1", START - 61 * DAY, START - 59 * DAY).count[0].sum() == 300
        (trend,) = uow.readings.trends("P-1", [Vital.HEART_RATE], START - 61 * DAY, START - 59 * DAY, 192)
        assert max(trend.high) == 99.0


def test_the_turns_of_many_patients_are_spread_over_a_minute(store):
    add(store, [reading(n, f"P-{patient:03d}") for patient in range(50) for n in range(3)])
    keeper: TierKeeper = store.sample_keeper(KEEP, slice_s=60.0)
    moved = [keeper.roll_up(START + timedelta(minutes=10) + n * SECOND) for n in range(5)]
    keeper.close()
    assert moved == [60, 60, 30, 0, 0]


@pytest.mark.postgres
def test_partitions_of_postgresql_are_days_and_weeks(migrated_postgres_url):
    store = migrated_store(migrated_postgres_url)
    add(store, [reading(0, at=START - 2 * DAY), reading(1)])
    keeper = store.sample_keeper(KEEP)
    roll_all(keeper)
    with store._engine.connect() as connection:
        names = connection.execute(
            text("SELECT relname FROM pg_class WHERE relname LIKE 'chunk\\_%' AND relkind = 'r'")
        )
        assert sorted(name for (name,) in names) == ["chunk_20260303", "chunk_20260305"]
    keeper.close()
    store.close()


def test_files_of_sqlite_are_weeks_beside_the_database_and_are_unlinked(sqlite_url, tmp_path):
    store = migrated_store(sqlite_url)
    add(store, [reading(0)])
    keeper = store.sample_keeper(KEEP)
    roll_all(keeper)
    folder = tmp_path / "hah.db-samples"
    assert [path.name for path in sorted(folder.glob(f"{CHUNKS.name}-*.db"))] == ["chunk-2026-03-02.db"]
    assert keeper.drop_expired(START + 40 * DAY) == 1
    assert not list(folder.glob(f"{CHUNKS.name}-*"))
    keeper.close()
    store.close()


def test_old_messages_leave_the_quarantine_on_either_engine(store):
    keep = replace(KEEP, quarantine=QuarantineLimits(30 * DAY, 2))
    keeper = store.sample_keeper(keep)
    with store.unit_of_work() as uow:
        for days in (40, 3, 2, 1):
            uow.readings.quarantine(NOW - days * DAY, "topic", b"{", Reason.of(Refusal.OTHER, "bad"))
        uow.commit()
    assert keeper.trim_quarantine(NOW) == (1, 1)
    assert keeper.trim_quarantine(NOW) == (0, 0)
    with store.unit_of_work() as uow:
        assert (uow.readings.quarantined(), uow.readings.quarantine_dropped()) == (2, 2)
    keeper.close()


def test_a_file_that_cannot_be_opened_is_an_error_and_never_an_empty_history(sqlite_url, tmp_path):
    store = migrated_store(sqlite_url)
    first, more = [reading(n) for n in range(200)], [reading(n) for n in range(200, 300)]
    add(store, first)
    keeper = store.sample_keeper(KEEP, slice_s=60.0)
    roll_all(keeper)
    keeper.close()
    (file,) = (tmp_path / "hah.db-samples").glob("chunk-*.db")
    kept = file.rename(tmp_path / "kept.db")
    file.mkdir()
    with pytest.raises(DatabaseUnusable) as refused:
        pulse(store)
    assert refused.value.facts["reason"] == "cannot_open"
    add(store, more)
    with pytest.raises(DatabaseUnusable):
        roll_all(keeper)
    keeper.close()
    file.rmdir()
    kept.rename(file)
    roll_all(keeper)
    assert pulse(store) == expected([*first, *more])
    keeper.close()
    store.close()
