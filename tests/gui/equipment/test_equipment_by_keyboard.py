"""The board of equipment by keyboard: sets packed, delivered, set up; pieces fetched, cleaned, broken, replaced."""

from collections.abc import Iterator
from typing import TypeVar

import pytest
from helpers.desk import Console, make_console
from helpers.ward import Ward
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hah_console.domain.equipment_set import SetState
from hah_console.domain.ids import EquipmentSetId, KitId
from hah_console.domain.kit import Kit, KitState
from hah_console.services.equipment_moves import move_piece
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screens.equipment.dialogs import BrokenDialog, ReceiptDialog, RegisterDialog, SwapDialog
from hah_console.ui.screens.equipment.presenter import FILTERS
from hah_console.ui.screens.equipment.view import EquipmentScreen

Ctrl = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
AnyForm = TypeVar("AnyForm", bound=FormDialog)


@pytest.fixture
def console(qtbot: QtBot, ward: Ward) -> Iterator[Console]:
    console = make_console(ward, more={"equipment": EquipmentScreen})
    qtbot.addWidget(console.window)
    console.show(qtbot)
    yield console
    console.close(qtbot)


@pytest.fixture
def board(qtbot: QtBot, signed_in: Console) -> EquipmentScreen:
    """The board in sight, reached by its command."""
    signed_in.press(qtbot, Key.Key_Slash)
    signed_in.type(qtbot, "equipment")
    signed_in.press(qtbot, Key.Key_Return)
    screen = signed_in.screen("equipment", EquipmentScreen)
    qtbot.waitUntil(lambda: screen.pieces.model().rowCount() > 0)
    signed_in.settle(qtbot)
    return screen


def kit(ward: Ward, kit_id: str) -> Kit:
    with ward.ctx.store() as uow:
        return uow.kits.get(KitId(kit_id))


def state_of(ward: Ward, set_id: str) -> SetState:
    with ward.ctx.store() as uow:
        return uow.equipment_sets.get(EquipmentSetId(set_id)).state


def choose(screen: EquipmentScreen, key: str) -> None:
    rows = screen.sets if key.startswith("ES-") else screen.pieces
    rows.setFocus()
    assert rows.choose(key)


def open_form(qtbot: QtBot, kind: type[AnyForm]) -> AnyForm:
    """The form in front, with the keyboard in it."""
    form = QApplication.activeModalWidget()
    assert isinstance(form, kind)
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    return form


def closed(qtbot: QtBot, console: Console) -> None:
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    console.window.activateWindow()
    qtbot.waitUntil(console.window.isActiveWindow)
    console.settle(qtbot)


def test_what_is_overdue_stands_first_and_every_state_has_its_count(board: EquipmentScreen) -> None:
    sets = [board.sets.rows.row(place) for place in range(board.sets.model().rowCount())]
    assert [row.key for row in sets] == ["ES-DEMO-2", "ES-DEMO-1", "ES-DEMO-3", "ES-DEMO-4"]  # type: ignore[union-attr]
    assert (sets[0].late, sets[0].clock, sets[2].late) == (True, "逾時 15 分", False)  # type: ignore[union-attr]
    assert "缺貨，等 製氧機 ×1" in sets[3].spoken  # type: ignore[union-attr]
    assert "待送達：M-05 K-26" in sets[0].spoken, "what comes next, not only what is in it"  # type: ignore[union-attr]
    counts = {name: int(board.filters[name].text().rsplit(" ", 1)[1]) for name in FILTERS}
    assert counts["all"] == 93 == sum(counts[state.value] for state in KitState)
    first = board.pieces.rows.row(0)
    assert (first.key, first.late) == ("K-14", True)  # type: ignore[union-attr]
    assert counts["overdue"] == sum(board.pieces.rows.row(n).late for n in range(93))  # type: ignore[union-attr]
    assert f"93 件，逾時 {counts['overdue']} 件 · " in board.summary.text(), "one number of one thing"
    assert "待裝設 4 組，逾時 1 組，缺貨 1 組" in board.summary.text()
    kept = next(row for row in map(board.pieces.rows.row, range(93)) if row.key == "M-64")  # type: ignore[union-attr]
    assert (kept.battery, kept.seen) == ("登錄 61 %", "—"), "a charge nobody has heard of has no age"  # type: ignore[union-attr]


def test_a_set_is_packed_delivered_against_a_receipt_and_set_up_by_keys_alone(
    qtbot: QtBot, signed_in: Console, board: EquipmentScreen
) -> None:
    ward = signed_in.ward
    choose(board, "ES-DEMO-3")
    assert board.next.text() == "裝箱（自動挑電量最足的）"
    signed_in.alt(qtbot, Key.Key_F9)
    qtbot.waitUntil(lambda: state_of(ward, "ES-DEMO-3") is SetState.PACKED)
    assert kit(ward, "K-18").state is KitState.PREPARED
    qtbot.waitUntil(lambda: board.next.text() == "送達簽收")
    signed_in.alt(qtbot, Key.Key_F9)
    form = open_form(qtbot, ReceiptDialog)
    qtbot.keyClick(form, Key.Key_Return, Ctrl)
    qtbot.waitUntil(form.error.isVisible)
    assert set(form.said_beside()) == {"received_by", "relationship"}, (
        "everything that is missing, each beside its field"
    )
    assert form.received_by.hasFocus()
    signed_in.type(qtbot, "Chen")
    assert set(form.said_beside()) == {"relationship"}, "what is mended says so no more"
    form.relationship.setCurrentIndex(1)
    assert not form.error.isVisible()
    qtbot.keyClick(form, Key.Key_Return, Ctrl)
    qtbot.waitUntil(lambda: state_of(ward, "ES-DEMO-3") is SetState.DELIVERED)
    closed(qtbot, signed_in)
    for _ in range(5):
        signed_in.settle(qtbot)
        if state_of(ward, "ES-DEMO-3") is SetState.DONE:
            break
        done = len(board.presenter.set("ES-DEMO-3").one.steps)  # type: ignore[union-attr]
        signed_in.alt(qtbot, Key.Key_F9)
        qtbot.waitUntil(
            lambda done=done: (
                state_of(ward, "ES-DEMO-3") is SetState.DONE or len(board.presenter.set("ES-DEMO-3").one.steps) > done
            )  # type: ignore[union-attr]
        )
    assert state_of(ward, "ES-DEMO-3") is SetState.DONE
    assert kit(ward, "K-18").state is KitState.IN_USE


