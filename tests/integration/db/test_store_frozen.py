"""A process that freezes inside a transaction on PostgreSQL holds up nobody for longer than its session may idle."""

import time

import pytest

from hah_console.adapters.db.store import Store
from hah_console.domain.errors import DatabaseUnusable

pytestmark = pytest.mark.postgres
IDLE_S, PATIENCE_S = 1.0, 8.0


def test_a_transaction_that_stands_still_is_ended_and_the_next_one_writes(migrated_postgres_url: str) -> None:
    frozen, other = Store(migrated_postgres_url, IDLE_S), Store(migrated_postgres_url)
    frozen.migrate()
    try:
        held = frozen.unit_of_work()
        with held:
            held.site.put("holder", "frozen")
            began_s = time.monotonic()
            with other.unit_of_work() as uow:
                uow.site.put("holder", "other")
                uow.commit()
            assert time.monotonic() - began_s < PATIENCE_S
            with pytest.raises(DatabaseUnusable):
                held.commit()
        with other.unit_of_work() as uow:
            assert uow.site.get("holder") == "other"
    finally:
        frozen.close()
        other.close()
