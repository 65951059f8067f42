"""A small site in a real store, read by a feed from a hospital."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.bedside import Bedside, open_bedside


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    it = open_bedside(tmp_path, readings=False)
    yield it
    it.store.close()
