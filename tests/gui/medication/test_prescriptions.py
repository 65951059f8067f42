"""A prescription from its square to the receipt: shown, printed, dispensed once, refused twice, delivered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.bedside import LIN, LIN_STAY, NURSE, PHYSICIAN, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole, open_console
from helpers.medication_desk import WITH_TABS, open_medication
from helpers.order_ward import DESK, PHARMACIST, place
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hah_console.domain.actor import Actor
from hah_console.domain.ids import PrescriptionId
from hah_console.domain.prescription import Prescription, PrescriptionState
from hah_console.services.dispensary import read_dispensary, read_prescriptions
from hah_console.services.prescriptions import dispense, issue_prescription
from hah_console.ui.prescriptions.issue_dialog import IssueDialog
from hah_console.ui.prescriptions.qr_code import modules_of
from hah_console.ui.prescriptions.receipt_dialog import ReceiptDialog
from hah_console.ui.prescriptions.rx_dialog import PrescriptionDialog
from hah_console.ui.screens.dispensary.view import DispensaryScreen

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
CTRL = Qt.KeyboardModifier.ControlModifier
SCREENS = {**WITH_TABS, "dispensary": DispensaryScreen}


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Bedside]:
    ward = open_bedside(tmp_path, readings=False)
    yield ward
    ward.store.close()


@pytest.fixture
def issued(ward: Bedside) -> PrescriptionId:
    return issue_prescription(ward.ctx, PHYSICIAN, DESK.rules, LIN_STAY, (place(ward),))


def stored(ward: Bedside, number: PrescriptionId) -> Prescription:
    with ward.store.unit_of_work() as uow:
        return uow.prescriptions.get(number)


def dispensary(qtbot: QtBot, ward: Bedside, actor: Actor = PHARMACIST) -> tuple[BedsideConsole, DispensaryScreen]:
    console = open_console(qtbot, ward, actor, screens=SCREENS)
    console.frame.navigate("dispensary", "")
    screen = console.screen("dispensary", DispensaryScreen)
    qtbot.waitUntil(lambda: screen.presenter.queue is not None)
    console.settle(qtbot)
    screen.take_focus()
    return console, screen


def test_a_physician_prescribes_and_the_square_and_its_code_are_shown_and_printed(
    qtbot: QtBot, ward: Bedside, tmp_path: Path
) -> None:
    place(ward)
    console, tab = open_medication(qtbot, ward, PHYSICIAN)
    tab.prescribe.setFocus()
    console.press(qtbot, Qt.Key.Key_Space)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PrescriptionDialog)
    console.settle(qtbot)
    assert not dialog.square.isVisible()
    dialog.open_issue()
    form = dialog.findChild(IssueDialog)
    assert form is not None
    form.send()
    qtbot.waitUntil(lambda: len(dialog.rows) == 1)
    one = dialog.rows[0].prescription
    assert dialog.square.isVisible()
    assert dialog.code.text().replace(" ", "") == f"代碼{one.code}"
    assert "ceftriaxone 2 g" in dialog.lines.text()
    paper = tmp_path / "rx.pdf"
    dialog.write(paper)
    assert paper.read_bytes()[:4] == b"%PDF"
    assert "data:image/png;base64" in dialog.html()
    assert one.code[:4] in dialog.html()
    dialog.reject()
    console.close(qtbot)


def test_the_square_is_dark_on_light_and_holds_the_text() -> None:
    modules = modules_of("HAHRX1|RX-1|ABCD")
    assert len(modules) == len(modules[0])
    assert modules[0][:8] == (True,) * 7 + (False,)
    assert modules != modules_of("HAHRX1|RX-1|ABCE")


def test_a_pharmacist_scans_looks_and_dispenses_with_a_key_of_its_own(
    qtbot: QtBot, ward: Bedside, issued: PrescriptionId
) -> None:
    console, screen = dispensary(qtbot, ward)
    assert screen.scan.hasFocus()
    assert "待調劑 1 張" in screen.summary.text()
    console.type(qtbot, stored(ward, issued).qr_text())
    console.press(qtbot, Qt.Key.Key_Return)
    assert "Alt+F9" in screen.said.text()
    assert stored(ward, issued).state is PrescriptionState.ISSUED
    assert "林志雄" in screen.who.text()
    console.alt(qtbot, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: "已調劑" in screen.said.text())
    done = stored(ward, issued)
    assert (done.state, done.code, done.dispensed_by) == (PrescriptionState.DISPENSED, "", PHARMACIST.user_id)
    qtbot.waitUntil(lambda: "待送達 1 張" in screen.summary.text())
    assert screen.scan.text() == ""
    console.close(qtbot)


def test_the_same_code_a_second_time_is_refused_and_said(qtbot: QtBot, ward: Bedside, issued: PrescriptionId) -> None:
    text = stored(ward, issued).qr_text()
    dispense(ward.ctx, PHARMACIST, DESK.rules, issued, text)
    console, screen = dispensary(qtbot, ward)
    console.type(qtbot, text)
    console.press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "不可再調劑" in screen.said.text())
    assert "03:12" in screen.said.text()
    console.close(qtbot)


def test_a_wrong_code_an_old_prescription_and_no_code_are_refused_in_words(
    qtbot: QtBot, ward: Bedside, issued: PrescriptionId
) -> None:
    console, screen = dispensary(qtbot, ward)
    console.alt(qtbot, Qt.Key.Key_F9)
    assert "請先掃描" in screen.said.text()
    console.type(qtbot, "ABCDEFGHJKMN")
    console.alt(qtbot, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: "代碼與處方不符" in screen.said.text())
    ward.advance(60 * 73)
    screen.scan.setText(stored(ward, issued).code)
    console.settle(qtbot)
    screen.give_out()
    qtbot.waitUntil(lambda: "不可調劑" in screen.said.text())
    assert "11-26 03:12" in screen.said.text()
    console.close(qtbot)


def test_whoever_dispenses_never_reads_the_code_from_the_console(ward: Bedside, issued: PrescriptionId) -> None:
    (row,) = read_dispensary(ward.ctx, PHARMACIST, DESK.rules).rows
    assert (row.prescription.code, row.prescription.qr_text()) == ("", "")
    (own,) = read_prescriptions(ward.ctx, PHARMACIST, DESK.rules, LIN)
    assert own.prescription.code == ""
    (shown,) = read_prescriptions(ward.ctx, NURSE, DESK.rules, LIN)
    assert shown.prescription.code == stored(ward, issued).code


def test_the_medicine_is_delivered_to_the_door_against_a_receipt(
    qtbot: QtBot, ward: Bedside, issued: PrescriptionId
) -> None:
    dispense(ward.ctx, PHARMACIST, DESK.rules, issued, stored(ward, issued).code)
    console, screen = dispensary(qtbot, ward, NURSE)
    assert not screen.dispense.isEnabled()
    console.alt(qtbot, Qt.Key.Key_F7)
    form = QApplication.activeModalWidget()
    assert isinstance(form, ReceiptDialog)
    form.send()
    assert "必填" in form.said_beside()["relationship"]
    form.relationship.setCurrentIndex(form.relationship.findData("child"))
    form.send()
    assert set(form.said_beside()) == {"received_by"}
    form.received_by.setText("林大志")
    form.send()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    receipt = stored(ward, issued).receipt
    assert receipt is not None
    assert (receipt.received_by, receipt.relationship, receipt.handed_by) == ("林大志", "child", NURSE.user_id)
    qtbot.waitUntil(lambda: "目前沒有" in screen.message.sentence)
    console.close(qtbot)


def test_a_used_code_is_no_longer_shown_on_the_patient_s_page(
    qtbot: QtBot, ward: Bedside, issued: PrescriptionId
) -> None:
    dispense(ward.ctx, PHARMACIST, DESK.rules, issued, stored(ward, issued).code)
    console, tab = open_medication(qtbot, ward, NURSE)
    tab.open_prescriptions()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PrescriptionDialog)
    qtbot.waitUntil(lambda: len(dialog.rows) == 1)
    assert not dialog.square.isVisible()
    assert dialog.code.text() == ""
    assert "代碼已失效" in dialog.story.text()
    assert dialog.buttons["deliver"].isEnabled()
    dialog.reject()
    console.close(qtbot)
