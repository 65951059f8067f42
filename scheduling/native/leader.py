"""The best order that any of the threads of a search has met."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from scheduling.native.tables import I64

Order = tuple[I64, I64]
"""Entries in order, and the caregiver of each operation (-1: nobody)."""


@dataclass(slots=True)
class Leader:
    """The best order of all runs; any thread may offer, any thread may ask."""

    cost: int | None = None
    order: I64 | None = None
    who: I64 | None = None
    lane: int = 0
    number: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def offer(self, cost: int, order: Callable[[], Order], lane: int = 0) -> None:
        """Keep an order of this cost if it is better than all before; ``order`` is only asked for then.

        Of equal ones the one of the lower lane is kept, whichever thread came first.
        """
        with self._lock:
            if self.cost is None or (cost, lane) < (self.cost, self.lane):
                self.cost, self.lane = cost, lane
                self.order, self.who = order()
                self.number += 1

    def taken(self) -> tuple[int, int, I64, I64] | None:
        """(number, cost, order, caregivers) of the best, or None before the first."""
        with self._lock:
            if self.cost is None or self.order is None or self.who is None:
                return None
            return self.number, self.cost, self.order.copy(), self.who.copy()
