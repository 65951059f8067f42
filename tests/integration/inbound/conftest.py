"""A small site in a real store, on SQLite and on PostgreSQL, read by a feed from a hospital."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.bedside import Bedside, open_bedside

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


@pytest.fixture(params=ENGINES)
def bedside(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bedside]:
    url = "" if request.param == "sqlite" else str(request.getfixturevalue("migrated_postgres_url"))
    it = open_bedside(tmp_path, readings=False, url=url)
    yield it
    it.store.close()
