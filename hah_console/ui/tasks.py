"""Background work: queries run in parallel, commands one after another, long work apart from both; answers come back
on the GUI thread."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from hah_console.domain.errors import HahError

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
_QUERY_THREADS = _FAR_THREADS = 2


class TaskRunner(QObject):
    """Signals: ``failed`` with the exception of work that named no ``on_error``.

    Threads: work runs on worker threads, callbacks on the thread this object lives in. A callback that is a method
    of a deleted Qt object is not called.
    """

    failed = Signal(object)
    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queries = ThreadPoolExecutor(_QUERY_THREADS, thread_name_prefix="query")
        self._quick = ThreadPoolExecutor(1, thread_name_prefix="quick")
        self._commands = ThreadPoolExecutor(1, thread_name_prefix="command")
        self._long = ThreadPoolExecutor(1, thread_name_prefix="long")
        self._far = ThreadPoolExecutor(_FAR_THREADS, thread_name_prefix="far")
        self._closed = False
        self._running = 0
        self._answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        """Whether every answer has been delivered."""
        return self._running == 0

    def run_query(
        self, fn: Callable[[], T], on_done: Callable[[T], None], on_error: Callable[[Exception], None] | None = None
    ) -> None:
        """Run ``fn``, which only reads, beside other queries."""
        self._submit(self._queries, fn, on_done, on_error)

    def run_quick(
        self, fn: Callable[[], T], on_done: Callable[[T], None], on_error: Callable[[Exception], None] | None = None
    ) -> None:
        """Run ``fn``, which takes milliseconds and reads nothing from a store, beside the queries: a hand waits."""
        self._submit(self._quick, fn, on_done, on_error)

    def run_command(
        self, fn: Callable[[], T], on_done: Callable[[T], None], on_error: Callable[[Exception], None] | None = None
    ) -> None:
        """Run ``fn``, which writes, after every earlier command."""
        self._submit(self._commands, fn, on_done, on_error)

    def run_long(
        self,
        fn: Callable[[Callable[[], bool]], T],
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run work of many seconds that must hold up neither queries nor commands, one at a time.

        ``fn`` is given a function that turns true when the program closes; it must then end within a second.
        """
        self._submit(self._long, lambda: fn(lambda: self._closed), on_done, on_error)

    def run_far(
        self, fn: Callable[[], T], on_done: Callable[[T], None], on_error: Callable[[Exception], None] | None = None
    ) -> None:
        """Run ``fn``, which waits a few seconds at the most for somebody else's server, beside everything else."""
        self._submit(self._far, fn, on_done, on_error)

    def close(self) -> None:
        """Drop queries that have not begun, finish every command, end long work, deliver nothing more."""
        self._closed = True
        self._queries.shutdown(wait=True, cancel_futures=True)
        self._quick.shutdown(wait=True, cancel_futures=True)
        self._long.shutdown(wait=True, cancel_futures=True)
        self._far.shutdown(wait=True, cancel_futures=True)
        self._commands.shutdown(wait=True)

    def _submit(
        self,
        pool: ThreadPoolExecutor,
        fn: Callable[[], T],
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None] | None,
    ) -> None:
        if self._closed:
            return
        self._running += 1
        pool.submit(self._work, fn, on_done, on_error or self.failed.emit)

    def _work(self, fn: Callable[[], T], on_done: Callable[[T], None], on_error: Callable[[Exception], None]) -> None:
        try:
            value = fn()
        except Exception as error:  # noqa: BLE001  whatever broke is told to the person who asked
            if not isinstance(error, HahError):
                _LOG.exception("background work failed")
            self._answer(on_error, error)
        else:
            self._answer(on_done, value)

    def _answer(self, callback: Callable[[T], None], value: T) -> None:
        if not self._closed:
            self._answered.emit((callback, value))

    def _on_answered(self, answer: tuple[Callable[[object], None], object]) -> None:
        callback, value = answer
        self._running -= 1
        owner = getattr(callback, "__self__", None)
        if not self._closed and not (isinstance(owner, QObject) and not isValid(owner)):
            callback(value)
