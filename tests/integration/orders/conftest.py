"""A ward in a real store of both engines, where orders can be placed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.bedside import Bedside, open_bedside

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


@pytest.fixture(params=ENGINES)
def ward(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bedside]:
    url = request.getfixturevalue("migrated_postgres_url") if request.param == "postgresql" else ""
    ward = open_bedside(tmp_path, readings=False, url=url)
    yield ward
    ward.store.close()
