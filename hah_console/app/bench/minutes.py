"""Minutes of made patients, put into the files of a SQLite store as the service's own roll-up would have left them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hah_console.adapters.db.samples import bin_codec
from hah_console.adapters.db.samples.bins import Bins
from hah_console.adapters.db.samples.sqlite_files import SqliteFiles
from hah_console.adapters.db.samples.tiers import MINUTES

Floats = NDArray[np.float64]
USUAL = np.array([78.0, 96.0, 17.0, 124.0, 72.0, 36.9])
SPREAD = np.array([9.0, 1.2, 2.5, 10.0, 7.0, 0.35])
SLOW = 0.998
"""How much of a minute's distance from the usual is left in the next: a wave of some eight hours."""
SETS_A_MINUTE = 60
OFF_SHARE, GAP_SHARE = 0.02, 0.05
HOUR = 60


def store_minutes(database: Path, patient_ids: Sequence[str], end: datetime, days: int) -> None:
    """Pulse, SpO₂, breathing, pressures, temperature of every minute of ``days`` before ``end``, with sensors that are
    off and hours without a set; the same every time."""
    files = SqliteFiles(database)
    start = end - timedelta(days=days)
    first_ms = round(start.timestamp()) // 3600 * 3_600_000
    try:
        for number, patient_id in enumerate(patient_ids):
            minutes = _minutes(np.random.default_rng(number), days * 24 * HOUR)
            blocks = [_hour(minutes, hour * HOUR) for hour in range(days * 24)]
            rows = [(patient_id, first_ms + n * 3_600_000, bin_codec.packed(b)) for n, b in enumerate(blocks) if b]
            files.put(MINUTES, rows)
    finally:
        files.close()


def _minutes(random: np.random.Generator, count: int) -> Floats:
    """Means of the minutes (vitals × minutes), NaN where the sensor was off or nothing came."""
    steps = random.normal(0, np.sqrt(1 - SLOW**2), (6, count))
    course = np.empty_like(steps)
    last = random.normal(0, 1, 6)
    for minute in range(count):
        last = last * SLOW + steps[:, minute]
        course[:, minute] = last
    means = np.round(USUAL[:, None] + SPREAD[:, None] * course + random.normal(0, 0.3, course.shape), 1)
    quiet = np.repeat(random.random(count // HOUR) < GAP_SHARE, HOUR)
    off = np.repeat(random.random((6, count // 20)) < OFF_SHARE, 20, axis=1)
    means[off] = np.nan
    means[:, quiet] = np.inf
    return means


def _hour(minutes: Floats, first: int) -> Bins | None:
    """One row of the store, None for an hour in which nothing came; in whole tenths, as monitors measure."""
    mean = minutes[:, first : first + HOUR]
    if np.isinf(mean).all():
        return None
    known = ~np.isnan(mean)
    count = np.where(known, SETS_A_MINUTE, 0).astype(np.int64)
    off = np.where(known, 0, SETS_A_MINUTE).astype(np.int64)
    low, high = (np.round(mean + side * (0.5 + mean * 10 % prime / 10), 1) for side, prime in ((-1, 11), (1, 13)))
    return Bins(low, high, mean, count, off)
