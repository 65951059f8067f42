"""Which entries go well beside each other, so that moves try those first."""

import numpy as np
import numpy.typing as npt

from scheduling.native.tables import I64

Floats = npt.NDArray[np.float64]
NEIGHBOURS = 24
BLOCK = 256
"""Entries whose neighbours are sought at once: it bounds the memory."""


def near_entries(travel: I64, at: I64, opens: Floats, ends: Floats, duration: Floats) -> I64:
    """For each entry those that go well before or after it: short travel and little waiting or lateness.

    ``travel`` is the first table (seconds, by place and place), ``at`` the place of each entry; moments in seconds.
    Rows of up to ``NEIGHBOURS`` entries, best first; -1 where there is no other.
    """
    size = len(at)
    count = max(1, min(NEIGHBOURS, size - 1))
    near = np.full((size, count), -1, dtype=np.int64)
    for begin in range(0, size if size > 1 else 0, BLOCK):
        mine = np.arange(begin, min(begin + BLOCK, size))
        ahead = _badness(travel[np.ix_(at[mine], at)], opens, ends, duration, mine, forwards=True)
        behind = _badness(travel[np.ix_(at, at[mine])].T, opens, ends, duration, mine, forwards=False)
        score = np.minimum(ahead, behind)
        score[np.arange(len(mine)), mine] = np.inf
        near[mine] = _least(score, count)
    return near


def _least(score: Floats, count: int) -> I64:
    """Columns of the ``count`` least values of each row, least first and among equals the first: a stable sort's
    beginning. PERF(an urgent visit at once): only what reaches the row's limit is sorted."""
    limits = np.partition(score, count - 1, axis=1)[:, count - 1]
    found = np.empty((len(score), count), dtype=np.int64)
    for row, (values, limit) in enumerate(zip(score, limits, strict=True)):
        reached = np.flatnonzero(values <= limit)
        found[row] = reached[np.argsort(values[reached], kind="stable")[:count]]
    return found


def _badness(way: I64, opens: Floats, ends: Floats, duration: Floats, mine: I64, *, forwards: bool) -> Floats:
    """How badly other entries follow ``mine`` (or go before them): travel, some waiting, lateness; in seconds."""
    travel = way.astype(np.float64)
    mine_opens, mine_ends, mine_duration = (x[mine][:, None] for x in (opens, ends, duration))
    if forwards:
        waiting = opens[None, :] - (mine_ends + mine_duration + travel)
        late = mine_opens + mine_duration + travel - ends[None, :]
    else:
        waiting = mine_opens - (ends[None, :] + duration[None, :] + travel)
        late = opens[None, :] + duration[None, :] + travel - mine_ends
    found: Floats = travel + 0.2 * np.maximum(0, waiting) + np.maximum(0, late)
    return found
