"""Rows of shelved alarms."""

from hah_console.adapters.db.values import Row, Values, at, at_or_none, ms, ms_or_none
from hah_console.domain.alarm import Priority
from hah_console.domain.ids import ShelfId
from hah_console.domain.shelf import Shelf, ShelfReason


def shelf_values(shelf: Shelf) -> Values:
    """The row of a shelf."""
    return {
        "shelf_id": shelf.shelf_id,
        "patient_id": shelf.patient_id,
        "key": shelf.key,
        "rule_id": shelf.rule_id,
        "subject": shelf.subject,
        "priority": int(shelf.priority),
        "reason": shelf.reason.value,
        "note": shelf.note,
        "shelved_by": shelf.shelved_by,
        "shelved_at": ms(shelf.shelved_at),
        "until": ms(shelf.until),
        "ended_by": shelf.ended_by,
        "ended_at": ms_or_none(shelf.ended_at),
        "version": shelf.version,
    }


def shelf_of(row: Row) -> Shelf:
    """The shelf of a row."""
    return Shelf(
        shelf_id=ShelfId(row["shelf_id"]),
        patient_id=row["patient_id"],
        key=row["key"],
        rule_id=row["rule_id"],
        subject=row["subject"],
        priority=Priority(row["priority"]),
        reason=ShelfReason(row["reason"]),
        note=row["note"],
        shelved_by=row["shelved_by"],
        shelved_at=at(row["shelved_at"]),
        until=at(row["until"]),
        ended_by=row["ended_by"],
        ended_at=at_or_none(row["ended_at"]),
        version=row["version"],
    )
