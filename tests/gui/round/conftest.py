"""A physician at the console of a ward with its orders and doses, the round in sight."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.desk import Console, make_console
from helpers.round_ward import RoundWard, open_round
from helpers.work_desk import make_care_template
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.ui.screens.round.view import RoundScreen


@pytest.fixture(scope="session")
def care_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_care_template(tmp_path_factory.mktemp("round"))


@pytest.fixture
def ward(care_template: Path, tmp_path: Path) -> Iterator[RoundWard]:
    ward = open_round(care_template, tmp_path)
    yield ward
    ward.ward.store.close()


@pytest.fixture
def console(qtbot: QtBot, ward: RoundWard) -> Iterator[Console]:
    """The census in sight."""
    console = make_console(ward.ward, more={"round": RoundScreen})
    qtbot.addWidget(console.window)
    console.show(qtbot)
    console.sign_in(qtbot, "physician1")
    yield console
    console.close(qtbot)


@pytest.fixture
def round_screen(qtbot: QtBot, console: Console) -> RoundScreen:
    """The round in sight, with the keyboard in its list and the first page open."""
    console.alt(qtbot, Qt.Key.Key_4)
    screen = console.screen("round", RoundScreen)
    qtbot.waitUntil(lambda: screen.presenter.sight is not None)
    qtbot.waitUntil(screen.page.decision.form.form.isEnabled)
    console.settle(qtbot)
    qtbot.waitUntil(screen.list.hasFocus)
    return screen
