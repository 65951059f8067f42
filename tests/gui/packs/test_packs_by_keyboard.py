"""The rule packs by keyboard: what is in force, what comes next, and what a folder with faults is refused for."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
from helpers.bedside import NURSE, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole, open_console
from helpers.ward import DEMO
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from hah_console.app.pack_desk import FolderPackDesk
from hah_console.ui.screens.census.view import CensusScreen
from hah_console.ui.screens.packs.view import PacksScreen

DAY = date(2026, 11, 23)
PACKS = DEMO.parent / "rulepacks"


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    yield bedside
    bedside.store.close()


@pytest.fixture
def console(qtbot: QtBot, bedside: Bedside) -> BedsideConsole:
    screens = {"census": CensusScreen, "packs": PacksScreen}
    console = open_console(qtbot, bedside, NURSE, screens=screens, packs=FolderPackDesk(PACKS))
    console.press(qtbot, Qt.Key.Key_Slash)
    console.type(qtbot, "packs")
    console.press(qtbot, Qt.Key.Key_Return)
    console.settle(qtbot)
    qtbot.waitUntil(packs(console).list.hasFocus)
    return console


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A folder with a hole of a month in the programme, one version that is still to come, and a number that is not
    one."""
    folder = copytree(PACKS, tmp_path / "rules")
    text = (folder / "programme-2026-05.toml").read_text("utf-8")
    later = text.replace('"2026-05"', '"2027-01"').replace("2026-05-01", "2027-01-01")
    (folder / "programme-2027-01.toml").write_text(later, "utf-8")
    ended = text.replace("effective_from = 2026-05-01", "effective_from = 2026-05-01\neffective_to = 2026-11-30")
    (folder / "programme-2026-05.toml").write_text(ended, "utf-8")
    transfer = folder / "transfer-2026-05.toml"
    transfer.write_text(transfer.read_text("utf-8") + '\nx = "y"\n', "utf-8")
    return folder


def packs(console: BedsideConsole) -> PacksScreen:
    return console.screen("packs", PacksScreen)


def choose(console: BedsideConsole, kind: str) -> dict[str, str]:
    assert packs(console).list.choose(kind)
    return dict(packs(console).presenter.facts(kind))


def test_every_pack_says_its_version_its_days_and_its_source(console: BedsideConsole) -> None:
    screen = packs(console)
    assert "沒有錯誤" in screen.summary.text()
    assert {line.key for line in screen.presenter.lines()} >= {"clocks", "programme", "claims", "news2"}
    facts = choose(console, "programme")
    assert facts["生效版本"] == "2026-05"
    assert "2026-05-01" in facts["生效日期"]
    assert "全民健康保險" in facts["來源"]


def test_the_numbers_of_a_pack_are_read_with_their_lines(qtbot: QtBot, console: BedsideConsole) -> None:
    screen = packs(console)
    choose(console, "programme")
    console.settle(qtbot)
    console.press(qtbot, Qt.Key.Key_Return)
    assert screen.numbers.hasFocus()
    rows = [screen.numbers.rows.row(n) for n in range(screen.numbers.rows.rowCount())]
    said = {row.spoken for row in rows if row is not None}
    text = (PACKS / "programme-2026-05.toml").read_text("utf-8").splitlines()
    line = text.index("[days.pneumonia]") + 2
    assert f"天 · 肺炎 · 目標天數 9 第 {line} 行" in said
    assert "days · pneumonia · target" in {row.raw for row in rows if row is not None}


def test_a_folder_with_a_hole_is_refused_with_its_line_and_the_lines_around_it(
    qtbot: QtBot, console: BedsideConsole, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(broken))
    console.alt(qtbot, Qt.Key.Key_F5)
    screen = packs(console)
    qtbot.waitUntil(lambda: screen.presenter.other_folder)
    console.settle(qtbot)
    assert "錯誤" in screen.summary.text()
    faults = [line for line in screen.presenter.lines() if line.key.startswith("fault:")]
    line = (broken / "programme-2026-05.toml").read_text("utf-8").splitlines().index("effective_to = 2026-11-30") + 1
    hole = next(fault for fault in faults if fault.name == f"programme-2026-05.toml 第 {line} 行")
    assert "沒有任何版本" in hole.detail
    screen.list.choose(hole.key)

    def marked() -> list[str]:
        rows = [screen.numbers.rows.row(n) for n in range(screen.numbers.rows.rowCount())]
        return [row.keys for row in rows if row is not None and getattr(row, "here", False)]

    qtbot.waitUntil(lambda: marked() == ["effective_to = 2026-11-30"])
    assert "2027-01" in choose(console, "programme")["下一版"]
    console.alt(qtbot, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: not screen.presenter.other_folder)


def test_a_number_where_none_belongs_is_refused_with_its_line(broken: Path) -> None:
    report = FolderPackDesk(broken).look(DAY)
    found = next(fault for fault in report.faults if fault.file == "transfer-2026-05.toml")
    lines = (broken / "transfer-2026-05.toml").read_text("utf-8").splitlines()
    assert found.line == lines.index('x = "y"') + 1
    assert found.lines[-1] == (found.line, 'x = "y"')


def test_everything_with_focus_has_a_name(console: BedsideConsole) -> None:
    screen = packs(console)
    assert all(widget.accessibleName() for widget in (screen.list, screen.numbers, screen.check, screen.own))
