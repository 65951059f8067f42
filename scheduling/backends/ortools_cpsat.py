"""OR-Tools CP-SAT: the exact model of the whole problem for small problems, with a proof."""

import msgspec

from scheduling.backends.exact.operations import operations_of
from scheduling.backends.fit import prove, sound
from scheduling.backends.native import Native
from scheduling.backends.protocol import EXACT_OPERATIONS, OnBetter
from scheduling.errors import BackendUnable
from scheduling.problem import Problem
from scheduling.result import Solution
from scheduling.stop import Stop, StopAfter

_FIRST_MOVES = 20_000
"""Moves of the native engine that find the plan to begin at: some hundredths of a second."""
_FIRST_SHARE = 0.2


class OrtoolsCpSat:
    """Backend ``ortools-cpsat``. Raises BackendUnable for more than ``EXACT_OPERATIONS`` operations."""

    name = "ortools-cpsat"

    def search(self, problem: Problem, stop: Stop, seed: int, on_better: OnBetter) -> Solution:
        """The best plan found, optimal with a proof; the same every time for a seed unless time ends the search."""
        operations = operations_of(problem)
        if len(operations) > EXACT_OPERATIONS:
            reason = f"{len(operations)} operations (a visit of two people is two, a shipment too)"
            raise BackendUnable(self.name, f"{reason}; the exact mode takes {EXACT_OPERATIONS}")
        first = self._first(problem, stop, seed)
        on_better(first)
        return prove(problem, first, stop, seed, on_better)

    def _first(self, problem: Problem, stop: Stop, seed: int) -> Solution:
        """The native engine's plan, to begin at."""
        brief = StopAfter(stop.left_s() * _FIRST_SHARE, cancel=lambda: stop.cancelled)
        found = Native(moves=_FIRST_MOVES).search(problem, brief, seed, lambda _: None)
        return msgspec.structs.replace(sound(problem, found), backend=self.name)
