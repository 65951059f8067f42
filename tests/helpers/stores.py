"""Stores with the program's tables. A new SQLite file is a copy of one migrated once per process: a migration costs
more than most tests that need its tables."""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hah_console.adapters.db.store import Store
from hah_console.app.bootstrap import DEMO_SITE, load_site_folder, open_core
from hah_console.app.options import DATABASE_FILE, program_options
from hah_console.app.resources import resource_path
from hah_console.domain.clock import TAIPEI

_SQLITE = "sqlite:///"


def migrated_store(url: str) -> Store:
    """A store at ``url`` with the program's tables, and nothing in them where nothing was there."""
    store = Store(url)
    if url.startswith(_SQLITE):
        lay_tables(Path(url.removeprefix(_SQLITE)))
    store.migrate()
    return store


def lay_tables(path: Path) -> None:
    """The program's tables as the file ``path``, unless there is one: for a program that is about to open it."""
    if not path.exists():
        path.write_bytes(_tables())


def lay_demo_site(home: Path) -> None:
    """A database with the demo site of today in a home of the program, which is about to open it."""
    (home / DATABASE_FILE).write_bytes(_demo_site(datetime.now(TAIPEI).date()))


@cache
def _demo_site(day: date) -> bytes:
    """Made once, for it has people whose passwords take long to hash."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        core = open_core(program_options(home, None))
        load_site_folder(core, resource_path(DEMO_SITE))
        core.store.close()
        return (home / DATABASE_FILE).read_bytes()


@cache
def _tables() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder, "tables.db")
        store = Store(f"{_SQLITE}{path}")
        store.migrate()
        store.close()
        return path.read_bytes()
