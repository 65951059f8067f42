"""A file of what the patient measured herself is brought onto her timeline by keyboard, and says what became of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.bedside import CHEN, LIN, NOW, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole
from helpers.chart_desk import ALT, open_chart, tab_of
from helpers.driven_window import PATIENCE_MS
from helpers.stay import fill_stay
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from hah_console.services.timeline_entry import EntryKind
from hah_console.ui.preferences import Preferences
from hah_console.ui.screens.patient.timeline.entry_text import EntryLine
from hah_console.ui.screens.patient.timeline.tab import TimelineTab

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    fill_stay(bedside, 2, every_min=120)
    yield bedside
    bedside.store.close()


@pytest.fixture
def opened(qtbot: QtBot, bedside: Bedside) -> tuple[BedsideConsole, TimelineTab]:
    console = open_chart(qtbot, bedside, "timeline", preferences=Preferences("zh_TW"))
    tab = tab_of(console, TimelineTab)
    assert isinstance(tab, TimelineTab)
    qtbot.waitUntil(lambda: tab.list.rows.rowCount() > 0, timeout=PATIENCE_MS)
    console.settle(qtbot)
    return console, tab


def choose(monkeypatch: pytest.MonkeyPatch, path: Path | None) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path) if path else "", ""))


def own_titles(tab: TimelineTab) -> list[str]:
    found = (tab.list.rows.row(place) for place in range(tab.list.rows.rowCount()))
    return [row.title for row in found if isinstance(row, EntryLine) and row.kind is EntryKind.OWN]


def csv(folder: Path, *rows: str) -> Path:
    file = folder / "own.csv"
    file.write_text("\n".join(["time,vital,value,unit,source", *rows]), "utf-8")
    return file


def test_a_file_is_taken_in_by_one_key_and_stands_there_as_unverified(
    qtbot: QtBot, opened: tuple[BedsideConsole, TimelineTab], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    console, tab = opened
    choose(monkeypatch, csv(tmp_path, f"{NOW.isoformat()},spo2,88,%,家用血氧機", f"{NOW.isoformat()},hr,999,bpm,"))
    console.press(qtbot, Qt.Key.Key_F10, ALT)
    qtbot.waitUntil(lambda: "新增 1 筆" in tab.own.told.text(), timeout=PATIENCE_MS)
    assert "未收下 1 筆" in tab.own.told.text()
    assert "第 3 行（項）：數值不可能或不是數字" in tab.own.told.text()
    qtbot.waitUntil(lambda: any("88" in title for title in own_titles(tab)), timeout=PATIENCE_MS)
    assert all(title.startswith("未驗證") for title in own_titles(tab))


def test_no_file_and_an_unusable_file_change_nothing_and_the_latter_says_why(
    qtbot: QtBot, opened: tuple[BedsideConsole, TimelineTab], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    console, tab = opened
    before = own_titles(tab)
    choose(monkeypatch, None)
    console.press(qtbot, Qt.Key.Key_F10, ALT)
    assert tab.own.told.isHidden()
    file = tmp_path / "own.csv"
    file.write_text("a,b\n1,2\n", "utf-8")
    choose(monkeypatch, file)
    console.press(qtbot, Qt.Key.Key_F10, ALT)
    qtbot.waitUntil(lambda: "無法讀完" in tab.own.told.text(), timeout=PATIENCE_MS)
    assert own_titles(tab) == before


def test_what_became_of_a_file_is_not_said_of_another_patient(
    qtbot: QtBot, opened: tuple[BedsideConsole, TimelineTab], tmp_path: Path
) -> None:
    console, tab = opened
    file = csv(tmp_path, f"{NOW.isoformat()},spo2,88,%,")
    tab.own.take(CHEN, file)
    tab.own.begin(LIN)
    console.settle(qtbot)
    assert tab.own.told.isHidden()
    with console.bedside.store.unit_of_work() as uow:
        assert [each.value for each in uow.own_readings.of(CHEN, NOW, NOW)] == [88.0]
        assert not uow.own_readings.of(LIN, NOW, NOW)
