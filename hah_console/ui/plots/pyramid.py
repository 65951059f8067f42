"""A min/max pyramid of one series: any stretch of it in at most 1,440 points, with every extreme; no Qt."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
BINS = 720
"""Bins over the width of a plot: at most two points each, about one pixel."""
STEPS_S = (1, 5, 15, 30, 60, 120, 360, 720, 1_440, 4_320, 8_640, 43_200, 86_400)
"""Widths of the levels' bins in seconds. Bins lie at whole multiples of Unix time, so that they do not move when the
window does, and every level is made from a finer one."""


class Bins(NamedTuple):
    """Bins that hold something, in order: when their first and last values were measured, their lowest and highest
    value, the value they begin and end with, and how many readings they
    stand for."""

    first_s: Floats
    last_s: Floats
    low: Floats
    high: Floats
    opens: Floats
    closes: Floats
    readings: Floats

    @property
    def size(self) -> int:
        """How many bins."""
        return int(self.first_s.size)

    def part(self, start: int, end: int) -> "Bins":
        """Some of them by position."""
        return Bins(*(column[start:end] for column in self))

    def joined(self, starts: Counts) -> "Bins":
        """Fewer ones: each made of those from one of ``starts`` up to the next."""
        if not self.size:
            return self
        ends = np.concatenate((starts[1:], [self.size])) - 1
        return Bins(
            self.first_s[starts],
            self.last_s[ends],
            np.minimum.reduceat(self.low, starts),
            np.maximum.reduceat(self.high, starts),
            self.opens[starts],
            self.closes[ends],
            np.add.reduceat(self.readings, starts),
        )

    def followed_by(self, others: "Bins") -> "Bins":
        """These and then others."""
        return Bins(*(np.concatenate(pair) for pair in zip(self, others, strict=True)))

    def points(self) -> tuple[Floats, Floats]:
        """Two points a bin, lowest and highest in the order of its course; one for a bin of one value."""
        rising = self.opens <= self.closes
        times = np.column_stack((self.first_s, self.last_s)).ravel()
        values = np.column_stack((np.where(rising, self.low, self.high), np.where(rising, self.high, self.low))).ravel()
        keep = np.ones(times.size, bool)
        keep[1::2] = (self.last_s > self.first_s) | (self.high > self.low)
        return times[keep], values[keep]


def bins_of(times_s: Floats, values: Floats) -> Bins:
    """Every reading a bin of its own; the times rise and no value is NaN."""
    return Bins(times_s, times_s, values, values, values, values, np.ones(times_s.size))


class Pyramid:
    """Levels are made when they are first needed, each from the coarsest finer one that its bins consist of."""

    def __init__(self, base: Bins) -> None:
        self._base = base
        self._levels: dict[int, Bins] = {}

    def __len__(self) -> int:
        return self._base.size

    @property
    def base(self) -> Bins:
        """The finest level."""
        return self._base

    def window(self, start_s: float, end_s: float, bins: int = BINS) -> tuple[Bins, int]:
        """What lies in [start_s, end_s] in at most ``bins`` bins, and their width in seconds (0: every reading).

        SAFETY(extremes): the bins cut by an edge are made anew from the readings inside, so that the lowest and the
        highest value drawn are those of the stretch, no others, at every zoom.
        """
        inside = self._inside(self._base, start_s, end_s)
        if inside.size <= bins:
            return inside, 0
        step = self._step((end_s - start_s) / bins)
        return _at_most(self._cut(self._level(step), start_s, end_s, step), bins), step

    def _cut(self, level: Bins, start_s: float, end_s: float, step: int) -> Bins:
        whole_from, whole_to = np.ceil(start_s / step) * step, np.floor(end_s / step) * step
        if whole_from >= whole_to:
            inside = self._inside(self._base, start_s, end_s)
            return inside.joined(np.zeros(1, np.int64)) if inside.size else inside
        head = self._one(start_s, whole_from, closed=False)
        tail = self._one(whole_to, end_s, closed=True)
        low, high = np.searchsorted(level.first_s, (whole_from, whole_to))
        return head.followed_by(level.part(int(low), int(high))).followed_by(tail)

    def _one(self, start_s: float, end_s: float, *, closed: bool) -> Bins:
        """The readings of a part of a bin as one; none when there are none."""
        part = self._inside(self._base, start_s, end_s, closed=closed)
        return part.joined(np.zeros(1, np.int64)) if part.size else part

    def _inside(self, level: Bins, start_s: float, end_s: float, *, closed: bool = True) -> Bins:
        low = int(np.searchsorted(level.first_s, start_s))
        return level.part(low, int(np.searchsorted(level.first_s, end_s, side="right" if closed else "left")))

    def _step(self, wanted_s: float) -> int:
        return next((step for step in STEPS_S if step >= wanted_s), int(np.ceil(wanted_s)))

    def _level(self, step: int) -> Bins:
        if step not in self._levels:
            finer = max((s for s in self._levels if s < step and step % s == 0), default=0)
            source = self._levels[finer] if finer else self._base
            place = np.floor_divide(source.first_s, step)
            starts = np.concatenate(([0], np.flatnonzero(np.diff(place)) + 1)) if source.size else np.empty(0, np.int64)
            self._levels[step] = source.joined(starts.astype(np.int64))
        return self._levels[step]


def _at_most(found: Bins, bins: int) -> Bins:
    """Edges cut through a bin make one more than there is room for: the first two become one."""
    if found.size <= bins:
        return found
    over = found.size - bins
    starts = np.concatenate(([0], np.arange(over + 1, found.size)))
    return found.joined(starts.astype(np.int64))
