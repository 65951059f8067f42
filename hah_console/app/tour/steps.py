"""Runs a story written as a generator inside the event loop: each yield is something to wait for."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

POLL_MS = 25


@dataclass(frozen=True, slots=True)
class Wait:
    """Go on when ``condition`` holds; stuck after ``timeout_s`` of machine time."""

    what: str
    condition: Callable[[], bool]
    timeout_s: float = 30.0


Story = Iterator[Wait]


def pause(seconds: float) -> Wait:
    """Let the event loop run for a while."""
    due = time.monotonic() + seconds
    return Wait(f"{seconds} s", lambda: time.monotonic() >= due, seconds + 5)


class StoryRunner(QObject):
    """Plays one story; the loop is never blocked by waiting.

    Signals: ``ended`` once, with the text of what went wrong or an empty text.
    """

    ended = Signal(str)

    def __init__(self, story: Story, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._story = story
        self._wait: Wait | None = None
        self._deadline = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._on_poll)

    def start(self) -> None:
        """Begin the story."""
        self._timer.start()

    def _on_poll(self) -> None:
        if self._wait is not None and not self._wait.condition():
            if time.monotonic() > self._deadline:
                self._end(f"waited {self._wait.timeout_s:.0f} s in vain for: {self._wait.what}")
            return
        self._go_on()

    def _go_on(self) -> None:
        try:
            self._wait = next(self._story)
        except StopIteration:
            self._end("")
        except Exception as error:  # noqa: BLE001  the tour must report whatever broke, then stop cleanly
            self._end(f"{type(error).__name__}: {error}")
        else:
            self._deadline = time.monotonic() + self._wait.timeout_s

    def _end(self, trouble: str) -> None:
        self._timer.stop()
        self.ended.emit(trouble)
