"""The tabs of orders and results and their forms without a mouse and without sight, in both languages."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.bedside import LIN, NURSE, PHYSICIAN, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole, open_console
from helpers.medication_desk import WITH_TABS, past_days
from helpers.order_ward import DESK
from helpers.reach import expect_a_dialog_for_everybody, label, missed, named, stops, walk
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hah_console.domain.ids import EpisodeId
from hah_console.domain.order import OrderKind
from hah_console.domain.timing import Timing
from hah_console.services.orders import OrderRequest, place_order, prepare_order
from hah_console.ui.preferences import Preferences
from hah_console.ui.screens.patient.medication.tab import MedicationTab
from hah_console.ui.screens.patient.results.tab import ResultsTab

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
LANGUAGES = ("zh_TW", "en")
Role = QAccessible.Role
NO_ROLE = {Role.NoRole, Role.Border, Role.Grouping}
Open = Callable[..., BedsideConsole]


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    past_days(bedside)
    timing = Timing(bedside.clock.now())
    stay = EpisodeId("E-lin")
    wanted = OrderRequest(stay, OrderKind.SPECIMEN, timing, subject="urine_culture")
    place_order(bedside.ctx, PHYSICIAN, DESK, wanted)
    prepare_order(bedside.ctx, NURSE, DESK, OrderRequest(stay, OrderKind.WOUND_CARE, timing))
    yield bedside
    bedside.store.close()


@pytest.fixture
def open_tab(qtbot: QtBot, bedside: Bedside) -> Open:
    def opened(tab_id: str, language: str = "zh_TW") -> BedsideConsole:
        console = open_console(qtbot, bedside, PHYSICIAN, Preferences(language=language), screens=WITH_TABS)
        console.frame.navigate("patient", f"{LIN}#{tab_id}/")
        console.settle(qtbot)
        qtbot.waitUntil(lambda: front(console) is not None)
        qtbot.waitUntil(lambda: known(console))
        console.settle(qtbot)
        return console

    return opened


def front(console: BedsideConsole) -> MedicationTab | ResultsTab | None:
    tab = console.patient.tabs.front
    return tab if isinstance(tab, MedicationTab | ResultsTab) else None


def known(console: BedsideConsole) -> bool:
    tab = front(console)
    return (tab.presenter.record if isinstance(tab, MedicationTab) else tab and tab.presenter.page) is not None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tab_id", ["medication", "results"])
def test_everything_on_a_tab_has_a_name_and_a_role(open_tab: Open, tab_id: str, language: str) -> None:
    console = open_tab(tab_id, language)
    found = stops(console.window)
    own = front(console)
    assert own is not None
    assert any(widget in found for widget in own.findChildren(QWidget))
    assert {label(widget) for widget in found if not named(widget)} == set()
    roles = {label(w): QAccessible.queryAccessibleInterface(w).role() for w in found}
    assert {name for name, role in roles.items() if role in NO_ROLE} == set()
    assert {label(widget) for widget in found if not widget.objectName()} == set()


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
@pytest.mark.parametrize("tab_id", ["medication", "results"])
def test_tab_reaches_every_control_of_a_tab_and_comes_back(
    qtbot: QtBot, open_tab: Open, tab_id: str, key: Qt.Key
) -> None:
    console = open_tab(tab_id)
    own = front(console)
    assert own is not None
    own.take_focus()
    qtbot.keyClick(console.focused(), key)
    assert missed(console.window, walk(qtbot, key)) == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("tab_id", "action"),
    [
        ("medication", "open_give"),
        ("medication", "open_not_given"),
        ("medication", "open_stop"),
        ("medication", "open_order"),
        ("medication", "open_prescriptions"),
        ("results", "open_take"),
        ("results", "open_end"),
        ("results", "open_enter"),
        ("results", "open_answer"),
        ("results", "open_order"),
    ],
)
def test_the_forms_of_the_tabs_need_neither_mouse_nor_sight(
    qtbot: QtBot, open_tab: Open, tab_id: str, action: str, language: str
) -> None:
    console = open_tab(tab_id, language)
    tab = front(console)
    assert tab is not None
    if isinstance(tab, ResultsTab):
        tab.scores.choose("qsofa")
    getattr(tab, action)()
    console.settle(qtbot)
    expect_a_dialog_for_everybody(qtbot, console, tab)
