"""A bedside of which a hospital has told everything it can."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.bedside import Bedside, open_bedside
from helpers.told_by_hospital import tell


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    tell(bedside)
    yield bedside
    bedside.store.close()
