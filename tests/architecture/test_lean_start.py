"""A console and a service that have started have loaded nothing that only later work needs: start time and memory."""

import subprocess
import sys
from pathlib import Path

import pytest
from helpers.stores import lay_demo_site

from hah_console.adapters.db.migrations.known import NEWEST
from hah_console.adapters.db.migrations.revisions import REVISIONS
from hah_console.adapters.vitals.broker import free_port
from hah_console.app.bootstrap import DEMO_SITE
from hah_console.app.resources import resource_path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {
    "alembic": "a database of an earlier release is being upgraded",
    "llvmlite": "a rule set is replayed or a route planned",
    "numba": "a rule set is replayed or a route planned",
    "ortools": "the planner's own process",
    "psycopg": "the database is a PostgreSQL",
    "pyqtgraph": "a screen with a chart is loaded, after the window has come",
    "routingkit_cch": "a site with roads is opened",
    "scipy": "a site with roads is opened",
    "starlette": "the site has a web.toml, and the service is the active one",
    "uvicorn": "the site has a web.toml, and the service is the active one",
    "fhirclient": "FHIR is spoken",
    "matplotlib": "never",
    "pandas": "never",
    "pydantic": "never: typer brings it from 0.29 on",
}
"""Module and when it may be loaded."""
QT = {"PySide6", "shiboken6"}
PROGRAM = """
import sys
from hah_console.app.cli import main
sys.argv = ["hah_console", *sys.argv[1:]]
try:
    main()
except SystemExit:
    pass
print("loaded", *{name.partition(".")[0] for name in sys.modules})
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder whose database is of today's layout, with the demo site."""
    lay_demo_site(tmp_path)
    return tmp_path


def start(*arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", PROGRAM, *arguments, "--broker-port", str(free_port())]
    return subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def loaded(process: "subprocess.Popen[str]") -> set[str]:
    told, trouble = process.communicate(timeout=60)
    last = told.splitlines()[-1].split() if told else []
    assert last[:1] == ["loaded"], told + trouble
    return set(last[1:])


def without_roads(home: Path) -> Path:
    """The demo site without its streets."""
    site = home / "site"
    site.mkdir()
    for file in resource_path(DEMO_SITE).iterdir():
        if file.is_file() and file.suffix != ".npz":
            (site / file.name).write_bytes(file.read_bytes())
    return site


def test_a_console_whose_window_is_up_has_loaded_nothing_heavy(home: Path) -> None:
    site = without_roads(home)
    started = start("run", "--home", str(home), "--site", str(site), "--no-service", "--measure-start")
    found = loaded(started)
    assert {"PySide6", "sqlalchemy"} <= found
    assert {name: HEAVY[name] for name in found & HEAVY.keys()} == {}


def test_a_service_that_is_ready_has_loaded_nothing_heavy_and_no_qt(home: Path) -> None:
    started = start("service", "--home", str(home), "--no-own-broker")
    assert started.stdout is not None
    assert started.stdout.readline() == "ready\n"
    found = loaded(started)
    assert "sqlalchemy" in found
    assert {name: HEAVY[name] for name in found & HEAVY.keys()} == {}
    assert found & QT == set()


def test_the_newest_revision_is_named_where_nothing_heavy_is_loaded() -> None:
    assert REVISIONS[-1].revision == NEWEST
