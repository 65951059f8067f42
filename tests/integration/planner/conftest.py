"""A planner child shared by the tests of a module, and the demo site in a real SQLite store."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import argon2
import pytest

from hah_console.adapters.db.store import Store
from hah_console.adapters.planner.process import PlannerProcess
from hah_console.adapters.planner.profile import load_planning_profile
from hah_console.adapters.roads.estimate import EstimatedTravel
from hah_console.adapters.roads.profile import load_profile
from hah_console.adapters.site import load_site
from hah_console.domain.actor import Actor, Role
from hah_console.domain.clock import ManualClock
from hah_console.domain.ids import UserId
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.services.context import Context
from hah_console.services.site_load import load_site_pack
from scheduling import codec
from scheduling.synthetic import synthetic_day

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
DAY = date(2026, 11, 23)


class QuickHasher:
    """Argon2id with the least work."""

    def hash(self, password: str) -> str:
        return argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)

    def matches(self, stored_hash: str, password: str) -> bool:
        return argon2.PasswordHasher().verify(stored_hash, password)


@pytest.fixture(scope="module")
def planner() -> Iterator[PlannerProcess]:
    process = PlannerProcess()
    process.warm_up()
    yield process
    process.close()


@pytest.fixture(scope="session")
def busy_day() -> bytes:
    """75 visits, 14 people: enough to keep the child searching for as long as it is let."""
    return codec.write_problem(synthetic_day())


@pytest.fixture(scope="module")
def profile() -> PlanningProfile:
    return load_planning_profile(RESOURCES / "profiles" / "planning-default.toml")


@pytest.fixture(scope="module")
def travel() -> EstimatedTravel:
    return EstimatedTravel(load_profile(RESOURCES / "profiles" / "speeds.toml"))


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Context]:
    store = Store(f"sqlite:///{tmp_path / 'hah.db'}")
    store.migrate()
    ctx = Context(store.unit_of_work, ManualClock(datetime(2026, 11, 22, 22, 0, tzinfo=UTC)))
    loader = Actor(UserId("service"), "service", Role.SERVICE, "test")
    load_site_pack(ctx, loader, load_site(RESOURCES / "demo"), QuickHasher(), DAY)
    yield ctx
    store.close()


@pytest.fixture
def dispatcher() -> Actor:
    return Actor(UserId("dispatcher1"), "dispatcher", Role.DISPATCHER, "test")
