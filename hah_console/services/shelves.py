"""Shelved alarms as the screens show them: never hidden, always with who, why and until when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hah_console.alarms.finding import key_of
from hah_console.domain.alarm import Alarm, Priority
from hah_console.domain.ids import PatientId, ShelfId
from hah_console.domain.patient import Patient, masked_name
from hah_console.domain.shelf import Shelf, ShelfReason


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """One shelf in force; ``name`` is masked and empty for one of the system, ``author`` who shelved."""

    shelf_id: ShelfId
    version: int
    patient_id: PatientId | None
    key: str
    name: str
    subject: str
    rule_id: str
    priority: Priority
    reason: ShelfReason
    note: str
    author: str
    shelved_at: datetime
    until: datetime

    def holds(self, alarm: Alarm) -> bool:
        """Whether it keeps this alarm quiet: the same condition of the same patient, and no more urgent."""
        same = (self.patient_id, self.key) == (alarm.patient_id, key_of(alarm))
        return same and alarm.priority <= self.priority


def shelf_rows(
    shelves: Iterable[Shelf], patients: Mapping[PatientId, Patient], users: Mapping[str, str], now: datetime
) -> tuple[ShelfRow, ...]:
    """The shelves in force at ``now``, the next to end first."""
    held = sorted((shelf for shelf in shelves if shelf.holds(now)), key=lambda shelf: (shelf.until, shelf.shelf_id))
    return tuple(_row(shelf, patients, users) for shelf in held)


def shelf_of(alarm: Alarm, shelves: Iterable[ShelfRow]) -> ShelfRow | None:
    """The shelf that keeps an alarm quiet, if any."""
    return next((row for row in shelves if row.holds(alarm)), None)


def _row(shelf: Shelf, patients: Mapping[PatientId, Patient], users: Mapping[str, str]) -> ShelfRow:
    patient = patients.get(shelf.patient_id) if shelf.patient_id else None
    return ShelfRow(
        shelf_id=shelf.shelf_id,
        version=shelf.version,
        patient_id=shelf.patient_id,
        key=shelf.key,
        name=masked_name(patient.name) if patient else "",
        subject=shelf.subject,
        rule_id=shelf.rule_id,
        priority=shelf.priority,
        reason=shelf.reason,
        note=shelf.note,
        author=users.get(shelf.shelved_by, shelf.shelved_by),
        shelved_at=shelf.shelved_at,
        until=shelf.until,
    )
