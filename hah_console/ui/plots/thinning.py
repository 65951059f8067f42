"""One series made ready for a plot: its curve in at most 1,440 points, and its gaps; no Qt."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hah_console.domain.trend import Trend
from hah_console.ui.plots.pyramid import BINS, Bins, Pyramid, bins_of

Floats = npt.NDArray[np.float64]
Interval = tuple[float, float]
USUAL_INTERVALS = 3.0
"""A pause longer than this many usual intervals of a series is a gap (never shorter than the silence limit)."""


@dataclass(frozen=True)
class Measured:
    """One vital as it was read: a pyramid over its values and the times at which its sensor was off.

    ``step_s`` is how much time one of the finest bins stands for, 0 when it is a single reading.
    """

    pyramid: Pyramid
    off_s: Floats
    step_s: float = 0.0


@dataclass(frozen=True)
class Curve:
    """What is drawn of one series: Unix seconds and values, NaN between parts that must not be joined.

    ``raw`` readings, or stored minutes when ``step_s`` is not 0, lie in the range; ``thinned`` says whether a drawn
    point stands for several of them. ``gaps`` are the times without a value, in order and not overlapping.
    """

    times_s: Floats
    values: Floats
    raw: int
    thinned: bool
    gaps: tuple[Interval, ...]
    low: float = float("nan")
    high: float = float("nan")
    step_s: float = 0.0

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return self.raw == 0

    def last(self) -> tuple[float, float] | None:
        """Time and value of the last reading drawn, or None."""
        good = np.flatnonzero(np.isfinite(self.values))
        return (float(self.times_s[good[-1]]), float(self.values[good[-1]])) if good.size else None

    def at(self, time_s: float, within_s: float) -> float | None:
        """The value drawn nearest to a moment, or None when nothing lies within ``within_s`` of it or in a gap."""
        found = self.near(time_s, within_s)
        return found[1] if found else None

    def near(self, time_s: float, within_s: float) -> tuple[float, float] | None:
        """Time and value of what is drawn nearest to a moment; None as in ``at``."""
        if any(start < time_s < end for start, end in self.gaps):
            return None
        good = np.flatnonzero(np.isfinite(self.values))
        if not good.size:
            return None
        nearest = good[np.abs(self.times_s[good] - time_s).argmin()]
        at_s, value = float(self.times_s[nearest]), float(self.values[nearest])
        return (at_s, value) if abs(at_s - time_s) <= within_s else None


def measured(times_s: Floats, values: Floats) -> Measured:
    """A series of single readings (sorted times, NaN where the sensor was off)."""
    good = np.isfinite(values)
    return Measured(Pyramid(bins_of(times_s[good], values[good])), times_s[~good])


def thin(
    series: Measured,
    start_s: float,
    end_s: float,
    silence_s: float,
    expected_from_s: float = float("-inf"),
    bins: int = BINS,
) -> Curve:
    """The curve of a series in [start_s, end_s].

    The time after the last reading is a gap up to ``end_s`` once it is longer than a pause may be, and so is the time
    before the first one, but not before ``expected_from_s`` (the admission), when nobody expected any.
    """
    every, _ = series.pyramid.window(start_s, end_s, max(1, len(series.pyramid)))
    off = series.off_s[np.searchsorted(series.off_s, start_s) : np.searchsorted(series.off_s, end_s, side="right")]
    gaps = _gaps(every.first_s, off, max(start_s, expected_from_s), end_s, max(silence_s, series.step_s))
    if not every.size:
        return Curve(np.empty(0), np.empty(0), 0, False, gaps, step_s=series.step_s)
    drawn, width_s = (every, 0) if every.size <= bins else series.pyramid.window(start_s, end_s, bins)
    low, high = float(every.low.min()), float(every.high.max())
    points = _broken(*drawn.points(), gaps)
    return Curve(*points, int(every.readings.sum()), width_s > 0, gaps, low, high, series.step_s)


def pause_limit_s(times_s: Floats, silence_s: float) -> float:
    """How long a series may pause before that is a gap: the silence limit, or some usual intervals if longer."""
    if times_s.size < 2:
        return silence_s
    return max(silence_s, USUAL_INTERVALS * float(np.median(np.diff(times_s))))


def _gaps(times: Floats, off: Floats, start_s: float, end_s: float, silence_s: float) -> tuple[Interval, ...]:
    """Pauses between readings, before the first and after the last one; a pause with a sensor-off in it counts."""
    longest = pause_limit_s(times, silence_s)
    edges = np.concatenate(([min(start_s, times[0]) if times.size else start_s], times, [end_s]))
    pauses = np.diff(edges)
    is_gap = pauses > longest
    if off.size and times.size:
        between = np.unique(np.searchsorted(times, off))
        is_gap[between] = True
    return tuple((float(edges[i]), float(edges[i + 1])) for i in np.flatnonzero(is_gap))


def _broken(times: Floats, values: Floats, gaps: tuple[Interval, ...]) -> tuple[Floats, Floats]:
    """A NaN inside every gap between two points, so that the line is not drawn across it."""
    if not gaps:
        return times, values
    middles = np.array([(start + end) / 2 for start, end in gaps])
    where = np.searchsorted(times, middles)
    return np.insert(times, where, middles), np.insert(values, where, np.nan)


def summed(trend: Trend, step_s: float) -> Bins:
    """Bins of a stored tier: each stands in its middle, and rises or falls as the next one's mean does."""
    middle = np.asarray(trend.times_s, float) + step_s / 2
    low, high, mean = (np.asarray(column, float) for column in (trend.low, trend.high, trend.mean))
    rises = np.concatenate((mean[1:], mean[-1:])) >= mean
    opens, closes = np.where(rises, low, high), np.where(rises, high, low)
    return Bins(middle, middle, low, high, opens, closes, np.ones(middle.size))
