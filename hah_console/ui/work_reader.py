"""Reads the worklist of one person in the background, once for all who show it, one reading at a time."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from hah_console.services.changes import Changes
from hah_console.services.work_reading import EVERYTHING, WorkReading
from hah_console.services.worklist import Worklist
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.touched import Touched

NO_WORK = frozenset({"observation", "service", "shelf", "limit", "rule_set", "score", "latest"})
"""What changes often and makes nothing due."""


def work_of(changes: Changes) -> frozenset[str]:
    """The entities that may make work: every command may also have written to a case's line of events."""
    return frozenset(change.entity for change in changes.items) - NO_WORK


class WorkReader(QObject):
    """Implements ``ui.screen.WorkNews``: the clocks of all cases are in memory once. Signals: ``read``, ``failed``."""

    read = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._reading = WorkReading.of(desk.ctx, desk.ports.rules, desk.actor)
        self._touched = Touched()
        self._query = Requery(desk.tasks, self._read, self.read.emit, self.failed.emit, self)

    def listen(self, on_read: Callable[[Worklist], None], on_failed: Callable[[Exception], None]) -> None:
        """Tell each Worklist, or what went wrong, on the GUI thread; a listener that is a widget may be deleted."""
        self.read.connect(on_read)
        self.failed.connect(on_failed)

    def ask(self, touched: frozenset[str] = EVERYTHING) -> None:
        """Read what belongs to these entities again; clocks are looked at every time."""
        self._touched.put(touched & EVERYTHING)
        self._query.ask()

    def note(self, changes: Changes) -> None:
        """Read again what these changes touched, unless nothing of this makes work."""
        touched = work_of(changes)
        if touched:
            self.ask(touched)

    def _read(self) -> Worklist:
        """After a failure all is read."""
        touched = self._touched.take()
        try:
            return self._reading.read(touched)
        except Exception:
            self._touched.put(EVERYTHING)
            raise
