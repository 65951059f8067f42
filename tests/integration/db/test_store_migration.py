"""Opening databases that are new, current, newer, damaged, out of reach or not ours."""

import sqlite3
import threading
from dataclasses import replace

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from helpers.refusals import of_gateways, of_monitors, of_statuses
from samples import EPISODE, HOUR, NOW, PATIENT, TRANSFER
from sqlalchemy import inspect, text

from hah_console.adapters.db.engine import make_engine, parse_url
from hah_console.adapters.db.mapping.episode import episode_values
from hah_console.adapters.db.mapping.patient import patient_values
from hah_console.adapters.db.mapping.transfer import stage_values, transfer_values
from hah_console.adapters.db.migrations.revisions import REVISIONS
from hah_console.adapters.db.migrations.upgrade import upgrade
from hah_console.adapters.db.store import Store
from hah_console.adapters.db.tables import metadata
from hah_console.domain.errors import DatabaseTooNew, DatabaseUnusable, NoWritePermission
from hah_console.domain.transfer import StageEntry, TransferStage


def migrate(url):
    store = Store(url)
    try:
        store.migrate()
    finally:
        store.close()


def execute(url, statement):
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        connection.execute(statement)
        connection.commit()
        connection.close()
    else:
        with psycopg.connect(url) as connection:
            connection.execute(statement)


def test_the_revisions_make_exactly_the_tables_of_the_code(empty_url):
    migrate(empty_url)
    engine = make_engine(parse_url(empty_url))
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert found == []


def test_migrating_again_keeps_everything(store, unit):
    with unit() as uow:
        uow.patients.save(PATIENT)
        uow.commit()
    store.migrate()
    with unit() as uow:
        assert len(uow.patients.all()) == 1


@pytest.fixture
def first_release_url(empty_url):
    """A database as the program of revision 0001 left it, with one patient."""
    engine = make_engine(parse_url(empty_url))
    upgrade(engine, "0001")
    with engine.begin() as connection:
        insert_known(connection, "patient", patient_values(PATIENT))
    engine.dispose()
    return empty_url


def test_a_database_of_the_first_release_gets_its_new_columns_and_keeps_its_patients(first_release_url):
    store = Store(first_release_url)
    store.migrate()
    with store.unit_of_work() as uow:
        (patient,) = uow.patients.all()
    store.close()
    assert (patient.name, patient.precautions) == (PATIENT.name, ())


def test_two_programs_may_migrate_at_once(empty_url):
    failures = []

    def start():
        try:
            migrate(empty_url)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []


def test_a_database_of_a_newer_version_is_refused(empty_url):
    migrate(empty_url)
    execute(empty_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseTooNew) as refused:
        migrate(empty_url)
    assert refused.value.facts["found"] == "9999"


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "hah.db"
    path.write_bytes(b"Dear colleague, " * 400)
    with pytest.raises(DatabaseUnusable) as refused:
        migrate(f"sqlite:///{path}")
    assert refused.value.facts == {"location": str(path), "reason": "not_a_database"}
    assert path.read_bytes() == b"Dear colleague, " * 400


def test_a_damaged_file_is_refused(tmp_path):
    path = tmp_path / "hah.db"
    migrate(f"sqlite:///{path}")
    whole = bytearray(path.read_bytes())
    whole[4096 * 2 : 4096 * 6] = b"\xa5" * 4096 * 4
    path.write_bytes(whole)
    with pytest.raises(DatabaseUnusable) as refused:
        migrate(f"sqlite:///{path}")
    assert refused.value.facts["reason"] == "corrupt"


def test_a_file_cut_short_is_refused(tmp_path):
    path = tmp_path / "hah.db"
    migrate(f"sqlite:///{path}")
    path.write_bytes(path.read_bytes()[: 4096 * 5 + 100])
    with pytest.raises(DatabaseUnusable) as refused:
        migrate(f"sqlite:///{path}")
    assert refused.value.facts["reason"] == "corrupt"


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(NoWritePermission) as refused:
        migrate(f"sqlite:///{tmp_path / 'file' / 'hah.db'}")
    assert refused.value.facts["path"] == str(tmp_path / "file")


def test_the_folder_of_a_new_database_is_made(tmp_path):
    migrate(f"sqlite:///{tmp_path / 'a' / 'b' / 'hah.db'}")
    assert (tmp_path / "a" / "b" / "hah.db").is_file()


def test_a_server_that_does_not_answer_is_said_so_without_the_password():
    with pytest.raises(DatabaseUnusable) as refused:
        migrate("postgresql://nurse:secret@127.0.0.1:1/hah")
    assert refused.value.facts["reason"] == "unreachable"
    assert "secret" not in str(refused.value)


@pytest.mark.postgres
def test_a_missing_database_on_the_server_is_said_so(postgres_uri):
    with pytest.raises(DatabaseUnusable) as refused:
        migrate(postgres_uri.replace("/postgres?", "/nowhere?"))
    assert refused.value.facts["reason"] == "no_such_database"


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_is_not_understood_is_refused(url):
    with pytest.raises(DatabaseUnusable) as refused:
        Store(url)
    assert refused.value.facts["reason"] == "bad_url"


