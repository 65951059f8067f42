"""How a child process learns that it is to stop: SIGTERM, Ctrl+C, or the end of its standard input."""

import os
import signal
import sys
import threading
from types import FrameType, TracebackType
from typing import Self


class StopSignal:
    """A context in which being told to stop sets an event instead of killing the process.

    Standard input is watched only when it is a pipe: a parent that dies closes it, so no child outlives its console.
    """

    def __init__(self) -> None:
        self._event = threading.Event()

    @property
    def asked(self) -> bool:
        """Whether the process was told to stop."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait up to ``seconds``; whether the process was told to stop."""
        return self._event.wait(seconds)

    def ask(self) -> None:
        """Stop from inside."""
        self._event.set()

    def __enter__(self) -> Self:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        if _is_pipe(sys.stdin.fileno() if sys.stdin else -1):
            threading.Thread(target=self._watch_input, name="stdin-watch", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._event.set()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._event.set()

    def _watch_input(self) -> None:
        while os.read(0, 4096):
            pass
        self._event.set()


def _is_pipe(descriptor: int) -> bool:
    import stat

    return descriptor >= 0 and stat.S_ISFIFO(os.fstat(descriptor).st_mode)
