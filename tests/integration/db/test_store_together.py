"""Several threads and processes on one store: nothing missed, nothing forked, one holder at a time."""

import multiprocessing
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest
from helpers.stores import migrated_store
from samples import KIT, NOW, NURSE, PATIENT
from store_workers import hold_lease, write_and_hang, write_commands

from hah_console.adapters.db.store import Store
from hah_console.domain.audit import first_broken
from hah_console.domain.errors import DatabaseUnusable, LeaseLost, VersionConflict
from hah_console.domain.service_state import Heartbeat, SourceState

SPAWN = multiprocessing.get_context("spawn")
WRITERS, COMMANDS = 4, 30
KEPT = 20


def change(unit, entity_id="P-1"):
    with unit() as uow:
        uow.changed("touch", "patient", entity_id, NURSE, NOW)
        return uow.commit()


def test_a_reader_of_the_feed_misses_no_change_of_four_writers(store, database_url):
    feed = store.change_feed()
    seen = []

    def follow():
        deadline = time.monotonic() + 60
        while len(seen) < WRITERS * KEPT and time.monotonic() < deadline:
            seen.extend(feed.wait(seen[-1].sequence if seen else 0, 1.0))

    reader = threading.Thread(target=follow)
    reader.start()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda name: write_commands(database_url, name, COMMANDS), "abcd"))
    reader.join(60)
    feed.close()
    assert [c.sequence for c in seen] == list(range(1, WRITERS * KEPT + 1))
    for name in "abcd":
        mine = [int(c.entity_id.split("-")[1]) for c in seen if c.actor == name]
        assert mine == [n for n in range(COMMANDS) if n % 3 != 2]


def test_the_audit_chain_of_two_processes_does_not_fork(store, database_url):
    with ProcessPoolExecutor(2, mp_context=SPAWN) as pool:
        list(pool.map(write_commands, [database_url] * 2, ["left", "right"], [COMMANDS] * 2))
    with store.unit_of_work() as uow:
        entries = uow.audit.entries()
        head = uow.audit.head()
    assert [e.sequence for e in entries] == list(range(1, 2 * KEPT + 1))
    assert first_broken(entries) is None
    assert {e.entry.actor for e in entries} == {"left", "right"}
    assert (head.sequence, head.hash) == (entries[-1].sequence, entries[-1].hash)


def test_of_two_processes_one_gets_the_lease(store, database_url):
    with ProcessPoolExecutor(2, mp_context=SPAWN) as pool:
        got = list(pool.map(hold_lease, [database_url] * 2, ["one", "two"]))
    assert sorted(got) == [False, True]


def test_a_killed_writer_leaves_nothing_and_blocks_nobody(store, database_url):
    started = SPAWN.Event()
    writer = SPAWN.Process(target=write_and_hang, args=(database_url, started))
    writer.start()
    assert started.wait(30)
    writer.kill()
    writer.join(10)
    writer.close()
    before = time.monotonic()
    write_commands(database_url, "next", 1)
    assert time.monotonic() - before < 5.0
    with store.unit_of_work() as uow:
        assert [entry.entry.actor for entry in uow.audit.entries()] == ["next"]


@pytest.mark.postgres
def test_a_feed_cut_off_by_the_server_says_so_once_and_then_misses_nothing(migrated_postgres_url):
    store = migrated_store(migrated_postgres_url)
    feed = store.change_feed()
    feed.last_sequence()
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    with psycopg.connect(migrated_postgres_url) as server:
        server.execute(f"{others} AND pid <> pg_backend_pid()")
    change(store.unit_of_work)
    with pytest.raises(DatabaseUnusable):
        feed.wait(0, 5.0)
    assert len(feed.wait(0, 5.0)) == 1
    feed.close()
    store.close()


def test_of_two_writers_who_read_the_same_row_the_second_gets_a_conflict(unit):
    with unit() as uow:
        uow.kits.save(KIT)
        uow.commit()
    with unit() as first, unit() as second:
        mine, yours = first.kits.get("K-1"), second.kits.get("K-1")
        first.kits.save(replace(mine, battery_pct=1))
        first.commit()
        with pytest.raises(VersionConflict):
            second.kits.save(replace(yours, battery_pct=2))
    with unit() as uow:
        assert uow.kits.get("K-1").battery_pct == 1


def test_readers_are_not_blocked_by_a_writer(unit):
    with unit() as writer:
        writer.patients.save(PATIENT)
        started = time.monotonic()
        with unit() as reader:
            assert reader.patients.all() == ()
        assert time.monotonic() - started < 1.0
        writer.commit()


