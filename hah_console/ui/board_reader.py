"""Reads the board in the background for one screen: what was touched since the last reading, one reading at a time."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from hah_console.services.board import BoardRules, Census
from hah_console.services.board_reading import EVERYTHING, BoardReading
from hah_console.services.changes import Changes
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.touched import Touched

ENTITIES = ("alarm", "patient", "episode", "task", "plan", "transfer", "kit", "observation", "site", "dose", "order")


class BoardReader(QObject):
    """``on_board`` gets each Census on the GUI thread, ``on_failed`` what went wrong; after a failure all is read."""

    def __init__(
        self,
        desk: Desk,
        rules: BoardRules,
        on_board: Callable[[Census], None],
        on_failed: Callable[[Exception], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._reading = BoardReading(desk.ctx, rules)
        self._touched = Touched()
        self._query = Requery(desk.tasks, self._read, on_board, on_failed, self)

    def ask(self, touched: frozenset[str] = EVERYTHING) -> None:
        """Read what belongs to these entities again."""
        self._touched.put(touched)
        self._query.ask()

    def note(self, changes: Changes) -> None:
        """Read again what these changes touched, if it is on the board."""
        touched = frozenset(change.entity for change in changes.items) & frozenset(ENTITIES)
        if touched:
            self.ask(touched)

    def _read(self) -> Census:
        touched = self._touched.take()
        try:
            return self._reading.read(touched)
        except Exception:
            self._touched.put(EVERYTHING)
            raise
