"""A ward whose service is this process, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.alarm_ward import AlarmWard
from helpers.stores import migrated_store


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def ward(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AlarmWard]:
    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'hah.db'}" if sqlite else request.getfixturevalue("migrated_postgres_url")
    store = migrated_store(url)
    yield AlarmWard(store)
    store.close()
