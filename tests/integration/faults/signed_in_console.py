"""``hah_console`` with somebody at it who signs in and says aloud which alarms the window shows; run as a program."""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from hah_console.app.cli import main
from hah_console.app.console import make_application
from hah_console.ui.shell.window import ConsoleWindow

LOOK_MS = 100


class Person:
    """Signs in once, and from then on names the alarms in the bar whenever they change."""

    def __init__(self) -> None:
        self._asked = False
        self._said: tuple[str, ...] = ()

    def look(self) -> None:
        """What there is to do or to say now."""
        window = next((w for w in QApplication.topLevelWidgets() if isinstance(w, ConsoleWindow)), None)
        if window is None or not window.isVisible():
            return
        if window.frame is not None:
            self._say(window)
        elif not self._asked:
            self._asked = True
            window.sign_in.name.setText("nurse1")
            window.sign_in.password.setText("demo")
            window.sign_in.submit()

    def _say(self, window: ConsoleWindow) -> None:
        assert window.frame is not None
        shown = tuple(button.chip.alarm_id for button in window.frame.alarms.bar.shown_chips() if button.chip)
        if shown != self._said:
            self._said = shown
            print("shows", *shown, flush=True)


if __name__ == "__main__":
    make_application("en")
    person, timer = Person(), QTimer()
    timer.timeout.connect(person.look)
    timer.start(LOOK_MS)
    sys.exit(main())  # type: ignore[func-returns-value]
