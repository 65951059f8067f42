"""Readings, last values, staff observations and what could not be read."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isnan, nan

from sqlalchemy import func, insert, or_, select

from hah_console.adapters.db.bulk import put
from hah_console.adapters.db.counters import Counters
from hah_console.adapters.db.mapping.reading import (
    latest_of,
    latest_text,
    observation_of,
    observation_values,
)
from hah_console.adapters.db.samples.hot_rows import HotRows
from hah_console.adapters.db.samples.known_sequences import KnownSequences
from hah_console.adapters.db.tables import care, vitals
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import ms
from hah_console.domain.ids import PatientId
from hah_console.domain.reading import LatestVitals, Reading, StaffObservation, Vital
from hah_console.domain.trend import Trend

_READING, _LATEST, _OBSERVATION = vitals.reading, vitals.latest_vitals, care.observation


@dataclass(frozen=True, slots=True)
class StoredSeries:
    """One vital over time: Unix seconds and values of the same length, NaN where the sensor was off."""

    times_s: "array[float]"
    values: "array[float]"


class ReadingRows:
    """Readings and the last values."""

    def __init__(self, transaction: Transaction, counters: Counters, known: KnownSequences) -> None:
        self._tx = transaction
        self._counters = counters
        self._hot = HotRows(transaction, counters, known)

    def add_many(self, readings: Sequence[Reading]) -> tuple[Reading, ...]:
        """Store a batch; readings whose (patient, device, sequence) is known are left out. Returns the new ones."""
        return self._hot.add_many(readings)

    def series(self, patient_id: PatientId, vital: Vital, start: datetime, end: datetime) -> StoredSeries:
        """One vital in [start, end] in order of measurement."""
        column = _READING.c[vital.value]
        sensor_off = _READING.c.sensor_off.like(f"%,{vital.value},%")
        statement = (
            select(_READING.c.measured_at, column)
            .where(_READING.c.patient_id == patient_id, _READING.c.measured_at.between(ms(start), ms(end)))
            .where(or_(column.is_not(None), sensor_off))
            .order_by(_READING.c.measured_at)
        )
        found = self._tx.tuples(statement)
        values = array("d", [nan if value is None else value for _, value in found])
        return StoredSeries(array("d", [measured / 1000 for measured, _ in found]), values)

    def trends(
        self, patient_id: PatientId, vitals_wanted: Sequence[Vital], start: datetime, end: datetime, points: int
    ) -> tuple[Trend, ...]:
        """Each vital in at most ``points`` equal bins of [start, end]; bins without a value are left out."""
        step_s = max((end - start).total_seconds() / points, 1.0)
        return tuple(_binned(v, self.series(patient_id, v, start, end), start, step_s) for v in vitals_wanted)

    def latest(self) -> tuple[LatestVitals, ...]:
        """The last values of every patient."""
        return self.latest_since(0)

    def latest_of(self, patient_id: PatientId) -> LatestVitals | None:
        """The last values of one patient, or None."""
        row = self._tx.tuples(select(_LATEST).where(_LATEST.c.patient_id == patient_id))
        return latest_of(*row[0]) if row else None

    def latest_since(self, sequence: int) -> tuple[LatestVitals, ...]:
        """The last values written after ``sequence``, in the order they were written."""
        statement = select(_LATEST).where(_LATEST.c.sequence > sequence).order_by(_LATEST.c.sequence)
        return tuple(latest_of(*row) for row in self._tx.tuples(statement))

    def save_latest(self, rows: Sequence[LatestVitals]) -> None:
        """Store last values; each row gets the next sequence of this database, the given one is not used."""
        if not rows:
            return
        first = self._counters.take("latest_vitals", len(rows)) - len(rows) + 1
        put(self._tx, _LATEST, [(row.patient_id, first + i, latest_text(row.values)) for i, row in enumerate(rows)])

    def count(self) -> int:
        """How many readings were ever stored."""
        return self._counters.value("reading")

    def add_observation(self, observation: StaffObservation) -> None:
        """Store what a person saw."""
        self._tx.write(insert(_OBSERVATION), observation_values(observation))

    def last_observation(self, patient_id: PatientId) -> StaffObservation | None:
        """The newest observation of one patient, or None."""
        newest = (_OBSERVATION.c.observed_at.desc(), _OBSERVATION.c.number.desc())
        mine = select(_OBSERVATION).where(_OBSERVATION.c.patient_id == patient_id).order_by(*newest).limit(1)
        row = self._tx.row(mine)
        return observation_of(row) if row else None

    def last_observations(self) -> tuple[StaffObservation, ...]:
        """The newest observation of every patient who has one."""
        rows = self._tx.rows(select(_OBSERVATION).order_by(_OBSERVATION.c.observed_at, _OBSERVATION.c.number))
        return tuple({row["patient_id"]: observation_of(row) for row in rows}.values())

    def quarantine(self, received_at: datetime, topic: str, payload: bytes, reason: str) -> None:
        """Keep a message that could not be used, with the reason."""
        row = {"received_at": ms(received_at), "topic": topic, "payload": payload, "reason": reason}
        self._tx.write(insert(vitals.quarantine), row)

    def quarantined(self) -> int:
        """How many messages could not be used."""
        return int(self._tx.scalar(select(func.count()).select_from(vitals.quarantine)))


def _binned(vital: Vital, series: StoredSeries, start: datetime, step_s: float) -> Trend:
    bins: dict[int, list[float]] = {}
    for moment_s, value in zip(series.times_s, series.values, strict=True):
        if not isnan(value):
            bins.setdefault(int((moment_s - start.timestamp()) // step_s), []).append(value)
    times = array("d", [start.timestamp() + place * step_s for place in bins])
    low, high = (array("d", map(pick, bins.values())) for pick in (min, max))
    mean = array("d", [sum(found) / len(found) for found in bins.values()])
    share = array("d", [min(1.0, len(found) / step_s) for found in bins.values()])
    return Trend(vital, timedelta(seconds=step_s), times, low, high, mean, share)
