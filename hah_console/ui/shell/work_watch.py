"""Counts what waits on the worklist while another screen is in sight."""

from PySide6.QtCore import QObject, Signal

from hah_console.services.changes import Changes
from hah_console.services.work_reading import BY_TIME
from hah_console.services.worklist import Worklist
from hah_console.ui.screen import Desk
from hah_console.ui.work_reader import WorkReader, work_of

SCREEN = "work"
NEWS_EVERY_TICKS, TIME_EVERY_TICKS = 3, 15
"""PERF: under a hail of alarms a count costs 1 % of a core."""


class WorkWatch(QObject):
    """Signals: ``counted`` with the screen's id and a number. ``reader`` is that of the whole desk."""

    counted = Signal(str, int)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.reader = WorkReader(desk, self)
        self.reader.listen(self._on_read, _stay_as_it_is)
        self._touched: frozenset[str] = frozenset()
        self._ticks = 0

    def start(self) -> None:
        """Count for the first time."""
        self.reader.ask()

    def on_changes(self, changes: Changes) -> None:
        """Something was committed; it is counted with what comes within the next seconds."""
        self._touched |= work_of(changes)

    def on_tick(self, in_sight: bool) -> None:
        """Once a second; ``in_sight``: whether the worklist itself is."""
        self._ticks += 1
        if in_sight:
            return
        if self._touched and self._ticks % NEWS_EVERY_TICKS == 0:
            self.reader.ask(self._touched)
            self._touched = frozenset()
        if self._ticks % TIME_EVERY_TICKS == 0:
            self.reader.ask(BY_TIME)

    def _on_read(self, worklist: Worklist) -> None:
        self.counted.emit(SCREEN, worklist.overdue())


def _stay_as_it_is(_error: Exception) -> None:
    """The lamps say that the database is lost; the next count is tried anyway."""
