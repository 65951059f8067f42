"""Deciding a transfer from the patient page, over a real store."""

from collections.abc import Iterator

import pytest
from helpers.bedside import CHEN, CHEN_STAY, NEAR, NURSE, PHYSICIAN, Bedside
from helpers.bedside import RULES as PAGE_RULES
from helpers.desk import NoPlanner
from helpers.ward import RULES, Bell
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hah_console.domain.ids import HospitalId
from hah_console.domain.transfer import Transfer, TransferStage
from hah_console.services.hospital_board import HospitalRow
from hah_console.services.patient_page import read_patient_page
from hah_console.services.transfers import decide_transfer
from hah_console.ui.bedside.decide_dialog import DecideDialog
from hah_console.ui.bedside.hospital_choice import LATER, hospital_choices
from hah_console.ui.i18n import Texts
from hah_console.ui.screen import Desk, DeskPorts
from hah_console.ui.tasks import TaskRunner
from hah_console.ui.theme.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def form(qtbot: QtBot, bedside: Bedside) -> Iterator[DecideDialog]:
    ports = DeskPorts(bedside.travel, NoPlanner(), RULES, Bell())
    tasks = TaskRunner()
    desk = Desk(bedside.ctx, NURSE, Texts("en"), Theme.load("light"), tasks, lambda *_: None, ports)
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    form = DecideDialog(desk, read_patient_page(bedside.ctx, CHEN, PAGE_RULES), CHEN_STAY, parent)
    form.open()
    qtbot.waitUntil(lambda: form.hospitals.model().rowCount() == 3)
    yield form  # keeps the parent alive, which keeps the dialog
    qtbot.waitUntil(lambda: tasks.idle)
    tasks.close()


def _transfers(bedside: Bedside) -> list[Transfer]:
    with bedside.store.unit_of_work() as uow:
        return [t for t in uow.transfers.open() if t.patient_id == CHEN]


def test_deciding_asks_the_chosen_hospital(qtbot: QtBot, bedside: Bedside, form: DecideDialog) -> None:
    assert form.chosen_hospital() == NEAR
    form.reason.setPlainText("SpO2 86 %")
    with qtbot.waitSignal(form.decided) as told:
        form.send()
    (transfer,) = _transfers(bedside)
    assert told.args == [transfer.transfer_id]
    assert (transfer.stage, transfer.hospital_id, transfer.reason) == (TransferStage.ASKED, NEAR, "SpO2 86 %")


def test_without_a_reason_nothing_is_decided(bedside: Bedside, form: DecideDialog) -> None:
    form.send()
    assert form.error.isVisible()
    assert form.isVisible()
    assert _transfers(bedside) == []


def test_when_the_hospital_cannot_be_asked_nothing_is_decided_and_what_was_typed_stays(
    qtbot: QtBot, bedside: Bedside, form: DecideDialog
) -> None:
    gone = HospitalRow(HospitalId("H-gone"), "Gone", "", "", (), is_base=False)
    form.hospitals.show_rows(hospital_choices(Texts("en"), (gone,)))
    form.hospitals.setCurrentIndex(form.hospitals.model().index(0, 0))
    form.reason.setPlainText("SpO2 86 %")
    form.send()
    qtbot.waitUntil(form.submit.isEnabled)
    assert _transfers(bedside) == []
    assert form.error.isVisible()
    assert form.reason.toPlainText() == "SpO2 86 %"


def test_deciding_without_a_hospital_asks_none(qtbot: QtBot, bedside: Bedside, form: DecideDialog) -> None:
    assert form.hospitals.choose(LATER)
    form.reason.setPlainText("SpO2 86 %")
    with qtbot.waitSignal(form.decided):
        form.send()
    (transfer,) = _transfers(bedside)
    assert (transfer.stage, transfer.hospital_id) == (TransferStage.DECIDED, None)


def test_a_patient_somebody_else_is_transferring_is_not_transferred_twice(
    qtbot: QtBot, bedside: Bedside, form: DecideDialog
) -> None:
    decide_transfer(bedside.ctx, PHYSICIAN, CHEN_STAY, "fever")
    form.reason.setPlainText("SpO2 86 %")
    form.send()
    qtbot.waitUntil(form.error.isVisible)
    assert [t.reason for t in _transfers(bedside)] == ["fever"]
    assert form.isVisible()


def test_control_enter_in_the_reason_sends(qtbot: QtBot, bedside: Bedside, form: DecideDialog) -> None:
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    form.reason.setFocus()
    qtbot.keyClicks(form.reason, "SpO2 86")
    with qtbot.waitSignal(form.decided):
        qtbot.keyClick(form.reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [t.reason for t in _transfers(bedside)] == ["SpO2 86"]


def test_escape_leaves_nothing_behind(qtbot: QtBot, bedside: Bedside, form: DecideDialog) -> None:
    qtbot.keyClicks(form.reason, "SpO2 86")
    qtbot.keyClick(form.reason, Qt.Key.Key_Escape)
    assert not form.isVisible()
    assert _transfers(bedside) == []


def test_the_longest_hospital_name_is_whole_on_the_button(qtbot: QtBot, form: DecideDialog) -> None:
    name = "National Taiwan University Hospital Hsin-Chu Branch, Biomedical Park and Zhudong Campus"
    long = HospitalRow(HospitalId("H-long"), name, "", "", (), is_base=False)
    form._on_hospitals((long,))
    qtbot.waitUntil(lambda: form.submit.width() >= form.submit.sizeHint().width())
    assert name in form.submit.text()
    assert form.width() >= form.submit.geometry().right()
