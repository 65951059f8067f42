"""One annealing run from Python: makes the arrays, cools in rounds, reads the result."""

from dataclasses import dataclass, field

import numpy as np

from scheduling.native import tables as c
from scheduling.native.anneal import anneal, keep_best, settle_all
from scheduling.native.compile import Compiled
from scheduling.native.order import load_order
from scheduling.native.run import new_run
from scheduling.native.tables import I64, table


@dataclass(slots=True)
class Annealing:
    """A run on a compiled problem, from a given order or a first-come one."""

    compiled: Compiled
    seed: int
    run: I64 = field(init=False)
    cost: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.run = new_run(self.compiled.tables, self.seed)

    @property
    def best(self) -> int:
        """Cost of the best solution met."""
        return int(self.run[c.N_BEST])

    def start(self, order: I64, who: I64) -> None:
        """Begin from this order and these caregivers."""
        load_order(self.compiled.tables, self.run, order, who)
        self.cost = settle_all(self.compiled.tables, self.run)
        keep_best(self.compiled.tables, self.run, self.cost)

    def cool(self, moves: int, hot: float, cold: float) -> None:
        """Make a round of moves."""
        self.cost = anneal(self.compiled.tables, self.run, self.cost, moves, hot, cold)

    def best_order(self) -> tuple[I64, I64]:
        """Order of entries and caregivers of operations of the best solution."""
        return self._order(c.X_BEST_KEY, c.BEST_WHO)

    def order(self) -> tuple[I64, I64]:
        """The same of the present solution."""
        return self._order(c.X_KEY, c.WHO)

    def _order(self, key: int, who: int) -> tuple[I64, I64]:
        entries, ops = int(self.compiled.tables[c.T_ENTRIES]), int(self.compiled.tables[c.T_OPS])
        keys = table(self.run, int(self.run[c.R_LINKS]), entries, c.X_WIDTH)[:, key]
        chosen = table(self.run, c.R_HEAD, ops, c.R_WIDTH)[:, who]
        return np.argsort(keys, kind="stable").astype(np.int64), chosen.copy()
