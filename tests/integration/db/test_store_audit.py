"""The audit trail cannot be changed through the program, and a change around it is noticed."""

import json
import sqlite3
import subprocess
import sys

import psycopg
import pytest
from helpers.stores import migrated_store
from samples import NOW, NURSE

from hah_console.domain.actor import Actor, Role
from hah_console.domain.clock import ManualClock
from hah_console.domain.errors import NotPermitted
from hah_console.services.audit import access_log, verify_chain
from hah_console.services.context import Context, record


@pytest.fixture
def ctx(store):
    ctx = Context(store.unit_of_work, ManualClock(NOW))
    for number in range(5):
        with ctx.store() as uow:
            record(
                uow, NURSE, NOW, "view_patient", "patient", f"P-{number}", f"P-{number}", reason="交班", n=str(number)
            )
            uow.commit()
    return ctx


def behind_the_back(url, *statements):
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        try:
            for statement in statements:
                connection.execute(statement)
            connection.commit()
        finally:
            connection.close()
    else:
        with psycopg.connect(url) as connection:
            for statement in statements:
                connection.execute(statement)


def without_triggers(url):
    if url.startswith("sqlite"):
        return ("DROP TRIGGER audit_entry_no_update", "DROP TRIGGER audit_entry_no_delete")
    return ("ALTER TABLE audit_entry DISABLE TRIGGER ALL",)


def test_an_untouched_trail_holds(ctx):
    report = verify_chain(ctx)
    assert report.holds
    assert report.entries == 5


def test_an_empty_trail_holds(store):
    report = verify_chain(Context(store.unit_of_work, ManualClock(NOW)))
    assert (report.holds, report.entries) == (True, 0)


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_the_trail(ctx, database_url, statement):
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.RaiseException), match="append-only"):
        behind_the_back(database_url, statement)
    assert verify_chain(ctx).holds


@pytest.mark.postgres
def test_postgres_refuses_to_empty_the_trail(migrated_postgres_url):

    store = migrated_store(migrated_postgres_url)
    store.close()
    with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
        behind_the_back(migrated_postgres_url, "TRUNCATE audit_entry")


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit_entry SET actor = 'somebody else' WHERE sequence = 3", 3),
        ("UPDATE audit_entry SET at = at + 1 WHERE sequence = 1", 1),
        ("UPDATE audit_entry SET patient_id = NULL WHERE sequence = 4", 4),
        ("DELETE FROM audit_entry WHERE sequence = 2", 3),
        ("DELETE FROM audit_entry WHERE sequence = 1", 2),
        ("DELETE FROM audit_entry WHERE sequence >= 4", 4),
        ("DELETE FROM audit_entry", 1),
        ("DELETE FROM audit_head", 1),
    ],
)
def test_tampering_with_the_tables_is_detected(ctx, database_url, statement, broken):
    behind_the_back(database_url, *without_triggers(database_url), statement)
    report = verify_chain(ctx)
    assert not report.holds
    assert report.first_broken == broken


def test_a_trail_of_several_pages_is_checked_whole(ctx, database_url, monkeypatch):
    monkeypatch.setattr("hah_console.services.audit.PAGE", 2)
    assert verify_chain(ctx).entries == 5
    behind_the_back(
        database_url, *without_triggers(database_url), "UPDATE audit_entry SET role = 'x' WHERE sequence = 5"
    )
    assert verify_chain(ctx).first_broken == 5


def test_who_saw_a_patient_is_told_to_an_administrator_and_noted(ctx):
    administrator = Actor("U-admin", "管理員", Role.ADMINISTRATOR, "WS-2")
    later = NOW.replace(year=NOW.year + 1)
    (entry,) = access_log(ctx, administrator, "P-2", NOW, later)
    assert (entry.entry.actor, entry.entry.action) == ("U-nurse1", "view_patient")
    assert len(access_log(ctx, administrator, "P-2", NOW, later)) == 2
    with pytest.raises(NotPermitted):
        access_log(ctx, NURSE, "P-2", NOW, later)


def verify(url):
    command = [sys.executable, "-m", "hah_console", "audit", "verify", "--database", url, "--json", "--lang", "en"]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_the_command_line_says_whether_the_trail_holds(ctx, database_url, tmp_path, monkeypatch):
    monkeypatch.setenv("HAH_HOME", str(tmp_path / "home"))
    done = verify(database_url)
    report = json.loads(done.stdout.splitlines()[-1])
    assert (done.returncode, report["ok"], report["entry_count"]) == (0, True, 5)
    behind_the_back(
        database_url, *without_triggers(database_url), "UPDATE audit_entry SET role = 'x' WHERE sequence = 2"
    )
    done = verify(database_url)
    report = json.loads(done.stdout.splitlines()[-1])
    assert (done.returncode, report["ok"], report["first_broken_sequence"]) == (1, False, 2)


def test_the_command_line_refuses_a_database_that_does_not_exist(tmp_path, monkeypatch):
    monkeypatch.setenv("HAH_HOME", str(tmp_path / "home"))
    done = verify(f"sqlite:///{tmp_path / 'none.db'}")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "none.db").exists()
