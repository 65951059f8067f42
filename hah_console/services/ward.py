"""The short course of a few vitals of every patient, for the tiles of the ward: lowest and highest of each minute."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from hah_console.domain.ids import PatientId
from hah_console.domain.reading import LatestVitals, Quality, Vital
from hah_console.domain.trend import Trend
from hah_console.services.context import Context

SPARK_VITALS = (Vital.SPO2, Vital.HEART_RATE)
SPARK_MINUTES = 120
MINUTE_S = 60
Floats = NDArray[np.float32]
Minutes = NDArray[np.int64]
Spans = dict[Vital, tuple[int, float, float]]
"""The minute of the newest value of a vital, with the lowest and the highest live one of that minute."""
_NEVER = (0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class SparkHistory:
    """What the store knows of one patient's last two hours, in bins of a minute."""

    patient_id: PatientId
    trends: tuple[Trend, ...]


@dataclass(frozen=True, slots=True)
class Spark:
    """One vital, oldest minute first: lowest and highest of each minute, NaN where there was no value."""

    low: Floats
    high: Floats


def read_sparks(ctx: Context, wanted: Sequence[tuple[PatientId, datetime]]) -> tuple[SparkHistory, ...]:
    """The course of each patient from a moment on; ask for a few at a time, so that others have their turn."""
    now = ctx.clock.now()
    with ctx.store() as uow:
        return tuple(
            SparkHistory(pid, uow.readings.trends(pid, SPARK_VITALS, start, end, points))
            for pid, since in wanted
            for start, end, points in (_whole_minutes(since, now),)
        )


def _whole_minutes(since: datetime, now: datetime) -> tuple[datetime, datetime, int]:
    """The bins lie on whole minutes, as those of the live values do."""
    first = int(since.timestamp()) // MINUTE_S
    last = int(now.timestamp()) // MINUTE_S + 1
    points = max(1, last - first)
    start = datetime.fromtimestamp(first * MINUTE_S, UTC)
    return start, start + timedelta(minutes=points), points


