"""Asks what a change would cost, off the GUI thread: one question at a time, and always the newest next."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from hah_console.services.hand_ports import HandMove, HandPlan, HandPrice
from hah_console.ui.tasks import TaskRunner

Answer = tuple[HandPrice, HandPlan]


class Pricing(QObject):
    """Signals: ``priced`` with a move, its price and the plan after it; ``refused`` with a move and the error.

    An answer is told for the question it was asked for; whoever has gone on sees by the move that it is an old one.
    """

    priced = Signal(object, object, object)
    refused = Signal(object, object)

    def __init__(self, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._asked: HandMove | None = None
        self._next: tuple[HandPlan, HandMove] | None = None

    def ask(self, state: HandPlan, move: HandMove) -> None:
        """Ask for the price of a move; a question that has not been begun yet is forgotten."""
        if self._asked is not None:
            self._next = (state, move)
            return
        self._asked = move
        work: Callable[[], Answer] = lambda: state.moved(move)  # noqa: E731
        self._tasks.run_quick(work, self._on_priced, self._on_refused)

    def forget(self) -> None:
        """Nobody wants the next answer any more."""
        self._next = None

    def _on_priced(self, answer: Answer) -> None:
        move = self._end()
        self.priced.emit(move, *answer)

    def _on_refused(self, error: Exception) -> None:
        move = self._end()
        self.refused.emit(move, error)

    def _end(self) -> HandMove | None:
        asked, self._asked = self._asked, None
        wanted, self._next = self._next, None
        if wanted is not None:
            self.ask(*wanted)
        return asked
