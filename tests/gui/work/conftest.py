"""A nurse at the console of a ward with its orders and doses, the worklist in sight."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.desk import Console, make_console
from helpers.work_desk import WorkDesk, make_care_template, open_desk
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.ui.screens.work.view import WorkScreen


@pytest.fixture(scope="session")
def care_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_care_template(tmp_path_factory.mktemp("work"))


@pytest.fixture
def desk(care_template: Path, tmp_path: Path) -> Iterator[WorkDesk]:
    desk = open_desk(care_template, tmp_path)
    yield desk
    desk.ward.store.close()


@pytest.fixture
def console(qtbot: QtBot, desk: WorkDesk) -> Iterator[Console]:
    """The census in sight."""
    console = make_console(desk.ward, more={"work": WorkScreen})
    qtbot.addWidget(console.window)
    console.show(qtbot)
    console.sign_in(qtbot)
    yield console
    console.close(qtbot)


@pytest.fixture
def work(qtbot: QtBot, console: Console) -> WorkScreen:
    """The worklist in sight, with the keyboard in its list."""
    console.alt(qtbot, Qt.Key.Key_3)
    console.settle(qtbot)
    screen = console.screen("work", WorkScreen)
    qtbot.waitUntil(screen.list.hasFocus)
    return screen
