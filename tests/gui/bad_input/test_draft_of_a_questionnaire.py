"""Answers given so far are there again after a death and a closed window, said to be a draft, for who asked alone."""

from collections.abc import Callable

import pytest
from helpers.bedside import CHEN, NURSE
from helpers.bedside_desk import BedsideConsole
from helpers.chart_desk import tab_of
from helpers.closing_desk import OTHER
from helpers.every_form import House, patient_tab
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.ui.forms.draft_keeper import DraftKeeper
from hah_console.ui.screens.patient.questionnaires.ask_panel import AskPanel
from hah_console.ui.screens.patient.questionnaires.tab import QuestionnairesTab

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
Enter = Callable[..., BedsideConsole]


def asking(qtbot: QtBot, console: BedsideConsole) -> AskPanel:
    patient_tab(qtbot, console, f"{CHEN}#questionnaires")
    tab = tab_of(console, QuestionnairesTab)
    assert isinstance(tab, QuestionnairesTab)
    assert tab.list.choose("cat")
    console.alt(qtbot, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: tab.panel._ready and tab.panel.list.hasFocus())
    console.settle(qtbot)
    return tab.panel


def answered(panel: AskPanel) -> list[int]:
    assert panel.asking is not None
    return list(panel.asking.points.values())


@pytest.mark.usefixtures("kept_at_once")
def test_answers_outlive_a_death_and_a_closed_window(qtbot: QtBot, house: House, again: House, enter: Enter) -> None:
    console = enter(house, NURSE)
    panel = asking(qtbot, console)
    console.type(qtbot, "134")
    qtbot.waitUntil(lambda: not panel.keeper._unkept and console.window.tasks.idle)
    for keeper in console.window.findChildren(DraftKeeper):
        keeper._key = None
    console.window.close()
    console = enter(again, OTHER)
    assert answered(asking(qtbot, console)) == []
    console.window.close()
    console = enter(again, NURSE)
    panel = asking(qtbot, console)
    assert "草稿" in panel.error.text()
    assert panel.error.isVisible()
    console.type(qtbot, "5")
    console.window.close()
    console = enter(house, NURSE)
    assert answered(asking(qtbot, console)) == [3, 4, 5]
    console.window.close()
