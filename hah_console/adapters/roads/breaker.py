"""A circuit breaker: who failed twice in a row is left alone for a while, so that nobody waits for a dead server."""

import threading
import time
from collections.abc import Callable

FAILURES, REST_S, LONGEST_REST_S = 2, 30.0, 300.0


class Breaker:
    """After ``FAILURES`` failures in a row it is open for ``REST_S``, twice as long after each failed try from then on.

    Threads: any. ``monotonic_s`` is the machine's clock, not the site's: it measures waiting.
    """

    def __init__(self, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self._now, self._lock = monotonic_s, threading.Lock()
        self._failures, self._until = 0, 0.0

    @property
    def resting(self) -> bool:
        """Whether the server is left alone now."""
        with self._lock:
            return self._now() < self._until

    def failed(self) -> None:
        """It failed once more."""
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES:
                rest_s = min(LONGEST_REST_S, REST_S * 2.0 ** (self._failures - FAILURES))
                self._until = self._now() + rest_s

    def worked(self) -> None:
        """It answered."""
        with self._lock:
            self._failures, self._until = 0, 0.0
