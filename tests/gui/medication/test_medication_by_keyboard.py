"""The medication tab by keyboard: what is late stands first, a dose is given once, with identity and a reason."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from helpers.bedside import CHEN, DISPATCHER, NURSE, PHYSICIAN, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole
from helpers.medication_desk import MARKS, open_medication, past_days
from helpers.order_ward import DESK, audit, doses, order
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hah_console.domain.dose import DoseStanding, DoseState, Giver
from hah_console.domain.ids import OrderId
from hah_console.domain.order import OrderState, StopReason
from hah_console.services.doses import give_dose
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screens.patient.medication.dose_dialogs import GiveDoseDialog, NotGivenDialog, TakeBackDialog
from hah_console.ui.screens.patient.medication.stop_dialog import StopOrderDialog
from hah_console.ui.screens.patient.medication.tab import MedicationTab

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
AnyForm = TypeVar("AnyForm", bound=FormDialog)
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Bedside]:
    ward = open_bedside(tmp_path, readings=False)
    yield ward
    ward.store.close()


@pytest.fixture
def orders(ward: Bedside) -> tuple[OrderId, OrderId]:
    """The intravenous and the oral one."""
    return past_days(ward)


def form(qtbot: QtBot, kind: type[AnyForm]) -> AnyForm:
    """The form in front, with the keyboard in it."""
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind)
    found.activateWindow()
    qtbot.waitUntil(found.isActiveWindow)
    return found


def choose(tab: MedicationTab, dose_id: str) -> None:
    assert tab.doses.choose(dose_id)
    tab.doses.setFocus()


def closed(qtbot: QtBot, console: BedsideConsole) -> None:
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    console.window.activateWindow()
    qtbot.waitUntil(console.window.isActiveWindow)
    console.settle(qtbot)


def test_what_nobody_has_said_anything_of_stands_first_with_word_and_time(
    qtbot: QtBot, ward: Bedside, orders: tuple[OrderId, OrderId]
) -> None:
    console, tab = open_medication(qtbot, ward)
    lines = tab.presenter.doses(ward.clock.now())
    assert [line.standing for line in lines[:3]] == [DoseStanding.OVERDUE, DoseStanding.DUE, DoseStanding.DUE]
    assert lines[0].word == "未記錄"
    assert "11 小時" in lines[0].clock
    assert tab.labels["today"].text() == "今日給藥：1 劑逾時"
    assert "08:12" in tab.labels["next"].text()
    assert tab.doses.hasFocus()
    spoken = tab.doses.model().data(tab.doses.model().index(0, 0), int(Qt.ItemDataRole.AccessibleTextRole))
    assert "未記錄" in spoken
    console.close(qtbot)


def test_the_grid_says_every_day_of_every_order_by_shape_and_word(
    qtbot: QtBot, ward: Bedside, orders: tuple[OrderId, OrderId]
) -> None:
    console, tab = open_medication(qtbot, ward)
    iv = next(row for row in tab.grid.grid_model.grid.rows if row.key == orders[0])
    assert [cell[0].standing for cell in iv.cells[:3]] == [
        DoseStanding.GIVEN, DoseStanding.GIVEN_LATE, DoseStanding.DUE,
    ]  # fmt: skip
    assert iv.spoken[1] == "ceftriaxone 2 g 11-24 二 09:27 遲給"
    tab.grid.setFocus()
    tab.grid.setCurrentIndex(tab.grid.grid_model.index(0, 1))
    assert "等待家屬開門" in tab.labels["chosen"].text()
    interface = QAccessible.queryAccessibleInterface(tab.grid)
    assert interface.text(QAccessible.Text.Name) == "給藥紀錄，每列一項醫囑，每欄一天"
    console.close(qtbot)


def test_a_dose_is_given_by_keyboard_after_two_marks_of_identity(
    qtbot: QtBot, ward: Bedside, orders: tuple[OrderId, OrderId]
) -> None:
    console, tab = open_medication(qtbot, ward)
    dose = doses(ward, orders[0])[2]
    choose(tab, dose.dose_id)
    console.alt(qtbot, Qt.Key.Key_F5)
    dialog = form(qtbot, GiveDoseDialog)
    assert "林志雄" in dialog.who.text()
    assert not any(box.isChecked() for box in dialog.marks.values())
    console.press(qtbot, Qt.Key.Key_Space)
    console.press(qtbot, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(dialog.error.isVisible)
    assert "兩項身分" in dialog.said_beside()["marks"]
    console.press(qtbot, Qt.Key.Key_Tab)
    console.press(qtbot, Qt.Key.Key_Space)
    dialog.note.setFocus()
    console.type(qtbot, "left forearm")
    console.press(qtbot, Qt.Key.Key_Return, CTRL)
    closed(qtbot, console)
    given = doses(ward, orders[0])[2]
    assert (given.state, given.by, given.note) == (DoseState.GIVEN, NURSE.user_id, "left forearm")
    qtbot.waitUntil(lambda: any(line.standing is DoseStanding.GIVEN for line in tab.presenter.doses(ward.clock.now())))
    assert [facts["marks"] for action, facts in audit(ward) if action == "give_dose"][-1] == "birth_date,name"
    console.close(qtbot)


def test_a_late_dose_asks_for_its_reason_and_keeps_what_was_typed(
    qtbot: QtBot, ward: Bedside, orders: tuple[OrderId, OrderId]
) -> None:
    console, tab = open_medication(qtbot, ward)
    late = doses(ward, orders[1])[3]
    choose(tab, late.dose_id)
    tab.open_give()
    dialog = form(qtbot, GiveDoseDialog)
    dialog.giver.setCurrentIndex(list(Giver).index(Giver.PATIENT))
    dialog.send()
    qtbot.waitUntil(dialog.error.isVisible)
    assert "晚於給藥時間" in dialog.said_beside()["note"]
    dialog.at.setText("11-24 20:40")
    dialog.send()
    closed(qtbot, console)
    told = doses(ward, orders[1])[3]
    assert told.standing(ward.clock.now()) is DoseStanding.GIVEN
    assert ward.ctx.local(told.at).strftime("%m-%d %H:%M") == "11-24 20:40"  # type: ignore[arg-type]
    console.close(qtbot)


def test_a_dose_a_colleague_has_recorded_meanwhile_is_refused_and_said(
    qtbot: QtBot, ward: Bedside, orders: tuple[OrderId, OrderId]
) -> None:
    console, tab = open_medication(qtbot, ward)
    dose = doses(ward, orders[0])[2]
    choose(tab, dose.dose_id)
    tab.open_give()
    dialog = form(qtbot, GiveDoseDialog)
    give_dose(ward.ctx, PHYSICIAN, DESK.rules, dose.dose_id, dose.version, marks=MARKS)
    for mark in MARKS:
        dialog.marks[mark].setChecked(True)
    dialog.send()
    qtbot.waitUntil(dialog.error.isVisible)
    assert "剛被別人修改" in dialog.error.text()
    assert doses(ward, orders[0])[2].by == PHYSICIAN.user_id
    dialog.reject()
    console.close(qtbot)


def test_a_dose_is_refused_with_a_reason_and_taken_back_again(
    qtbot: QtBot, ward: Bedside, orders: tuple[OrderId, OrderId]
) -> None:
    console, tab = open_medication(qtbot, ward)
    dose = doses(ward, orders[1])[4]
    choose(tab, dose.dose_id)
    console.alt(qtbot, Qt.Key.Key_F7)
    dialog = form(qtbot, NotGivenDialog)
    console.press(qtbot, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(dialog.error.isVisible)
    console.press(qtbot, Qt.Key.Key_Down)
    console.press(qtbot, Qt.Key.Key_Return, CTRL)
    closed(qtbot, console)
    assert doses(ward, orders[1])[4].state is DoseState.REFUSED
    qtbot.waitUntil(lambda: tab.presenter.record.find(dose.dose_id)[1].dose.state is DoseState.REFUSED)  # type: ignore[union-attr,index]
    choose(tab, dose.dose_id)
    assert not tab.give.isEnabled()
    console.press(qtbot, Qt.Key.Key_Return)
    form(qtbot, TakeBackDialog)
    console.type(qtbot, "wrong patient")
    console.press(qtbot, Qt.Key.Key_Return, CTRL)
    closed(qtbot, console)
    assert doses(ward, orders[1])[4].state is DoseState.DUE
    qtbot.waitUntil(lambda: tab.presenter.record.find(dose.dose_id)[1].corrected)  # type: ignore[union-attr,index]
    console.close(qtbot)


def test_a_physician_stops_an_order_with_its_reason_and_a_nurse_cannot(
    qtbot: QtBot, ward: Bedside, orders: tuple[OrderId, OrderId]
) -> None:
    console, tab = open_medication(qtbot, ward, PHYSICIAN)
    tab.orders.choose(orders[0])
    tab.orders.setFocus()
    console.alt(qtbot, Qt.Key.Key_F12)
    dialog = form(qtbot, StopOrderDialog)
    dialog.reason.setCurrentIndex(dialog.reason.findData(StopReason.ORAL_SWITCH.value))
    dialog.note.setPlainText("退燒 48 小時")
    console.press(qtbot, Qt.Key.Key_Return, CTRL)
    closed(qtbot, console)
    stopped = order(ward, orders[0])
    assert (stopped.state, stopped.stop_reason) == (OrderState.STOPPED, StopReason.ORAL_SWITCH)
    qtbot.waitUntil(lambda: "改口服" in tab.presenter.orders(ward.clock.now())[-1].detail)
    assert "退燒 48 小時" in tab.presenter.orders(ward.clock.now())[-1].detail
    console.close(qtbot)


def test_who_may_not_give_doses_sees_them_and_cannot(
    qtbot: QtBot, ward: Bedside, orders: tuple[OrderId, OrderId]
) -> None:
    console, tab = open_medication(qtbot, ward, DISPATCHER)
    choose(tab, doses(ward, orders[0])[2].dose_id)
    assert not any(button.isEnabled() for button in (tab.give, tab.not_given, tab.take_back, tab.stop))
    console.close(qtbot)


def test_an_answer_about_another_patient_is_dropped_and_leaving_empties_the_tab(
    qtbot: QtBot, ward: Bedside, orders: tuple[OrderId, OrderId]
) -> None:
    console, tab = open_medication(qtbot, ward)
    old = tab.presenter.record
    tab.open_give()
    tab.show_patient(CHEN)
    assert QApplication.activeModalWidget() is None
    assert (tab.presenter.record, tab.doses.model().rowCount()) == (None, 0)
    assert not tab.presenter.take(old)
    console.settle(qtbot)
    qtbot.waitUntil(lambda: tab.presenter.record is not None)
    assert tab.presenter.orders(ward.clock.now()) == ()
    tab.leave()
    assert tab.grid.grid_model.rowCount() == 0
    console.close(qtbot)


def test_the_moment_recorded_is_the_one_the_form_shows(
    qtbot: QtBot, ward: Bedside, orders: tuple[OrderId, OrderId]
) -> None:
    console, tab = open_medication(qtbot, ward)
    choose(tab, doses(ward, orders[0])[2].dose_id)
    tab.open_give()
    dialog = form(qtbot, GiveDoseDialog)
    opened_at = ward.clock.now()
    ward.advance(9)
    for mark in MARKS:
        dialog.marks[mark].setChecked(True)
    assert dialog.at.text() == "08:32"
    dialog.send()
    closed(qtbot, console)
    assert doses(ward, orders[0])[2].at == opened_at
    console.close(qtbot)
