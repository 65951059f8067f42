"""A ward whose devices speak through gateways and interfaces."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from relay_ward import Ward

from hah_console.adapters.db.store import Store


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    store = Store(f"sqlite:///{tmp_path / 'hah.db'}")
    store.migrate()
    yield Ward(store)
    store.close()