@dataclass(slots=True)
class SparkRing:
    """Two hours of every patient in a ring of minutes, fed with last values; used by one thread.

    Each place remembers which minute it holds, so that nothing old is shown when the ring has gone round.
    """

    _places: dict[PatientId, int] = field(default_factory=dict)
    _known_to: dict[PatientId, datetime] = field(default_factory=dict)
    _live: dict[PatientId, Spans] = field(default_factory=dict)
    _free: list[int] = field(default_factory=list)
    _low: Floats = field(default_factory=lambda: _empty(0))
    _high: Floats = field(default_factory=lambda: _empty(0))
    _minute: Minutes = field(default_factory=lambda: np.zeros((0, len(SPARK_VITALS), SPARK_MINUTES), np.int64))

    def since(self, patient_id: PatientId, now: datetime) -> datetime:
        """From when on the store must be asked: what was known last, at most two hours back."""
        oldest = now - timedelta(minutes=SPARK_MINUTES - 1)
        return max(oldest, self._known_to.get(patient_id, oldest))

    def known_to(self, patient_id: PatientId) -> datetime | None:
        """Up to when the course is complete; None when the store has not been asked yet."""
        return self._known_to.get(patient_id)

    def take_history(self, history: SparkHistory, asked_at: datetime) -> None:
        """Put what the store knows into the ring."""
        place = self._place(history.patient_id)
        for trend in history.trends:
            self._put(place, SPARK_VITALS.index(trend.vital), trend)
        self._known_to[history.patient_id] = asked_at

    def take_latest(self, rows: Iterable[LatestVitals]) -> set[PatientId]:
        """Put last values into their minute; they widen it, never narrow it. Returns whose course has changed."""
        changed: set[PatientId] = set()
        at: datetime | None = None
        minute = 0
        for row in rows:
            place, spans = self._place(row.patient_id), self._live.get(row.patient_id)
            if spans is None:
                spans = self._live[row.patient_id] = {}
            for number, vital in enumerate(SPARK_VITALS):
                latest = row.values.get(vital)
                if latest is None or latest.value is None or latest.quality is not Quality.GOOD:
                    continue
                if (as_of := latest.as_of) is not at:  # the values of one set share their moments
                    at, minute = as_of, int(as_of.timestamp()) // MINUTE_S
                value = latest.value
                if _is_news(spans, vital, minute, value) and self._widen(place, number, minute, value):
                    changed.add(row.patient_id)
        return changed

    def follows_to(self, rows: Iterable[LatestVitals], now: datetime) -> None:
        """The live values have been taken without a gap until ``now``."""
        for row in rows:
            if row.patient_id in self._known_to:
                self._known_to[row.patient_id] = now

    def keep(self, patients: Iterable[PatientId]) -> None:
        """Forget everybody else: their places are those of the next who come."""
        for patient_id in self._places.keys() - set(patients):
            place = self._places.pop(patient_id)
            self._known_to.pop(patient_id, None)
            self._live.pop(patient_id, None)
            self._low[place] = self._high[place] = np.float32(np.nan)
            self._minute[place] = 0
            self._free.append(place)

    def spark(self, patient_id: PatientId, vital: Vital, now: datetime) -> Spark | None:
        """The course until ``now``; None for a patient never heard of."""
        place = self._places.get(patient_id)
        if place is None:
            return None
        wanted, number = self._minutes_until(int(now.timestamp()) // MINUTE_S), SPARK_VITALS.index(vital)
        columns = wanted % SPARK_MINUTES
        gone = self._minute[place, number, columns] != wanted
        low, high = self._low[place, number, columns], self._high[place, number, columns]
        low[gone] = high[gone] = np.float32(np.nan)
        return Spark(low, high)

    def _minutes_until(self, last: int) -> Minutes:
        return np.arange(last - SPARK_MINUTES + 1, last + 1)

    def _place(self, patient_id: PatientId) -> int:
        known = self._places.get(patient_id)
        if known is not None:
            return known
        place = self._places[patient_id] = self._free.pop() if self._free else len(self._places)
        if place >= len(self._low):
            more = max(64, len(self._low))
            self._low = np.concatenate([self._low, _empty(more)])
            self._high = np.concatenate([self._high, _empty(more)])
            self._minute = np.concatenate([self._minute, np.zeros((more, *self._minute.shape[1:]), np.int64)])
        return place

    def _widen(self, place: int, number: int, minute: int, value: float) -> bool:
        """Whether the minute looks different now."""
        column = minute % SPARK_MINUTES
        held = self._minute[place, number, column]
        if held > minute:
            return False
        if held < minute:
            self._minute[place, number, column] = minute
            self._low[place, number, column] = self._high[place, number, column] = value
        elif value < self._low[place, number, column]:
            self._low[place, number, column] = value
        elif value > self._high[place, number, column]:
            self._high[place, number, column] = value
        else:
            return False
        return True

    def _put(self, place: int, number: int, trend: Trend) -> None:
        for moment_s, low, high in zip(trend.times_s, trend.low, trend.high, strict=True):
            minute = int(moment_s + MINUTE_S / 2) // MINUTE_S
            self._widen(place, number, minute, low)
            self._widen(place, number, minute, high)


def _is_news(spans: Spans, vital: Vital, minute: int, value: float) -> bool:
    """Whether the live values have not been there yet in this minute; notes that they have been now.

    PERF(2,000 values a second): mostly they have, and asking an array instead costs four times as much.
    """
    at, low, high = spans.get(vital, _NEVER)
    if at == minute and low <= value <= high:
        return False
    spans[vital] = (minute, min(low, value), max(high, value)) if at == minute else (minute, value, value)
    return True


def _empty(patients: int) -> Floats:
    return np.full((patients, len(SPARK_VITALS), SPARK_MINUTES), np.nan, np.float32)
