"""A planner child shared by the tests of a module, the demo site in a real SQLite store, and a draft of its day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copyfile

import pytest
from helpers import hand_day
from helpers.ward import LOADER, QuickHasher

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
from hah_console.domain.visit import DayPlan
from hah_console.services.context import Context
from hah_console.services.planning import draft_plan
from hah_console.services.site_load import load_site_pack
from scheduling import codec
from scheduling.synthetic import synthetic_day

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
DAY = date(2026, 11, 23)


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


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo site, to be copied."""
    path = tmp_path_factory.mktemp("demo") / "hah.db"
    ctx, store = opened(path)
    store.migrate()
    load_site_pack(ctx, LOADER, load_site(RESOURCES / "demo"), QuickHasher(), DAY)
    store.close()
    return path


def opened(path: Path) -> tuple[Context, Store]:
    store = Store(f"sqlite:///{path}")
    return Context(store.unit_of_work, ManualClock(datetime(2026, 11, 22, 22, 0, tzinfo=UTC))), store


@pytest.fixture
def demo(demo_file: Path, tmp_path: Path) -> Iterator[Context]:
    ctx, store = opened(Path(copyfile(demo_file, tmp_path / "hah.db")))
    yield ctx
    store.close()


@pytest.fixture
def dispatcher() -> Actor:
    return Actor(UserId("dispatcher1"), "dispatcher", Role.DISPATCHER, "test")


class KeepingPlanner:
    """Asks the real planner once and gives its answer again."""

    def __init__(self, planner: PlannerProcess) -> None:
        self._planner, self._answers = planner, dict[bytes, bytes]()

    def solve(self, problem_json: bytes, **options: object) -> bytes:
        if problem_json not in self._answers:
            self._answers[problem_json] = self._planner.solve(problem_json, **options)  # type: ignore[arg-type]
        return self._answers[problem_json]


@pytest.fixture(scope="module")
def keeping_planner(planner: PlannerProcess) -> KeepingPlanner:
    return KeepingPlanner(planner)


@pytest.fixture
def draft(
    demo: Context, dispatcher: Actor, travel: EstimatedTravel, keeping_planner: KeepingPlanner, profile: PlanningProfile
) -> DayPlan:
    """The demo day as it was drafted in two seconds, which is ample for all of it."""
    plan, changes = draft_plan(demo, dispatcher, DAY, travel, keeping_planner, profile, seconds=2.0)
    assert changes.touches("plan")
    return plan


@pytest.fixture
def ctx(planned_day: Path, tmp_path: Path) -> Iterator[Context]:
    """The day a module has planned (its ``planned_day``), to be changed."""
    ctx, store = hand_day.opened(hand_day.copied(planned_day, tmp_path))
    yield ctx
    store.close()


@pytest.fixture
def plan(ctx: Context) -> DayPlan:
    """The plan in force of that day."""
    with ctx.store() as uow:
        found = uow.plans.published(DAY)
    assert found is not None
    return found