def test_a_piece_comes_back_step_by_step_and_its_history_says_who(
    qtbot: QtBot, signed_in: Console, board: EquipmentScreen
) -> None:
    choose(board, "K-14")
    for state in (KitState.CLEANING, KitState.TESTING, KitState.AVAILABLE):
        qtbot.waitUntil(board.next.isEnabled)
        signed_in.alt(qtbot, Key.Key_F9)
        qtbot.waitUntil(lambda state=state: kit(signed_in.ward, "K-14").state is state)
        signed_in.settle(qtbot)
    assert kit(signed_in.ward, "K-14").episode_id is None
    qtbot.waitUntil(lambda: board.steps.model().rowCount() == 7)
    steps = [board.steps.rows.row(place) for place in range(7)]
    assert [step.what for step in steps][:4] == ["可用", "檢測", "清消", "待回收"]  # type: ignore[union-attr]
    assert not board.next.isEnabled()


def test_a_filter_keeps_one_state_and_a_broken_piece_is_put_out_of_order_with_its_reason(
    qtbot: QtBot, signed_in: Console, board: EquipmentScreen
) -> None:
    board.filters["available"].setFocus()
    signed_in.press(qtbot, Key.Key_Space)
    assert all("可用" in board.pieces.rows.row(n).spoken for n in range(board.pieces.model().rowCount()))  # type: ignore[union-attr]
    choose(board, "M-61")
    signed_in.alt(qtbot, Key.Key_F8)
    form = open_form(qtbot, BrokenDialog)
    qtbot.keyClick(form, Key.Key_Return, Ctrl)
    qtbot.waitUntil(form.error.isVisible)
    form.fault.setFocus()
    signed_in.type(qtbot, "cracked")
    qtbot.keyClick(form, Key.Key_Return, Ctrl)
    qtbot.waitUntil(lambda: kit(signed_in.ward, "M-61").state is KitState.FAULTY)
    assert kit(signed_in.ward, "M-61").fault == "cracked"


def test_a_monitor_at_a_home_is_replaced_by_the_fullest_ready_one(
    qtbot: QtBot, signed_in: Console, board: EquipmentScreen
) -> None:
    choose(board, "M-05")
    signed_in.alt(qtbot, Key.Key_F7)
    form = open_form(qtbot, SwapDialog)
    assert form.kit_id.currentData() == "M-61"
    form.fault.setFocus()
    signed_in.type(qtbot, "dead")
    qtbot.keyClick(form, Key.Key_Return, Ctrl)
    qtbot.waitUntil(lambda: kit(signed_in.ward, "M-61").episode_id == kit(signed_in.ward, "M-05").episode_id)
    assert kit(signed_in.ward, "M-05").state is KitState.TO_RETRIEVE


def test_when_a_colleague_was_faster_it_is_said_and_the_new_state_is_shown(
    qtbot: QtBot, signed_in: Console, board: EquipmentScreen
) -> None:
    ward = signed_in.ward
    choose(board, "M-64")
    qtbot.waitUntil(board.next.isEnabled)
    move_piece(ward.ctx, ward.sign_in("dispatcher1", "demo"), KitId("M-64"), 1, KitState.CLEANING)
    signed_in.alt(qtbot, Key.Key_F9)
    qtbot.waitUntil(board.said.isVisible)
    assert "剛被別人修改" in board.said.text()
    qtbot.waitUntil(lambda: board.next.text() == "清消完成，送檢測")


def test_a_serial_number_that_is_there_is_refused_beside_its_field(
    qtbot: QtBot, signed_in: Console, board: EquipmentScreen
) -> None:
    signed_in.press(qtbot, Key.Key_N, Ctrl)
    form = open_form(qtbot, RegisterDialog)
    form.kit_id.setText("M-99")
    form.serial.setText("HAH-MO-0061")
    qtbot.keyClick(form, Key.Key_Return, Ctrl)
    qtbot.waitUntil(form.error.isVisible)
    assert "序號已登錄過" in form.serial.accessibleDescription()
    form.serial.setText("HAH-MO-0999")
    qtbot.keyClick(form, Key.Key_Return, Ctrl)
    qtbot.waitUntil(lambda: board.presenter.piece("M-99") is not None)


def test_enter_opens_the_patient_and_the_wait_says_what_is_missing(
    qtbot: QtBot, signed_in: Console, board: EquipmentScreen
) -> None:
    choose(board, "ES-DEMO-4")
    assert (board.next.isEnabled(), board.give_up.isEnabled()) == (False, True)
    signed_in.press(qtbot, Key.Key_Return)
    assert signed_in.frame.screens["patient"].shown == ["P007"]  # type: ignore[attr-defined]


def test_an_empty_register_says_what_comes_next(board: EquipmentScreen) -> None:
    presenter = board.presenter
    assert presenter.board is not None
    presenter.take(type(presenter.board)((), (), (), presenter.board.at))
    board._show(presenter.board.at)
    assert board.message.sentence == presenter.texts("equipment.empty")
    assert board.sets_title.text() == presenter.texts("equipment.no_sets")
