"""A running search as the planning thread and the screen share it; no Qt."""

from dataclasses import dataclass, field
from datetime import date
from threading import Event

MOST_SHOWN = 400
"""Better plans a chart shows; a search seldom tells more."""


@dataclass(frozen=True, slots=True)
class BestSoFar:
    """What the planner last told: seconds into the search, cost of the best plan, tasks it leaves out."""

    seconds: float
    cost: int
    unplanned: int


@dataclass(slots=True)
class Search:
    """One search. ``note``, ``stopped`` and ``discarded`` are called by the planning thread, the rest by the screen.

    ``started_s`` is a reading of the monotonic clock.
    """

    day: date
    limit_s: float
    started_s: float
    first: BestSoFar | None = None
    best: BestSoFar | None = None
    found: int = 0
    trace: tuple[BestSoFar, ...] = ()
    """Every better plan so far, for the chart."""
    _stop: Event = field(default_factory=Event)
    _discard: Event = field(default_factory=Event)

    def note(self, seconds: float, cost: int, unplanned: int) -> None:
        """The planner has found a better plan."""
        self.best = BestSoFar(seconds, cost, unplanned)
        self.first = self.first or self.best
        self.trace = (*self.trace[-MOST_SHOWN:], self.best)
        self.found += 1

    def stopped(self) -> bool:
        """Whether the search should end now."""
        return self._stop.is_set()

    def discarded(self) -> bool:
        """Whether nobody wants its plan."""
        return self._discard.is_set()

    def stop(self) -> None:
        """End it and keep the best plan."""
        self._stop.set()

    def discard(self) -> None:
        """End it and keep nothing."""
        self._discard.set()
        self._stop.set()

    def elapsed_s(self, now_s: float) -> float:
        """Seconds since the search was asked for, at most its limit."""
        return min(self.limit_s, max(0.0, now_s - self.started_s))
