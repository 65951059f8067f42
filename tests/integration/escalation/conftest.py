"""A ward with a ladder on SQLite, and on PostgreSQL where both engines matter."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.ladder_ward import LadderWard
from helpers.stores import migrated_store


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def ward(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LadderWard]:
    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'hah.db'}" if sqlite else request.getfixturevalue("migrated_postgres_url")
    store = migrated_store(url)
    yield LadderWard(store)
    store.close()
