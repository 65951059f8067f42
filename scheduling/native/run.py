"""The working arrays of one annealing run."""

import numpy as np

from scheduling.native import tables as c
from scheduling.native.tables import I64, flatten, table


def new_run(t: I64, seed: int) -> I64:
    """Empty working arrays for one run."""
    entries, ops, people, refs = (int(t[n]) for n in (c.T_ENTRIES, c.T_OPS, c.T_PEOPLE, c.T_REFS))
    blocks = table(t, int(t[c.T_ENTRIES_AT]), entries, c.E_WIDTH)
    biggest = int((blocks[:, c.E_OPS_END] - blocks[:, c.E_OPS]).max(initial=1))
    sizes = {
        "links": (entries + 1) * c.X_WIDTH, "missing": int(t[c.T_UNITS]), "scratch": biggest * c.WIDTH,
        "unit_of": refs, "choice": refs,
        "release": refs, "queue": people, "waiting": 64 * (ops + refs) + 64, "touched": ops,
        "old_rec": ops * c.WIDTH, "old_unit": refs, "old_release": refs, "ends": people, "moved": 4 * ops + 8,
        "moved_who": 4 * ops + 8, "shifted": 16, "shifted_key": 16, "shifted_before": 16, "chosen": biggest,
        "outs": entries + 1, "latest": refs + 1, "loose": refs, "use_key": refs,
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
