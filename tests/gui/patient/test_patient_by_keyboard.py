"""Working on the patient page without a mouse, and what a screen reader is told, over a real store."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from helpers.bedside import CHEN, CHEN_STAY, NOW, PHYSICIAN, SPO2_ALARM, Bedside
from helpers.bedside_desk import BedsideConsole, open_console
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from hah_console.domain.alarm import AlarmState
from hah_console.domain.reading import Consciousness
from hah_console.domain.transfer import TransferStage
from hah_console.services.alarm_commands import acknowledge_alarm
from hah_console.services.transfers import decide_transfer
from hah_console.ui.bedside.decide_dialog import DecideDialog
from hah_console.ui.bedside.observe_dialog import ObserveDialog

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
OpenPage = Callable[..., BedsideConsole]
Role = QAccessible.Role
CONTROL = Qt.KeyboardModifier.ControlModifier


def views(bedside: Bedside) -> list[tuple[str, str]]:
    with bedside.store.unit_of_work() as uow:
        entries = [kept.entry for kept in uow.audit.of_patient(CHEN, NOW, NOW + timedelta(hours=1))]
    return [(e.actor, e.entity_id) for e in entries if e.action == "view_patient"]


def opened(page: QWidget, kind: type[QDialog]) -> QDialog | None:
    return next((form for form in page.findChildren(kind) if form.isVisible()), None)


def role(widget: QWidget) -> QAccessible.Role:
    return QAccessible.queryAccessibleInterface(widget).role()


def test_enter_on_the_census_opens_the_patient_and_that_is_audited_once(
    qtbot: QtBot, bedside: Bedside, spoken: list[tuple[str, bool]]
) -> None:
    console = open_console(qtbot, bedside, PHYSICIAN)
    console.frame.screens["census"].show_entity(CHEN)
    console.frame.focus_screen()
    console.press(qtbot, Qt.Key.Key_Return)
    page = console.patient
    qtbot.waitUntil(lambda: page.presenter.picture is not None)
    qtbot.waitUntil(page.numbers.hasFocus)
    console.settle(qtbot)
    assert page.presenter.patient_id == CHEN
    assert views(bedside) == [(PHYSICIAN.user_id, CHEN)]
    assert (page.banner.accessibleName(), False) in spoken
    assert "盤尼西林" in page.banner.accessibleName()
    console.press(qtbot, Qt.Key.Key_Escape)
    assert console.frame.current_screen == "census"
    assert page.presenter.page is None
    assert page.banner.shown is None


def test_the_command_bar_opens_a_patient_by_name(qtbot: QtBot, bedside: Bedside) -> None:
    console = open_console(qtbot, bedside, PHYSICIAN)
    console.press(qtbot, Qt.Key.Key_Slash)
    bar = console.frame.command_bar
    bar.edit.insert("陳")
    qtbot.waitUntil(lambda: len(bar.suggestions) == 1)
    console.press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: console.frame.current_screen == "patient")
    qtbot.waitUntil(lambda: console.patient.presenter.picture is not None)
    console.settle(qtbot)
    assert console.patient.presenter.patient_id == CHEN


def test_one_key_acknowledges_the_most_urgent_alarm_and_says_so(
    qtbot: QtBot, open_page: OpenPage, bedside: Bedside, spoken: list[tuple[str, bool]]
) -> None:
    console = open_page("en")
    console.alt(qtbot, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: not console.patient.acknowledge.isEnabled())
    console.settle(qtbot)
    with bedside.store.unit_of_work() as uow:
        assert uow.alarms.get(SPO2_ALARM).state is AlarmState.ACKNOWLEDGED
    assert ("Acknowledged: SpO₂ 86 %", False) in spoken


def test_an_alarm_somebody_else_took_is_said_at_once_and_the_page_shows_the_owner(
    qtbot: QtBot, open_page: OpenPage, bedside: Bedside, spoken: list[tuple[str, bool]]
) -> None:
    console = open_page("en")
    acknowledge_alarm(bedside.ctx, PHYSICIAN, SPO2_ALARM)
    console.patient.acknowledge_first()
    qtbot.waitUntil(lambda: not console.patient.acknowledge.isEnabled())
    console.settle(qtbot)
    assert not [sentence for sentence, _ in spoken if sentence.startswith("Acknowledged")]
    titles = [console.patient.steps.rows.row(i) for i in range(2)]
    assert any(row is not None and PHYSICIAN.name in row.spoken for row in titles)


def test_an_observation_is_entered_by_keyboard_alone(
    qtbot: QtBot, open_page: OpenPage, bedside: Bedside, spoken: list[tuple[str, bool]]
) -> None:
    console = open_page("en")
    console.alt(qtbot, Qt.Key.Key_F6)
    form = opened(console.patient, ObserveDialog)
    assert isinstance(form, ObserveDialog)
    qtbot.waitUntil(form.isActiveWindow)
    form.levels[Consciousness.ALERT].setFocus()
    for _ in range(2):
        console.press(qtbot, Qt.Key.Key_Down)
    console.press(qtbot, Qt.Key.Key_Space)
    form.on_oxygen.setFocus()
    console.press(qtbot, Qt.Key.Key_Space)
    console.press(qtbot, Qt.Key.Key_Tab)
    assert form.flow.hasFocus()
    console.type(qtbot, "3.5")
    with qtbot.waitSignal(form.saved):
        console.press(qtbot, Qt.Key.Key_Return, CONTROL)
    console.settle(qtbot)
    with bedside.store.unit_of_work() as uow:
        seen = uow.readings.last_observation(CHEN)
    assert seen is not None
    assert (seen.consciousness, seen.on_oxygen, seen.oxygen_l_min) == (Consciousness.VOICE, True, 3.5)
    assert ("Observation saved.", False) in spoken


def test_an_observation_without_a_choice_is_not_saved_and_says_what_is_missing(
    qtbot: QtBot, open_page: OpenPage, bedside: Bedside, spoken: list[tuple[str, bool]]
) -> None:
    console = open_page("en")
    console.alt(qtbot, Qt.Key.Key_F6)
    form = opened(console.patient, ObserveDialog)
    assert isinstance(form, ObserveDialog)
    assert not any(button.isChecked() for button in (*form.levels.values(), form.air, form.on_oxygen))
    form.send()
    assert spoken[-1] == ("Please choose consciousness and oxygen.", True)
    assert form.isVisible()
    form.reject()


def test_a_transfer_is_decided_by_keyboard_and_leads_to_its_card(
    qtbot: QtBot, open_page: OpenPage, bedside: Bedside
) -> None:
    console = open_page("en")
    console.alt(qtbot, Qt.Key.Key_F9)
    form = opened(console.patient, DecideDialog)
    assert isinstance(form, DecideDialog)
    qtbot.waitUntil(form.reason.hasFocus)
    qtbot.waitUntil(lambda: form.chosen_hospital() is not None)
    console.type(qtbot, "SpO2 86 %")
    with qtbot.waitSignal(form.decided):
        console.press(qtbot, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: console.frame.current_screen == "transfers")
    console.settle(qtbot)
    with bedside.store.unit_of_work() as uow:
        (transfer,) = [t for t in uow.transfers.open() if t.patient_id == CHEN]
    assert transfer.stage is TransferStage.ASKED


def test_a_transfer_somebody_else_began_is_opened_instead_of_a_second_one(
    qtbot: QtBot, open_page: OpenPage, bedside: Bedside
) -> None:
    console = open_page("en")
    decide_transfer(bedside.ctx, PHYSICIAN, CHEN_STAY, "fever")
    qtbot.waitUntil(lambda: console.patient.transfer.text() == "Open transfer")
    console.settle(qtbot)
    console.alt(qtbot, Qt.Key.Key_F9)
    assert console.frame.current_screen == "transfers"
    console.settle(qtbot)


def test_tab_and_space_choose_range_and_view(qtbot: QtBot, open_page: OpenPage) -> None:
    console = open_page("en")
    page = console.patient
    page.score.setFocus()
    reached = []
    for _ in range(7):
        console.press(qtbot, Qt.Key.Key_Tab)
        reached.append(console.focused().objectName().removeprefix("patient."))
    assert reached == ["view.waves", "view.chart", "view.table", "range.6h", "range.24h", "range.3d", "range.stay"]
    page.trends.ranges["6h"].setFocus()
    console.press(qtbot, Qt.Key.Key_Space)
    console.press(qtbot, Qt.Key.Key_Space)
    console.settle(qtbot)
    assert page.presenter.range.range_id == "6h"
    assert [name for name, button in page.trends.ranges.items() if button.isChecked()] == ["6h"]
    page.trends.views["table"].setFocus()
    console.press(qtbot, Qt.Key.Key_Space)
    assert page.trends.twin.isVisible()
    assert page.trends.twin.rowCount() == 6


def test_every_widget_with_focus_has_its_role_and_the_lists_speak_their_rows(open_page: OpenPage) -> None:
    page = open_page("en").patient
    buttons = (page.observe, page.acknowledge, page.transfer)
    assert {role(button) for button in buttons} == {Role.Button}
    assert {role(toggle) for toggle in (*page.trends.views.values(), *page.trends.ranges.values())} == {Role.CheckBox}
    assert (role(page.banner), role(page.score)) == (Role.StaticText, Role.StaticText)
    assert (role(page.numbers), role(page.steps)) == (Role.List, Role.List)
    assert (role(page.trends.twin), role(page.trends.events)) == (Role.Table, Role.Table)
    first = QAccessible.queryAccessibleInterface(page.numbers).child(0)
    assert first.text(QAccessible.Text.Name) == "SpO₂ 86 %, outside limits ≥ 88, 3 s ago"
    step = QAccessible.queryAccessibleInterface(page.steps).child(0)
    assert step.text(QAccessible.Text.Name) == "Now, Acknowledge SpO₂ 86 %, High priority · 38 s ago"
    assert "SpO₂" in page.trends.plot.accessibleDescription()
