"""The console as its user starts it: soon there, and one clear sentence when something is in the way."""

import json
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.processes import ROOT, end, program, until

from hah_console.adapters.vitals.broker import free_port

DEMO = ROOT / "resources" / "demo"
USABLE_S = 6.0
"""Twice the budget of the tour's report: others may be using the machine."""
TRIES = 3
"""The first start makes the database, too."""


def start(home: Path, *more: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a start that leaves as soon as the window is usable."""
    port = () if "--broker-port" in more else ("--broker-port", str(free_port()))
    with program("run", "--home", str(home), *port, "--lang", "en", "--measure-start", "--json", *more) as console:
        out, err = console.communicate(timeout=60)
    return console.returncode, out, err


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("LANG", "en_US.UTF-8")


def sentence(err: str) -> str:
    """The one line a person reads; more than one is a fault."""
    lines = [line for line in err.splitlines() if line.strip()]
    assert len(lines) == 1, err
    return lines[0]


@pytest.mark.alone
def test_the_window_is_usable_soon_and_everything_ends_with_it(tmp_path: Path) -> None:
    for _ in range(TRIES):
        status, out, err = start(tmp_path)
        report = json.loads(out.strip().splitlines()[-1])
        assert status == (0 if report["ok"] else 1)
        if report["usable_s"] < USABLE_S:
            return
    pytest.fail(err)


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    start(tmp_path)
    with sqlite3.connect(tmp_path / "hah.db") as database:
        database.execute("UPDATE alembic_version SET version_num = 'r9999'")
    database.close()
    status, _, err = start(tmp_path)
    assert status == 1
    assert "r9999" in sentence(err)


def test_a_corrupt_database_is_named_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "hah.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5_000)
    status, _, err = start(tmp_path)
    assert status == 1
    assert "hah.db" in sentence(err)
    assert (tmp_path / "hah.db").stat().st_size == 5_016


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    status, _, err = start(tmp_path / "file" / "home")
    assert status == 1
    assert str(tmp_path / "file" / "home") in sentence(err)


def test_a_site_pack_with_errors_says_how_many_and_what_to_run(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(DEMO, site)
    (site / "staff.csv").write_text("staff_id\nN01\n", "utf-8")
    status, _, err = start(tmp_path / "home", "--site", str(site))
    assert status == 1
    assert "site check" in sentence(err)


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """A port on which something listens that is no broker."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


def test_a_port_of_another_program_is_named(tmp_path: Path, deaf_port: int) -> None:
    status, _, err = start(tmp_path, "--broker-port", str(deaf_port))
    assert status == 1
    assert str(deaf_port) in sentence(err)


def test_a_second_console_says_that_one_is_open_and_leaves_it_alone(tmp_path: Path) -> None:
    port = str(free_port())
    with program("run", "--home", str(tmp_path), "--broker-port", port) as first:
        until((tmp_path / "logs" / "service.log").exists)
        log = tmp_path / "crash.log"
        until(log.exists)
        status, _, err = start(tmp_path, "--broker-port", port)
        assert first.poll() is None
        first.terminate()
        first.wait(10)
        end(first)
    assert status == 1
    assert "already" in sentence(err)
