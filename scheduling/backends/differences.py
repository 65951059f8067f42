"""Moments bound by least differences, and prices of being too far apart: the cheapest and earliest of them by GLOP.

Every row is the difference of two moments with whole seconds on the right: rounded down, a solution keeps every rule.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ortools.linear_solver import pywraplp

At = tuple[int, int]
"""A moment: the number of a variable moment and seconds after it; number 0 is the zero of the clock."""
Apart = tuple[int, int, int]
"""(i, j, c): moment j is c seconds or more after moment i; in a price, every second more than c has to be paid."""

_ROUND = 1e-6


@dataclass(slots=True)
class Differences:
    """Moments with the values they have now, the rules between them, and prices of pairs too far apart."""

    now: list[int] = field(default_factory=lambda: [0])
    rules: list[Apart] = field(default_factory=list)
    prices: list[tuple[int, tuple[Apart, ...]]] = field(default_factory=list)
    sound: bool = True

    def moment(self, now: int) -> At:
        """A variable moment that is at ``now``."""
        self.now.append(now)
        return len(self.now) - 1, 0

    def after(self, later: At, earlier: At, seconds: int = 0) -> None:
        """``later`` comes at least so many seconds after ``earlier``; ``sound`` ends where that is not so now."""
        (i, before), (j, behind) = earlier, later
        least = before + seconds - behind
        self.sound &= self.now[j] - self.now[i] >= least
        if i != j:
            self.rules.append((i, j, least))

    def pay(self, price: int, *pairs: tuple[At, At, int]) -> None:
        """Pay for each second that ``later`` is more than so many seconds after ``earlier``, by the worst of pairs."""
        rows = tuple((i, j, before + limit - behind) for (i, before), (j, behind), limit in pairs)
        if price > 0 and rows:
            self.prices.append((price, rows))

    def cost(self, values: Sequence[int]) -> int:
        """What all prices come to."""
        return sum(price * _worst(values, rows) for price, rows in self.prices)

    def cheapest(self) -> list[int] | None:
        """The earliest of the cheapest moments, None when nothing is cheaper than now."""
        found = self._solved()
        if found is None or self.cost(found) >= self.cost(self.now):
            return None
        return self._earliest(found)

    def _solved(self) -> list[int] | None:
        solver = pywraplp.Solver.CreateSolver("GLOP")
        late = solver.infinity()
        moments = [solver.NumVar(0 if n else 0.0, late if n else 0.0, "") for n in range(len(self.now))]
        for i, j, least in self.rules:
            _row(solver, least, (moments[j], 1), (moments[i], -1))
        for price, rows in self.prices:
            paid = solver.NumVar(0, late, "")
            solver.Objective().SetCoefficient(paid, price)
            for i, j, limit in rows:
                _row(solver, -limit, (paid, 1), (moments[j], -1), (moments[i], 1))
        solver.Objective().SetMinimization()
        if solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        return [math.floor(moment.solution_value() + _ROUND) for moment in moments]

    def _earliest(self, found: Sequence[int]) -> list[int]:
        """The earliest moments at which no single price is higher than at the moments found."""
        rules = [*self.rules]
        for _, rows in self.prices:
            worst = _worst(found, rows)
            rules += [(j, i, -(limit + worst)) for i, j, limit in rows]
        values, changed = [0] * len(found), True
        while changed:
            changed = False
            for i, j, least in rules:
                if j and values[j] < values[i] + least:
                    values[j], changed = values[i] + least, True
        return values


def _worst(values: Sequence[int], rows: Sequence[Apart]) -> int:
    return max(0, *(values[j] - values[i] - limit for i, j, limit in rows))


def _row(solver: Any, least: int, *terms: tuple[Any, int]) -> None:
    row = solver.Constraint(float(least), solver.infinity())
    for variable, factor in terms:
        row.SetCoefficient(variable, factor)
