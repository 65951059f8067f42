"""The native engine as a backend: compiled kernel, a race of annealing runs, best-so-far at any moment."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from scheduling.backends.protocol import OnBetter
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

LOOK_S = 0.5
"""Seconds between two better plans told: writing one out takes a core from the search for some hundredths."""


@dataclass(slots=True)
class Native:
    """Annealing over orders of operations. ``moves`` instead of seconds makes a search repeatable.

    ``start`` is a plan to begin from: then the search is one burst from a low temperature. ``strings`` allows ruin and
    recreate by strings where routes do not depend on one another, ``partition`` lets that choose among all routes met.
    """

    name: str = "native"
    moves: int | None = None
    start: Solution | None = None
    strings: bool = True
    partition: bool = True
    _told: int = field(default=0, init=False)

    def search(self, problem: Problem, stop: Stop, seed: int, on_better: OnBetter) -> Solution:
        """The best plan found; what could not be placed is left out."""
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

        race.go(tell)
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


def _combine(searches: Sequence[StringSearch]) -> Choose:
    """Set partitioning over the routes of these searches; its solver is loaded only here."""
    from scheduling.backends.partition import partition
    from scheduling.backends.pool import choice_of

    choice = choice_of(searches)
    return lambda routes, cost, seconds: partition(choice, routes, cost, seconds)
