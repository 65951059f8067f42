"""Loads the site's new day when midnight passes while the console is open, signed in or not."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from hah_console.domain.errors import HahError
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.ui.day_watch import DayWatch
from hah_console.ui.tasks import TaskRunner

LOOK_MS = 5_000
LOOKS_BETWEEN_TRIES = 12
_LOG = logging.getLogger(__name__)


class DayTurn(QObject):
    """SAFETY(new day): a console that stays open has the shifts and the work of every day, as one just started has.

    Loading twice changes nothing, so several consoles may do so. A failure is told once and tried again.
    """

    def __init__(self, ctx: Context, tasks: TaskRunner, load_day: Callable[[], Changes], parent: QObject) -> None:
        super().__init__(parent)
        self._ctx, self._tasks, self._load_day = ctx, tasks, load_day
        self._watch = DayWatch(ctx.local, ctx.today())
        self._owed = self._running = self._told = False
        self._wait = 0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Load the day if it is a new one, or if the last try failed a while ago."""
        if self._watch.turned(self._ctx.clock.now()):
            self._owed, self._told, self._wait = True, False, 0
        self._wait -= 1
        if self._owed and not self._running and self._wait <= 0:
            self._owed, self._running = False, True
            self._tasks.run_command(self._load_day, self._on_loaded, self._on_failed)

    def _on_loaded(self, _: Changes) -> None:
        self._running = False

    def _on_failed(self, error: Exception) -> None:
        self._running, self._owed, self._wait = False, True, LOOKS_BETWEEN_TRIES
        if not self._told:
            self._told = True
            _LOG.warning("the new day could not be loaded: %s", error.code if isinstance(error, HahError) else "?")
            self._tasks.failed.emit(error)
