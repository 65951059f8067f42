"""The order form by keyboard: previewed before it is signed, checked, overridden with a reason, kept as a draft."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.bedside import CHEN, LIN, NURSE, PHYSICIAN, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole
from helpers.medication_desk import open_medication
from helpers.order_ward import Answering, audit
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hah_console.domain.actor import Actor
from hah_console.domain.ids import PatientId
from hah_console.domain.medication_check import PromptAnswer, PromptState
from hah_console.domain.order import Order, OrderState
from hah_console.domain.specimen import SpecimenState
from hah_console.services.order_check import OrderDesk
from hah_console.ui.orders.check_text import CheckLine, Mark
from hah_console.ui.orders.order_form import OrderForm
from hah_console.ui.orders.sign_dialog import SignOrderDialog
from hah_console.ui.screens.patient.medication.tab import MedicationTab

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Bedside]:
    ward = open_bedside(tmp_path, readings=False)
    yield ward
    ward.store.close()


def orders(ward: Bedside, patient_id: PatientId = LIN) -> tuple[Order, ...]:
    with ward.store.unit_of_work() as uow:
        return uow.orders.of_patient(patient_id)


def opened(
    qtbot: QtBot, ward: Bedside, actor: Actor = PHYSICIAN, patient_id: PatientId = LIN
) -> tuple[BedsideConsole, MedicationTab, OrderForm]:
    console, tab = open_medication(qtbot, ward, actor, patient_id=patient_id)
    console.alt(qtbot, Qt.Key.Key_F10)
    return console, tab, in_front(qtbot, console)


def in_front(qtbot: QtBot, console: BedsideConsole) -> OrderForm:
    form = QApplication.activeModalWidget()
    assert isinstance(form, OrderForm)
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    qtbot.waitUntil(form.form.form.isEnabled)
    console.settle(qtbot)
    return form


def write(form: OrderForm, **fields: str) -> None:
    """As somebody chooses and types it."""
    for name, value in fields.items():
        form.form.form.rows[name].input.show_value(value)
        form.form.form.typed.emit(name)


def looked(qtbot: QtBot, console: BedsideConsole, form: OrderForm) -> list[CheckLine]:
    form.look()
    console.settle(qtbot)
    qtbot.waitUntil(lambda: form.preview is not None)
    rows = form.lines.rows
    return [row for n in range(rows.rowCount()) if isinstance(row := rows.row(n), CheckLine)]


def ceftriaxone(form: OrderForm) -> None:
    write(form, kind="iv_dose", drug="ceftriaxone", regimen="2g-q24h", first_dose="elsewhere")


def test_an_intravenous_order_is_previewed_and_signed(qtbot: QtBot, ward: Bedside) -> None:
    console, tab, form = opened(qtbot, ward)
    ceftriaxone(form)
    assert (form.fields()["amount"], form.fields()["infusion"], form.fields()["minutes"]) == ("2 g", "30", "40")
    write(form, days="2", ambient="28")
    lines = looked(qtbot, console, form)
    said = [line.text for line in lines]
    assert any("沒有發現過敏、重複或交互作用" in text for text in said)
    assert any("未連線全國用藥提示" in text for text in said)
    assert any(text.startswith("共 2 次，最多每天 1 次") for text in said)
    assert any("11-23 (一) 04:00（03:00–05:00）" in text for text in said)
    qtbot.keyClick(form.form, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    (made,) = orders(ward)
    assert (made.state, str(made.medication.amount), made.timing.every_hours) == (OrderState.ACTIVE, "2 g", 24)  # type: ignore[union-attr]
    assert made.wish.minutes == 40
    qtbot.waitUntil(lambda: len(tab.presenter.orders(ward.clock.now())) == 1)
    console.close(qtbot)


def test_what_is_missing_is_said_beside_its_field(qtbot: QtBot, ward: Bedside) -> None:
    console, _tab, form = opened(qtbot, ward)
    write(form, kind="iv_dose", drug="ceftriaxone")
    qtbot.keyClick(form.form, Qt.Key.Key_Return, CTRL)
    faults = {name for name, row in form.form.form.rows.items() if row.fault}
    assert faults == {"amount", "first_dose"}
    assert orders(ward) == ()
    form.reject()
    console.close(qtbot)


def test_a_finding_that_needs_a_reason_is_shown_and_overridden_with_one(qtbot: QtBot, ward: Bedside) -> None:
    console, _tab, form = opened(qtbot, ward, patient_id=CHEN)
    ceftriaxone(form)
    assert "盤尼西林" in form.allergy.text()
    lines = looked(qtbot, console, form)
    marked = [line for line in lines if line.mark is Mark.REASON]
    assert "盤尼西林" in marked[0].text
    assert not form.form.form.rows["because"].isHidden()
    qtbot.keyClick(form.form, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(form.form.error.isVisible)
    assert orders(ward, CHEN) == ()
    write(form, because="上次用過 cefazolin 無反應")
    qtbot.keyClick(form.form, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    console.settle(qtbot)
    (made,) = orders(ward, CHEN)
    assert made.check is not None
    assert made.check.override is not None
    assert made.check.override.reason == "上次用過 cefazolin 無反應"
    assert [facts["because"] for action, facts in audit(ward) if action == "place_order"] == [
        "上次用過 cefazolin 無反應"
    ]
    console.close(qtbot)


def test_what_is_blocking_cannot_be_signed_with_any_reason(qtbot: QtBot, ward: Bedside) -> None:
    console, _tab, form = opened(qtbot, ward)
    ceftriaxone(form)
    write(form, amount="9 g")
    lines = looked(qtbot, console, form)
    assert [line.mark for line in lines if line.mark is Mark.BLOCKED] == [Mark.BLOCKED]
    assert form.form.form.rows["because"].isHidden()
    qtbot.keyClick(form.form, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(form.form.error.isVisible)
    assert orders(ward) == ()
    form.reject()
    console.close(qtbot)


def test_an_order_changed_after_the_preview_is_looked_at_again_before_it_is_sent(qtbot: QtBot, ward: Bedside) -> None:
    console, _tab, form = opened(qtbot, ward)
    ceftriaxone(form)
    looked(qtbot, console, form)
    form.form.form.rows["amount"].input.show_value("1 g")
    qtbot.keyClick(form.form, Qt.Key.Key_Return, CTRL)
    console.settle(qtbot)
    assert orders(ward) == ()
    qtbot.waitUntil(lambda: form.preview is not None)
    qtbot.keyClick(form.form, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert [str(one.medication.amount) for one in orders(ward) if one.medication] == ["1 g"]
    console.close(qtbot)


def test_a_nurse_prepares_and_a_physician_signs(qtbot: QtBot, ward: Bedside) -> None:
    console, _tab, form = opened(qtbot, ward, NURSE)
    assert "準備" in form.form.submit.text()
    ceftriaxone(form)
    looked(qtbot, console, form)
    qtbot.keyClick(form.form, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    (draft,) = orders(ward)
    assert (draft.state, draft.prepared_by) == (OrderState.DRAFT, NURSE.user_id)
    console.close(qtbot)
    console, tab = open_medication(qtbot, ward, PHYSICIAN)
    tab.orders.setFocus()
    console.alt(qtbot, Qt.Key.Key_F11)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SignOrderDialog)
    qtbot.waitUntil(lambda: dialog.preview is not None)
    dialog.send()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    (signed,) = orders(ward)
    assert (signed.state, signed.ordered_by) == (OrderState.ACTIVE, PHYSICIAN.user_id)
    console.close(qtbot)


def test_what_was_typed_is_there_again_after_the_form_was_closed(qtbot: QtBot, ward: Bedside) -> None:
    console, tab, form = opened(qtbot, ward)
    ceftriaxone(form)
    write(form, note="量過體重再給")
    form.reject()
    console.settle(qtbot)
    tab.open_order()
    again = in_front(qtbot, console)
    assert (again.fields()["drug"], again.fields()["note"]) == ("ceftriaxone", "量過體重再給")
    assert again.form.draft_bar.isVisible()
    again.reject()
    console.close(qtbot)


def test_a_specimen_is_ordered_with_its_kind(qtbot: QtBot, ward: Bedside) -> None:
    console, _tab, form = opened(qtbot, ward)
    write(form, kind="specimen", specimen="blood_culture")
    assert form.form.form.rows["drug"].isHidden()
    looked(qtbot, console, form)
    qtbot.keyClick(form.form, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    (made,) = orders(ward)
    with ward.store.unit_of_work() as uow:
        (specimen,) = uow.specimens.of_order(made.order_id)
        (task,) = uow.tasks.of_order(made.order_id)
    assert (specimen.state, specimen.kind, task.note) == (SpecimenState.WANTED, "blood_culture", "血液培養")
    console.close(qtbot)


def test_changing_an_order_stops_the_old_one_when_the_new_one_begins(qtbot: QtBot, ward: Bedside) -> None:
    console, tab, form = opened(qtbot, ward)
    ceftriaxone(form)
    looked(qtbot, console, form)
    qtbot.keyClick(form.form, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    qtbot.waitUntil(lambda: tab.presenter.order() is not None)
    tab.open_change()
    change = in_front(qtbot, console)
    assert change.fields()["drug"] == "ceftriaxone"
    write(change, amount="1 g", first_dose="elsewhere")
    looked(qtbot, console, change)
    qtbot.keyClick(change.form, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    states = {str(one.medication.amount): one.state for one in orders(ward) if one.medication}
    assert states == {"2 g": OrderState.STOPPED, "1 g": OrderState.ACTIVE}
    console.close(qtbot)


def test_a_finding_that_came_after_the_preview_is_shown_before_it_can_be_signed(qtbot: QtBot, ward: Bedside) -> None:
    console, _tab, form = opened(qtbot, ward)
    told = Answering()
    form.orders = OrderDesk(form.orders.rules, told)
    ceftriaxone(form)
    looked(qtbot, console, form)
    told.answer = PromptAnswer(PromptState.ASKED, ("他院開立 warfarin",))
    qtbot.keyClick(form.form, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(form.form.error.isVisible)
    qtbot.waitUntil(lambda: not form.form.form.rows["because"].isHidden())
    rows = form.lines.rows
    assert any("他院開立 warfarin" in row.spoken for n in range(rows.rowCount()) if (row := rows.row(n)))
    assert any("已查詢全國用藥提示" in row.spoken for n in range(rows.rowCount()) if (row := rows.row(n)))
    assert orders(ward) == ()
    write(form, because="已停用")
    console.settle(qtbot)
    qtbot.waitUntil(lambda: form.preview is not None)
    qtbot.keyClick(form.form, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    (made,) = orders(ward)
    assert made.check is not None
    assert made.check.prompts.state is PromptState.ASKED
    console.close(qtbot)
