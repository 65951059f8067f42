"""The timeline of a stay, by keyboard over a real store: one list of everything, filtered, searched, opened."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.bedside import CHEN, LIN, NURSE, SPO2_ALARM, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole
from helpers.chart_desk import ALT, CTRL, open_chart, tab_of, write
from helpers.driven_window import PATIENCE_MS
from helpers.stay import fill_stay
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.domain.chart.note import Section
from hah_console.services.timeline_entry import EntryKind
from hah_console.ui.preferences import Preferences
from hah_console.ui.screens.patient.timeline.entry_text import EntryLine
from hah_console.ui.screens.patient.timeline.presenter import DayLine
from hah_console.ui.screens.patient.timeline.tab import TimelineTab

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    fill_stay(bedside, 14, every_min=120)
    yield bedside
    bedside.store.close()


def open_tab(qtbot: QtBot, bedside: Bedside, language: str = "zh_TW") -> tuple[BedsideConsole, TimelineTab]:
    console = open_chart(qtbot, bedside, "timeline", preferences=Preferences(language))
    tab = tab_of(console, TimelineTab)
    assert isinstance(tab, TimelineTab)
    qtbot.waitUntil(lambda: tab.list.rows.rowCount() > 0, timeout=PATIENCE_MS)
    console.settle(qtbot)
    return console, tab


def rows(tab: TimelineTab) -> list[DayLine | EntryLine]:
    found = (tab.list.rows.row(place) for place in range(tab.list.rows.rowCount()))
    return [row for row in found if isinstance(row, DayLine | EntryLine)]


def entries(tab: TimelineTab) -> list[EntryLine]:
    return [row for row in rows(tab) if isinstance(row, EntryLine)]


def test_days_stand_newest_first_with_the_day_of_the_stay_and_older_ones_come_by_scrolling(
    qtbot: QtBot, bedside: Bedside
) -> None:
    console, tab = open_tab(qtbot, bedside)
    assert rows(tab)[0].spoken == "2026-11-23 (一) · 今天 · 第 14 天"
    assert tab.list.hasFocus()
    assert len([row for row in rows(tab) if isinstance(row, DayLine)]) < 14
    assert "往下捲" in tab.summary.text()
    for _ in range(30):
        console.press(qtbot, Qt.Key.Key_End)
        console.settle(qtbot)
        if tab.presenter.timeline is not None and tab.presenter.timeline.whole:
            break
    heads = [row.text for row in rows(tab) if isinstance(row, DayLine)]
    assert heads[-1] == "2026-11-09 (一) · 收案前"
    assert heads[-2] == "2026-11-10 (二) · 第 1 天"
    assert "自 11-07 起全部" in tab.summary.text()
    keys = [row.key for row in rows(tab)]
    assert len(set(keys)) == len(keys)
    assert {row.kind for row in entries(tab)} == set(EntryKind)


def test_a_kind_is_chosen_is_said_and_cleared_by_one_key(qtbot: QtBot, bedside: Bedside) -> None:
    console, tab = open_tab(qtbot, bedside)
    tab.kinds[EntryKind.DOSE].setFocus()
    console.press(qtbot, Qt.Key.Key_Space)
    console.settle(qtbot)
    qtbot.waitUntil(lambda: len(entries(tab)) == 14, timeout=PATIENCE_MS)
    assert {row.kind for row in entries(tab)} == {EntryKind.DOSE}
    assert len(entries(tab)) == 14
    assert "只看 給藥" in tab.summary.text()
    console.press(qtbot, Qt.Key.Key_F5, ALT)
    assert tab.list.hasFocus()
    assert not tab.presenter.filtered
    assert not tab.clear.isEnabled()
    assert len({row.kind for row in entries(tab)}) > 8


def test_the_hours_of_vital_signs_are_left_out_by_one_key(qtbot: QtBot, bedside: Bedside) -> None:
    console, tab = open_tab(qtbot, bedside)
    console.press(qtbot, Qt.Key.Key_F7, ALT)
    console.settle(qtbot)
    assert EntryKind.VITALS not in {row.kind for row in entries(tab)}
    assert "不含生命徵象" in tab.summary.text()
    console.press(qtbot, Qt.Key.Key_F7, ALT)
    assert not tab.presenter.filtered


def test_words_are_found_through_the_whole_stay_and_nothing_found_says_so(qtbot: QtBot, bedside: Bedside) -> None:
    console, tab = open_tab(qtbot, bedside)
    console.press(qtbot, Qt.Key.Key_F, CTRL)
    console.type(qtbot, "crp 112")
    qtbot.waitUntil(lambda: len(entries(tab)) == 1, timeout=PATIENCE_MS)
    assert "CRP 112 mg/L" in entries(tab)[0].title
    tab.search.setText("不存在的字")
    qtbot.waitUntil(lambda: tab.message.sentence == "沒有符合這個篩選的項目。", timeout=PATIENCE_MS)
    tab.message.button.setFocus()
    console.press(qtbot, Qt.Key.Key_Space)
    assert tab.list.isVisible()
    assert tab.search.text() == ""


def test_enter_goes_to_where_the_thing_is_at_home(qtbot: QtBot, bedside: Bedside) -> None:
    console, tab = open_tab(qtbot, bedside)
    assert tab.list.choose(f"alarm:{SPO2_ALARM}")
    console.press(qtbot, Qt.Key.Key_Return)
    console.settle(qtbot)
    assert console.frame.current_screen == "alarms"
    assert console.alarms.list.key() == SPO2_ALARM
    console.frame.back()
    console.settle(qtbot)
    qtbot.waitUntil(tab.list.isVisible, timeout=PATIENCE_MS)
    assert tab.list.choose("note:N-0")
    tab.take_focus()
    console.press(qtbot, Qt.Key.Key_Return)
    console.settle(qtbot)
    assert console.patient.tabs.tab_id == "notes"


def test_what_happens_now_comes_without_losing_place_or_filter(qtbot: QtBot, bedside: Bedside) -> None:
    _, tab = open_tab(qtbot, bedside)
    tab.toggle(EntryKind.NOTE)
    tab.list.choose("note:N-1")
    bedside.advance(1)
    write(bedside, NURSE, {Section.SUBJECTIVE: "夜間安睡"})
    qtbot.waitUntil(lambda: any("夜間安睡" in row.detail for row in entries(tab)), timeout=PATIENCE_MS)
    assert tab.list.key() == "note:N-1"
    assert {row.kind for row in entries(tab)} == {EntryKind.NOTE}


def test_of_another_patient_nothing_of_the_first_stays_and_an_empty_stay_says_so(
    qtbot: QtBot, bedside: Bedside
) -> None:
    console, tab = open_tab(qtbot, bedside)
    tab.search.setText("CRP")
    console.frame.navigate("patient", f"{LIN}#timeline")
    assert entries(tab) == []
    assert tab.search.text() == ""
    console.settle(qtbot)
    qtbot.waitUntil(lambda: tab.presenter.timeline is not None, timeout=PATIENCE_MS)
    assert tab.presenter.timeline is not None
    assert tab.presenter.timeline.patient_id == LIN
    late = tab.presenter.read()
    console.frame.navigate("patient", f"{CHEN}#timeline")
    assert not tab.presenter.take(late)


def test_doses_that_were_late_or_missed_and_open_notes_are_heavy(qtbot: QtBot, bedside: Bedside) -> None:
    _, tab = open_tab(qtbot, bedside, "en")
    tab.toggle(EntryKind.DOSE)
    qtbot.waitUntil(lambda: len(entries(tab)) == 14, timeout=PATIENCE_MS)
    by_key = {row.key: row for row in entries(tab)}
    assert by_key["dose:D-0"].strong
    assert by_key["dose:D-3"].strong
    assert "not at home" in by_key["dose:D-3"].detail.lower()
    assert "due 21:12" in by_key["dose:D-2"].detail
    assert by_key["dose:D-1"].opens == ("patient", f"{CHEN}#medication/D-1")


def test_language_and_theme_change_while_it_is_open(qtbot: QtBot, bedside: Bedside) -> None:
    console, tab = open_tab(qtbot, bedside)
    console.press(qtbot, Qt.Key.Key_L, CTRL | Qt.KeyboardModifier.ShiftModifier)
    console.settle(qtbot)
    assert rows(tab)[0].spoken == "2026-11-23 (Mon) · today · day 14"
    assert tab.kinds[EntryKind.LAB].accessibleName().startswith("Labs")
