"""OR-Tools routing library with ruin-and-recreate before and after it."""

import random

from scheduling.assemble import Found
from scheduling.backends.best import Best, beyond_sequences, demand_few, search_sequences
from scheduling.backends.guided import guided
from scheduling.backends.insertion import first_plan, improve_linked
from scheduling.backends.protocol import OnBetter
from scheduling.backends.ruin import Ruin
from scheduling.errors import BackendUnable
from scheduling.problem import Problem
from scheduling.result import Solution
from scheduling.stop import Stop
from scheduling.timing import Timing

_SHARES = (("ruin", 0.4), ("guided", 0.2), ("ruin", 0.4))
"""Phases and their shares of the time. Guided local search alone is 3-6 % dearer at 15 s, and leaves visits out on
tight days with breaks; ruin-and-recreate alone is about 1 % dearer (75 visits, 4 days)."""


class OrtoolsRouting:
    """Backend ``ortools-routing``. What sequences of visits can express, breaks and pairs among it: insertion, then
    ruin-and-recreate and guided local search in turn; linked visits stay where the best plan has them, and the single
    worst lateness has no price in the library. Everything else that the library has words for, shipments first of
    all: iterated local search (``backends.courier``). The library always runs in a process of its own.
    """

    name = "ortools-routing"

    def search(self, problem: Problem, stop: Stop, seed: int, on_better: OnBetter) -> Solution:
        """The best plan found. Raises BackendUnable naming what the library has no words for."""
        if not beyond_sequences(problem):
            return search_sequences(self._search, self.name, problem, stop, seed, on_better)
        # PERF: plain days do not wait for the kernel to load.
        from scheduling.backends.courier.scope import beyond_routing
        from scheduling.backends.courier.search import search_routing

        beyond = beyond_routing(problem)
        if beyond:
            raise BackendUnable(self.name, f"cannot express {beyond}")
        demand_few(self.name, problem)
        return search_routing(self.name, problem, stop, seed, on_better)

    def _search(self, timing: Timing, stop: Stop, seed: int, best: Best) -> Found:
        """Random choices follow the seed; how far the search comes depends on the machine."""
        first_plan(timing, stop, best)
        whole_s, rng = stop.left_s(), random.Random(seed)
        for phase, share in _SHARES:
            if stop(best.cost):
                break
            if phase == "ruin":
                Ruin(timing, best, stop, rng, best.routes).run(whole_s * share)
            else:
                seconds = min(stop.left_s(), whole_s * share)
                for answer in guided(timing.problem, best.routes, stop, seconds):
                    best.offer(answer.routes)
            improve_linked(timing, best, stop)
        return Found(best.routes, "cancelled" if stop.cancelled else "feasible")
