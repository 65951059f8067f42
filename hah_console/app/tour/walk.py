"""How a person goes through the console in a tour: signs in, opens screens, presses keys, waits for what must come."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from hah_console.app.tour.hands import Hands
from hah_console.app.tour.onlooker import Onlooker
from hah_console.app.tour.pictures import Photographer
from hah_console.app.tour.steps import Story, Wait, pause
from hah_console.domain.ids import PatientId
from hah_console.services.context import Context
from hah_console.ui.shell.frame import DeskFrame
from hah_console.ui.shell.window import ConsoleWindow

DEMO_PASSWORD = "demo"
FALLING = PatientId("P003")
"""Whom the scenario lets fall ill at 08:40 (resources/demo/scenario.toml)."""
SHORT_S = 20.0
DIALOG_S = 1.2
"""Until a dialog has read its draft and what it shows beside it."""
_Alt = Qt.KeyboardModifier.AltModifier


class Walk:
    """Plays on one window; ``happened`` collects what was done and when (time of the day that is played)."""

    def __init__(self, window: ConsoleWindow, ctx: Context, onlooker: Onlooker, camera: Photographer) -> None:
        self.window, self.ctx, self.onlooker, self.camera = window, ctx, onlooker, camera
        self.hands = Hands(window)
        self.happened: list[str] = []

    @property
    def frame(self) -> DeskFrame:
        """What is in sight once somebody has signed in; raises LookupError before."""
        if self.window.frame is None:
            raise LookupError("nobody is signed in")
        return self.window.frame

    def enter(self, name: str) -> Story:
        """Sign in."""
        yield self.see("signin.name")
        self.hands.write("signin.name", name)
        self.hands.write("signin.password", DEMO_PASSWORD)
        self.hands.press("signin.enter")
        yield Wait(f"{name} is signed in", lambda: self.window.frame is not None, SHORT_S)
        self.note(f"{name} signs in")
        yield pause(1.0)

    def change_person(self, name: str) -> Story:
        """Sign out, and somebody else in."""
        self.window.sign_out()
        yield pause(0.5)
        yield from self.enter(name)

    def open(self, key: Qt.Key, screen_id: str) -> Story:
        """Open a screen by its key with Alt."""
        self.press(key)
        yield from self.shown(screen_id)

    def go(self, screen_id: str, entity_id: str = "") -> Story:
        """Open a screen, and one thing on it, as a link on another screen does."""
        self.frame.navigate(screen_id, entity_id)
        yield from self.shown(screen_id)

    def shown(self, screen_id: str) -> Story:
        """Wait until a screen is in sight and has its answers."""
        yield Wait(f"{screen_id} is in sight", lambda: self.shows(screen_id), SHORT_S)
        yield Wait("answers are there", lambda: self.window.tasks.idle, SHORT_S)

    def shoot_screen(self, name: str, key: Qt.Key) -> Story:
        """Open a screen, named by the first part of ``name``, and take its picture."""
        yield from self.open(key, name.split("_", maxsplit=1)[0])
        yield pause(1.0)
        yield from self.camera.shoot(name)

    def shoot_dialog(self, name: str, opened: Callable[[], None]) -> Story:
        """Take the picture of a dialog that keeps what was typed: opened anew in each language, left after it."""
        yield from self.camera.shoot(name, opened, self.hands.close_dialog, DIALOG_S)

    def no_dialog(self) -> Wait:
        """Wait until the dialog in front is gone and everything has answered."""
        return Wait("the dialog has closed", self._has_closed, SHORT_S)

    def _has_closed(self) -> bool:
        """A display without a window manager leaves it to the program to make its window active again."""
        if QApplication.activeModalWidget() is not None or not self.window.tasks.idle:
            return False
        if not self.window.isActiveWindow():
            self.window.activateWindow()
            return False
        return True

    def shows(self, screen_id: str) -> bool:
        """Whether a screen is in sight."""
        screen = self.frame.screens.get(screen_id)
        return screen is not None and screen.isVisible()

    def press(self, key: Qt.Key) -> None:
        """Press a key with Alt."""
        self.hands.key(key, _Alt)

    def see(self, name: str) -> Wait:
        """Wait for a widget by its name."""
        return Wait(f"{name} is in sight", lambda: self.hands.seen(QWidget, name) is not None, SHORT_S)

    def ready(self, name: str) -> Wait:
        """Wait until a widget can be used: a form takes nothing before its draft was read."""
        return Wait(f"{name} can be used", lambda: self.hands.usable(name), SHORT_S)

    @staticmethod
    def until(what: str, condition: Callable[[], bool], timeout_s: float = SHORT_S) -> Wait:
        """Wait for a fact."""
        return Wait(what, condition, timeout_s)

    def note(self, text: str) -> None:
        """Write down what was done."""
        self.happened.append(f"{self.ctx.local(self.ctx.clock.now()):%H:%M} {text}")
