"""A console nobody touches all night keeps its sessions: only a transaction left open has a limit of its idleness."""

import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text

from hah_console.adapters.db.store import Store
from hah_console.domain.actor import Actor, Role
from hah_console.domain.clock import ManualClock, SystemClock
from hah_console.domain.ids import UserId
from hah_console.services.context import Context
from hah_console.ui.bridge import Follower

pytestmark = pytest.mark.postgres
IDLE_S, NIGHT_S = 0.4, 1.5
NURSE = Actor(UserId("u-1"), "nurse", Role.NURSE, "W1")
NOW = datetime(2026, 3, 5, tzinfo=UTC)
_SESSIONS = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")


def sessions(engine: Engine) -> set[int]:
    with engine.connect() as connection:
        return set(connection.execute(_SESSIONS).scalars())


def test_a_console_idle_for_longer_than_the_limit_has_lost_nothing_and_hears_the_next_change(
    migrated_postgres_url: str,
) -> None:
    console, other = Store(migrated_postgres_url, IDLE_S), Store(migrated_postgres_url)
    console.migrate()
    follower = Follower(Context(console.unit_of_work, ManualClock(NOW)), console.change_feed, SystemClock())
    try:
        assert follower.round(0.05).link.database_ok
        before = sessions(other._engine)
        assert len(before) >= 2
        time.sleep(NIGHT_S)
        assert follower.round(0.05).link.database_ok
        assert before <= sessions(other._engine)
        with other.unit_of_work() as uow:
            uow.changed("admit", "patient", "P1", NURSE, NOW)
            uow.commit()
        heard = [follower.round(0.5) for _ in range(2)]
        assert [change.entity_id for batch in heard for change in batch.changes.items] == ["P1"]
        assert all(batch.link.database_ok for batch in heard)
    finally:
        follower.close()
        console.close()
        other.close()
