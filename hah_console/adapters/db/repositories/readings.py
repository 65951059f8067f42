"""Readings, last values, staff observations and what could not be read."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import and_, func, insert, select

from hah_console.adapters.db.bulk import put
from hah_console.adapters.db.counters import Counters
from hah_console.adapters.db.mapping.reading import latest_of, latest_text, observation_of, observation_values
from hah_console.adapters.db.quarantine import DROPPED
from hah_console.adapters.db.samples.curves import Curves, StoredMinutes, StoredSeries
from hah_console.adapters.db.samples.history import History
from hah_console.adapters.db.samples.hot_rows import HotRows
from hah_console.adapters.db.samples.known_sequences import KnownSequences
from hah_console.adapters.db.samples.stored_sets import readings_of
from hah_console.adapters.db.tables import care, vitals
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import at as moment_of
from hah_console.adapters.db.values import fact_tuple, facts, ms, portions
from hah_console.domain.ids import PatientId
from hah_console.domain.reading import LatestVitals, Reading, StaffObservation, Vital
from hah_console.domain.refusal import Reason, Refusal
from hah_console.domain.refused_message import RefusedMessage
from hah_console.domain.trend import Trend

_LATEST, _OBSERVATION = vitals.latest_vitals, care.observation


class ReadingRows:
    """Readings and the last values."""

    def __init__(self, transaction: Transaction, counters: Counters, known: KnownSequences, history: History) -> None:
        self._tx = transaction
        self._counters = counters
        self._history, self._curves = history, Curves(history)
        self._hot = HotRows(transaction, counters, known)

    def add_many(self, readings: Sequence[Reading]) -> tuple[Reading, ...]:
        """Store a batch; readings whose (patient, device, sequence) is known are left out. Returns the new ones."""
        self._history.forget()
        return self._hot.add_many(readings)

    def series(self, patient_id: PatientId, vital: Vital, start: datetime, end: datetime) -> StoredSeries:
        """Every stored value of one vital in [start, end], in order of measurement."""
        return self._curves.series(patient_id, vital, start, end)

    def sets(self, patient_id: PatientId, start: datetime, end: datetime) -> tuple[Reading, ...]:
        """Every set measured in [start, end], in that order."""
        found = self._history.sets(patient_id, ms(start), ms(end))
        return tuple(readings_of(patient_id, found)) if found is not None else ()

    def trends(
        self, patient_id: PatientId, vitals_wanted: Sequence[Vital], start: datetime, end: datetime, points: int
    ) -> tuple[Trend, ...]:
        """Each vital in at most ``points`` equal bins of [start, end]; bins without a value are left out."""
        return self._curves.trends(patient_id, vitals_wanted, start, end, points)

    def minutes(self, patient_id: PatientId, start: datetime, end: datetime) -> StoredMinutes:
        """Every minute that begins in [start, end) and has a set, in order."""
        return self._curves.minutes(patient_id, start, end)

    def minutes_of_many(
        self, patient_ids: Sequence[PatientId], start: datetime, end: datetime
    ) -> Iterator[tuple[PatientId, StoredMinutes]]:
        """The minutes of each patient, in the order given, read as they are asked for."""
        return ((patient_id, self._curves.minutes(patient_id, start, end)) for patient_id in patient_ids)

    def latest(self) -> tuple[LatestVitals, ...]:
        """The last values of every patient."""
        return self.latest_since(0)

    def latest_of(self, patient_id: PatientId) -> LatestVitals | None:
        """The last values of one patient, or None."""
        row = self._tx.tuples(select(_LATEST).where(_LATEST.c.patient_id == patient_id))
        return latest_of(*row[0]) if row else None

    def latest_some(self, patient_ids: Sequence[PatientId]) -> tuple[LatestVitals, ...]:
        """The last values of these patients."""
        parts = (self._tx.tuples(select(_LATEST).where(_LATEST.c.patient_id.in_(p))) for p in portions(patient_ids))
        return tuple(latest_of(*row) for part in parts for row in part)

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

    def last_observations_of(self, patient_ids: Sequence[PatientId]) -> tuple[StaffObservation, ...]:
        """The newest observation of each of these patients who has one."""
        table, moment = _OBSERVATION, func.max(_OBSERVATION.c.observed_at).label("newest")
        found: dict[str, StaffObservation] = {}
        for some in portions(patient_ids):
            last = select(table.c.patient_id, moment).where(table.c.patient_id.in_(some)).group_by(table.c.patient_id)
            newest = last.subquery()
            same = and_(table.c.patient_id == newest.c.patient_id, table.c.observed_at == newest.c.newest)
            rows = self._tx.rows(select(table).join(newest, same).order_by(table.c.number))
            found |= {row["patient_id"]: observation_of(row) for row in rows}
        return tuple(found.values())

    def observations(self, patient_id: PatientId, start: datetime, end: datetime) -> tuple[StaffObservation, ...]:
        """What was observed of one patient in [start, end), oldest first."""
        at_ms, table = _OBSERVATION.c.observed_at, _OBSERVATION
        mine = select(table).where(table.c.patient_id == patient_id, at_ms >= ms(start), at_ms < ms(end))
        return tuple(observation_of(row) for row in self._tx.rows(mine.order_by(at_ms, table.c.number)))

    def quarantine(self, received_at: datetime, topic: str, payload: bytes, reason: Reason) -> None:
        """Keep a message that could not be used, with the reason."""
        why = {"reason": reason.said, "kind": reason.kind.value, "facts": facts(reason.facts)}
        row = {"received_at": ms(received_at), "topic": topic, "payload": payload, **why}
        self._tx.write(insert(vitals.quarantine), row)

    def quarantined(self) -> int:
        """How many messages that could not be used are kept."""
        return int(self._tx.scalar(select(func.count()).select_from(vitals.quarantine)))

    def refused_since(self, since: datetime, most: int) -> tuple[RefusedMessage, ...]:
        """What lies in the quarantine and came since then, newest first, at most so many."""
        table = vitals.quarantine
        told = (table.c.received_at, table.c.topic, table.c.kind, table.c.reason, table.c.facts)
        rows = self._tx.tuples(select(*told).order_by(table.c.number.desc()).limit(most))
        since_ms = ms(since)
        return tuple(
            RefusedMessage(moment_of(at_ms), topic, Reason(Refusal(kind), said, fact_tuple(known)))
            for at_ms, topic, kind, said, known in rows
            if at_ms >= since_ms
        )

    def quarantine_dropped(self) -> int:
        """How many are kept no longer."""
        return self._counters.value(DROPPED)
