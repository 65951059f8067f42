"""A query that is asked often but runs once at a time: asking while it runs makes it run once more."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject

from hah_console.ui.tasks import TaskRunner

T = TypeVar("T")


class Requery(QObject, Generic[T]):
    """``ask`` coalesces; ``on_done`` gets each answer on the GUI thread."""

    def __init__(
        self,
        tasks: TaskRunner,
        read: Callable[[], T],
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._read, self._done, self._error = tasks, read, on_done, on_error
        self._running = self._again = False

    def ask(self) -> None:
        """Read now, or once more after the reading that is under way."""
        if self._running:
            self._again = True
            return
        self._running = True
        self._tasks.run_query(self._read, self._on_done, self._on_error)

    def _on_done(self, value: T) -> None:
        self._end()
        self._done(value)

    def _on_error(self, error: Exception) -> None:
        self._end()
        (self._error or self._tasks.failed.emit)(error)

    def _end(self) -> None:
        self._running = False
        if self._again:
            self._again = False
            self.ask()
