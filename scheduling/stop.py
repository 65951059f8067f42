"""When to stop: criteria that look at the seconds spent and at the best cost so far."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol


class Stop(Protocol):
    """Asked often while a backend searches; True ends the search with the best plan so far."""

    def __call__(self, best_cost: int | None) -> bool: ...

    @property
    def cancelled(self) -> bool: ...

    def left_s(self) -> float: ...


@dataclass(slots=True)
class StopAfter:
    """Stop after ``seconds``, after ``quiet_s`` without a better plan, or when ``cancel`` says so."""

    seconds: float
    quiet_s: float = float("inf")
    cancel: Callable[[], bool] | None = None
    _began: float = field(default_factory=time.monotonic)
    _best: int | None = None
    _best_at: float = field(default_factory=time.monotonic)

    def __call__(self, best_cost: int | None) -> bool:
        if best_cost is not None and (self._best is None or best_cost < self._best):
            self._best, self._best_at = best_cost, time.monotonic()
        return self.cancelled or self.left_s() <= 0 or time.monotonic() - self._best_at > self.quiet_s

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self.cancel is not None and self.cancel()

    def left_s(self) -> float:
        """Wall seconds left of the time limit, never negative."""
        return max(0.0, self._began + self.seconds - time.monotonic())
