"""Readings of the patient in sight: single ones for short windows, kept while her page is open, stored tiers for long
ones; no Qt."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from hah_console.domain.ids import PatientId
from hah_console.domain.reading import Vital
from hah_console.domain.trend import Trend
from hah_console.services.context import Context
from hah_console.ui.plots.pyramid import BINS, Pyramid, bins_of
from hah_console.ui.plots.thinning import Floats, Measured, measured, summed

LATE = timedelta(minutes=15)
"""Readings that arrive late by up to this much are picked up; later ones by the next full reading."""
PIECE = timedelta(hours=12)
"""The longest stretch read in one transaction, so that a long stay does not hold the database."""
LONGEST_SINGLE = timedelta(hours=12, minutes=30)
"""PERF: a longer window is read from the tiers, two of their bins to one that is drawn."""
TIER_STEP_S = 60
FRESH = timedelta(minutes=3)
"""The last readings of a long window are single ones, so that the newest is exact."""
_VITALS = tuple(Vital)


@dataclass(slots=True)
class _Kept:
    times_s: Floats = field(default_factory=lambda: np.empty(0))
    values: Floats = field(default_factory=lambda: np.empty(0))


class PatientHistory:
    """All vitals of one patient. Used from worker threads; calls wait for each other."""

    def __init__(self, ctx: Context, patient_id: PatientId) -> None:
        self._ctx, self._patient_id = ctx, patient_id
        self._kept = {vital: _Kept() for vital in Vital}
        self._made: dict[Vital, Measured] = {}
        self._start: datetime | None = None
        self._end: datetime | None = None
        self._lock = threading.Lock()

    def read(self, start: datetime, end: datetime) -> dict[Vital, Measured]:
        """Every vital from ``start`` to ``end`` as stored; a longer stretch than needed may be given."""
        with self._lock:
            if end - start > LONGEST_SINGLE:
                return self._tiers(start, end)
            self._grow(start, end)
            return {vital: self._series(vital) for vital in Vital}

    def forget(self) -> None:
        """Read everything again next time."""
        with self._lock:
            self._start = self._end = None

    def _tiers(self, start: datetime, end: datetime) -> dict[Vital, Measured]:
        """Bins at whole multiples of their width, so that they do not move with the window."""
        step_s = TIER_STEP_S * max(1, round((end - start).total_seconds() / (2 * BINS * TIER_STEP_S)))
        first = start.timestamp() // step_s * step_s
        points = max(1, int(((end - FRESH).timestamp() - first) // step_s))
        fresh_from = moment(first + points * step_s)
        with self._ctx.store() as uow:
            trends = uow.readings.trends(self._patient_id, _VITALS, moment(first), fresh_from, points)
            tails = {v: uow.readings.series(self._patient_id, v, fresh_from, end) for v in Vital}
        found = {}
        for trend in trends:
            tail = tails[trend.vital]
            found[trend.vital] = _tier(trend, fresh_from.timestamp(), *_pair(tail.times_s, tail.values))
        return found

    def _series(self, vital: Vital) -> Measured:
        if vital not in self._made:
            kept = self._kept[vital]
            self._made[vital] = measured(kept.times_s, kept.values)
        return self._made[vital]

    def _grow(self, start: datetime, end: datetime) -> None:
        """Keep one stretch without a hole in it: the one kept with what is missing, or this one alone."""
        if self._start is None or self._end is None or start > self._end or end < self._start:
            self._replace(start, end)
        elif start < self._start or end > self._end:
            self._extend(start, end, self._start, self._end)

    def _replace(self, start: datetime, end: datetime) -> None:
        self._kept = {vital: _Kept(*series) for vital, series in self._pieces(start, end).items()}
        self._start, self._end, self._made = start, end, {}

    def _extend(self, start: datetime, end: datetime, kept_start: datetime, kept_end: datetime) -> None:
        if max(end, kept_end) - min(start, kept_start) > 2 * LONGEST_SINGLE:
            self._replace(start, end)
            return
        if start < kept_start:
            for vital, (times, values) in self._pieces(start, kept_start - timedelta(milliseconds=1)).items():
                self._join(vital, times, values, older=True)
            self._start = start
        if end > kept_end:
            again = max(kept_end - LATE, self._start or start)
            self._cut(again)
            for vital, (times, values) in self._pieces(again, end).items():
                self._join(vital, times, values, older=False)
            self._end = end
        self._made = {}

    def _cut(self, at: datetime) -> None:
        for kept in self._kept.values():
            keep = int(np.searchsorted(kept.times_s, at.timestamp()))
            kept.times_s, kept.values = kept.times_s[:keep], kept.values[:keep]

    def _join(self, vital: Vital, times: Floats, values: Floats, *, older: bool) -> None:
        kept = self._kept[vital]
        parts = ((times, kept.times_s), (values, kept.values))
        kept.times_s, kept.values = (np.concatenate(p if older else p[::-1]) for p in parts)

    def _pieces(self, start: datetime, end: datetime) -> dict[Vital, tuple[Floats, Floats]]:
        found: dict[Vital, list[tuple[Floats, Floats]]] = {vital: [] for vital in Vital}
        at = start
        while at <= end:
            until = min(at + PIECE, end)
            for vital, part in self._piece(at, until).items():
                found[vital].append(part)
            at = until + timedelta(milliseconds=1)
        return {vital: _joined(parts) for vital, parts in found.items()}

    def _piece(self, start: datetime, end: datetime) -> dict[Vital, tuple[Floats, Floats]]:
        with self._ctx.store() as uow:
            series = {vital: uow.readings.series(self._patient_id, vital, start, end) for vital in Vital}
        return {vital: _pair(s.times_s, s.values) for vital, s in series.items()}


def _tier(trend: Trend, until_s: float, times_s: Floats, values: Floats) -> Measured:
    """A stored tier up to a moment, followed by the single readings from there."""
    step_s, good = trend.step.total_seconds(), np.isfinite(values)
    whole = int(np.searchsorted(np.asarray(trend.times_s, float), until_s - step_s / 2))
    stored = summed(trend, step_s).part(0, whole)
    return Measured(Pyramid(stored.followed_by(bins_of(times_s[good], values[good]))), times_s[~good], step_s)


def _pair(times_s: object, values: object) -> tuple[Floats, Floats]:
    return np.asarray(times_s, float), np.asarray(values, float)


def _joined(parts: list[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    if not parts:
        return np.empty(0), np.empty(0)
    times, values = (np.concatenate(column) for column in zip(*parts, strict=True))
    return times, values


def moment(time_s: float) -> datetime:
    """The aware moment of Unix seconds."""
    return datetime.fromtimestamp(time_s, tz=UTC)
