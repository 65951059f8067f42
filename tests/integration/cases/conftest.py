"""A store with a few people in it, on SQLite and on PostgreSQL, and a clock moved by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.referrals import DISPATCHER, KNOWN, NOW, NURSE, PHYSICIAN
from helpers.stores import migrated_store

from hah_console.adapters.db.store import Store
from hah_console.domain.clock import ManualClock
from hah_console.domain.user import User
from hah_console.services.context import Context

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    sqlite = request.param == "sqlite"
    store = migrated_store(
        f"sqlite:///{tmp_path / 'hah.db'}" if sqlite else request.getfixturevalue("migrated_postgres_url")
    )
    yield store
    store.close()


@pytest.fixture
def ctx(store: Store) -> Context:
    """The site with its users and one patient who was here before."""
    ctx = Context(store.unit_of_work, ManualClock(NOW))
    with ctx.store() as uow:
        for actor in (NURSE, PHYSICIAN, DISPATCHER):
            uow.users.save(User(actor.user_id, actor.user_id, actor.name, actor.role, "$argon2id$x"))
        uow.patients.save(KNOWN)
        uow.commit()
    return ctx
