"""The queue of signatures by keyboard: one's own notes one after the other, and those of all authors."""

from datetime import timedelta

import pytest
from helpers.bedside import CHEN, NURSE, PHYSICIAN, Bedside
from helpers.bedside_desk import BedsideConsole
from helpers.chart_desk import PASSWORD, fill_notes, notes_of, open_chart, write
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.app.screens import SCREENS
from hah_console.domain.actor import Actor
from hah_console.domain.chart.note import NoteState, Section
from hah_console.ui.preferences import Preferences
from hah_console.ui.screens.signing.view import SigningScreen

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def _open(qtbot: QtBot, bedside: Bedside, actor: Actor = NURSE, language: str = "zh_TW") -> BedsideConsole:
    screens = {"signing": SCREENS["signing"]}
    console = open_chart(qtbot, bedside, actor=actor, screens=screens, preferences=Preferences(language=language))
    console.settle(qtbot)
    console.frame.actions_table.perform("go.signing")
    for _ in range(3):
        console.settle(qtbot)
    return console


def _screen(console: BedsideConsole) -> SigningScreen:
    return console.screen("signing", SigningScreen)


def _sign(qtbot: QtBot, console: BedsideConsole) -> None:
    console.alt(qtbot, Qt.Key.Key_F7)
    console.type(qtbot, PASSWORD)
    console.press(qtbot, Qt.Key.Key_Return)
    for _ in range(3):
        console.settle(qtbot)


def test_own_notes_are_signed_one_after_the_other_by_keyboard(qtbot: QtBot, bedside: Bedside) -> None:
    fill_notes(bedside)
    console = _open(qtbot, bedside)
    screen = _screen(console)
    assert screen.list.hasFocus()
    assert screen.list.rows.rowCount() == 3
    row = screen.list.row()
    assert row is not None
    assert "逾時" in row.spoken
    assert "陳麗美" not in row.spoken, "the list of many patients is masked"
    for left in (2, 1, 0):
        qtbot.waitUntil(screen.panel.strip.isVisible)
        assert "陳麗美" in screen.panel.who.text()
        _sign(qtbot, console)
        qtbot.waitUntil(lambda n=left: screen.list.rows.rowCount() == n)
        for _ in range(2):
            console.settle(qtbot)
    assert "沒有待簽" in screen.message.sentence
    assert not any(note.state in {NoteState.UNSIGNED, NoteState.CORRECTED} for note in notes_of(bedside))


def test_the_notes_of_all_authors_stand_by_author_and_only_ones_own_is_signed(qtbot: QtBot, bedside: Bedside) -> None:
    write(bedside, PHYSICIAN, {Section.PLAN: "x"})
    write(bedside, NURSE)
    console = _open(qtbot, bedside)
    screen = _screen(console)
    assert screen.list.rows.rowCount() == 1
    console.alt(qtbot, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: screen.list.rows.rowCount() == 2)
    for _ in range(2):
        console.settle(qtbot)
    seen = {}
    for _ in range(2):
        row = screen.list.row()
        assert row is not None
        qtbot.waitUntil(lambda: bool(screen.panel.who.text()))
        seen[row.excerpt] = screen.panel.strip.isVisible()  # type: ignore[attr-defined]
        console.press(qtbot, Qt.Key.Key_Down)
        for _ in range(2):
            console.settle(qtbot)
    assert seen == {"張承恩": False, "王淑芬": True}


def test_opening_a_note_of_the_queue_is_in_the_audit_trail(qtbot: QtBot, bedside: Bedside) -> None:
    write(bedside)
    _open(qtbot, bedside)
    with bedside.store.unit_of_work() as uow:
        now = bedside.clock.now()
        entries = uow.audit.of_patient(CHEN, now - timedelta(days=1), now + timedelta(days=1))
    views = [chained.entry.action for chained in entries]
    assert "view_patient" in views


def test_the_status_bar_counts_what_waits_and_leads_there(qtbot: QtBot, bedside: Bedside) -> None:
    fill_notes(bedside)
    console = open_chart(qtbot, bedside, screens={"signing": SCREENS["signing"]})
    count = console.frame.unsigned
    qtbot.waitUntil(count.isVisible)
    assert "待簽 3，逾時 2" in count.text()
    count.click()
    assert console.frame.current_screen == "signing"
    for _ in range(3):
        console.settle(qtbot)


def test_nothing_waits_in_english(qtbot: QtBot, bedside: Bedside) -> None:
    console = _open(qtbot, bedside, language="en")
    assert _screen(console).message.sentence == "No note waits for your signature."
    assert not console.frame.unsigned.isVisible()
