"""A bedside store, with or without a day of readings, and the console over it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.bedside import CHEN, PHYSICIAN, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole, open_console
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFontMetrics
from pytestqt.qtbot import QtBot

from hah_console.services.forecast.model import RiskModel
from hah_console.services.ports import WaveSource
from hah_console.ui.preferences import Preferences

OpenPage = Callable[..., BedsideConsole]


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    yield bedside
    bedside.store.close()


@pytest.fixture
def open_page(qtbot: QtBot, bedside: Bedside) -> OpenPage:
    """Opens the console with Chen's page in sight, read and drawn."""

    def opened(
        language: str = "zh_TW",
        theme: str = "light",
        size: tuple[int, int] = (1440, 900),
        waves: WaveSource | None = None,
        risk_model: RiskModel | None = None,
    ) -> BedsideConsole:
        wanted = Preferences(language=language, theme=theme)
        console = open_console(qtbot, bedside, PHYSICIAN, wanted, waves=waves, risk_model=risk_model)
        console.window.resize(*size)
        console.frame.navigate("patient", CHEN)
        qtbot.waitUntil(lambda: console.patient.presenter.picture is not None)
        console.settle(qtbot)
        return console

    return opened


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What assistive technology is asked to say, and whether it is to interrupt (no reader runs offscreen)."""
    said: list[tuple[str, bool]] = []

    class Listener:
        AnnouncementPoliteness = QAccessible.AnnouncementPoliteness

        @staticmethod
        def updateAccessibility(event: QAccessibleAnnouncementEvent) -> None:
            assertive = event.politeness() is QAccessible.AnnouncementPoliteness.Assertive
            said.append((event.message(), assertive))

    monkeypatch.setattr("hah_console.ui.announce.QAccessible", Listener)
    return said


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every painted text that did not fit its place."""
    texts: set[str] = set()

    class Watching(QFontMetrics):
        def elidedText(self, text: str, mode: Qt.TextElideMode, width: int, flags: int = 0) -> str:
            shown = super().elidedText(text, mode, width, flags)
            if shown != text:
                texts.add(text)
            return shown

    monkeypatch.setattr("hah_console.ui.widgets.row_list.QFontMetrics", Watching)
    return texts
