"""The alarm list over a real store, by keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.bedside import LINK_ALARM, PHYSICIAN, SPO2_ALARM, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole, open_console
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.domain.alarm import AlarmState
from hah_console.services.alarm_commands import acknowledge_alarm


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    yield bedside
    bedside.store.close()


@pytest.fixture
def console(qtbot: QtBot, bedside: Bedside) -> BedsideConsole:
    console = open_console(qtbot, bedside)
    console.alt(qtbot, Qt.Key.Key_2)
    console.settle(qtbot)
    qtbot.waitUntil(console.alarms.list.hasFocus)
    assert console.alarms.list.choose(SPO2_ALARM)
    return console  # the window is closed, and its work ended, before the store is


def _state(bedside: Bedside) -> AlarmState:
    with bedside.store.unit_of_work() as uow:
        return uow.alarms.get(SPO2_ALARM).state


def test_an_alarm_is_acknowledged_from_the_list_by_one_key(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside
) -> None:
    console.alt(qtbot, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: _state(bedside) is AlarmState.ACKNOWLEDGED)
    console.settle(qtbot)
    row = console.alarms.presenter.find(SPO2_ALARM)
    assert row is not None
    assert row.owner == "王淑芬"
    assert not console.alarms.acknowledge_button.isEnabled()


def test_an_alarm_somebody_else_took_is_not_taken_again(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside
) -> None:
    acknowledge_alarm(bedside.ctx, PHYSICIAN, SPO2_ALARM)
    console.alarms.acknowledge()
    console.settle(qtbot)
    qtbot.waitUntil(lambda: bool(console.alarms.said.text()))
    with bedside.store.unit_of_work() as uow:
        assert uow.alarms.get(SPO2_ALARM).acknowledged_by == PHYSICIAN.user_id


def test_after_midnight_the_list_of_today_begins_anew(qtbot: QtBot, console: BedsideConsole, bedside: Bedside) -> None:
    assert console.alarms.presenter.counts()["ended"] == 1
    bedside.advance(21 * 60)
    qtbot.waitUntil(lambda: console.alarms.presenter.counts()["ended"] == 0)
    console.settle(qtbot)
    assert console.alarms.presenter.counts()["waiting"] == 2


def test_enter_opens_the_patient_of_the_alarm(qtbot: QtBot, console: BedsideConsole) -> None:
    console.press(qtbot, Qt.Key.Key_Return)
    console.settle(qtbot)
    assert console.patient.isVisible()


def test_an_empty_filter_says_so_and_leads_back(qtbot: QtBot, console: BedsideConsole, bedside: Bedside) -> None:
    for alarm_id in (SPO2_ALARM, LINK_ALARM):
        acknowledge_alarm(bedside.ctx, PHYSICIAN, alarm_id)
    console.alarms.refresh()
    qtbot.waitUntil(lambda: console.alarms.presenter.counts()["waiting"] == 0)
    console.alarms.filters["waiting"].setFocus()
    console.press(qtbot, Qt.Key.Key_Space)
    assert console.alarms.message.isVisible()
    console.alarms.message.button.setFocus()
    console.press(qtbot, Qt.Key.Key_Space)
    assert console.alarms.list.isVisible()


def test_everything_with_focus_has_a_name_in_the_language_in_force(qtbot: QtBot, console: BedsideConsole) -> None:
    screen = console.alarms
    before = screen.acknowledge_button.accessibleName()
    console.press(qtbot, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    named = (screen.list, screen.acknowledge_button, screen.open_button, *screen.filters.values())
    assert all(widget.accessibleName() for widget in named)
    assert screen.acknowledge_button.accessibleName() != before
