"""A console window over a ward, driven by tests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.app.console import make_application
from hah_console.domain.clock import SystemClock
from hah_console.services.chart_desk import ChartDesk
from hah_console.ui.preferences import Preferences
from hah_console.ui.screen import DeskPorts, Screen, ScreenFactory
from hah_console.ui.screens.census.view import CensusScreen
from hah_console.ui.screens.devices.view import DevicesScreen
from hah_console.ui.screens.wall.view import WallScreen
from hah_console.ui.screens.ward.view import WardScreen
from hah_console.ui.shell.parts import ConsoleParts
from hah_console.ui.shell.window import ConsoleWindow
from helpers.driven_window import DrivenWindow
from helpers.ward import RULES, Ward

NO_MORE: Mapping[str, ScreenFactory] = MappingProxyType({})
A_DAY_S = 86_400.0
"""Nobody beats in these tests, and no alarm about it may come in between."""


class NoPlanner:
    """A planner nobody calls in these tests."""

    def solve(self, problem_json: bytes, **_: object) -> bytes:
        raise NotImplementedError


class EmptyScreen(Screen):
    """Stands where a screen of another owner would; remembers what it was shown."""

    def __init__(self, desk: object) -> None:
        super().__init__(desk)  # type: ignore[arg-type]
        self.shown: list[str] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("empty")

    def show_entity(self, entity_id: str) -> None:
        self.shown.append(entity_id)


@dataclass
class Console(DrivenWindow):
    """The window with what it keeps."""

    window: ConsoleWindow
    ward: Ward
    kept: list[Preferences] = field(default_factory=list)

    @property
    def census(self) -> CensusScreen:
        return self.screen("census", CensusScreen)

    def show(self, qtbot: QtBot) -> None:
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()

    def sign_in(self, qtbot: QtBot, name: str = "nurse1", password: str = "demo") -> None:
        self.window.sign_in.name.setText(name)
        self.window.sign_in.password.setText(password)
        self.window.sign_in.submit()
        qtbot.waitUntil(lambda: self.window.frame is not None)
        qtbot.waitUntil(lambda: self.census.model.rowCount() == len(self.ward.patients))
        qtbot.waitUntil(lambda: bool(self.frame.alarms.bar.shown_chips()))
        qtbot.waitUntil(lambda: self.window.tasks.idle)


def make_console(
    ward: Ward,
    preferences: Preferences | None = None,
    *,
    dead_after_s: float = A_DAY_S,
    more: Mapping[str, ScreenFactory] = NO_MORE,
) -> Console:
    """A window on a ward, with ``more`` screens of its own; other owners' screens are stand-ins."""
    wanted = preferences or Preferences()
    make_application(wanted.language)
    kept: list[Preferences] = []
    parts = ConsoleParts(
        ctx=ward.ctx,
        ports=DeskPorts(None, NoPlanner(), RULES, ward.bell, chart=ChartDesk(ward.hasher)),
        open_feed=ward.store.change_feed,
        sign_in=ward.sign_in,
        unlock=ward.unlock,
        note_lock=ward.note_lock,
        note_sign_out=ward.note_sign_out,
        acknowledge=ward.acknowledge,
        machine_clock=SystemClock(),
        preferences=wanted,
        keep_preferences=kept.append,
        service_dead_after_s=dead_after_s,
    )
    screens = {
        "census": CensusScreen,
        "ward": WardScreen,
        "devices": DevicesScreen,
        "wall": WallScreen,
        **dict.fromkeys(("alarms", "routes", "transfers", "patient"), EmptyScreen),
        **more,
    }
    return Console(ConsoleWindow(parts, screens), ward, kept)
