"""A place that somebody outside asked for: opened once a person is signed in, nothing is locked and no form is open."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from hah_console.ui.shell.window import ConsoleWindow

LOOK_MS = 300
KEPT_S = 300.0
"""Who signs in later than this is somebody else, or wants something else."""


class PendingPlace(QObject):
    """``ask`` for a patient's page (a ``PatientPlace`` in words).

    SAFETY(page behind a form): it waits for forms that stand over the desk, so that nobody writes into one patient's
    form before another one's page; behind the lock nothing is opened, for nobody would be there who looks.
    """

    def __init__(self, window: ConsoleWindow, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(window)
        self._window, self._clock = window, clock
        self._place, self._asked_at = "", 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        window.signed_out.connect(self.forget)

    def ask(self, place: str) -> None:
        """Open it as soon as it may be opened; a later one takes its place."""
        self._place, self._asked_at = place, self._clock()
        self._timer.start()
        self._look()

    def forget(self) -> None:
        """Open nothing."""
        self._place = ""
        self._timer.stop()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _look(self) -> None:
        frame = self._window.frame
        if self._clock() - self._asked_at > KEPT_S:
            self.forget()
        elif frame is not None and not self._window.locked and QApplication.activeModalWidget() is None:
            place = self._place
            self.forget()
            frame.navigate("patient", place)
