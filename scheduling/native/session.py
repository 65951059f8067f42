"""One annealing run from Python: makes the arrays, cools in rounds, reads the result."""

from dataclasses import dataclass, field

import numpy as np

from scheduling.native import tables as c
from scheduling.native.anneal import anneal, keep_best, settle_all
from scheduling.native.compile import Compiled
from scheduling.native.order import load_order
from scheduling.native.tables import I64, flatten, table


def new_run(t: I64, seed: int) -> I64:
    """Empty working arrays for one run."""
    entries, ops, people, refs = (int(t[n]) for n in (c.T_ENTRIES, c.T_OPS, c.T_PEOPLE, c.T_REFS))
    blocks = table(t, int(t[c.T_ENTRIES_AT]), entries, c.E_WIDTH)
    biggest = int((blocks[:, c.E_OPS_END] - blocks[:, c.E_OPS]).max(initial=1))
    sizes = {
        "links": (entries + 1) * c.X_WIDTH, "scratch": biggest * c.WIDTH, "unit_of": refs, "choice": refs,
        "release": refs, "queue": people, "waiting": 64 * (ops + refs) + 64, "touched": ops,
        "old_rec": ops * c.WIDTH, "old_unit": refs, "old_release": refs, "ends": people, "moved": 4 * ops + 8,
        "moved_who": 4 * ops + 8, "shifted": 16, "shifted_key": 16, "shifted_before": 16, "chosen": biggest,
        "outs": entries + 1,
    }  # fmt: skip
    arrays = {name: np.zeros(size, dtype=np.int64) for name, size in sizes.items()} | {"routes": _routes(t, people)}
    run = flatten([0] * c.R_NUMBERS, np.zeros((ops, c.R_WIDTH), dtype=np.int64), arrays, c.R_NAMES)
    run[c.N_RNG] = (seed * 6364136223846793005 + 1442695040888963407) % (1 << 62) or 1
    return run


def _routes(t: I64, people: int) -> I64:
    """Empty routes with everybody at home at the start of the shift."""
    who = table(t, int(t[c.T_PEOPLE_AT]), people, c.K_WIDTH)
    rows = np.zeros((people, c.C_WIDTH), dtype=np.int64)
    rows[:, c.C_HOME + c.CLOCK] = who[:, c.K_SHIFT_START]
    rows[:, c.C_HOME + c.PLACE] = who[:, c.K_START_PLACE]
    rows[:, c.C_HOME + c.BREAK] = who[:, c.K_BREAKS]
    rows[:, c.C_HOME + c.SPECIMEN] = c.NEVER
    return rows


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
