"""kill -9 of the console a moment after somebody typed: what she typed is there when it is started again."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from helpers.processes import ROOT, program, until

from hah_console.adapters.vitals.broker import free_port

PERSON = Path(__file__).with_name("typing_console.py")
TYPED = "Lin Mei 35/8/1"


def made(home: Path) -> None:
    """A first start makes the database with its site."""
    told = ("--home", str(home), "--broker-port", str(free_port()), "--measure-start", "--json", "--lang", "en")
    with program("run", *told) as console:
        console.communicate(timeout=60)


@contextmanager
def console(home: Path, said: Path, types: str = "") -> Iterator["subprocess.Popen[bytes]"]:
    """The program with somebody at it; killed on the way out."""
    arguments = ["run", "--home", str(home), "--broker-port", str(free_port()), "--no-service", "--lang", "en"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HAH_TYPES": types}
    with said.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [sys.executable, str(PERSON), *arguments], cwd=ROOT, stdout=out, stdin=subprocess.DEVNULL, env=environment
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait(20.0)


def drafts(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / "hah.db")) as database:
        return [str(row) for row in database.execute("SELECT * FROM draft")]


def last(said: Path) -> dict[str, object]:
    lines = said.read_text("utf-8").splitlines()
    return dict(json.loads(lines[-1])) if lines else {}


def test_what_was_typed_is_there_after_kill_9(tmp_path: Path) -> None:
    home = tmp_path / "home"
    made(home)
    with console(home, tmp_path / "first", TYPED) as first:
        until(lambda: any(TYPED in draft for draft in drafts(home)))
        first.kill()
        first.wait(20.0)
    with console(home, tmp_path / "second"):
        until(lambda: bool(last(tmp_path / "second")))
        state = last(tmp_path / "second")
    assert isinstance(state["fields"], dict)
    assert state["fields"]["name"] == TYPED
    assert str(state["draft"]).startswith("Draft of")
