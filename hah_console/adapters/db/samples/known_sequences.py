"""Which readings are stored already, by patient and device: in memory, as of the last reading anybody stored."""

from collections.abc import Sequence

from sqlalchemy import text

from hah_console.adapters.db.samples.sequence_set import SequenceSet
from hah_console.adapters.db.tables.vitals import device_seen
from hah_console.adapters.db.transaction import Transaction
from hah_console.domain.reading import Reading

_HOT_INTERVALS = text("""
    SELECT patient_id, device_id, min(sequence), max(sequence) FROM (
        SELECT patient_id, device_id, sequence,
               sequence - row_number() OVER (PARTITION BY patient_id, device_id ORDER BY sequence) AS island
        FROM reading) AS numbered
    GROUP BY patient_id, device_id, island ORDER BY patient_id, device_id, 3
""")


class KnownSequences:
    """Shared by the units of work of one store; used only by who has the writer's place, so it needs no lock.

    ``as_of`` is the number of readings ever stored when this was true. It differs from the database's own count when
    another process has stored readings since, or when a transaction was undone: then everything is read again.
    """

    def __init__(self) -> None:
        self.as_of: int | None = None
        self._sets: dict[tuple[str, str], SequenceSet] = {}

    def forget(self) -> None:
        """SAFETY(redelivery): after an undone transaction nothing in memory is believed."""
        self.as_of = None

    def read(self, transaction: Transaction, count: int) -> None:
        """What has left the hot rows, and what is in them; ``count`` as the database has it now."""
        self._sets = {
            (patient, device): SequenceSet.unpacked(packed)
            for patient, device, packed in transaction.tuples(device_seen.select())
        }
        for patient, device, first, last in transaction.tuples(_HOT_INTERVALS):
            self._set_of(patient, device).add_range(first, last)
        self.as_of = count

    def new_of(self, readings: Sequence[Reading]) -> list[Reading]:
        """Those not known so far, each once; they are known from now on."""
        find, new = self._sets.get, []
        for reading in readings:
            known = find((reading.patient_id, reading.device_id))
            if known is None:
                known = self._set_of(reading.patient_id, reading.device_id)
            if known.add(reading.sequence):
                new.append(reading)
        return new

    def _set_of(self, patient_id: str, device_id: str) -> SequenceSet:
        return self._sets.setdefault((patient_id, device_id), SequenceSet())