def test_a_waiting_reader_wakes_soon_after_a_change(store, unit):
    feed = store.change_feed()
    assert feed.wait(0, 0.01) == ()
    woken = []
    waiter = threading.Thread(target=lambda: woken.append((feed.wait(0, 10.0), time.monotonic())))
    waiter.start()
    time.sleep(0.2)
    committed = change(unit)
    done = time.monotonic()
    waiter.join(5)
    (found, at) = woken[0]
    assert found == committed.items
    assert at - done < 0.5
    feed.close()


def test_closing_a_feed_ends_its_wait(store):
    feed = store.change_feed()
    waiter = threading.Thread(target=lambda: feed.wait(0, 30.0))
    waiter.start()
    time.sleep(0.1)
    started = time.monotonic()
    feed.close()
    waiter.join(5)
    assert not waiter.is_alive()
    assert time.monotonic() - started < 1.0


def test_a_feed_over_a_file_that_holds_no_log_says_so(tmp_path):
    empty = Store(f"sqlite:///{tmp_path / 'empty.db'}")
    feed = empty.change_feed()
    with pytest.raises(DatabaseUnusable, match="not_migrated"):
        feed.wait(0, 0.01)
    feed.close()
    empty.close()


def test_changes_are_read_from_any_sequence_with_a_limit(store, unit):
    for number in range(5):
        change(unit, f"P-{number}")
    feed = store.change_feed()
    assert feed.last_sequence() == 5
    assert [c.entity_id for c in feed.since(2, limit=2)] == ["P-2", "P-3"]
    feed.close()


def test_who_saw_the_lease_as_it_stands_takes_it_and_the_holder_before_cannot_renew(unit):
    with unit() as uow:
        first = uow.service.take_lease("service", "one", None)
        assert uow.service.take_lease("service", "two", None) is None
        uow.commit()
    with unit() as uow:
        second = uow.service.take_lease("service", "two", first)
        uow.commit()
    assert second.token == first.token + 1
    with unit() as uow:
        assert uow.service.renew_lease(first) is None
        assert uow.service.renew_lease(second).renewals == second.renewals + 1
        uow.commit()
        assert uow.service.lease("service").holder == "two"


def test_a_lease_renewed_since_it_was_seen_is_not_taken(unit):
    with unit() as uow:
        seen = uow.service.take_lease("service", "one", None)
        held = uow.service.renew_lease(seen)
        assert uow.service.take_lease("service", "two", seen) is None
        assert uow.service.lease("service") == held


def test_a_released_lease_is_free_at_once_and_its_token_keeps_rising(unit):
    with unit() as uow:
        first = uow.service.take_lease("service", "one", None)
        uow.service.release_lease(first)
        free = uow.service.lease("service")
        assert free.free
        assert uow.service.renew_lease(first) is None
        second = uow.service.take_lease("service", "two", free)
        uow.commit()
    assert second.token > first.token


def test_a_stale_holder_cannot_release_the_lease_of_the_next(unit):
    with unit() as uow:
        first = uow.service.take_lease("service", "one", None)
        second = uow.service.take_lease("service", "two", first)
        uow.service.release_lease(first)
        assert uow.service.lease("service") == second


def test_a_transaction_of_a_holder_who_lost_the_lease_leaves_nothing(store, unit):
    with unit() as uow:
        first = uow.service.take_lease("service", "one", None)
        uow.commit()
    with store.unit_of_work(lambda: first) as slow:
        with unit() as uow:
            uow.service.take_lease("service", "two", first)
            uow.commit()
        slow.changed("touch", "patient", "P-1", NURSE, NOW)
        with pytest.raises(LeaseLost):
            slow.commit()
    feed = store.change_feed()
    assert feed.last_sequence() == 0
    feed.close()


def test_signs_of_life_and_sources_keep_the_last_state(unit):
    beat = Heartbeat("service", 42, NOW, "ok")
    source = SourceState("device:D-1", None, False, "silent")
    with unit() as uow:
        uow.service.beat(replace(beat, pid=1))
        uow.service.beat(beat)
        uow.service.save_source(replace(source, healthy=True, last_seen_at=NOW))
        uow.service.save_source(source)
        uow.commit()
    with unit() as uow:
        assert uow.service.heartbeats() == (beat,)
        assert uow.service.sources() == (source,)
