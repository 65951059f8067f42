"""The search: a race of annealing runs on two threads, the best of which are continued from a lower temperature."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from scheduling.native import tables as c
from scheduling.native.compile import Compiled
from scheduling.native.leader import Leader
from scheduling.native.session import Annealing
from scheduling.native.start import first_order
from scheduling.native.tables import I64, table
from scheduling.stop import Stop

LANES = 2
ROUND = 4000
"""Moves between two looks at the clock: some 5 to 20 milliseconds."""
POLL_S = 0.05
MOVES_S = 500_000
"""Moves of a lane in a second, where a search is told its moves and not its time."""


@dataclass(frozen=True, slots=True)
class Heats:
    """Temperatures as multiples of the mean price of a short leg (measured on the Mankowska instances)."""

    hot: float = 14.0
    warm: float = 1.4
    cool: float = 0.7
    """Where going on from the best begins: of several short runs, and of one long run."""
    settled: float = 0.2
    """Where each of several short runs ends: what is left below is done once, from the best."""
    cold: float = 0.04
    known: float = 0.5
    """Where a search begins that goes on from a known plan."""


@dataclass(slots=True)
class Race:
    """One search. With ``moves`` given it is the same every time for a seed; otherwise the clock cools."""

    compiled: Compiled
    stop: Stop
    seed: int
    leader: Leader = field(default_factory=Leader)
    moves: int | None = None
    heats: Heats = Heats()
    start: tuple[I64, I64] | None = None
    runs: int = 0
    share: float = 0.0
    scale: float = field(init=False)
    _ended: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.scale = leg_price(self.compiled)
        if not self.runs:
            seconds = self.stop.left_s() if self.moves is None else self.moves / MOVES_S
            self.runs, self.share = shares(len(self.compiled.entries), seconds)

    def go(self, on_poll: Callable[[], None]) -> None:
        """Search until the stop says so or the moves are made; ``on_poll`` is called about every 50 ms."""
        if not self.compiled.entries or not self.compiled.problem.caregivers:
            return
        seconds = self.stop.left_s()
        with ThreadPoolExecutor(LANES, thread_name_prefix="planning") as pool:
            lanes = [pool.submit(self._lane, lane, seconds) for lane in range(LANES)]
            try:
                while wait(lanes, timeout=POLL_S).not_done:
                    on_poll()
                    if self.stop(self.leader.cost):
                        self._ended.set()
            finally:
                self._ended.set()
            for lane in lanes:
                lane.result()

    def _lane(self, lane: int, seconds: float) -> None:
        """First some whole runs from nothing, then the best of all lanes from a lower temperature."""
        heats, share = self.heats, self.share
        warm = heats.warm if self.runs > 1 else heats.cool
        if self.start is None:
            mine = []
            for number in range(self.runs):
                run = Annealing(self.compiled, self.seed * 1000 + lane * 100 + number)
                run.start(*first_order(self.compiled, run.seed))
                self.leader.offer(run.best, run.best_order, lane)
                self._cool(lane, run, heats.hot, heats.settled if self.runs > 1 else heats.cold, share, seconds)
                mine.append(run)
            order, who = min(mine, key=lambda run: run.best).best_order()
            left = 1.0 - self.runs * share
        else:
            order, who = self.start
            left, warm = 1.0, heats.known
        if self.moves is None and (leader := self.leader.taken()) is not None:
            _, _, order, who = leader
        final = Annealing(self.compiled, self.seed * 1000 + lane * 100 + 99)
        final.start(order, who)
        self._cool(lane, final, warm, heats.cold, left, seconds)

    def _cool(self, lane: int, run: Annealing, hot: float, cold: float, share: float, seconds: float) -> None:
        began, made = time.monotonic(), 0
        budget = None if self.moves is None else max(1, round(self.moves * share))
        while not self._ended.is_set():
            spent = made / budget if budget else (time.monotonic() - began) / max(1e-9, seconds * share)
            if spent >= 1:
                break
            heat = hot * (cold / hot) ** spent * self.scale
            step = ROUND if budget is None else min(ROUND, budget - made)
            run.cool(step, heat, heat)
            made += step
            self.leader.offer(run.best, run.best_order, lane)
        self.leader.offer(run.best, run.best_order, lane)


def shares(entries: int, seconds: float) -> tuple[int, float]:
    """How many whole runs each lane makes, and the share of the time each has; the rest is for going on from the best.

    A run that cools too fast stays 1 to 3 % above a slow one, and the time that takes grows faster than the number of
    entries; where there is time for two, the better of two is rid of the bad draws (measured on Mankowska 50 to 300).
    """
    slow = 2.2 * (entries / 75) ** 2.5
    return (2, 0.24) if 0.48 * seconds >= 2 * slow else (1, 0.85)


def leg_price(compiled: Compiled) -> float:
    """Mean price of a way to one of the five nearest neighbours, never 0."""
    tables, entries = compiled.tables, len(compiled.entries)
    count = int(tables[c.T_NEIGHBOURS])
    near = table(tables, int(tables[c.T_NEAR]), entries, count)[:, :5]
    size, prices = len(compiled.places), []
    for e, row in enumerate(near):
        here = compiled.numbers[compiled.operations[compiled.entries[e][0]].place_id]
        for f in row:
            if f >= 0:
                there = compiled.numbers[compiled.operations[compiled.entries[int(f)][0]].place_id]
                cell = int(tables[tables[c.T_TRAVEL] + here * size + there])
                if cell & c.TRAVEL_MASK < c.NO_WAY:
                    prices.append(cell >> c.TRAVEL_BITS)
    return max(1.0, sum(prices) / len(prices)) if prices else 1.0
