"""The demo day in a store of its own, a planner child for all tests, the window of a dispatcher."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from helpers.route_desk import RouteConsole, make_day, route_console
from pytestqt.qtbot import QtBot

from hah_console.adapters.db.store import Store
from hah_console.adapters.planner.process import PlannerProcess


@pytest.fixture(scope="session")
def day_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_day(tmp_path_factory.mktemp("day"))


@pytest.fixture(scope="module")
def planner() -> Iterator[PlannerProcess]:
    process = PlannerProcess()
    process.warm_up()
    yield process
    process.close()


@pytest.fixture
def store(day_template: Path, tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "hah.db"
    copyfile(day_template, path)
    store = Store(f"sqlite:///{path}")
    yield store
    store.close()


@pytest.fixture
def console(qtbot: QtBot, store: Store, planner: PlannerProcess) -> Iterator[RouteConsole]:
    with route_console(qtbot, store, planner) as console:
        yield console
