"""The board of hospitals by keyboard: what was heard is entered, ages, and says when it is too old."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.bedside import DISPATCHER, NEAR, Bedside, open_bedside
from helpers.bedside_desk import SCREENS, open_console
from helpers.driven_window import DrivenWindow
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from hah_console.ui.hospitals.news_dialog import NewsDialog
from hah_console.ui.screens.hospitals.view import HospitalsScreen

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    yield bedside
    bedside.store.close()


@pytest.fixture
def console(qtbot: QtBot, bedside: Bedside) -> DrivenWindow:
    console = open_console(qtbot, bedside, DISPATCHER, screens={**SCREENS, "hospitals": HospitalsScreen})
    console.window.frame.navigate("hospitals", "")  # type: ignore[union-attr]
    console.settle(qtbot)
    return console


def board(console: DrivenWindow) -> HospitalsScreen:
    return console.screen("hospitals", HospitalsScreen)


def dialog_of(qtbot: QtBot, console: DrivenWindow) -> NewsDialog:
    qtbot.waitUntil(lambda: bool(console.window.findChildren(NewsDialog)))
    return console.window.findChildren(NewsDialog)[-1]


def test_what_was_heard_is_entered_by_keyboard_and_ages(qtbot: QtBot, console: DrivenWindow, bedside: Bedside) -> None:
    screen = board(console)
    qtbot.waitUntil(screen.list.hasFocus)
    assert screen.list.choose(NEAR)
    assert "沒有消息" in screen.list.row().spoken  # type: ignore[union-attr]
    console.press(qtbot, Qt.Key.Key_Return)
    dialog = dialog_of(qtbot, console)
    qtbot.keyClicks(dialog.ward_beds, "4")
    dialog.send()
    qtbot.waitUntil(lambda: "病房空床 4" in screen.list.row().spoken)  # type: ignore[union-attr]
    console.settle(qtbot)
    bedside.advance(61)
    screen.refresh()
    qtbot.waitUntil(lambda: "已過時" in screen.list.row().spoken)  # type: ignore[union-attr]
    assert "0 家" in screen.findChildren(QLabel)[1].text()


def test_a_number_that_is_none_is_said_beside_its_field_and_nothing_is_lost(
    qtbot: QtBot, console: DrivenWindow
) -> None:
    screen = board(console)
    qtbot.waitUntil(screen.list.hasFocus)
    screen.list.choose(NEAR)
    screen.tell()
    dialog = dialog_of(qtbot, console)
    field = dialog.findChild(QLineEdit, "hospitals.news.icu_beds")
    field.setText("two")
    dialog.send()
    fault = dialog.findChild(QLabel, "hospitals.news.icu_beds.error")
    qtbot.waitUntil(lambda: bool(fault.text()))
    assert field.text() == "two"
    dialog.reject()
