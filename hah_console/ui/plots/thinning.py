"""Min/max thinning of one series for a plot, with its gaps; no Qt. Spikes survive, gaps stay gaps."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Interval = tuple[float, float]
USUAL_INTERVALS = 3.0
"""A pause longer than this many usual intervals of a series is a gap (never shorter than the silence limit)."""


@dataclass(frozen=True)
class Curve:
    """What is drawn of one series: Unix seconds and values, NaN between parts that must not be joined.

    ``raw`` readings lie in the range; ``thinned`` says whether a drawn point stands for several of them. ``gaps`` are
    the times without a value, in order and not overlapping.
    """

    times_s: Floats
    values: Floats
    raw: int
    thinned: bool
    gaps: tuple[Interval, ...]
    low: float = float("nan")
    high: float = float("nan")

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
        if any(start < time_s < end for start, end in self.gaps):
            return None
        good = np.flatnonzero(np.isfinite(self.values))
        if not good.size:
            return None
        nearest = good[np.abs(self.times_s[good] - time_s).argmin()]
        return float(self.values[nearest]) if abs(self.times_s[nearest] - time_s) <= within_s else None


def thin(
    times_s: Floats,
    values: Floats,
    start_s: float,
    end_s: float,
    bins: int,
    silence_s: float,
    expected_from_s: float = float("-inf"),
) -> Curve:
    """The curve of a series (sorted times, NaN where the sensor was off) in [start_s, end_s].

    With more than ``2 * bins`` readings every bin gives its lowest and highest one, in the order of its course.
    The time after the last reading is a gap up to ``end_s`` once it is longer than a pause may be, and so is the time
    before the first one, but not before ``expected_from_s`` (the admission), when nobody expected any.
    """
    inside = slice(int(np.searchsorted(times_s, start_s)), int(np.searchsorted(times_s, end_s, side="right")))
    good = np.isfinite(values[inside])
    times, kept = times_s[inside][good], values[inside][good]
    gaps = _gaps(times, times_s[inside][~good], max(start_s, expected_from_s), end_s, silence_s)
    if not kept.size:
        return Curve(times, kept, 0, False, gaps)
    low, high = float(kept.min()), float(kept.max())
    thinned = kept.size > 2 * bins
    drawn_t, drawn_v = _extremes(times, kept, start_s, end_s, bins) if thinned else (times, kept)
    return Curve(*_broken(drawn_t, drawn_v, gaps), int(kept.size), thinned, gaps, low, high)


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


def _extremes(times: Floats, values: Floats, start_s: float, end_s: float, bins: int) -> tuple[Floats, Floats]:
    place = np.minimum(((times - start_s) * (bins / (end_s - start_s))).astype(np.int64), bins - 1)
    first = np.concatenate(([0], np.flatnonzero(np.diff(place)) + 1))
    last = np.concatenate((first[1:], [times.size])) - 1
    lows, highs = np.minimum.reduceat(values, first), np.maximum.reduceat(values, first)
    rising = values[first] <= values[last]
    drawn_t = np.column_stack((times[first], times[last])).ravel()
    drawn_v = np.column_stack((np.where(rising, lows, highs), np.where(rising, highs, lows))).ravel()
    return drawn_t, drawn_v


def _broken(times: Floats, values: Floats, gaps: tuple[Interval, ...]) -> tuple[Floats, Floats]:
    """A NaN inside every gap between two points, so that the line is not drawn across it."""
    if not gaps:
        return times, values
    middles = np.array([(start + end) / 2 for start, end in gaps])
    where = np.searchsorted(times, middles)
    return np.insert(times, where, middles), np.insert(values, where, np.nan)
