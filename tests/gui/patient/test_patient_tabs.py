"""Tabs of the patient page: they read only after the opening was audited, and only while they are in front."""

from dataclasses import replace

import pytest
from helpers.bedside import CHEN, LIN, PHYSICIAN, Bedside
from helpers.bedside_desk import SCREENS, BedsideConsole, open_console
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar
from pytestqt.qtbot import QtBot

from hah_console.domain.ids import PatientId
from hah_console.services.changes import Changes
from hah_console.ui.places import LIVE_TAB, PatientPlace
from hah_console.ui.preferences import Preferences
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.patient.tabs import PatientTab
from hah_console.ui.screens.patient.view import PatientScreen

_CTRL = Qt.KeyboardModifier.ControlModifier


class ToldTab(PatientTab):
    """Writes down what it is told."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.told: list[str] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("told")

    def show_patient(self, patient_id: PatientId, entity_id: str = "") -> None:
        self.told.append(f"show {patient_id} {entity_id}".strip())

    def leave(self) -> None:
        self.told.append("leave")

    def refresh(self) -> None:
        self.told.append("refresh")

    def on_changes(self, changes: Changes) -> None:
        self.told.append("changes")

    def restyle(self, desk: Desk) -> None:
        super().restyle(desk)
        self.told.append("restyle")


class OtherTab(ToldTab):
    """Another one."""


def _patient(desk: Desk) -> Screen:
    return PatientScreen(desk, {"notes": ToldTab, "photos": OtherTab})


@pytest.fixture
def console(qtbot: QtBot, bedside: Bedside) -> BedsideConsole:
    return open_console(qtbot, bedside, PHYSICIAN, screens={**SCREENS, "patient": _patient})


def _tab(console: BedsideConsole, kind: type[ToldTab]) -> ToldTab:
    found = console.patient.findChild(kind)
    assert isinstance(found, ToldTab)
    return found


def test_a_place_names_a_tab_and_a_thing_on_it() -> None:
    place = PatientPlace(CHEN, "notes", "N1/2")
    assert PatientPlace.of(str(place)) == place
    assert PatientPlace.of(CHEN) == PatientPlace(CHEN)
    assert str(replace(place, tab_id="")) == CHEN


def test_control_and_a_digit_turn_to_a_tab_which_then_reads(qtbot: QtBot, console: BedsideConsole) -> None:
    console.frame.navigate("patient", CHEN)
    console.settle(qtbot)
    console.press(qtbot, Qt.Key.Key_2, _CTRL)
    assert _tab(console, ToldTab).told == [f"show {CHEN}"]
    assert console.focused() is _tab(console, ToldTab)
    console.press(qtbot, Qt.Key.Key_1, _CTRL)
    assert console.patient.tabs.tab_id == LIVE_TAB
    assert console.focused() is console.patient.numbers


def test_a_place_opens_its_tab_after_the_opening_was_audited(qtbot: QtBot, console: BedsideConsole) -> None:
    console.frame.navigate("patient", f"{CHEN}#photos/A7")
    tab = _tab(console, OtherTab)
    assert tab.told == []
    console.settle(qtbot)
    assert tab.told[0] == f"show {CHEN} A7"


def test_another_patient_empties_the_tab_first_and_stays_on_it(qtbot: QtBot, console: BedsideConsole) -> None:
    console.frame.navigate("patient", f"{CHEN}#notes")
    console.settle(qtbot)
    tab = _tab(console, ToldTab)
    tab.told.clear()
    console.frame.navigate("patient", LIN)
    assert tab.told == ["leave"]
    console.settle(qtbot)
    assert tab.told[1] == f"show {LIN}"
    console.frame.navigate("census", "")
    assert tab.told[-1] == "leave"


def test_only_the_tab_in_front_hears_of_changes(qtbot: QtBot, console: BedsideConsole) -> None:
    console.frame.navigate("patient", f"{CHEN}#notes")
    console.settle(qtbot)
    console.press(qtbot, Qt.Key.Key_3, _CTRL)
    notes, photos = console.patient.tabs._made["notes"], console.patient.tabs._made["photos"]
    assert isinstance(notes, ToldTab)
    assert isinstance(photos, ToldTab)
    notes.told.clear()
    console.patient.on_changes(Changes())
    assert photos.told[-1] == "changes"
    assert notes.told == []


def test_a_tab_out_of_sight_changes_language_when_it_comes_in_front(qtbot: QtBot, console: BedsideConsole) -> None:
    console.frame.navigate("patient", f"{CHEN}#notes")
    console.settle(qtbot)
    console.press(qtbot, Qt.Key.Key_1, _CTRL)
    console.window.apply(Preferences(language="en", theme="dark"))
    tab = _tab(console, ToldTab)
    assert "restyle" not in tab.told
    console.press(qtbot, Qt.Key.Key_2, _CTRL)
    assert tab.told.count("restyle") == 1
    bar = console.patient.findChild(QTabBar, "patient.tabs")
    assert isinstance(bar, QTabBar)
    assert [bar.tabText(i) for i in range(bar.count())] == ["Live", "Notes", "Photos"]


def test_without_tabs_the_page_has_no_bar(qtbot: QtBot, bedside: Bedside) -> None:
    console = open_console(qtbot, bedside, PHYSICIAN)
    console.frame.navigate("patient", CHEN)
    console.settle(qtbot)
    bar = console.patient.findChild(QTabBar, "patient.tabs")
    assert isinstance(bar, QTabBar)
    assert bar.isHidden()
