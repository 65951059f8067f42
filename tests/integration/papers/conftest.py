"""The demo day planned and published once: its store to be copied, its papers, and the words of both languages."""

import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from helpers.command_line import Command, Printed
from helpers.papers import HALF_PAST_SIX, OUTDOORS, Papers
from helpers.route_desk import DAY, DISPATCHER, PROFILE, RESOURCES, TRAVEL, make_day
from helpers.ward import RULES

from hah_console.adapters.db.store import Store
from hah_console.adapters.planner.process import PlannerProcess
from hah_console.adapters.site import load_site
from hah_console.app.bootstrap import SYSTEM
from hah_console.app.cli import main
from hah_console.domain.clock import ManualClock
from hah_console.services.context import Context
from hah_console.services.planning import draft_plan, publish_plan
from hah_console.services.route_papers import route_papers
from hah_console.services.site_care import load_site_care


def opened(path: Path) -> tuple[Context, Store]:
    store = Store(f"sqlite:///{path}")
    return Context(store.unit_of_work, ManualClock(HALF_PAST_SIX)), store


@pytest.fixture(scope="session")
def published_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo day, its orders and a published plan."""
    path = make_day(tmp_path_factory.mktemp("papers"))
    ctx, store = opened(path)
    load_site_care(ctx, SYSTEM, load_site(RESOURCES / "demo"), RULES.care, DAY)
    planner = PlannerProcess()
    plan, _ = draft_plan(ctx, DISPATCHER, DAY, TRAVEL, planner, PROFILE, seconds=1.0, rules=RULES)
    planner.close()
    publish_plan(ctx, DISPATCHER, plan.plan_id, plan.version)
    store.close()
    return path


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Calls ``hah_console`` with these words."""

    def call(*words: str) -> Printed:
        monkeypatch.setattr(sys, "argv", ["hah_console", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Printed(int(ended.value.code or 0), said.out, said.err)

    return call


@pytest.fixture
def desk(published_file: Path, tmp_path: Path) -> Iterator[Context]:
    ctx, store = opened(Path(copyfile(published_file, tmp_path / "hah.db")))
    yield ctx
    store.close()


@pytest.fixture(scope="session")
def papers(published_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Papers:
    ctx, store = opened(Path(copyfile(published_file, tmp_path_factory.mktemp("read") / "hah.db")))
    found = Papers(route_papers(ctx, DISPATCHER, RULES.care, OUTDOORS, DAY))
    store.close()
    return found
