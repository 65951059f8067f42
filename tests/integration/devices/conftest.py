"""A ward whose devices speak through gateways and interfaces."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.stores import migrated_store
from relay_ward import Ward


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    store = migrated_store(f"sqlite:///{tmp_path / 'hah.db'}")
    yield Ward(store)
    store.close()
