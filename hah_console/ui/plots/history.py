"""Readings of the patient in sight, kept while her page is open so that only new ones are read; no Qt."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from hah_console.domain.ids import PatientId
from hah_console.domain.reading import Vital
from hah_console.services.context import Context
from hah_console.ui.plots.thinning import Floats

LATE = timedelta(minutes=15)
"""Readings that arrive late by up to this much are picked up; later ones by the next full reading."""
PIECE = timedelta(hours=12)
"""The longest stretch read in one transaction, so that a long stay does not hold the database."""


@dataclass(slots=True)
class _Kept:
    times_s: Floats = field(default_factory=lambda: np.empty(0))
    values: Floats = field(default_factory=lambda: np.empty(0))


class PatientHistory:
    """All vitals of one patient in a growing range. Used from worker threads; calls wait for each other."""

    def __init__(self, ctx: Context, patient_id: PatientId) -> None:
        self._ctx, self._patient_id = ctx, patient_id
        self._kept = {vital: _Kept() for vital in Vital}
        self._start: datetime | None = None
        self._end: datetime | None = None
        self._lock = threading.Lock()

    def read(self, start: datetime, end: datetime) -> dict[Vital, tuple[Floats, Floats]]:
        """Unix seconds and values (NaN: sensor off) of every vital from ``start`` on, as stored up to ``end``."""
        with self._lock:
            if self._start is None or self._end is None or start > self._end:
                self._replace(start, end)
            else:
                self._extend(start, end, self._start, self._end)
            return {vital: (kept.times_s, kept.values) for vital, kept in self._kept.items()}

    def forget(self) -> None:
        """Read everything again next time."""
        with self._lock:
            self._start = self._end = None

    def _replace(self, start: datetime, end: datetime) -> None:
        fresh = self._pieces(start, end)
        for vital, (times, values) in fresh.items():
            self._kept[vital] = _Kept(times, values)
        self._start, self._end = start, end

    def _extend(self, start: datetime, end: datetime, kept_start: datetime, kept_end: datetime) -> None:
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
        return {v: (np.asarray(s.times_s, float), np.asarray(s.values, float)) for v, s in series.items()}


def _joined(parts: list[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    if not parts:
        return np.empty(0), np.empty(0)
    times, values = (np.concatenate(column) for column in zip(*parts, strict=True))
    return times, values


def moment(time_s: float) -> datetime:
    """The aware moment of Unix seconds."""
    return datetime.fromtimestamp(time_s, tz=UTC)
