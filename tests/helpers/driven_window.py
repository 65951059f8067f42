"""The console's window as somebody at its keyboard has it before him."""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hah_console.ui.screen import Screen
from hah_console.ui.shell.frame import DeskFrame
from hah_console.ui.shell.window import ConsoleWindow

AnyScreen = TypeVar("AnyScreen", bound=Screen)
PATIENCE_MS = 20_000


class DrivenWindow:
    """Keys go where the focus is."""

    window: ConsoleWindow

    @property
    def frame(self) -> DeskFrame:
        """What is in sight once somebody has signed in."""
        assert self.window.frame is not None
        return self.window.frame

    def screen(self, name: str, kind: type[AnyScreen]) -> AnyScreen:
        """The screen of this name, which must be of this kind."""
        screen = self.frame.screens[name]
        assert isinstance(screen, kind)
        return screen

    def press(self, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key."""
        qtbot.keyClick(self.focused(), key, modifier)

    def alt(self, qtbot: QtBot, key: Qt.Key) -> None:
        """Press a key with Alt."""
        self.press(qtbot, key, Qt.KeyboardModifier.AltModifier)

    def type(self, qtbot: QtBot, text: str) -> None:
        """Type."""
        qtbot.keyClicks(self.focused(), text)

    def focused(self) -> QWidget:
        """Where keys go."""
        return QApplication.focusWidget() or self.window

    def settle(self, qtbot: QtBot) -> None:
        """Wait until every answer has been delivered."""
        qtbot.waitUntil(lambda: self.window.tasks.idle, timeout=PATIENCE_MS)

    def close(self, qtbot: QtBot) -> None:
        """Close the window; with it ends what still runs, and the map's painters end by themselves."""
        self.window.close()
        qtbot.wait(0)
