"""An exercise is said over every screen and ended from there, by keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.bedside import DISPATCHER, PHYSICIAN, Bedside, open_bedside
from helpers.bedside_desk import open_console
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.services.drill import DrillKind, running_drill, start_drill
from hah_console.ui.shell.drill_banner import EndDrillDialog

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    yield bedside
    bedside.store.close()


def test_an_exercise_that_begins_is_said_on_every_screen_and_ended_by_a_key(qtbot: QtBot, bedside: Bedside) -> None:
    console = open_console(qtbot, bedside, PHYSICIAN)
    frame = console.window.frame
    assert frame is not None
    banner = frame.drill
    assert not banner.isVisible()
    start_drill(bedside.ctx, PHYSICIAN, DrillKind.MASS_CASUALTY)
    qtbot.waitUntil(banner.isVisible)
    for screen in frame.screens or ("census",):
        frame.navigate(screen, "")
        assert banner.isVisible(), screen
    assert banner.words.text() == "演習進行中：大量傷患，03:12 起，6 位演習病人"
    console.press(qtbot, Qt.Key.Key_E, CTRL | ALT)
    dialog = console.window.findChildren(EndDrillDialog)[-1]
    assert running_drill(bedside.ctx) is not None, "it is asked once more"
    qtbot.waitUntil(dialog.cancel.hasFocus)
    console.press(qtbot, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: running_drill(bedside.ctx) is None)
    qtbot.waitUntil(lambda: not banner.isVisible())
    console.settle(qtbot)


def test_who_may_not_decide_a_transfer_sees_the_exercise_and_cannot_end_it(qtbot: QtBot, bedside: Bedside) -> None:
    start_drill(bedside.ctx, PHYSICIAN, DrillKind.NETWORK_LOSS)
    console = open_console(qtbot, bedside, DISPATCHER)
    frame = console.window.frame
    assert frame is not None
    qtbot.waitUntil(frame.drill.isVisible)
    assert "網路中斷" in frame.drill.words.text()
    assert not frame.drill.end_button.isVisible()
