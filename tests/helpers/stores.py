"""Stores with the program's tables. A new SQLite file is a copy of one migrated once per process: a migration costs
more than most tests that need its tables."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hah_console.adapters.db.store import Store

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


@cache
def _tables() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder, "tables.db")
        store = Store(f"{_SQLITE}{path}")
        store.migrate()
        store.close()
        return path.read_bytes()
