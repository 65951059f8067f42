"""The green channel over a real store, by keyboard."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.bedside import CHEN, CHEN_STAY, FAR, LIN_STAY, NEAR, NURSE, PHYSICIAN, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole, open_console
from PySide6.QtCore import Qt, QTime
from pytestqt.qtbot import QtBot

from hah_console.domain.episode import Condition
from hah_console.domain.ids import TransferId
from hah_console.domain.pack_delivery import Channel
from hah_console.domain.transfer import STAGE_LINE, Transfer, TransferStage
from hah_console.domain.transfer_pack import TransferPack
from hah_console.services.transfer_ends import cancel
from hah_console.services.transfer_packs import PACK_FOLDER, send_due
from hah_console.services.transfers import ask_hospital, decide_transfer
from hah_console.ui.screens.transfers.code_dialog import CodeDialog
from hah_console.ui.screens.transfers.offer_back_dialog import OfferBackDialog
from hah_console.ui.screens.transfers.pathway_dialog import PathwayDialog

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    yield bedside
    bedside.store.close()


@pytest.fixture
def moving(bedside: Bedside) -> TransferId:
    """A transfer just decided."""
    changes = decide_transfer(bedside.ctx, PHYSICIAN, CHEN_STAY, "SpO2 86 %")
    return TransferId(next(c.entity_id for c in changes.items if c.entity == "transfer"))


@pytest.fixture
def console(qtbot: QtBot, bedside: Bedside, moving: TransferId) -> BedsideConsole:
    console = open_console(qtbot, bedside, PHYSICIAN)
    console.alt(qtbot, Qt.Key.Key_7)
    console.settle(qtbot)
    qtbot.waitUntil(lambda: console.transfers.list.hasFocus() and console.transfers.hospitals.key() != "")
    assert console.transfers.list.choose(moving)
    console.settle(qtbot)
    return console  # the window is closed, and its work ended, before the store is


def _stored(bedside: Bedside, transfer_id: TransferId) -> Transfer:
    with bedside.store.unit_of_work() as uow:
        return uow.transfers.get(transfer_id)


def _press_until(qtbot: QtBot, console: BedsideConsole, key: Qt.Key, wanted: TransferStage) -> None:
    console.alt(qtbot, key)

    def shown() -> bool:
        card = console.transfers.presenter.card()
        return card is not None and card.stage is wanted

    qtbot.waitUntil(shown)
    console.settle(qtbot)


def _refuse(qtbot: QtBot, console: BedsideConsole) -> None:
    _press_until(qtbot, console, Qt.Key.Key_F9, TransferStage.ASKED)
    console.transfers.note.setFocus()
    console.type(qtbot, "no bed")
    _press_until(qtbot, console, Qt.Key.Key_F7, TransferStage.REFUSED)


def test_one_key_walks_a_transfer_from_decided_to_handed_over(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, moving: TransferId
) -> None:
    for stage in STAGE_LINE[1:]:
        bedside.advance(2)
        if stage is TransferStage.HANDED_OVER:
            console.transfers.note.setFocus()
            console.type(qtbot, "Dr Lee")
        _press_until(qtbot, console, Qt.Key.Key_F9, stage)
    transfer = _stored(bedside, moving)
    assert [entry.stage for entry in transfer.history] == list(STAGE_LINE)
    assert {one.name for one in transfer.signatures} == {PHYSICIAN.name, "Dr Lee"}
    assert not console.transfers.next_button.isEnabled()


def test_after_a_refusal_the_next_hospital_is_offered(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, moving: TransferId
) -> None:
    _refuse(qtbot, console)
    assert console.transfers.hospitals.key() != NEAR
    _press_until(qtbot, console, Qt.Key.Key_F9, TransferStage.ASKED)
    assert _stored(bedside, moving).hospital_id != NEAR
    assert "no bed" in console.transfers.about.text()
    assert console.transfers.note.toPlainText() == ""


def test_a_refusal_without_a_reason_is_not_sent(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, moving: TransferId
) -> None:
    _press_until(qtbot, console, Qt.Key.Key_F9, TransferStage.ASKED)
    console.alt(qtbot, Qt.Key.Key_F7)
    assert console.transfers.said.text()
    assert console.transfers.note.hasFocus()
    assert _stored(bedside, moving).stage is TransferStage.ASKED


def test_nobody_is_handed_over_without_the_name_of_who_took_over(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, moving: TransferId
) -> None:
    for stage in STAGE_LINE[1:6]:
        bedside.advance(2)
        _press_until(qtbot, console, Qt.Key.Key_F9, stage)
    console.alt(qtbot, Qt.Key.Key_F9)
    assert "接手人員" in console.transfers.said.text()
    assert console.transfers.note.hasFocus()
    assert _stored(bedside, moving).stage is TransferStage.ARRIVED


def test_an_ambulance_that_is_cancelled_and_a_death_have_a_key_each(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, moving: TransferId
) -> None:
    for stage in STAGE_LINE[1:4]:
        bedside.advance(1)
        _press_until(qtbot, console, Qt.Key.Key_F9, stage)
    console.transfers.note.setFocus()
    console.type(qtbot, "flat tyre")
    _press_until(qtbot, console, Qt.Key.Key_F5, TransferStage.AMBULANCE_CANCELLED)
    console.transfers.note.setFocus()
    console.type(qtbot, "at home, 03:40")
    _press_until(qtbot, console, Qt.Key.Key_F10, TransferStage.DIED)
    assert not console.transfers.next_button.isEnabled()
    assert _stored(bedside, moving).history[-1].note == "at home, 03:40"


def test_a_conflict_says_so_and_keeps_what_was_typed(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, moving: TransferId
) -> None:
    screen = console.transfers
    screen.note.setFocus()
    console.type(qtbot, "bed 12")
    ask_hospital(bedside.ctx, PHYSICIAN, moving, _stored(bedside, moving).version, FAR)
    screen.step_forward()
    qtbot.waitUntil(lambda: bool(screen.said.text()))
    console.settle(qtbot)
    assert screen.note.toPlainText() == "bed 12"
    assert _stored(bedside, moving).hospital_id == FAR


def test_a_note_stays_with_its_own_transfer(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, moving: TransferId
) -> None:
    changes = decide_transfer(bedside.ctx, PHYSICIAN, LIN_STAY, "fever")
    other = next(c.entity_id for c in changes.items if c.entity == "transfer")
    console.transfers.refresh()
    console.settle(qtbot)
    console.transfers.note.setFocus()
    console.type(qtbot, "for the first")
    assert console.transfers.list.choose(other)
    assert console.transfers.note.toPlainText() == ""
    assert console.transfers.list.choose(moving)
    assert console.transfers.note.toPlainText() == "for the first"
    console.settle(qtbot)


def test_an_overdue_stage_says_so_in_words(qtbot: QtBot, console: BedsideConsole, bedside: Bedside) -> None:
    console.transfers.on_tick(bedside.advance(7))
    row = console.transfers.list.row()
    assert row is not None
    assert "逾時" in row.spoken
    assert "逾時" in console.transfers.summary.text()


def test_language_switches_live_and_keeps_the_note_and_every_name(qtbot: QtBot, console: BedsideConsole) -> None:
    screen = console.transfers
    screen.note.setPlainText("bed 12")
    console.press(qtbot, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: screen.cancel_button.text() == "Cancel transfer")
    assert screen.note.toPlainText() == "bed 12"
    assert all(w.accessibleName() for w in (screen.list, screen.ladder, screen.hospitals, screen.note))
    assert all(button.accessibleName() for button in screen._buttons())


def test_no_transfer_says_how_one_is_started(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, moving: TransferId
) -> None:
    cancel(bedside.ctx, PHYSICIAN, moving, _stored(bedside, moving).version, "better")
    bedside.advance(25 * 60)
    console.transfers.refresh()
    qtbot.waitUntil(console.transfers.message.isVisible)
    assert "Alt+F9" in console.transfers.message.sentence


def test_a_code_for_the_hospital_is_issued_by_key_and_shown_once(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, moving: TransferId
) -> None:
    _press_until(qtbot, console, Qt.Key.Key_F9, TransferStage.ASKED)
    console.transfers.issue_code()
    qtbot.waitUntil(lambda: any(one.code.text() for one in console.window.findChildren(CodeDialog)))
    dialog = console.window.findChildren(CodeDialog)[-1]
    with bedside.store.unit_of_work() as uow:
        (slip,) = uow.slips.of_transfer(moving)
    assert slip.fits(dialog.code.text())
    assert "電話" in dialog.hint.text()
    dialog.accept()
    assert "資料包第 1 版" in console.transfers.about.text()


def test_a_pathway_is_chosen_and_its_moments_are_told(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, moving: TransferId
) -> None:
    screen = console.transfers
    screen.open_pathway()
    dialog = console.window.findChildren(PathwayDialog)[-1]
    dialog.pathway.setCurrentIndex(dialog.pathway.findData("stroke"))
    dialog.send()
    qtbot.waitUntil(lambda: "急性腦中風" in screen.about.text())
    console.settle(qtbot)
    screen.open_pathway()
    dialog = console.window.findChildren(PathwayDialog)[-1]
    dialog.moment.setCurrentIndex(dialog.moment.findData("onset"))
    dialog.at.setTime(QTime(2, 40))
    dialog.send()
    qtbot.waitUntil(lambda: _stored(bedside, moving).milestone("onset") is not None)
    console.settle(qtbot)
    told = _stored(bedside, moving).milestone("onset")
    assert told is not None
    assert bedside.ctx.local(told.at).strftime("%m-%d %H:%M") == "11-23 02:40"
    assert any("發作至血栓溶解" in line.name for line in screen.presenter.ladder(bedside.clock.now()))


def test_a_pack_that_did_not_get_through_is_sent_again_by_a_key(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, moving: TransferId
) -> None:
    with bedside.store.unit_of_work() as uow:
        uow.site.put(PACK_FOLDER, "/nowhere")
        uow.commit()
    assert not console.transfers.retry_button.isVisible()
    _press_until(qtbot, console, Qt.Key.Key_F9, TransferStage.ASKED)

    def out_of_reach(_: TransferPack) -> None:
        raise OSError

    assert send_due(bedside.ctx, NURSE, {Channel.FOLDER: out_of_reach}) == 0
    qtbot.waitUntil(console.transfers.retry_button.isVisible)
    console.press(qtbot, Qt.Key.Key_F9, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "立即重送" in console.transfers.said.text())
    sent: list[int] = []
    assert send_due(bedside.ctx, NURSE, {Channel.FOLDER: lambda pack: sent.append(pack.number)}) == 1
    assert sent == [1]
    qtbot.waitUntil(lambda: not console.transfers.retry_button.isVisible())


def test_the_hospital_offers_a_patient_back_and_the_referral_is_opened(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, moving: TransferId
) -> None:
    gone: list[tuple[str, str]] = []
    desk = console.transfers.desk
    console.transfers.desk = replace(desk, navigate=lambda screen, entity: gone.append((screen, entity)))
    assert not console.transfers.back_button.isVisible()
    for stage in STAGE_LINE[1:7]:
        bedside.advance(2)
        if stage is TransferStage.HANDED_OVER:
            console.transfers.note.setFocus()
            console.type(qtbot, "Dr Lee")
        _press_until(qtbot, console, Qt.Key.Key_F9, stage)
    qtbot.waitUntil(console.transfers.back_button.isVisible)
    console.press(qtbot, Qt.Key.Key_F10, Qt.KeyboardModifier.ControlModifier)
    dialog = console.window.findChildren(OfferBackDialog)[-1]
    dialog.send()
    qtbot.waitUntil(dialog.error.isVisible)
    dialog.problem.setPlainText("肺炎改善，需續打抗生素 4 天")
    dialog.reject()
    console.settle(qtbot)
    console.transfers.open_offer()
    dialog = console.window.findChildren(OfferBackDialog)[-1]
    qtbot.waitUntil(lambda: dialog.problem.toPlainText() == "肺炎改善，需續打抗生素 4 天")
    dialog.send()
    qtbot.waitUntil(lambda: bool(gone))
    with bedside.store.unit_of_work() as uow:
        (referral,) = uow.referrals.all()
    assert gone == [("referrals", referral.referral_id)]
    assert (referral.patient_id, referral.condition) == (CHEN, Condition.PNEUMONIA)
