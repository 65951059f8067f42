"""Notes of a patient are read, signed and marked as errors by keyboard, over a real store."""

import pytest
from helpers.bedside import CHEN, LIN, LIN_STAY, NURSE, PHYSICIAN, Bedside
from helpers.bedside_desk import BedsideConsole
from helpers.chart_desk import ALT, CTRL, PASSWORD, VISITED, fill_notes, notes_of, open_chart, tab_of, write
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.domain.chart.note import NoteState, Section
from hah_console.services.notes import correct_note
from hah_console.ui.chart.note_list import NoteLine
from hah_console.ui.chart.withdraw_dialog import WithdrawDialog
from hah_console.ui.preferences import Preferences
from hah_console.ui.screens.patient.notes.tab import NotesTab

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def _tab(console: BedsideConsole) -> NotesTab:
    found = tab_of(console, NotesTab)
    assert isinstance(found, NotesTab)
    return found


def _lines(tab: NotesTab) -> list[NoteLine]:
    return [row for i in range(tab.list.rows.rowCount()) if isinstance(row := tab.list.rows.row(i), NoteLine)]


def test_notes_stand_newest_first_each_with_its_standing_in_words(qtbot: QtBot, bedside: Bedside) -> None:
    fill_notes(bedside)
    tab = _tab(open_chart(qtbot, bedside, "notes"))
    lines = _lines(tab)
    assert [line.standing.split()[0] for line in lines] == ["未簽", "誤登", "更正未簽", "未簽", "已簽"]
    assert [line.late for line in lines] == [False, False, True, True, False]
    assert "逾時" in lines[2].spoken
    assert tab.list.hasFocus()


def test_the_author_signs_with_her_password_what_stands_in_sight(qtbot: QtBot, bedside: Bedside) -> None:
    write(bedside)
    console = open_chart(qtbot, bedside, "notes")
    tab = _tab(console)
    console.alt(qtbot, Qt.Key.Key_F7)
    assert tab.panel.strip.password.hasFocus()
    console.type(qtbot, PASSWORD)
    console.press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: notes_of(bedside)[0].state is NoteState.SIGNED)
    console.settle(qtbot)
    assert not tab.panel.strip.isVisible()
    assert tab.panel.strip.password.text() == ""
    assert "已簽" in _lines(tab)[0].standing


def test_a_wrong_password_signs_nothing_and_says_so(qtbot: QtBot, bedside: Bedside) -> None:
    write(bedside)
    console = open_chart(qtbot, bedside, "notes")
    tab = _tab(console)
    console.alt(qtbot, Qt.Key.Key_F7)
    console.type(qtbot, "wrong")
    console.alt(qtbot, Qt.Key.Key_F7)
    qtbot.waitUntil(tab.panel.strip.error.isVisible)
    console.settle(qtbot)
    assert "密碼" in tab.panel.strip.error.text()
    assert tab.panel.strip.password.hasFocus()
    assert notes_of(bedside)[0].state is NoteState.UNSIGNED


def test_a_text_that_was_changed_elsewhere_is_not_signed_unseen(qtbot: QtBot, bedside: Bedside) -> None:
    note = write(bedside)
    console = open_chart(qtbot, bedside, "notes")
    tab = _tab(console)
    console.alt(qtbot, Qt.Key.Key_F7)
    console.type(qtbot, PASSWORD)
    correct_note(bedside.ctx, NURSE, note, {**VISITED, Section.PLAN: "停藥"}, "改變治療")
    tab.panel.strip.press()
    qtbot.waitUntil(lambda: len(tab._shown.texts) == 2 if tab._shown else False)
    console.settle(qtbot)
    assert not notes_of(bedside)[0].signatures
    assert tab.panel.strip.password.text() == ""


def test_nobody_else_is_offered_to_sign_correct_or_mark_it(qtbot: QtBot, bedside: Bedside) -> None:
    write(bedside, PHYSICIAN)
    tab = _tab(open_chart(qtbot, bedside, "notes"))
    assert tab._shown is not None
    assert not any(part.isVisible() for part in (tab.panel.strip, tab.correct, tab.withdraw))


