"""What gateways passed on lately, and what patients measured themselves."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from hah_console.adapters.db.bulk import insert_new, put
from hah_console.adapters.db.tables.relayed import own_reading, relayed_set
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import at, ms, portions
from hah_console.domain.ids import PatientId, UserId
from hah_console.domain.own_reading import OwnKind, OwnReading
from hah_console.domain.reading import Vital
from hah_console.domain.relayed_set import RelayedNote


class RelayedRows:
    """See the port."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def known(self, keys: Collection[str]) -> Mapping[str, str]:
        """What was said under those of the keys that are remembered."""
        found: dict[str, str] = {}
        for part in portions(sorted(keys)):
            named = select(relayed_set.c.key, relayed_set.c.digest).where(relayed_set.c.key.in_(part))
            found |= dict(self._tx.tuples(named))
        return found

    def note(self, notes: Sequence[RelayedNote], at: datetime) -> None:
        """Remember these; one noted again counts as of now."""
        if notes:
            put(self._tx, relayed_set, [(note.key, note.digest, ms(at)) for note in notes])

    def forget(self, before: datetime) -> None:
        """Forget those noted before a moment."""
        self._tx.write(delete(relayed_set).where(relayed_set.c.noted_at < ms(before)))


class OwnReadingRows:
    """See the port."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def add_many(self, readings: Sequence[OwnReading]) -> int:
        """Store those that are new; how many."""
        if not readings:
            return 0
        self._tx.become_writer()
        new = {key: cells for cells in map(_cells, readings) if (key := cells[:4])}
        for key in self._keys(readings):
            new.pop(key, None)
        insert_new(self._tx, own_reading, list(new.values()))
        return len(new)

    def of(self, patient_id: PatientId, start: datetime, end: datetime) -> tuple[OwnReading, ...]:
        """Those measured in [start, end], oldest first."""
        table = own_reading.c
        mine = select(own_reading).where(
            table.patient_id == patient_id, table.measured_at >= ms(start), table.measured_at <= ms(end)
        )
        rows = self._tx.tuples(mine.order_by(table.measured_at, table.vital, table.source))
        return tuple(_reading(*row) for row in rows)

    def _keys(self, readings: Sequence[OwnReading]) -> set[tuple[object, ...]]:
        """Of what is stored for these patients in the time of the readings."""
        table, moments = own_reading.c, [ms(reading.measured_at) for reading in readings]
        mine = select(table.patient_id, table.measured_at, table.vital, table.source).where(
            table.patient_id.in_({reading.patient_id for reading in readings}),
            table.measured_at.between(min(moments), max(moments)),
        )
        return {tuple(row) for row in self._tx.tuples(mine)}


def _cells(reading: OwnReading) -> tuple[object, ...]:
    return (
        reading.patient_id, ms(reading.measured_at), reading.vital.value, reading.source, reading.value,
        reading.kind.value, ms(reading.imported_at), reading.imported_by,
    )  # fmt: skip


def _reading(
    patient: str, measured: int, vital: str, source: str, value: float, kind: str, imported: int, by: str
) -> OwnReading:
    return OwnReading(
        PatientId(patient), at(measured), Vital(vital), value, source, OwnKind(kind), at(imported), UserId(by)
    )  # fmt: skip
