"""Forecast, limits and alarms on the live view, by keyboard, over a real store."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.bedside import CHEN, NOW, PHYSICIAN, SPO2_ALARM, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.app.packaged_model import packaged_model
from hah_console.domain.alarm import AlarmState
from hah_console.domain.reading import Vital
from hah_console.services.forecast.risk import turn_forecast
from hah_console.ui.dialogs.limit_dialog import LimitDialog
from hah_console.ui.screens.patient.number_list import CARD_HEIGHT, LOWEST_CARD, NumberDelegate, NumberList
from hah_console.ui.screens.patient.number_text import ORDER, NumberCard
from hah_console.ui.theme.theme import Theme

OpenPage = Callable[..., BedsideConsole]
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path)
    yield bedside
    bedside.store.close()


def test_the_forecast_is_on_the_page_only_while_the_site_has_it_on(
    qtbot: QtBot, open_page: OpenPage, bedside: Bedside
) -> None:
    console = open_page("en", risk_model=packaged_model())
    assert not console.patient.risk.isVisible()
    turn_forecast(bedside.ctx, PHYSICIAN, on=True)
    console.patient.refresh()
    qtbot.waitUntil(console.patient.risk.isVisible)
    console.settle(qtbot)
    assert "支援決策，非診斷" in console.patient.risk.notice.text()
    assert "times the average" in console.patient.risk.figure.text()
    assert console.patient.risk.title.accessibleName().startswith("Risk forecast")
    turn_forecast(bedside.ctx, PHYSICIAN, on=False)
    console.patient.refresh()
    qtbot.waitUntil(lambda: not console.patient.risk.isVisible())
    console.settle(qtbot)


@pytest.mark.parametrize("room", [5 * LOWEST_CARD, 5 * CARD_HEIGHT - 20, 600])
def test_no_live_number_lies_below_the_edge_where_all_can_be_seen(qtbot: QtBot, room: int) -> None:
    numbers = NumberList("test.numbers", NumberDelegate(Theme.load("light")))
    qtbot.addWidget(numbers)
    numbers.show_rows(tuple(NumberCard(v, "", "1", "", "", "", False, False, "") for v in ORDER))
    numbers.resize(200, room)
    numbers.show()
    qtbot.waitUntil(lambda: numbers.viewport().height() > 0 and numbers.verticalScrollBar().maximum() == 0)
    assert numbers.visualRect(numbers.model().index(len(ORDER) - 1, 0)).bottom() < numbers.viewport().height()


def test_enter_on_a_number_sets_a_limit_of_this_patient(qtbot: QtBot, open_page: OpenPage, bedside: Bedside) -> None:
    console = open_page("en")
    page = console.patient
    page.numbers.setFocus()
    page.numbers.choose(Vital.HEART_RATE.value)
    console.press(qtbot, Qt.Key.Key_Return)
    form = next(one for one in page.findChildren(LimitDialog) if one.isVisible())
    assert form.vital.currentData() == Vital.HEART_RATE
    form.side.setCurrentIndex(form.side.findData("high"))
    form.value.setValue(125)
    form.reason.setText("known tachycardia")
    qtbot.waitUntil(form.isActiveWindow)
    with qtbot.waitSignal(form.saved):
        qtbot.keyClick(form.reason, Qt.Key.Key_Return, CONTROL)
    console.settle(qtbot)
    with bedside.store.unit_of_work() as uow:
        (limit,) = [x for x in uow.limits.current(NOW) if x.patient_id == CHEN]
    assert (limit.vital, limit.side, limit.value) == (Vital.HEART_RATE, "high", 125)
    card = next(row for i in range(5) if (row := page.numbers.rows.row(i)) and row.key == Vital.HEART_RATE.value)
    assert "125" in card.spoken


def test_the_acknowledge_key_takes_the_alarm_chosen_among_the_steps(
    qtbot: QtBot, open_page: OpenPage, bedside: Bedside
) -> None:
    console = open_page("en")
    console.patient.steps.setFocus()
    assert console.patient.steps.choose(SPO2_ALARM)
    console.alt(qtbot, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: not console.patient.acknowledge.isEnabled())
    console.settle(qtbot)
    with bedside.store.unit_of_work() as uow:
        assert uow.alarms.get(SPO2_ALARM).state is AlarmState.ACKNOWLEDGED
