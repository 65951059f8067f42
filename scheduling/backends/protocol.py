"""What a backend is: a name and a search that hands back sequences; times, score and check are made outside."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from scheduling.assemble import Found, score
from scheduling.stop import Stop
from scheduling.timing import Timing

Progress = Callable[[float, int, int], None]
"""Called with wall seconds since the start, best cost, and number of visits left out."""


class Backend(Protocol):
    """Searches for good routes. ``search`` reports through ``best`` and must return feasible routes."""

    @property
    def name(self) -> str: ...

    def search(self, timing: Timing, stop: Stop, seed: int, best: "Best") -> Found: ...


@dataclass(slots=True)
class Best:
    """The best plan so far of one search; tells progress whenever it gets better."""

    timing: Timing
    progress: Progress | None = None
    routes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    cost: int | None = None
    first_feasible_s: float = 0.0
    began: float = field(default_factory=time.monotonic)

    def offer(self, routes: Mapping[str, tuple[str, ...]]) -> bool:
        """Keep the routes when they are feasible and cheaper; returns whether they were kept."""
        timed = self.timing.plan(routes)
        if timed is None:
            return False
        cost = score(self.timing, timed).total
        if self.cost is not None and cost >= self.cost:
            return False
        spent = time.monotonic() - self.began
        if self.cost is None:
            self.first_feasible_s = spent
        self.cost, self.routes = cost, {c: tuple(r) for c, r in routes.items() if r}
        if self.progress:
            self.progress(spent, cost, len(self.timing.visits) - sum(map(len, self.routes.values())))
        return True
