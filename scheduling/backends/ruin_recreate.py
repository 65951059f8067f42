"""Ruin-and-recreate alone: for machines without OR-Tools, and to compare with."""

import random

from scheduling.assemble import Found
from scheduling.backends.best import Best, search_sequences
from scheduling.backends.insertion import first_plan, improve_linked
from scheduling.backends.protocol import OnBetter
from scheduling.backends.ruin import Ruin
from scheduling.problem import Problem
from scheduling.result import Solution
from scheduling.stop import Stop
from scheduling.timing import Timing

_ROUNDS = 2


class RuinRecreate:
    """Backend ``ruin-recreate``: insertion, then annealed rounds of ruin-and-recreate."""

    name = "ruin-recreate"

    def search(self, problem: Problem, stop: Stop, seed: int, on_better: OnBetter) -> Solution:
        """The best plan found. Raises BackendUnable for what sequences with earliest timing cannot express."""
        return search_sequences(self._search, self.name, problem, stop, seed, on_better)

    def _search(self, timing: Timing, stop: Stop, seed: int, best: Best) -> Found:
        """Two annealed rounds; linked visits move between them."""
        first_plan(timing, stop, best)
        whole_s, rng = stop.left_s(), random.Random(seed)
        for _ in range(_ROUNDS):
            Ruin(timing, best, stop, rng, best.routes).run(whole_s / _ROUNDS)
            improve_linked(timing, best, stop)
        return Found(best.routes, "cancelled" if stop.cancelled else "feasible")
