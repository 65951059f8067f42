"""Counts what waits for the person signed in, beside the screens on which she sees to it."""

from PySide6.QtCore import QObject, Signal

from hah_console.services.changes import Changes
from hah_console.services.waiting import ENTITIES, Waiting, count_waiting
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk


class WaitWatch(QObject):
    """Signals: ``counted`` with a screen's id and a number. Reads when the change feed names what it counts.

    A count that cannot be read stays as it was: the lamp of the database says so.
    """

    counted = Signal(str, int)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._query = Requery(desk.tasks, self._read, self._on_count, lambda _: None, self)

    def start(self) -> None:
        """Count for the first time."""
        self._query.ask()

    def on_changes(self, changes: Changes) -> None:
        """Something was committed."""
        if changes.touches(*ENTITIES):
            self._query.ask()

    def _read(self) -> Waiting:
        return count_waiting(self._desk.ctx, self._desk.actor)

    def _on_count(self, found: Waiting) -> None:
        self.counted.emit("handover", found.handovers)
        self.counted.emit("referrals", found.referrals)
