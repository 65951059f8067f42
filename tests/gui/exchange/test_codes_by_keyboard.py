"""What a hospital's codes mean, by keyboard: looked for, said, taken back; who and when is kept."""

import pytest
from helpers.bedside import NURSE, PHYSICIAN, Bedside
from helpers.bedside_desk import BedsideConsole
from helpers.exchange_desk import open_page
from helpers.told_by_hospital import CRP_CODE, SHOWN_CODE
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.domain.actor import Actor
from hah_console.domain.code_mapping import CodeMapping, MappingState
from hah_console.ui.screens.exchange.codes_page import CodesPage

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
ALT = Qt.KeyboardModifier.AltModifier


def opened(qtbot: QtBot, bedside: Bedside, actor: Actor = PHYSICIAN) -> tuple[BedsideConsole, CodesPage]:
    return open_page(qtbot, bedside, actor, Qt.Key.Key_3, CodesPage)


def kept(bedside: Bedside, code: str = CRP_CODE) -> CodeMapping:
    with bedside.ctx.store() as uow:
        return uow.code_mappings.get(code)  # type: ignore[arg-type]


def test_the_most_frequent_unknown_code_comes_first_with_how_often_and_its_unit(qtbot: QtBot, bedside: Bedside) -> None:
    _, page = opened(qtbot, bedside)
    assert page.list.key() == CRP_CODE
    assert "12 次" in page.list.row().spoken  # type: ignore[union-attr]
    assert "mg/dL" in page.facts.text()


def test_a_meaning_is_looked_for_and_said_by_keyboard_alone(qtbot: QtBot, bedside: Bedside) -> None:
    console, page = opened(qtbot, bedside)
    console.press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(page.look_for.hasFocus)
    console.type(qtbot, "crp")
    assert page.meanings.key() == "crp"
    assert "可用單位 mg/dL" in page.meanings.row().spoken  # type: ignore[union-attr]
    console.press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: kept(bedside).state is MappingState.MAPPED)
    said = kept(bedside)
    assert (said.target, said.author, said.applied) == ("crp", PHYSICIAN.user_id, False)
    page.list.choose(CRP_CODE)
    qtbot.waitUntil(lambda: PHYSICIAN.name in page.facts.text())
    assert "將在下一輪依此重讀" in page.facts.text()


def test_nothing_is_said_before_a_meaning_was_chosen(qtbot: QtBot, bedside: Bedside) -> None:
    console, page = opened(qtbot, bedside)
    console.press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(page.look_for.hasFocus)
    console.press(qtbot, Qt.Key.Key_Return)
    console.press(qtbot, Qt.Key.Key_F9, ALT)
    console.settle(qtbot)
    assert kept(bedside).state is MappingState.UNMAPPED


def test_a_meaning_that_cannot_have_the_unit_says_so(qtbot: QtBot, bedside: Bedside) -> None:
    console, page = opened(qtbot, bedside)
    console.press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(page.look_for.hasFocus)
    console.type(qtbot, "spo2")
    assert "不能用單位 mg/dL" in page.meanings.row().spoken  # type: ignore[union-attr]
    assert not page.map_button.isEnabled()
    console.press(qtbot, Qt.Key.Key_Return)
    assert "不能用單位 mg/dL" in page.said.text()
    assert kept(bedside).state is MappingState.UNMAPPED


def test_the_arrows_choose_among_what_was_found_while_one_types(qtbot: QtBot, bedside: Bedside) -> None:
    console, page = opened(qtbot, bedside)
    console.press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(page.look_for.hasFocus)
    console.press(qtbot, Qt.Key.Key_Down)
    assert page.meanings.key() == page.presenter.meanings()[1].key
    assert page.look_for.hasFocus()


def test_a_code_is_shown_as_it_came_and_that_is_taken_back(qtbot: QtBot, bedside: Bedside) -> None:
    console, page = opened(qtbot, bedside)
    page.list.choose(SHOWN_CODE)
    console.press(qtbot, Qt.Key.Key_F10, ALT)
    qtbot.waitUntil(lambda: kept(bedside, SHOWN_CODE).state is MappingState.IGNORED)
    qtbot.waitUntil(page.unmap_button.isEnabled)
    console.press(qtbot, Qt.Key.Key_F8, ALT)
    qtbot.waitUntil(lambda: kept(bedside, SHOWN_CODE).state is MappingState.UNMAPPED)


def test_who_may_not_say_what_a_code_means_sees_and_cannot(qtbot: QtBot, bedside: Bedside) -> None:
    _, page = opened(qtbot, bedside, NURSE)
    assert not page.map_button.isEnabled()
    assert "由醫師、藥師或管理者指定意義" in page.facts.text()
    assert not page.ignore_button.isEnabled()
