"""A ward in a real SQLite store, without the long history of readings."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.ward import Ward, open_ward


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    ward = open_ward(tmp_path, readings=False)
    yield ward
    ward.store.close()
