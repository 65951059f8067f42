"""``hah_console`` with somebody at it who signs in, opens a new referral and types; run as a program.

``HAH_TYPES`` is what she types into the name; without it she only looks. Every state of the form is said as JSON.
"""

import json
import os
import sys

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hah_console.app.cli import main
from hah_console.app.console import make_application
from hah_console.ui.screens.referrals.view import ReferralsScreen
from hah_console.ui.shell.frame import DeskFrame
from hah_console.ui.shell.window import ConsoleWindow

LOOK_MS = 100


class Person:
    """Signs in once, opens the form once, types once."""

    def __init__(self) -> None:
        self._done: set[str] = set()
        self._said = ""

    def look(self) -> None:
        """What there is to do or to say now."""
        window = next((w for w in QApplication.topLevelWidgets() if isinstance(w, ConsoleWindow)), None)
        if window is None or not window.isVisible():
            return
        if window.frame is None:
            self._once("sign in", lambda: self._sign_in(window))
        else:
            self._once("open", lambda: window.frame and window.frame.navigate("referrals", ""))
            self._write(window.frame)

    def _once(self, name: str, act: object) -> None:
        if name not in self._done and callable(act):
            self._done.add(name)
            act()

    def _sign_in(self, window: ConsoleWindow) -> None:
        window.sign_in.name.setText("nurse1")
        window.sign_in.password.setText("demo")
        window.sign_in.submit()

    def _write(self, frame: DeskFrame) -> None:
        screen = frame.screens.get("referrals")
        if not isinstance(screen, ReferralsScreen) or not screen.new_button.isEnabled():
            return
        self._once("new", screen.new_button.click)
        form = screen.form.form
        if form.form.isEnabled() and form.isVisible():
            self._once("type", lambda: self._type(screen))
            self._say({"fields": form.fields(), "draft": form.draft_line.text() if form.draft_bar.isVisible() else ""})

    def _type(self, screen: ReferralsScreen) -> None:
        line = screen.form.form.form.rows["name"].input.parts[0]
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        QTest.keyClicks(line, os.environ.get("HAH_TYPES", ""))

    def _say(self, state: object) -> None:
        said = json.dumps(state)
        if said != self._said:
            self._said = said
            print(said, flush=True)


if __name__ == "__main__":
    make_application("en")
    person, timer = Person(), QTimer()
    timer.timeout.connect(person.look)
    timer.start(LOOK_MS)
    sys.exit(main())  # type: ignore[func-returns-value]
