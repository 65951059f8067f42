"""Alarms of every state, what was told of them, and per-patient limits."""

from collections import abc
from datetime import datetime

from sqlalchemy import ColumnElement, insert, or_, select, update

from hah_console.adapters.db.mapping.alarm import alarm_of, alarm_values, end_values, limit_of, limit_values
from hah_console.adapters.db.mapping.shelf import shelf_of, shelf_values
from hah_console.adapters.db.mapping.strip import strip_of, strip_values
from hah_console.adapters.db.mapping.told import told_of, told_values
from hah_console.adapters.db.repositories.keyed import KeyedRows, Mapping
from hah_console.adapters.db.tables import care
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import Row, ms, portions
from hah_console.domain.alarm import OPEN_STATES, Alarm
from hah_console.domain.ids import AlarmId, PatientId, ShelfId
from hah_console.domain.limits import PatientLimit
from hah_console.domain.shelf import Shelf
from hah_console.domain.strip import EvidenceStrip
from hah_console.domain.told import Told

_ALARM = Mapping(care.alarm, "alarm", alarm_values, alarm_of)
_LIMIT = care.patient_limit
_TOLD_OF = care.told.c.patient_id


class AlarmRows(KeyedRows[AlarmId, Alarm]):
    """Alarms in order of when they were raised."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _ALARM)

    def open(self) -> tuple[Alarm, ...]:
        """Every alarm somebody still has to look at or end."""
        open_states = [state.value for state in OPEN_STATES]
        return self._where(self._table.c.state.in_(open_states), order=[self._table.c.raised_at])

    def of_patient(self, patient_id: PatientId, start: datetime, end: datetime) -> tuple[Alarm, ...]:
        """Alarms of one patient raised in [start, end)."""
        return self._raised(start, end, self._table.c.patient_id == patient_id)

    def of_patients(self, patient_ids: abc.Sequence[PatientId], start: datetime, end: datetime) -> tuple[Alarm, ...]:
        """Alarms of many patients raised in [start, end)."""
        mine = self._table.c.patient_id
        return tuple(row for some in portions(patient_ids) for row in self._raised(start, end, mine.in_(some)))

    def between(self, start: datetime, end: datetime) -> tuple[Alarm, ...]:
        """Alarms raised in [start, end)."""
        return self._raised(start, end)

    def _raised(self, start: datetime, end: datetime, *more: ColumnElement[bool]) -> tuple[Alarm, ...]:
        raised_at = self._table.c.raised_at
        return self._where(raised_at >= ms(start), raised_at < ms(end), *more, order=[raised_at])


class ShelfRows(KeyedRows[ShelfId, Shelf]):
    """Shelved alarms in order of their end."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, Mapping(care.shelf, "shelf", shelf_values, shelf_of))

    def open(self, at: datetime) -> tuple[Shelf, ...]:
        """Those nobody has ended and whose end lies after a moment."""
        in_force = (self._table.c.until > ms(at), self._table.c.ended_at.is_(None))
        return self._where(*in_force, order=[self._table.c.until])


class ToldRows:
    """What was told last, by patient and key of the condition."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def all(self) -> dict[PatientId, dict[str, Told]]:
        """Everything that was told of anybody."""
        return _by_patient(self._tx.rows(select(care.told)))

    def of(self, patients: abc.Sequence[PatientId]) -> dict[PatientId, dict[str, Told]]:
        """What was told of these patients."""
        statement = select(care.told)
        return _by_patient(
            row for some in portions(patients) for row in self._tx.rows(statement.where(_TOLD_OF.in_(some)))
        )

    def save(self, patient_id: PatientId, told: abc.Mapping[str, Told]) -> None:
        """Keep what was told, in place of what was told before of the same condition."""
        if told:
            self._tx.upsert(care.told, [told_values(patient_id, key, one) for key, one in told.items()])


def _by_patient(rows: abc.Iterable[Row]) -> dict[PatientId, dict[str, Told]]:
    found: dict[PatientId, dict[str, Told]] = {}
    for row in rows:
        found.setdefault(PatientId(row["patient_id"]), {})[row["key"]] = told_of(row)
    return found


class StripRows:
    """Evidence strips by alarm."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def save(self, strip: EvidenceStrip) -> None:
        """Store a strip, replacing that of the same alarm."""
        self._tx.upsert(care.alarm_strip, [strip_values(strip)])

    def of_alarm(self, alarm_id: AlarmId) -> EvidenceStrip | None:
        """The strip of an alarm, or None."""
        row = self._tx.row(select(care.alarm_strip).where(care.alarm_strip.c.alarm_id == alarm_id))
        return strip_of(row) if row else None


class LimitRows:
    """Per-patient limits; the last one set for a vital and side holds."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def current(self, at: datetime) -> tuple[PatientLimit, ...]:
        """The limits in force at a moment."""
        ended_at, at_ms = _LIMIT.c.ended_at, ms(at)
        holds = (_LIMIT.c.set_at <= at_ms, _LIMIT.c.expires_at > at_ms, or_(ended_at.is_(None), ended_at > at_ms))
        rows = self._tx.rows(select(_LIMIT).where(*holds).order_by(_LIMIT.c.set_at, _LIMIT.c.number))
        last = {(row["patient_id"], row["vital"], row["side"]): limit_of(row) for row in rows}
        return tuple(last.values())

    def since(self, at: datetime) -> tuple[PatientLimit, ...]:
        """Every limit that was to hold at ``at`` or later, also those ended before, in the order they were set."""
        later = select(_LIMIT).where(_LIMIT.c.expires_at > ms(at)).order_by(_LIMIT.c.set_at, _LIMIT.c.number)
        return tuple(limit_of(row) for row in self._tx.rows(later))

    def add(self, limit: PatientLimit) -> None:
        """Store a limit; earlier ones stay as history."""
        self._tx.write(insert(_LIMIT), limit_values(limit))

    def end(self, limit: PatientLimit) -> None:
        """Store the end of a limit that is stored."""
        its_own: ColumnElement[bool] = _LIMIT.c.number == int(limit.limit_id or 0)
        self._tx.write(update(_LIMIT).where(its_own).values(**end_values(limit)))
