"""The screen of the exchange with one page in front, brought there by its key."""

from typing import TypeVar

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.domain.actor import Actor
from hah_console.ui.screens.exchange.two_panes import TwoPanes
from hah_console.ui.screens.exchange.view import ExchangeScreen
from helpers.bedside import Bedside
from helpers.bedside_desk import SCREENS, BedsideConsole, open_console

AnyPage = TypeVar("AnyPage", bound=TwoPanes)


def open_page(
    qtbot: QtBot, bedside: Bedside, actor: Actor, key: Qt.Key, kind: type[AnyPage]
) -> tuple[BedsideConsole, AnyPage]:
    """With Ctrl and its key from the connections."""
    console = open_console(qtbot, bedside, actor, screens={**SCREENS, "exchange": ExchangeScreen})
    console.frame.navigate("exchange", "")
    console.settle(qtbot)
    console.press(qtbot, key, Qt.KeyboardModifier.ControlModifier)
    page = console.screen("exchange", ExchangeScreen).front
    assert isinstance(page, kind)
    qtbot.waitUntil(page.list.hasFocus)
    return console, page
