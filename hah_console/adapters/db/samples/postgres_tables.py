"""The tiers of a PostgreSQL store: partitioned tables of the schema ``samples``, dropped a partition at a time."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import text

from hah_console.adapters.db.samples.tiers import MONDAY_MS, TIERS, Row, Tier, floor
from hah_console.adapters.db.transaction import Transaction

_PARTITIONS: Final = text(
    "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace "
    "WHERE n.nspname = 'samples' AND relkind = 'r' AND relname LIKE :like ORDER BY relname"
)
_READ: Final = {
    tier.name: text(
        f"SELECT start, packed FROM samples.{tier.name} "
        "WHERE patient_id = :patient AND start BETWEEN :first AND :last ORDER BY start"
    )
    for tier in TIERS
}


class PostgresTables:
    """Tiers within one transaction; ``put`` is durable when it is committed."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def read(self, tier: Tier, patient_id: str, first_ms: int, last_ms: int) -> list[tuple[int, bytes]]:
        """The rows of a patient that begin in [first, last], in order."""
        bounds = {"patient": patient_id, "first": first_ms, "last": last_ms}
        return [(start, packed) for start, packed in self._tx.tuples(_READ[tier.name], bounds)]

    def patients(self, tier: Tier, first_ms: int, last_ms: int) -> Iterable[str]:
        """Everybody of whom something lies in a span."""
        query = text(f"SELECT DISTINCT patient_id FROM samples.{tier.name} WHERE start BETWEEN :first AND :last")
        return {name for (name,) in self._tx.tuples(query, {"first": first_ms - tier.row_ms, "last": last_ms})}

    def put(self, tier: Tier, rows: Sequence[Row]) -> None:
        """Store rows, replacing those of the same patient and start."""
        for start in {floor(row[1], tier.table_ms, MONDAY_MS) for row in rows}:
            self._ensure(tier, start)
        insert = f"INSERT INTO samples.{tier.name} (patient_id, start, packed) VALUES (%s, %s, %s)"
        self._tx.write_tuples(
            f"{insert} ON CONFLICT (patient_id, start) DO UPDATE SET packed = excluded.packed", list(rows)
        )

    def drop_before(self, tier: Tier, moment_ms: int) -> int:
        """Drop partitions all of which lies before a moment."""
        last = floor(moment_ms - tier.table_ms, tier.table_ms, MONDAY_MS)
        past = [name for name in self._partitions(tier) if name <= _partition(tier, last)]
        for name in past:
            self._tx.write_tuple(f"DROP TABLE IF EXISTS samples.{name}", ())
        return len(past)

    def close(self) -> None:
        """Nothing of its own is open."""

    def _ensure(self, tier: Tier, start_ms: int) -> None:
        name = _partition(tier, start_ms)
        if self._tx.scalar(text("SELECT to_regclass(:name)"), {"name": f"samples.{name}"}) is not None:
            return
        # Attached rather than made in place: readers of the other partitions need not wait.
        self._tx.write_tuple(f"CREATE TABLE samples.{name} (LIKE samples.{tier.name} INCLUDING ALL)", ())
        bounds = f"FROM ({start_ms}) TO ({start_ms + tier.table_ms})"
        self._tx.write_tuple(f"ALTER TABLE samples.{tier.name} ATTACH PARTITION samples.{name} FOR VALUES {bounds}", ())

    def _partitions(self, tier: Tier) -> list[str]:
        return [name for (name,) in self._tx.tuples(_PARTITIONS, {"like": f"{tier.name}\\_%"})]


def _partition(tier: Tier, start_ms: int) -> str:
    return f"{tier.name}_{datetime.fromtimestamp(start_ms / 1000, UTC):%Y%m%d}"
