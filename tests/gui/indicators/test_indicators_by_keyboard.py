"""The indicators by keyboard: every one with its value, and who stands above and below its line."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.bedside import CHEN_STAY, NEAR, NURSE, PHYSICIAN, Bedside, open_bedside
from helpers.bedside_desk import SCREENS, open_console
from pytestqt.qtbot import QtBot

from hah_console.services.transfers import decide_transfer
from hah_console.ui.screens.indicators.view import IndicatorsScreen


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    yield bedside
    bedside.store.close()


def test_an_indicator_shows_who_is_counted_of_whom(qtbot: QtBot, bedside: Bedside) -> None:
    decide_transfer(bedside.ctx, NURSE, CHEN_STAY, "fever", NEAR)
    console = open_console(qtbot, bedside, PHYSICIAN, screens={**SCREENS, "indicators": IndicatorsScreen})
    console.window.frame.navigate("indicators", "")  # type: ignore[union-attr]
    screen = console.screen("indicators", IndicatorsScreen)
    qtbot.waitUntil(screen.list.hasFocus)
    assert screen.month.currentText() == "2026-11"
    qtbot.waitUntil(lambda: screen.list.choose("escalation_rate"))
    row = screen.list.row()
    assert row is not None
    assert "33.3 %（1 / 3）" in row.spoken
    shown = [line.name for line in screen.presenter.cases()]
    assert (shown[0], len(shown)) == ("陳○美", 3)
    assert screen.list.choose("satisfaction")
    assert "未記錄" in screen.list.row().spoken  # type: ignore[union-attr]
    console.settle(qtbot)
