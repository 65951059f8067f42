"""A count in the status bar of what waits for somebody; out of sight while nothing does."""

from typing import Generic, TypeVar

from PySide6.QtWidgets import QToolButton, QWidget

from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk

T = TypeVar("T")


class WaitingCount(QToolButton, Generic[T]):
    """Subclasses say how it is counted, written and opened. ``found`` is what was counted last."""

    def __init__(self, name: str, desk: Desk, found: T, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk, self.found = desk, found
        self.setObjectName(name)
        self.setProperty("kind", "small")
        self.hide()
        self.clicked.connect(self.open_screen)
        self._query = Requery(desk.tasks, self.count, self._on_count, self._on_failed, self)

    def count(self) -> T:
        """Count, not on the GUI thread."""
        raise NotImplementedError

    def write(self) -> None:
        """Write ``found``, in sight where something waits."""
        raise NotImplementedError

    def open_screen(self) -> None:
        """Go to where it is dealt with."""
        raise NotImplementedError

    def reread(self) -> None:
        """Count again."""
        self._query.ask()

    def restyle(self, desk: Desk) -> None:
        """Take another language."""
        self.desk = desk
        self.write()

    def _on_count(self, found: T) -> None:
        self.found = found
        self.write()

    def _on_failed(self, _: Exception) -> None:
        """The lamp of the database says it; an old count would be believed."""
        self.hide()
