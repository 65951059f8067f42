"""Hours of vital signs up to a moment, newest first: the only thing the forecast looks at, live and in training."""

import numpy as np
from numpy.typing import NDArray

HOURS_BACK = 13
"""The present hour and the twelve before it."""
HOUR_S = 3_600
Floats = NDArray[np.float64]


def windows_of_table(values: Floats, offsets: NDArray[np.int64], times_s: NDArray[np.int64]) -> Floats:
    """For every row of an hourly table its window (rows × HOURS_BACK × vitals), NaN where nothing was measured.

    ``offsets``: where each patient's rows begin; an hour without a row is an hour without values.
    """
    rows = np.arange(len(values))
    first = np.repeat(offsets[:-1], np.diff(offsets))
    windows = np.full((len(values), HOURS_BACK, values.shape[1]), np.nan)
    for back in range(HOURS_BACK):
        source = np.maximum(rows - back, first)
        hours = (times_s - times_s[source]) // HOUR_S
        for ago in np.unique(hours):
            if 0 <= ago < HOURS_BACK:
                found = hours == ago
                windows[found, ago] = values[source[found]]
    return windows


def window_of_minutes(times_s: Floats, values: Floats, now_s: float) -> Floats:
    """The window (HOURS_BACK × vitals) at a moment: the mean of the minutes of each hour before it.

    ``times_s`` are Unix seconds of the minutes, ``values`` (minutes × vitals) with NaN where nothing was measured.
    """
    window = np.full((HOURS_BACK, values.shape[1]), np.nan)
    ago = np.floor((now_s - times_s) / HOUR_S)
    for back in range(HOURS_BACK):
        own = values[ago == back]
        known = ~np.isnan(own)
        counts = known.sum(axis=0)
        sums = np.where(known, own, 0.0).sum(axis=0)
        window[back] = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    return window
