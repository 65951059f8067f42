"""Two string searches side by side, the better of which both continue; the way they take is that of ``native.race``."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from scheduling.native.compile import Compiled
from scheduling.native.decode import decode
from scheduling.native.leader import Leader, Order
from scheduling.native.race import LANES, POLL_S, leg_price
from scheduling.native.start import order_of
from scheduling.native.strings.search import StringSearch
from scheduling.stop import Stop

ROUND = 64
"""Rounds of ruin and recreate between two looks at the clock: about a millisecond."""
MOVES = 10
"""Moves of the annealing that one round counts for: so many stops it takes out and puts back."""

Routes = Mapping[int, Sequence[int]]
"""Operations in order by number of caregiver."""

Choose = Callable[[Routes, int, float], Routes | None]
"""From routes, what they cost and seconds to better routes that have been met, or None."""
Combine = Callable[[Sequence[StringSearch]], Choose]
"""Reads the routes that searches have met, while none of them runs."""
COMBINING = 0.1
"""Share of the time that choosing among the routes met may take."""


@dataclass(frozen=True, slots=True)
class StringHeats:
    """Temperatures as multiples of the mean price of a short leg (measured on the Solomon instances)."""

    hot: float = 2.0
    warm: float = 0.3
    cold: float = 0.02


@dataclass(slots=True)
class StringRace:
    """One search of a problem for which ``suitable`` holds. With ``moves`` it is the same every time for a seed."""

    compiled: Compiled
    stop: Stop
    seed: int
    leader: Leader = field(default_factory=Leader)
    moves: int | None = None
    heats: StringHeats = StringHeats()
    start: Order | None = None
    alone: float = 0.6
    combine: Combine | None = None
    scale: float = field(init=False)
    _ended: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.scale = leg_price(self.compiled)

    def go(self, on_poll: Callable[[], None]) -> None:
        """Search until the stop says so or the moves are made; ``on_poll`` is called about every 50 ms."""
        if not self.compiled.entries or not self.compiled.problem.caregivers:
            return
        seconds = self.stop.left_s()
        with ThreadPoolExecutor(LANES, thread_name_prefix="planning") as pool:
            try:
                if self.start is not None:
                    self._together(pool, on_poll, [partial(self._go_on, lane, seconds) for lane in range(LANES)])
                    return
                searches = self._together(pool, on_poll, [partial(self._alone, lane, seconds) for lane in range(LANES)])
                if not self._ended.is_set():
                    self._together(pool, on_poll, self._second_part(searches, seconds))
            finally:
                self._ended.set()

    def _together(
        self, pool: ThreadPoolExecutor, on_poll: Callable[[], None], jobs: Sequence[Callable[[], StringSearch]]
    ) -> list[StringSearch]:
        lanes = [pool.submit(job) for job in jobs]
        while wait(lanes, timeout=POLL_S).not_done:
            on_poll()
            if self.stop(self.leader.cost):
                self._ended.set()
        return [lane.result() for lane in lanes]

    def _go_on(self, lane: int, seconds: float) -> StringSearch:
        """A search from the given order."""
        assert self.start is not None
        search = StringSearch(self.compiled, self.seed * 1000 + lane)
        search.start(self._routes(*self.start))
        self._cool(lane, search, self.heats.warm, 1.0, seconds)
        return search

    def _alone(self, lane: int, seconds: float) -> StringSearch:
        """A search of its own from nothing."""
        search = StringSearch(self.compiled, self.seed * 1000 + lane)
        search.start()
        self._cool(lane, search, self.heats.hot, self.alone, seconds)
        return search

    def _second_part(self, searches: Sequence[StringSearch], seconds: float) -> list[Callable[[], StringSearch]]:
        """Both go on from the best of both, from a lower temperature; the first first combines the routes of both."""
        best = min(searches, key=lambda search: search.best_cost)
        routes, cost = best.best_routes(), best.best_cost
        for search in searches:
            search.start(routes)
        combine = self.combine(searches) if self.combine is not None else None

        def go_on(lane: int, search: StringSearch) -> StringSearch:
            choose, spent = combine if lane == 0 else None, time.monotonic()
            found = choose(routes, cost, COMBINING * seconds) if choose is not None else None
            if found is not None:
                search.start(found)
            spent = 0.0 if self.moves is not None else (time.monotonic() - spent) / max(1e-9, seconds)
            self._cool(lane, search, self.heats.warm, max(0.0, 1.0 - self.alone - spent), seconds)
            return search

        return [partial(go_on, lane, search) for lane, search in enumerate(searches)]

    def _cool(self, lane: int, search: StringSearch, hot: float, share: float, seconds: float) -> None:
        began, made = time.monotonic(), 0
        budget = None if self.moves is None else max(1, round(self.moves * share / MOVES))
        self._offer(lane, search)
        while not self._ended.is_set():
            spent = made / budget if budget else (time.monotonic() - began) / max(1e-9, seconds * share)
            if spent >= 1:
                break
            heat = hot * (self.heats.cold / hot) ** spent * self.scale
            step = ROUND if budget is None else min(ROUND, budget - made)
            search.run(step, heat, heat)
            made += step
            self._offer(lane, search)

    def _offer(self, lane: int, search: StringSearch) -> None:
        self.leader.offer(search.best_cost, lambda: order_from(self.compiled, search.best_routes()), lane)

    def _routes(self, order: np.ndarray, who: np.ndarray) -> Routes:
        """The routes of an order, without what does not fit into the problem as it is."""
        plan = decode(self.compiled, order, who)
        return routes_from(self.compiled, *order_of(self.compiled, plan))


def order_from(compiled: Compiled, routes: Routes) -> Order:
    """The entries route by route, then those that are left out; and the caregivers."""
    entry_of = {op: e for e, ops in enumerate(compiled.entries) for op in ops}
    who = np.full(len(compiled.operations), -1, dtype=np.int64)
    order: list[int] = []
    for k, operations in routes.items():
        who[list(operations)] = k
        order += [entry_of[op] for op in operations]
    rest = sorted(set(range(len(compiled.entries))) - set(order))
    return np.array(order + rest, dtype=np.int64), who


def routes_from(compiled: Compiled, order: np.ndarray, who: np.ndarray) -> dict[int, list[int]]:
    """The operations of each caregiver in order."""
    routes: dict[int, list[int]] = {}
    for e in order:
        for op in compiled.entries[int(e)]:
            if who[op] >= 0:
                routes.setdefault(int(who[op]), []).append(op)
    return routes
