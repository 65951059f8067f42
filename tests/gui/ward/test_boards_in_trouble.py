"""Boards whose reading fails say what happened and offer the next step; when it works again they go on."""

import sqlite3
from pathlib import Path

import pytest
from helpers.desk import Console
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget
from pytestqt.qtbot import QtBot

from hah_console.ui.screens.wall.view import WallScreen
from hah_console.ui.screens.ward.view import WardScreen
from hah_console.ui.widgets.states import Message


def rename(folder: Path, table: str, name: str) -> None:
    """What a fault of the database looks like to one query, and its end."""
    database = sqlite3.connect(folder / "ward.db")
    database.execute(f"ALTER TABLE {table} RENAME TO {name}")
    database.commit()
    database.close()


@pytest.mark.expected_log("background work failed|database")
@pytest.mark.parametrize(("screen", "table"), [("ward", "latest_score"), ("devices", "device_status")])
def test_a_board_that_cannot_be_read_says_so_and_reads_again_when_asked(
    qtbot: QtBot, signed_in: Console, tmp_path: Path, screen: str, table: str
) -> None:
    rename(tmp_path, table, "away")
    signed_in.frame.navigate(screen, "")
    board = signed_in.frame.screens[screen]
    pages, message = board.pages, board.message  # type: ignore[attr-defined]
    assert isinstance(pages, QStackedWidget)
    assert isinstance(message, Message)
    qtbot.waitUntil(lambda: pages.currentWidget() is message)
    assert message.sentence
    assert message.button.isVisible()
    rename(tmp_path, "away", table)
    message.button.setFocus()
    signed_in.press(qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: pages.currentWidget() is not message)
    qtbot.waitUntil(lambda: signed_in.window.tasks.idle)


@pytest.mark.expected_log("background work failed|database")
def test_a_board_that_was_read_once_stays_in_sight_while_reading_fails(
    qtbot: QtBot, signed_in: Console, tmp_path: Path
) -> None:
    signed_in.frame.navigate("ward", "")
    board = signed_in.frame.screens["ward"]
    assert isinstance(board, WardScreen)
    qtbot.waitUntil(lambda: board.model.rowCount() == len(signed_in.ward.patients))
    qtbot.waitUntil(lambda: signed_in.window.tasks.idle)
    rename(tmp_path, "latest_score", "away")
    board.refresh()
    qtbot.waitUntil(lambda: signed_in.window.tasks.idle)
    assert board.pages.currentWidget() is board.tiles
    rename(tmp_path, "away", "latest_score")


@pytest.mark.expected_log("background work failed|database")
def test_a_wall_board_that_cannot_be_read_says_so_in_its_middle(
    qtbot: QtBot, signed_in: Console, tmp_path: Path
) -> None:
    rename(tmp_path, "latest_score", "away")
    signed_in.frame.navigate("wall", "")
    wall = signed_in.frame.screens["wall"]
    assert isinstance(wall, WallScreen)
    qtbot.waitUntil(lambda: bool(wall.trouble))
    assert not wall.grab().isNull()
    rename(tmp_path, "away", "latest_score")
    wall.refresh()
    qtbot.waitUntil(lambda: not wall.trouble)
    qtbot.waitUntil(lambda: signed_in.window.tasks.idle)