def test_using_a_store_before_migration_gives_one_reason(empty_url):
    store = Store(empty_url)
    with store.unit_of_work() as uow, pytest.raises(DatabaseUnusable) as refused:
        uow.patients.all()
    assert refused.value.facts["reason"] == "not_migrated"
    store.close()


def test_a_database_locked_by_another_program_is_busy(sqlite_url, monkeypatch):
    monkeypatch.setattr(
        "hah_console.adapters.db.engine.SQLITE_SETTINGS", ("PRAGMA busy_timeout = 50", "PRAGMA foreign_keys = ON")
    )
    store = Store(sqlite_url)
    store.migrate()
    with store.unit_of_work() as writer, store.unit_of_work() as other:
        writer.patients.save(PATIENT)
        with pytest.raises(DatabaseUnusable) as refused:
            other.patients.save(PATIENT)
    assert refused.value.facts["reason"] == "busy"
    store.close()


def insert_known(connection, table, values):
    """A row with the columns the table has at its revision."""
    columns = {column["name"] for column in inspect(connection).get_columns(table)}
    kept = {name: value for name, value in values.items() if name in columns}
    names, places = ", ".join(f'"{name}"' for name in kept), ", ".join(f":{name}" for name in kept)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), kept)


def test_a_transfer_that_was_handed_over_before_closing_existed_is_closed_and_can_still_be_read(empty_url):
    engine = make_engine(parse_url(empty_url))
    upgrade(engine, "0020")
    stages = ("decided", "asked", "accepted", "departed", "arrived", "handed_over")
    with engine.begin() as connection:
        insert_known(connection, "patient", patient_values(PATIENT))
        insert_known(connection, "episode", episode_values(EPISODE))
        insert_known(connection, "transfer", {**transfer_values(TRANSFER), "stage": "handed_over", "version": 6})
        for place, stage in enumerate(stages):
            entry = StageEntry(TransferStage(stage), NOW + place * HOUR, "U-1", "H-1")
            insert_known(connection, "transfer_stage", stage_values("X-1", place, entry))
    engine.dispose()
    store = Store(empty_url)
    store.migrate()
    with store.unit_of_work() as uow:
        (transfer,) = uow.transfers.all()
        assert uow.transfers.open() == ()
    store.close()
    assert [entry.stage.value for entry in transfer.history] == [*stages, "closed"]
    assert (transfer.history[-1].at, transfer.pathway, transfer.exercise) == (NOW + 5 * HOUR, "", False)


def test_equipment_left_with_closed_admissions_is_to_be_fetched_after_the_upgrade(empty_url):
    """As the program before the register of equipment left it: in use, or packed, for somebody who has gone."""
    before = next(module.down_revision for module in REVISIONS if module.__name__.endswith("_equipment"))
    engine = make_engine(parse_url(empty_url))
    upgrade(engine, before)
    with engine.begin() as connection:
        insert(connection, "patient", patient_values(PATIENT))
        insert(connection, "episode", {**episode_values(EPISODE), "state": "finished"})
        for kit_id, state in (("K-1", "in_use"), ("K-2", "prepared"), ("K-3", "cleaning")):
            held = None if state == "cleaning" else EPISODE.episode_id
            row = {"kit_id": kit_id, "kind": "monitor", "state": state, "episode_id": held, "version": 1}
            insert(connection, "kit", row)
    engine.dispose()
    store = Store(empty_url)
    store.migrate()
    with store.unit_of_work() as uow:
        found = [(kit.kit_id, kit.state, kit.episode_id, kit.version) for kit in uow.kits.all()]
    store.close()
    assert found == [
        ("K-1", "to_retrieve", "E-1", 2), ("K-2", "available", None, 2), ("K-3", "cleaning", None, 1),
    ]  # fmt: skip


def test_what_lies_in_the_quarantine_gets_the_kind_and_the_facts_its_words_tell(empty_url):
    """The words are those the program gives today; what an earlier release wrote otherwise is kept in its words."""
    told = (*of_monitors(), *of_statuses(), *of_gateways())
    strange = ("", "dev: " + "x" * 195, "something nobody foresaw", "t: older than a device keeps")
    engine = make_engine(parse_url(empty_url))
    upgrade(engine, "0038")
    with engine.begin() as connection:
        for said in (*(reason.said for reason in told), *strange):
            row = {"received_at": 1, "topic": "hah/v1/S1/P1/vitals", "payload": b"{", "reason": said}
            insert(connection, "quarantine", row)
    engine.dispose()
    store = Store(empty_url)
    store.migrate()
    with store.unit_of_work() as uow:
        found = [message.reason for message in reversed(uow.readings.refused_since(NOW - 10**6 * HOUR, 1_000))]
    store.close()
    whole = [replace(reason, facts=tuple(sorted(f for f in reason.facts if f[1]))) for reason in told]
    assert [replace(reason, facts=tuple(sorted(reason.facts))) for reason in found[: len(told)]] == whole
    assert [reason.kind for reason in found[len(told) :]] == ["other", "not_hers", "other", "too_old"]
    assert [reason.said for reason in found[len(told) :]] == list(strange)


def insert(connection, table, values):
    """What of a row there was at that time."""
    there = {column["name"] for column in inspect(connection).get_columns(table)}
    kept = {name: value for name, value in values.items() if name in there}
    columns, places = ", ".join(kept), ", ".join(f":{name}" for name in kept)
    connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({places})"), kept)
