"""What hospitals sent and could not be used, by keyboard: why, where it is wrong, taken again or set aside."""

import pytest
from helpers.bedside import CHEN, DISPATCHER, NURSE, Bedside
from helpers.bedside_desk import BedsideConsole
from helpers.exchange_desk import open_page
from helpers.told_by_hospital import NO_CODE, NO_UNIT
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from hah_console.domain.actor import Actor
from hah_console.domain.inbound_refusal import RefusalState
from hah_console.ui.screens.exchange.refusals_page import AsideDialog, RefusalsPage

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def opened(qtbot: QtBot, bedside: Bedside, actor: Actor = NURSE) -> tuple[BedsideConsole, RefusalsPage]:
    return open_page(qtbot, bedside, actor, Qt.Key.Key_2, RefusalsPage)


def looks(bedside: Bedside) -> int:
    with bedside.ctx.store() as uow:
        return sum(each.entry.action == "read_raw" and each.entry.patient_id == CHEN for each in uow.audit.entries())


def state(bedside: Bedside, refusal: str = NO_UNIT) -> RefusalState:
    with bedside.ctx.store() as uow:
        return uow.inbound_refusals.get(refusal).state  # type: ignore[arg-type]


def test_what_came_whose_it_is_and_why_it_was_refused_is_said_in_words(qtbot: QtBot, bedside: Bedside) -> None:
    _, page = opened(qtbot, bedside)
    said = page.list.row().spoken  # type: ignore[union-attr]
    for part in ("量測值", "陳○美", "單位不是這個項目能用的", "示範醫院", "收到 3 次"):
        assert part in said
    assert "陳麗美" not in said
    assert "furlong" in page.facts.text()
    assert "量測值 o7 第 1 版" in page.facts.text()


def test_the_resource_is_read_only_when_it_is_opened_and_the_look_is_recorded(qtbot: QtBot, bedside: Bedside) -> None:
    console, page = opened(qtbot, bedside)
    assert page.raw.toPlainText() == ""
    assert looks(bedside) == 0
    console.press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(page.raw.hasFocus)
    assert looks(bedside) == 1
    marked = [page.raw.raw.lines[at].text for at in page.raw.raw.marked]
    assert marked == ['    "code": "furlong"']
    assert "▶ " in page.raw.toPlainText()
    console.type(qtbot, "x")
    assert page.raw.isReadOnly()
    assert "x" not in page.raw.toPlainText().splitlines()[0]


def test_another_row_takes_the_resource_out_of_sight(qtbot: QtBot, bedside: Bedside) -> None:
    console, page = opened(qtbot, bedside)
    console.press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(page.raw.hasFocus)
    page.take_focus()
    console.press(qtbot, Qt.Key.Key_Down)
    assert page.list.key() == NO_CODE
    assert page.raw.toPlainText() == ""


def test_what_could_not_be_kept_says_so_and_cannot_be_taken_again(qtbot: QtBot, bedside: Bedside) -> None:
    console, page = opened(qtbot, bedside)
    console.press(qtbot, Qt.Key.Key_Down)
    console.press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "沒有保留" in page.place.text())
    assert not page.again_button.isEnabled()
    assert page.aside_button.isEnabled()


def test_one_is_taken_again_by_key(qtbot: QtBot, bedside: Bedside) -> None:
    console, page = opened(qtbot, bedside)
    console.press(qtbot, Qt.Key.Key_F9, ALT)
    qtbot.waitUntil(lambda: "即將再試" in page.list.row().spoken)  # type: ignore[union-attr]
    assert state(bedside) is RefusalState.AGAIN


def test_one_is_set_aside_only_with_a_reason(qtbot: QtBot, bedside: Bedside) -> None:
    console, page = opened(qtbot, bedside)
    console.press(qtbot, Qt.Key.Key_F10, ALT)
    (form,) = page.findChildren(AsideDialog)
    qtbot.waitUntil(form.note.hasFocus)
    assert "量測值 · 陳○美" in form.who.text()
    console.press(qtbot, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: bool(form.note.accessibleDescription()))
    assert state(bedside) is RefusalState.WAITING
    qtbot.keyClicks(page.findChild(QPlainTextEdit, "refusals.aside_dialog.note"), "test of theirs")
    console.press(qtbot, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: state(bedside) is RefusalState.SET_ASIDE)
    qtbot.waitUntil(lambda: page.presenter.waiting() == 1)
    page.list.choose(NO_UNIT)
    qtbot.waitUntil(lambda: "test of theirs" in page.facts.text())
    assert NURSE.name in page.facts.text()


def test_who_may_not_deal_with_it_sees_and_cannot(qtbot: QtBot, bedside: Bedside) -> None:
    _, page = opened(qtbot, bedside, DISPATCHER)
    assert not page.again_button.isEnabled()
    assert not page.aside_button.isEnabled()
