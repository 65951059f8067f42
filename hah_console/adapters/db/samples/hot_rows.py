"""The hot rows: readings as they come, each once, ten microseconds apiece."""

from collections.abc import Sequence

from hah_console.adapters.db.bulk import insert_new
from hah_console.adapters.db.counters import Counters
from hah_console.adapters.db.mapping.reading import reading_cells
from hah_console.adapters.db.samples.known_sequences import KnownSequences
from hah_console.adapters.db.tables.vitals import reading as hot
from hah_console.adapters.db.transaction import Transaction
from hah_console.domain.errors import InvalidInput
from hah_console.domain.reading import Reading

COUNTER = "reading"
"""Counts every reading ever stored; its value tells whether another process has stored any."""


class HotRows:
    """Stores batches of readings."""

    def __init__(self, transaction: Transaction, counters: Counters, known: KnownSequences) -> None:
        self._tx, self._counters, self._known = transaction, counters, known

    def add_many(self, readings: Sequence[Reading]) -> tuple[Reading, ...]:
        """Store those whose (patient, device, sequence) is not known; returns them."""
        if not readings:
            return ()
        self._tx.become_writer()
        self._tx.on_undo(self._known.forget)
        count = self._counters.value(COUNTER)
        if self._known.as_of != count:
            self._known.read(self._tx, count)
        new = self._stored(readings, count)
        self._known.as_of = self._counters.take(COUNTER, len(new)) if new else count
        return tuple(new)

    def _stored(self, readings: Sequence[Reading], count: int) -> list[Reading]:
        self._tx.mark("hot_rows")
        new = self._known.new_of(readings)
        try:
            self._insert(new)
        except InvalidInput as error:
            if error.facts["reason"] != "conflict":
                raise
            # SAFETY(redelivery): the key of the table is the last word; memory that disagrees is read again, once.
            self._tx.back_to("hot_rows")
            self._known.read(self._tx, count)
            new = self._known.new_of(readings)
            self._insert(new)
        return new

    def _insert(self, new: Sequence[Reading]) -> None:
        if new:
            insert_new(self._tx, hot, [reading_cells(reading) for reading in new])
