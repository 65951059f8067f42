"""Series, trends and tables of minutes made of what is stored of a patient."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from hah_console.adapters.db.mapping.reading import VITALS
from hah_console.adapters.db.samples import bins
from hah_console.adapters.db.samples.bins import Bins
from hah_console.adapters.db.samples.columns import OFF_BIT, Floats, Ints
from hah_console.adapters.db.samples.history import History
from hah_console.adapters.db.samples.tiers import MINUTE_MS, QUARTER_MS
from hah_console.adapters.db.values import ms
from hah_console.domain.ids import PatientId
from hah_console.domain.reading import Vital
from hah_console.domain.trend import Trend

_SECOND_MS: Final = 1_000
_PLACE: Final = {vital: place for place, vital in enumerate(VITALS)}


@dataclass(frozen=True, slots=True)
class StoredSeries:
    """One vital over time: Unix seconds and values of the same length, NaN where the sensor was off."""

    times_s: "array[float]"
    values: "array[float]"


@dataclass(frozen=True, slots=True)
class StoredMinutes:
    """Minutes with at least one set: ``times_s`` (n) are their Unix starts, the others are (vital, n)."""

    times_s: Floats
    low: Floats
    high: Floats
    mean: Floats
    count: Ints
    off: Ints

    @property
    def share(self) -> Floats:
        """The part of the minute for which there is a value, a value standing for a second; 0 to 1."""
        share: Floats = np.minimum(self.count * (_SECOND_MS / MINUTE_MS), 1.0)
        return share


class Curves:
    """Reads through the tiers."""

    def __init__(self, history: History) -> None:
        self._history = history

    def series(self, patient_id: PatientId, vital: Vital, start: datetime, end: datetime) -> StoredSeries:
        """Every value and every sensor-off of one vital in [start, end]."""
        found = self._history.sets(patient_id, ms(start), ms(end))
        if found is None:
            return StoredSeries(array("d"), array("d"))
        values = found.values[_PLACE[vital]]
        told = np.flatnonzero(~np.isnan(values) | (found.off & OFF_BIT[vital.value] != 0))
        order = told[np.argsort(found.measured[told], kind="stable")]
        return StoredSeries(_doubles(found.measured[order] / _SECOND_MS), _doubles(values[order]))

    def trends(
        self, patient_id: PatientId, wanted: Sequence[Vital], start: datetime, end: datetime, points: int
    ) -> tuple[Trend, ...]:
        """From bins of 15 minutes, of one minute or from every set: the coarsest not wider than a point."""
        first, last = ms(start), ms(end)
        step = max(-(-(last - first) // points), _SECOND_MS)
        found = self._bins(patient_id, first, last, step, points)
        times_s = (first + np.arange(found.count.shape[1]) * step) / _SECOND_MS
        return tuple(_trend(vital, times_s, found, step) for vital in wanted)

    def minutes(self, patient_id: PatientId, start: datetime, end: datetime) -> StoredMinutes:
        """Every minute that begins in [start, end) and has a set."""
        first, last = ms(start), ms(end)
        begin, found = self._history.minutes(patient_id, first, last - 1)
        times = begin + np.arange(found.count.shape[1]) * MINUTE_MS
        some = (found.count.any(axis=0) | found.off.any(axis=0)) & (times >= first) & (times < last)
        # PERF(replay): by place; a mask over five arrays takes four times as long.
        places = np.flatnonzero(some)
        return StoredMinutes(times[places] / _SECOND_MS, *(stat.take(places, axis=1) for stat in found.stats()))

    def _bins(self, patient_id: PatientId, first: int, last: int, step: int, points: int) -> Bins:
        count = min(points, (last - first) // step + 1)
        if step >= QUARTER_MS:
            return _collected(self._history.quarters(patient_id, first, last), QUARTER_MS, first, step, count)
        if step >= MINUTE_MS:
            return _collected(self._history.minutes(patient_id, first, last), MINUTE_MS, first, step, count)
        sets = self._history.sets(patient_id, first, last)
        return bins.empty(count) if sets is None else bins.binned(sets, first, step, count)


def _collected(stored: tuple[int, Bins], stored_ms: int, first: int, step: int, count: int) -> Bins:
    """Stored bins as wider ones: each goes where its middle lies."""
    begin, found = stored
    middles = begin + np.arange(found.count.shape[1]) * stored_ms + stored_ms // 2
    return bins.gathered(found, (middles - first) // step, count)


def _trend(vital: Vital, times_s: Floats, found: Bins, step: int) -> Trend:
    place = _PLACE[vital]
    some = found.count[place] > 0
    share = np.minimum(found.count[place] * (_SECOND_MS / step), 1.0)
    stats = (times_s, found.low[place], found.high[place], found.mean[place], share)
    times, low, high, mean, part = (_doubles(stat[some]) for stat in stats)
    return Trend(vital, timedelta(milliseconds=step), times, low, high, mean, part)


def _doubles(values: Floats) -> "array[float]":
    return array("d", values.astype(np.float64).tobytes())
