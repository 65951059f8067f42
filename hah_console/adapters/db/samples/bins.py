"""Equal bins of all vitals: lowest, highest, mean, how many values and how often the sensor was off."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hah_console.adapters.db.mapping.reading import VITALS
from hah_console.adapters.db.samples.columns import Columns, Floats, Ints

ROWS = len(VITALS)


@dataclass(frozen=True, slots=True)
class Bins:
    """Each array has a row per vital and a column per bin; a bin without a value is NaN and counts 0."""

    low: Floats
    high: Floats
    mean: Floats
    count: Ints
    off: Ints

    def part(self, which: slice) -> "Bins":
        """Some of the bins."""
        return Bins(*(stat[:, which] for stat in self.stats()))

    def stats(self) -> tuple[NDArray[Any], ...]:
        """The five arrays."""
        return self.low, self.high, self.mean, self.count, self.off

    def with_part(self, first: int, part: "Bins") -> "Bins":
        """The bins from ``first`` on replaced."""
        copies = [stat.copy() for stat in self.stats()]
        for copy, stat in zip(copies, part.stats(), strict=True):
            copy[:, first : first + stat.shape[1]] = stat
        return Bins(*copies)

    def renewed(self, newer: "Bins", which: NDArray[np.bool_]) -> "Bins":
        """Some of the bins, by mask, replaced by the newer ones in the same place."""
        return Bins(*(np.where(which, new, own) for own, new in zip(self.stats(), newer.stats(), strict=True)))


def empty(count: int) -> Bins:
    """Bins with nothing in them."""
    nothing, zero = np.full((ROWS, count), np.nan), np.zeros((ROWS, count), dtype=np.int64)
    return Bins(nothing, nothing, nothing, zero, zero)


def binned(columns: Columns, start_ms: int, step_ms: int, count: int) -> Bins:
    """The sets in ``count`` bins from ``start_ms``; sets outside are left out."""
    place = (columns.measured - start_ms) // step_ms
    inside = (place >= 0) & (place < count)
    if not inside.all():
        columns, place = columns.chosen(inside), place[inside]
    known = ~np.isnan(columns.values)
    where = (np.arange(ROWS)[:, None] * count + place)[known]
    return _of_values(columns.values[known], where, _off_counts(columns, place, count), count)


def grouped(bins: Bins, size: int) -> Bins:
    """Each ``size`` bins as one; their number is a multiple of it."""
    shape = (ROWS, -1, size)
    count = bins.count.reshape(shape).sum(axis=2)
    total = np.nan_to_num(bins.mean * bins.count).reshape(shape).sum(axis=2)
    return Bins(
        np.fmin.reduce(bins.low.reshape(shape), axis=2),
        np.fmax.reduce(bins.high.reshape(shape), axis=2),
        np.where(count > 0, total / np.maximum(count, 1), np.nan),
        count,
        bins.off.reshape(shape).sum(axis=2),
    )


def _of_values(values: Floats, where: Ints, off: Ints, count: int) -> Bins:
    cells = ROWS * count
    numbers = np.bincount(where, minlength=cells)
    total = np.bincount(where, weights=values, minlength=cells)
    low, high = np.full(cells, np.inf), np.full(cells, -np.inf)
    np.minimum.at(low, where, values)
    np.maximum.at(high, where, values)
    none = numbers == 0
    low[none] = high[none] = np.nan
    mean = np.where(none, np.nan, total / np.maximum(numbers, 1))
    shape = (ROWS, count)
    return Bins(low.reshape(shape), high.reshape(shape), mean.reshape(shape), numbers.reshape(shape), off)


def _off_counts(columns: Columns, place: Ints, count: int) -> Ints:
    off = (columns.off >> np.arange(ROWS)[:, None] & 1).astype(bool)
    where = (np.arange(ROWS)[:, None] * count + place)[off]
    return np.bincount(where, minlength=ROWS * count).reshape(ROWS, count)


def gathered(found: Bins, place: Ints, count: int) -> Bins:
    """Bins collected into ``count`` wider ones; ``place`` says into which, those outside are left out."""
    numbers, off = np.zeros((ROWS, count), dtype=np.int64), np.zeros((ROWS, count), dtype=np.int64)
    low, high, total = np.full((ROWS, count), np.inf), np.full((ROWS, count), -np.inf), np.zeros((ROWS, count))
    inside = (place >= 0) & (place < count)
    found, place = Bins(*(stat[:, inside] for stat in found.stats())), place[inside]
    for row in range(ROWS):
        some = found.count[row] > 0
        np.add.at(numbers[row], place, found.count[row])
        np.add.at(off[row], place, found.off[row])
        np.add.at(total[row], place[some], (found.mean * found.count)[row, some])
        np.minimum.at(low[row], place[some], found.low[row, some])
        np.maximum.at(high[row], place[some], found.high[row, some])
    none = numbers == 0
    low[none] = high[none] = np.nan
    return Bins(low, high, np.where(none, np.nan, total / np.maximum(numbers, 1)), numbers, off)
