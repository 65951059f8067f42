"""A shift handover from nurse to nurse over a real store, by keyboard."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.bedside import CHEN_STAY, LIN_STAY, NURSE, PHYSICIAN, WANG_STAY, Bedside
from helpers.bedside_desk import BedsideConsole, open_console
from helpers.chart_desk import PASSWORD, chart_parts
from helpers.closing_desk import OTHER, given, newest, open_closing, owner, sent
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from hah_console.app.screens import SCREENS
from hah_console.domain.actor import Actor
from hah_console.domain.closing.handover import HandoverState, ItemState
from hah_console.domain.closing.isbar import IsbarField
from hah_console.services.handover_board import Standing, read_handover_board
from hah_console.services.handovers import accept_item, refuse_item
from hah_console.ui.screens.handover.dialogs import PaperDialog, SignDialog
from hah_console.ui.screens.handover.field_dialog import FieldDialog
from hah_console.ui.screens.handover.view import HandoverScreen

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
Key = Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_closing(tmp_path)
    yield bedside
    bedside.store.close()


def opened(qtbot: QtBot, bedside: Bedside, actor: Actor) -> tuple[BedsideConsole, HandoverScreen]:
    console = open_console(qtbot, bedside, actor, screens=SCREENS, chart=chart_parts())
    console.alt(qtbot, Key.Key_8)
    screen = console.screen("handover", HandoverScreen)
    qtbot.waitUntil(lambda: screen.presenter.page is not None)
    console.settle(qtbot)
    return console, screen


def dialog_of(qtbot: QtBot, screen: HandoverScreen, kind: type[QDialog]) -> QDialog:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in screen.findChildren(kind)))
    return next(one for one in screen.findChildren(kind) if one.isVisible())


def begun(qtbot: QtBot, console: BedsideConsole, screen: HandoverScreen) -> None:
    """A draft of everybody marked, to the other nurse."""
    screen.receiver.setCurrentIndex(screen.receiver.findData(OTHER.user_id))
    console.alt(qtbot, Key.Key_F9)
    qtbot.waitUntil(lambda: screen.presenter.page is not None and screen.presenter.page.editable)
    console.settle(qtbot)


def test_one_patient_is_handed_over_with_words_for_what_was_missing(qtbot: QtBot, bedside: Bedside) -> None:
    console, screen = opened(qtbot, bedside, NURSE)
    screen.mine.setFocus()
    for stay in (LIN_STAY, WANG_STAY):
        assert screen.mine.choose(stay)
        console.press(qtbot, Key.Key_Space)
    assert screen.mine.choose(CHEN_STAY)
    begun(qtbot, console, screen)
    assert {item.episode_id for item in newest(bedside).items} == {CHEN_STAY}
    assert screen.fields.choose(IsbarField.WHY_NOW)
    console.press(qtbot, Key.Key_Return)
    form = dialog_of(qtbot, screen, FieldDialog)
    qtbot.waitUntil(form.isActiveWindow)
    console.settle(qtbot)
    qtbot.keyClicks(console.focused(), "needs oxygen")
    console.press(qtbot, Key.Key_Return, Ctrl)
    console.settle(qtbot)
    entry = newest(bedside).items[0].isbar.entry(IsbarField.WHY_NOW)
    assert entry is not None
    assert entry.values == ("needs oxygen",)
    console.window.activateWindow()
    qtbot.waitUntil(console.window.isActiveWindow)
    console.alt(qtbot, Key.Key_F9)
    sign = dialog_of(qtbot, screen, SignDialog)
    assert isinstance(sign, SignDialog)
    assert "治療反應" in sign.unsaid.toPlainText()
    assert "目前主要問題" not in sign.unsaid.toPlainText()
    qtbot.waitUntil(sign.isActiveWindow)
    console.press(qtbot, Key.Key_Return, Ctrl)
    assert "密碼" in sign.error.text()
    console.type(qtbot, PASSWORD)
    console.press(qtbot, Key.Key_Return, Ctrl)
    qtbot.waitUntil(lambda: newest(bedside).state is HandoverState.SENT)
    console.settle(qtbot)
    assert owner(bedside, CHEN_STAY) == NURSE.user_id
    assert "待 李雅婷 回覆" in screen.about.text()


def test_the_receiver_takes_one_and_refuses_one_and_nobody_is_without_an_owner(qtbot: QtBot, bedside: Bedside) -> None:
    sent(bedside, CHEN_STAY, LIN_STAY)
    console, screen = opened(qtbot, bedside, OTHER)
    assert screen.hers.hasFocus()
    assert screen.hers.choose(CHEN_STAY)
    console.settle(qtbot)
    screen.read_back.setChecked(True)
    console.alt(qtbot, Key.Key_F9)
    qtbot.waitUntil(lambda: screen.presenter.chosen_id == LIN_STAY and screen.presenter.may_refuse)
    console.settle(qtbot)
    console.alt(qtbot, Key.Key_F7)
    assert screen.said.text() == "請先寫出原因。"
    assert screen.note.hasFocus()
    console.type(qtbot, "no transport")
    console.alt(qtbot, Key.Key_F7)
    qtbot.waitUntil(lambda: newest(bedside).state is HandoverState.RECEIVED)
    console.settle(qtbot)
    handover = newest(bedside)
    taken, refused = handover.item(CHEN_STAY), handover.item(LIN_STAY)
    assert taken is not None
    assert taken.answer is not None
    assert taken.answer.read_back
    assert refused is not None
    assert refused.state is ItemState.REFUSED
    assert (owner(bedside, CHEN_STAY), owner(bedside, LIN_STAY)) == (OTHER.user_id, NURSE.user_id)


def test_a_refused_patient_comes_back_first_with_the_reason_and_can_be_given_again(
    qtbot: QtBot, bedside: Bedside
) -> None:
    handover = sent(bedside, CHEN_STAY, LIN_STAY)
    refuse_item(bedside.ctx, OTHER, handover.handover_id, handover.version, LIN_STAY, "I have no IV skill")
    bedside.advance(5)
    console, screen = opened(qtbot, bedside, NURSE)
    first = screen.mine.rows.row(0)
    assert first is not None
    assert first.key == LIN_STAY
    assert "退回" in first.spoken
    assert "I have no IV skill" in first.spoken
    assert screen.presenter.chosen_id == LIN_STAY
    begun(qtbot, console, screen)
    assert newest(bedside).item(LIN_STAY) is not None


def test_the_charge_nurse_sees_and_keeps_a_patient_whose_giver_has_gone(qtbot: QtBot, bedside: Bedside) -> None:
    given(bedside, OTHER, PHYSICIAN, CHEN_STAY)
    console, screen = opened(qtbot, bedside, NURSE)
    screen.show_entity(CHEN_STAY)
    console.settle(qtbot)
    assert screen.presenter.may_keep
    assert "李雅婷 交班未被接下" in screen.about.text()
    console.alt(qtbot, Key.Key_F8)
    qtbot.waitUntil(lambda: owner(bedside, CHEN_STAY) == NURSE.user_id)
    console.settle(qtbot)


def test_a_patient_the_record_gives_to_nobody_is_named_to_everybody(qtbot: QtBot, bedside: Bedside) -> None:
    with bedside.store.unit_of_work() as uow:
        uow.episodes.save(replace(uow.episodes.get(WANG_STAY), owner_id=None))
        uow.commit()
    console, screen = opened(qtbot, bedside, OTHER)
    row = screen.mine.rows.row(0)
    assert row is not None
    assert (row.key, "沒有人負責" in row.spoken) == (WANG_STAY, True)
    console.settle(qtbot)


def test_a_patient_whose_nurse_has_no_account_any_more_is_on_the_list_of_the_charge_nurse(bedside: Bedside) -> None:
    def standings() -> list[Standing]:
        return [row.standing for row in read_handover_board(bedside.ctx, NURSE).mine if row.episode_id == WANG_STAY]

    with bedside.store.unit_of_work() as uow:
        staff_id = uow.users.get(OTHER.user_id).staff_id
        uow.episodes.save(replace(uow.episodes.get(WANG_STAY), owner_id=staff_id))
        uow.commit()
    assert standings() == []
    with bedside.store.unit_of_work() as uow:
        uow.users.save(replace(uow.users.get(OTHER.user_id), enabled=False))
        uow.commit()
    assert standings() == [Standing.UNOWNED]


def test_a_patient_taken_by_somebody_whose_account_was_closed_since_is_there_too(bedside: Bedside) -> None:
    given(bedside, NURSE, OTHER, WANG_STAY)
    with bedside.store.unit_of_work() as uow:
        handover = uow.handovers.of_episode(WANG_STAY)[-1]
    accept_item(bedside.ctx, OTHER, handover.handover_id, handover.version, WANG_STAY)
    with bedside.store.unit_of_work() as uow:
        uow.users.save(replace(uow.users.get(OTHER.user_id), enabled=False))
        uow.commit()
    rows = [row for row in read_handover_board(bedside.ctx, NURSE).mine if row.episode_id == WANG_STAY]
    assert [(row.standing, row.owner) for row in rows] == [(Standing.UNOWNED, OTHER.name)]


def test_nothing_is_begun_without_a_receiver_and_record_fields_are_not_typed_over(
    qtbot: QtBot, bedside: Bedside
) -> None:
    console, screen = opened(qtbot, bedside, NURSE)
    console.alt(qtbot, Key.Key_F9)
    assert screen.said.text() == "請先選擇接班者。"
    assert screen.receiver.hasFocus()
    begun(qtbot, console, screen)
    screen.edit(IsbarField.NAME)
    assert "以病歷為準" in screen.said.text()
    console.settle(qtbot)


def test_a_handover_is_put_on_paper(
    qtbot: QtBot, bedside: Bedside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(bedside, CHEN_STAY)
    console, screen = opened(qtbot, bedside, OTHER)
    path = tmp_path / "handover.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    console.alt(qtbot, Key.Key_F10)
    form = dialog_of(qtbot, screen, PaperDialog)
    qtbot.waitUntil(form.isActiveWindow)
    console.press(qtbot, Key.Key_Return, Ctrl)
    qtbot.waitUntil(lambda: "handover.pdf" in screen.said.text())
    assert path.read_bytes().startswith(b"%PDF")
    console.settle(qtbot)


def test_the_reason_of_a_refusal_outlives_the_window_and_is_shown_to_who_gave_her(
    qtbot: QtBot, bedside: Bedside
) -> None:
    sent(bedside, LIN_STAY)
    console, screen = opened(qtbot, bedside, OTHER)
    qtbot.waitUntil(lambda: screen.presenter.may_refuse)
    screen.note.setFocus()
    qtbot.keyClicks(screen.note, "no bed rail key")
    console.window.close()
    console, screen = opened(qtbot, bedside, OTHER)
    qtbot.waitUntil(lambda: screen.note.toPlainText() == "no bed rail key")
    assert screen.presenter.notes[LIN_STAY] == "no bed rail key"
    console.alt(qtbot, Key.Key_F7)
    qtbot.waitUntil(lambda: not screen.presenter.may_refuse)
    console.settle(qtbot)
    with bedside.store.unit_of_work() as uow:
        assert not uow.drafts.of_user(OTHER.user_id)
        trail = [chained.entry for chained in uow.audit.entries() if chained.entry.action == "refuse_item"]
    assert dict(trail[-1].facts)["reason"] == "no bed rail key"
    console.window.close()
    console, screen = opened(qtbot, bedside, NURSE)
    screen.show_entity(LIN_STAY)
    console.settle(qtbot)
    row = next(row for row in read_handover_board(bedside.ctx, NURSE).mine if row.episode_id == LIN_STAY)
    assert (row.standing, row.reason) == (Standing.RETURNED, "no bed rail key")
    assert "no bed rail key" in screen.about.text()
