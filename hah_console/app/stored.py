"""A database by its address, opened for one command and closed again."""

from collections.abc import Iterator
from contextlib import contextmanager

from hah_console.adapters.db.store import Store
from hah_console.domain.clock import SystemClock
from hah_console.services.context import Context


@contextmanager
def stored(url: str) -> Iterator[Context]:
    """What is kept at ``url``, as it stands. Raises DatabaseUnusable, DatabaseTooNew."""
    store = Store(url)
    try:
        store.ensure_known()
        yield Context(store.unit_of_work, SystemClock())
    finally:
        store.close()
