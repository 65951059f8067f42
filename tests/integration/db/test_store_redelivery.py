"""What was stored once is never stored again, whoever stored it and whatever happened in between."""

from dataclasses import replace
from datetime import timedelta

import pytest
from samples import NOW, READING
from sqlalchemy import text

from hah_console.adapters.db.store import Store
from hah_console.domain.errors import InvalidInput


def reading(sequence):
    return replace(READING, sequence=sequence, measured_at=NOW + timedelta(seconds=sequence))


def stored(store, *sequences):
    with store.unit_of_work() as uow:
        new = uow.readings.add_many([reading(number) for number in sequences])
        uow.commit()
    return [one.sequence for one in new]


def in_table(store):
    with store._engine.connect() as connection:
        return connection.execute(text("SELECT count(*) FROM reading")).scalar()


def test_sets_out_of_order_and_twice_are_stored_once(store):
    assert stored(store, 5, 3, 5, 4) == [5, 3, 4]
    assert stored(store, 1, 2, 3, 6) == [1, 2, 6]
    assert in_table(store) == 6


def test_the_sets_of_two_devices_of_a_patient_are_counted_apart(store):
    stored(store, 1, 2)
    with store.unit_of_work() as uow:
        other = [replace(reading(number), device_id="D-2") for number in (1, 2)]
        assert uow.readings.add_many(other) == tuple(other)


def test_an_undone_batch_is_new_when_it_comes_again(store):
    stored(store, 1)
    with store.unit_of_work() as uow:
        uow.readings.add_many([reading(2), reading(3)])
    assert stored(store, 1, 2, 3) == [2, 3]


def test_what_another_process_stored_meanwhile_is_known(store, database_url):
    other = Store(database_url)
    assert stored(store, 1, 2) == [1, 2]
    assert stored(other, 2, 3) == [3]
    assert stored(store, 3, 4) == [4]
    assert stored(other, 1, 4, 5) == [5]
    other.close()
    assert in_table(store) == 5


def test_after_a_restart_everything_is_known(store, database_url):
    stored(store, 1, 2, 7)
    after = Store(database_url)
    assert stored(after, 1, 2, 3, 7) == [3]
    after.close()


def test_the_key_of_the_table_is_the_last_word_when_memory_disagrees(store):
    stored(store, 1, 2)
    store._known._sets.clear()
    assert stored(store, 1, 2, 3) == [3]
    assert in_table(store) == 3
    with store.unit_of_work() as uow:
        assert uow.readings.count() == 3


def test_a_set_that_cannot_be_stored_leaves_nothing_known(store):
    with store.unit_of_work() as uow, pytest.raises((InvalidInput, OverflowError)):
        uow.readings.add_many([reading(1), replace(reading(2), sequence=2**70)])
    assert stored(store, 1) == [1]
