"""A ward in a real SQLite store, without readings."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.bedside import Bedside, open_bedside


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Bedside]:
    ward = open_bedside(tmp_path, readings=False)
    yield ward
    ward.store.close()