def test_a_note_entered_in_error_needs_a_reason_and_stays_readable(qtbot: QtBot, bedside: Bedside) -> None:
    write(bedside, NURSE, {Section.SUBJECTIVE: "林先生表示解尿疼痛。"})
    console = open_chart(qtbot, bedside, "notes")
    tab = _tab(console)
    console.alt(qtbot, Qt.Key.Key_F11)
    form = tab.findChild(WithdrawDialog)
    assert form is not None
    qtbot.waitUntil(form.reason.hasFocus)
    console.press(qtbot, Qt.Key.Key_Return, CTRL)
    assert notes_of(bedside)[0].state is NoteState.UNSIGNED
    console.type(qtbot, "wrong patient")
    console.press(qtbot, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: notes_of(bedside)[0].state is NoteState.WITHDRAWN)
    console.settle(qtbot)
    qtbot.waitUntil(lambda: "wrong patient" in tab.panel.text.toPlainText())
    assert "林先生表示解尿疼痛" in tab.panel.text.toPlainText()
    assert "line-through" in tab.panel.text.toHtml()
    assert "刪去" in tab.panel.text.accessibleDescription()


def test_a_correction_shows_what_it_took_out_its_author_time_and_reason(qtbot: QtBot, bedside: Bedside) -> None:
    fill_notes(bedside)
    console = open_chart(qtbot, bedside, "notes")
    tab = _tab(console)
    for _ in range(2):
        console.press(qtbot, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "左右寫反" in tab.panel.text.toPlainText())
    text, html = tab.panel.text.toPlainText(), tab.panel.text.toHtml()
    assert "王淑芬 更正於" in text
    assert "呼吸音左下囉音" in text, "the former text is whole"
    assert "line-through" in html
    assert "underline" in html
    console.settle(qtbot)


def test_what_is_typed_can_neither_style_nor_link(qtbot: QtBot, bedside: Bedside) -> None:
    words = "<b>SpO₂</b> <a href='file:///x'>90</a> & <img src='y'> 👵"
    write(bedside, NURSE, {Section.OBJECTIVE: words})
    tab = _tab(open_chart(qtbot, bedside, "notes"))
    assert words in tab.panel.text.toPlainText()


def test_of_another_patient_nothing_stays(qtbot: QtBot, bedside: Bedside) -> None:
    write(bedside)
    console = open_chart(qtbot, bedside, "notes")
    tab = _tab(console)
    console.alt(qtbot, Qt.Key.Key_F7)
    console.type(qtbot, "half")
    console.frame.navigate("patient", LIN)
    assert tab.list.rows.rowCount() == 0
    assert "陳麗美" not in tab.panel.who.text()
    assert tab.panel.text.toPlainText() == tab.panel.strip.password.text() == ""
    console.settle(qtbot)
    console.settle(qtbot)
    write(bedside, NURSE, {Section.SUBJECTIVE: "解尿疼痛"}, episode=LIN_STAY)
    tab.refresh()
    qtbot.waitUntil(lambda: tab.list.rows.rowCount() == 1)
    assert "林志雄" in tab.panel.who.text()
    console.frame.navigate("patient", CHEN)
    console.settle(qtbot)
    console.settle(qtbot)
    assert "陳麗美" in tab.panel.who.text()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_language_and_theme_switch_live_and_everything_has_a_name(qtbot: QtBot, bedside: Bedside, theme: str) -> None:
    write(bedside)
    console = open_chart(qtbot, bedside, "notes", preferences=Preferences(theme=theme))
    tab = _tab(console)
    console.press(qtbot, Qt.Key.Key_L, CTRL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: tab.correct.text() == "Correct")
    console.settle(qtbot)
    assert "Unsigned" in tab.panel.standing.text()
    named = (tab.list, tab.panel.text, tab.panel.strip.password, tab.panel.strip.sign, tab.correct, tab.withdraw)
    assert all(part.accessibleName() and part.objectName() for part in named)
    assert ALT
