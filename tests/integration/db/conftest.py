"""A fresh migrated store per test, on SQLite and on a real PostgreSQL server that lives as long as the session."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.stores import migrated_store

from hah_console.adapters.db.store import Store
from hah_console.services.ports import UnitOfWork

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'hah.db'}"


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest) -> str:
    """A database as no program has seen it yet."""
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """The database of ``store``."""
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "migrated_postgres_url")


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    store = migrated_store(database_url)
    yield store
    store.close()


@pytest.fixture
def unit(store: Store) -> Callable[[], UnitOfWork]:
    return store.unit_of_work
