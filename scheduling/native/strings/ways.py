"""Tables of travel of the string kernel: ways from each place and to each place, and which stops are near."""

from dataclasses import dataclass

import numpy as np

from scheduling.native import tables as c
from scheduling.native.compile import Compiled
from scheduling.native.strings import layout as s
from scheduling.native.tables import I64, NEVER, NO_WAY, TRAVEL_BITS, TRAVEL_MASK, table

NEIGHBOURS = 128
"""Stops among which strings are looked for, for each stop."""


@dataclass(frozen=True, slots=True)
class Places:
    """Rows of the tables: each place, and once more as an end of routes, which has no access."""

    number: dict[tuple[int, bool], int]

    @property
    def size(self) -> int:
        """Rows of a table, and its columns."""
        return len(self.number)

    def rows(self, places: I64, *, end: bool) -> I64:
        """The rows of these numbers of places."""
        return np.array([self.number[int(place), end] for place in places], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Ways:
    """One table after the other, and for each caregiver where those begin that say the ways from and to a place."""

    cells: I64
    from_at: I64
    to_at: I64


def places_of(ops: I64, who: I64) -> Places:
    """Every place that a stop, a start or an end is at."""
    used = [(int(p), False) for p in (*ops[:, c.O_PLACE], *who[:, c.K_START_PLACE])]
    used += [(int(p), True) for p in who[:, c.K_END_PLACE]]
    return Places({key: n for n, key in enumerate(dict.fromkeys(used))})


def ways_of(compiled: Compiled, who: I64, places: Places) -> Ways:
    """Tables by vehicle and access duration. Where all ways are as long back, one table serves for both."""
    kinds = [(int(row[c.K_TABLE]), int(row[c.K_ACCESS])) for row in who]
    parts: list[I64] = [np.zeros(0, dtype=np.int64)]
    begins: dict[tuple[int, int], tuple[int, int]] = {}
    size = 0
    for kind in dict.fromkeys(kinds):
        cells = _cells(compiled, *kind, places)
        made = [cells] if np.array_equal(cells, cells.T) else [cells, cells.T]
        begins[kind] = size, size + (len(made) - 1) * cells.size
        size += len(made) * cells.size
        parts += [part.ravel() for part in made]
    from_at, to_at = (np.array([begins[kind][n] for kind in kinds], dtype=np.int64) for n in (0, 1))
    return Ways(np.concatenate(parts), from_at, to_at)


def _cells(compiled: Compiled, number: int, access: int, places: Places) -> I64:
    """Seconds with access in the lowest bits, price above. Nobody leaves an end: its row is the mirrored column."""
    count = int(compiled.tables[c.T_PLACES])
    begin = int(compiled.tables[c.T_TRAVEL]) + number * count * count
    at = np.array([place for place, _ in places.number], dtype=np.int64)
    end = np.array([is_end for _, is_end in places.number], dtype=np.bool_)
    cells = table(compiled.tables, begin, count, count)[np.ix_(at, at)]
    walk = np.where((at[:, None] != at[None, :]) & ~end[None, :], access, 0)
    seconds = np.minimum((cells & TRAVEL_MASK) + walk, NO_WAY)
    made: I64 = ((cells >> TRAVEL_BITS) << TRAVEL_BITS) + seconds
    made[end] = made[:, end].T
    return made


def near_of(operations: I64, ways: Ways, size: int) -> I64:
    """For each operation the nearest others: least price, then seconds, the better direction, by the first table."""
    at = operations[:, s.O_PLACE]
    count = min(NEIGHBOURS, max(0, len(at) - 1))
    near = np.zeros((len(at), count), dtype=np.int64)
    if not count or not len(ways.from_at):
        return near[:, :0]
    there, back = (table(ways.cells, int(first[0]), size, size) for first in (ways.from_at, ways.to_at))
    for op, place in enumerate(at):
        way = np.minimum(there[place][at], back[place][at])
        way[op] = NEVER
        chosen = np.argpartition(way, count - 1)[:count]
        near[op] = chosen[np.lexsort((chosen, way[chosen]))]
    return near
