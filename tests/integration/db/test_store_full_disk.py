"""A disk that is full is told as that, loses nothing that was acknowledged, and is no trouble once there is room."""

from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.stores import migrated_store
from samples import NOW, READING
from sqlalchemy import event

from hah_console.domain.errors import DatabaseUnusable


def _batch(first):
    return [replace(READING, sequence=n, measured_at=NOW + timedelta(seconds=n)) for n in range(first, first + 500)]


def _add(store, first):
    with store.unit_of_work() as uow:
        new = uow.readings.add_many(_batch(first))
        uow.commit()
    return len(new)


def test_a_full_disk_is_said_keeps_what_was_stored_and_recovers(sqlite_url):
    store = migrated_store(sqlite_url)
    pages = {"most": 1_000_000_000}
    event.listen(store._engine, "begin", lambda c: c.exec_driver_sql(f"PRAGMA max_page_count = {pages['most']}"))
    assert _add(store, 0) == 500
    pages["most"] = 1
    for _ in range(2):
        with pytest.raises(DatabaseUnusable) as refused:
            [_add(store, 1_000 * n) for n in range(1, 20)]
        assert refused.value.facts["reason"] == "disk_full"
    with store.unit_of_work() as uow:
        stored = uow.readings.count()
    pages["most"] = 1_000_000_000
    assert _add(store, 0) == 0
    assert _add(store, 50_000) == 500
    with store.unit_of_work() as uow:
        assert uow.readings.count() == stored + 500
    store.close()


@pytest.mark.postgres
def test_a_connection_the_server_cuts_is_told_and_the_next_batch_is_stored(migrated_postgres_url):
    store = migrated_store(migrated_postgres_url)
    assert _add(store, 0) == 500
    with store.unit_of_work() as uow:
        uow.readings.add_many(_batch(1_000))
        with pytest.raises(DatabaseUnusable):
            uow.readings._tx._driver("SELECT pg_terminate_backend(pg_backend_pid())")
    assert _add(store, 1_000) == 500
    assert _add(store, 0) == 0
    store.close()
