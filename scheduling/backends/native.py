"""The native engine as a backend: compiled kernel, a race of annealing runs, best-so-far at any moment."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from scheduling.backends.protocol import EXACT_OPERATIONS, OnBetter
from scheduling.native.compile import Compiled, compile_problem
from scheduling.native.decode import decode
from scheduling.native.leader import Leader, Order
from scheduling.native.race import Race
from scheduling.native.start import first_order, order_of
from scheduling.native.strings.race import Choose, StringRace
from scheduling.native.strings.search import StringSearch
from scheduling.native.strings.suited import suitable
from scheduling.problem import Problem
from scheduling.result import Solution
from scheduling.stop import Stop

PROOF_SHARE = 0.8
"""Share of the time that is left for the proof of a small problem; its search never takes longer than ``LONGEST_S``."""
LONGEST_S = 0.5
LEAST_S = 0.5
"""Wall seconds below which a search ends without either: the solver takes as long to load."""
FIT_SHARE = 0.15
"""Share of the time, at most ``FIT_S``, that is left for placing what is left out."""
FIT_S = 3.0
LOOK_S = 0.5
"""Seconds between two better plans told: writing one out takes a core from the search for some hundredths."""


@dataclass(slots=True)
class Native:
    """Annealing over orders of operations. ``moves`` instead of seconds makes a search repeatable: then the
    plan is told once, at the end.

    ``start`` is a plan to begin from: then the search is one burst from a low temperature. ``strings`` allows ruin and
    recreate by strings where routes do not depend on one another, ``partition`` lets that choose among all routes met.
    ``exact`` lets CP-SAT prove a small problem and find places for what is left out of another, at the end of a search
    by the clock.
    """

    name: str = "native"
    moves: int | None = None
    start: Solution | None = None
    strings: bool = True
    partition: bool = True
    exact: bool = True
    _told: int = field(default=0, init=False)

    def search(self, problem: Problem, stop: Stop, seed: int, on_better: OnBetter) -> Solution:
        """The best plan found; what could not be placed is left out."""
        if not self.exact or self.moves is not None or self.start is not None or stop.left_s() < LEAST_S:
            return self._annealed(problem, stop, seed, on_better)
        small = _operations(problem) <= EXACT_OPERATIONS
        early = Early(stop, problem.weights.required_left_out, share=PROOF_SHARE if small else FIT_SHARE, always=small)
        found = self._annealed(problem, early, seed, on_better)
        if stop(found.score.total) or not (small or found.unassigned):
            return found
        # PERF: a search that plans everything does not wait for the solver to load.
        from scheduling.backends.fit import fit, prove

        if small:
            return msgspec.structs.replace(prove(problem, found, stop, seed, on_better), backend=self.name)
        return fit(problem, found, stop, on_better)

    def _annealed(self, problem: Problem, stop: Stop, seed: int, on_better: OnBetter) -> Solution:
        compiled = compile_problem(problem)
        order = None if self.start is None else order_of(compiled, self.start)
        race = self._race(compiled, stop, seed, order)
        best: list[Solution] = []
        next_look = 0.0

        def tell(*, now: bool = False) -> None:
            nonlocal next_look
            if not now and time.monotonic() < next_look:
                return
            found = self._better(compiled, race.leader, best[-1] if best else None)
            next_look = time.monotonic() + LOOK_S
            if found is not None:
                best.append(found)
                on_better(found)

        race.go(tell if self.moves is None else lambda: None)
        tell(now=True)
        found = best[-1] if best else decode(compiled, *first_order(compiled, seed))
        return msgspec.structs.replace(found, status="cancelled") if stop.cancelled else found

    def _race(self, compiled: Compiled, stop: Stop, seed: int, start: Order | None) -> Race | StringRace:
        """By strings where routes do not depend on one another, else by orders of operations."""
        if self.strings and suitable(compiled.problem):
            combine = _combine if self.partition else None
            return StringRace(compiled, stop, seed, moves=self.moves, start=start, combine=combine)
        return Race(compiled, stop, seed, moves=self.moves, start=start)

    def _better(self, compiled: Compiled, leader: Leader, best: Solution | None) -> Solution | None:
        """The leader's plan when it is new and really better once halves are left out."""
        taken = leader.taken()
        if taken is None or taken[0] == self._told:
            return None
        self._told, _, order, who = taken
        found = decode(compiled, order, who)
        return found if best is None or found.score.total < best.score.total else None


@dataclass(slots=True)
class Early:
    """Stops before ``stop`` does, so that a ``share`` of the time is left: ``always``, or when something that costs
    ``required`` is left out."""

    stop: Stop
    required: int
    share: float
    always: bool
    reserve_s: float = field(init=False)

    def __post_init__(self) -> None:
        left = self.stop.left_s()
        self.reserve_s = max(self.share * left, left - LONGEST_S) if self.always else min(self.share * left, FIT_S)

    def __call__(self, best_cost: int | None) -> bool:
        leaves_out = best_cost is not None and best_cost >= self.required
        ends = self.stop.left_s() <= self.reserve_s and (self.always or leaves_out)
        return self.stop(best_cost) or ends

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self.stop.cancelled

    def left_s(self) -> float:
        """Wall seconds left for the search that ends early for certain, else all."""
        return max(0.0, self.stop.left_s() - (self.reserve_s if self.always else 0.0))


def _operations(problem: Problem) -> int:
    return sum(1 + visit.two_person for visit in problem.visits) + 2 * len(problem.shipments)


def _combine(searches: Sequence[StringSearch]) -> Choose:
    """Set partitioning over the routes of these searches; its solver is loaded only here."""
    from scheduling.backends.partition import partition
    from scheduling.backends.pool import choice_of

    choice = choice_of(searches)
    return lambda routes, cost, seconds: partition(choice, routes, cost, seconds)
