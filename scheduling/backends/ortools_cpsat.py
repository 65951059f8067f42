"""OR-Tools CP-SAT: the exact model of the whole problem for small problems, with a proof."""

import msgspec

from scheduling.backends.exact.operations import operations_of
from scheduling.backends.exact.scope import Scope
from scheduling.backends.exact.search import MAX_OPERATIONS, build, search_exactly
from scheduling.backends.native import Native
from scheduling.backends.protocol import OnBetter
from scheduling.check import check
from scheduling.errors import BackendUnable
from scheduling.native.decode import score
from scheduling.problem import Problem
from scheduling.result import Reason, Solution, Unassigned
from scheduling.stop import Stop, StopAfter

_FIRST_MOVES = 20_000
"""Moves of the native engine that find the plan to begin at: some hundredths of a second."""
_FIRST_SHARE = 0.2


class OrtoolsCpSat:
    """Backend ``ortools-cpsat``. Raises BackendUnable for more than ``MAX_OPERATIONS`` operations."""

    name = "ortools-cpsat"

    def search(self, problem: Problem, stop: Stop, seed: int, on_better: OnBetter) -> Solution:
        """The best plan found, optimal with a proof; the same every time for a seed unless time ends the search."""
        operations = operations_of(problem)
        if len(operations) > MAX_OPERATIONS:
            reason = f"{len(operations)} operations (a visit of two people is two, a shipment too)"
            raise BackendUnable(self.name, f"{reason}; the exact mode takes {MAX_OPERATIONS}")
        first = self._first(problem, stop, seed)
        on_better(first)
        model = build(problem, operations, Scope(operations))
        return search_exactly(model, first, stop, seed, on_better)

    def _first(self, problem: Problem, stop: Stop, seed: int) -> Solution:
        """The plan to begin at: the native engine's, or the empty one where that breaks a rule."""
        brief = StopAfter(stop.left_s() * _FIRST_SHARE, cancel=lambda: stop.cancelled)
        found = Native(moves=_FIRST_MOVES).search(problem, brief, seed, lambda _: None)
        if not check(problem, found).ok:
            found = nothing_planned(problem)
        return msgspec.structs.replace(found, backend=self.name)


def nothing_planned(problem: Problem) -> Solution:
    """The plan without any route."""
    names = [*(v.visit_id for v in problem.visits), *(s.shipment_id for s in problem.shipments)]
    return Solution(
        backend="",
        status="feasible",
        routes=(),
        unassigned=tuple(Unassigned(visit_id=name, reason=Reason.CAPACITY) for name in names),
        score=score(problem, ()),
    )
