"""The sign of life of a console, once a second from the window's own tick: a frozen window watches nobody."""

import os
from collections.abc import Callable

from PySide6.QtCore import QObject

from hah_console.domain.clock import Clock
from hah_console.services.console_life import beat_console
from hah_console.services.context import Context
from hah_console.ui.tasks import TaskRunner


class OwnBeat(QObject):
    """Written on a worker thread, one at a time; a beat that cannot be written is left out."""

    def __init__(self, process: str, ctx: Context, clock: Clock, tasks: TaskRunner, parent: QObject) -> None:
        """``sound`` is set to what says how the notifier of this console stands."""
        super().__init__(parent)
        self._process, self._ctx, self._clock, self._tasks = process, ctx, clock, tasks
        self._under_way = False
        self.sound: Callable[[], str] = lambda: ""

    def beat(self) -> None:
        """Say that somebody watches; a console without a name says nothing."""
        if self._process and not self._under_way:
            self._under_way = True
            process, ctx, now, sound = self._process, self._ctx, self._clock.now(), self.sound()
            self._tasks.run_query(
                lambda: beat_console(ctx, process, os.getpid(), now, sound), self._on_end, self._on_end
            )

    def _on_end(self, _: object) -> None:
        self._under_way = False
