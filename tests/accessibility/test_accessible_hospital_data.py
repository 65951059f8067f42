"""What hospitals tell, on the exchange, the merge screen and the patient page, without a mouse and without sight."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.bedside import CHEN, PHYSICIAN, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole, open_console
from helpers.reach import expect_a_dialog_for_everybody, label, missed, named, stops, walk
from helpers.told_by_hospital import tell, tell_death
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hah_console.app.screens import SCREENS
from hah_console.ui.preferences import Preferences
from hah_console.ui.screens.exchange.refusals_page import RefusalsPage
from hah_console.ui.screens.exchange.view import ExchangeScreen
from hah_console.ui.screens.matches.view import MatchesScreen
from hah_console.ui.screens.patient.hospital.tab import HospitalTab

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
PLACES = {"matches": "", "exchange": "refusals", "patient": f"{CHEN}#hospital"}
SHOWN = {name: SCREENS[name] for name in ("census", *PLACES)}
NO_ROLE = {QAccessible.Role.NoRole, QAccessible.Role.Border, QAccessible.Role.Grouping}
Open = Callable[..., BedsideConsole]


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    tell(bedside)
    tell_death(bedside)
    yield bedside
    bedside.store.close()


@pytest.fixture
def open_place(qtbot: QtBot, bedside: Bedside) -> Open:
    """Opens the console with one place in sight and everything on it read."""

    def opened(screen: str, language: str = "zh_TW") -> BedsideConsole:
        console = open_console(qtbot, bedside, PHYSICIAN, Preferences(language=language), screens=SHOWN)
        console.frame.navigate(screen, PLACES[screen])
        qtbot.waitUntil(lambda: is_read(console, screen))
        console.settle(qtbot)
        return console

    return opened


def is_read(console: BedsideConsole, screen: str) -> bool:
    shown = console.frame.screens[screen]
    if isinstance(shown, MatchesScreen):
        return shown.presenter.page is not None
    if isinstance(shown, ExchangeScreen):
        return isinstance(shown.front, RefusalsPage) and shown.front.presenter.board is not None
    tab = console.patient.tabs.front
    return isinstance(tab, HospitalTab) and tab.presenter.page is not None


@pytest.mark.parametrize("language", ["zh_TW", "en"])
@pytest.mark.parametrize("screen", PLACES)
def test_everything_has_a_name_and_a_role(open_place: Open, screen: str, language: str) -> None:
    window = open_place(screen, language).window
    found = stops(window)
    own = window.frame.screens[screen]  # type: ignore[union-attr]
    assert any(widget in found for widget in own.findChildren(QWidget))
    assert {label(widget) for widget in found if not named(widget)} == set()
    roles = {label(w): QAccessible.queryAccessibleInterface(w).role() for w in found}
    assert {name for name, role in roles.items() if role in NO_ROLE} == set()
    assert {label(widget) for widget in found if not widget.objectName()} == set()


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
@pytest.mark.parametrize("screen", PLACES)
def test_tab_reaches_everything_and_comes_back(qtbot: QtBot, open_place: Open, screen: str, key: Qt.Key) -> None:
    console = open_place(screen)
    console.frame.screens[screen].take_focus()
    qtbot.keyClick(console.focused(), key)
    assert missed(console.window, walk(qtbot, key)) == set()


@pytest.mark.parametrize("language", ["zh_TW", "en"])
@pytest.mark.parametrize("act", ["open_link", "open_apart", "open_new"])
def test_the_forms_of_the_merge_screen_need_neither_mouse_nor_sight(
    qtbot: QtBot, open_place: Open, act: str, language: str
) -> None:
    console = open_place("matches", language)
    screen = console.screen("matches", MatchesScreen)
    getattr(screen, act)()
    console.settle(qtbot)
    expect_a_dialog_for_everybody(qtbot, console, screen)
