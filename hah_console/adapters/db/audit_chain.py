"""The audit trail: append-only, each entry chained to its predecessor, one writer at a time so it cannot fork."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import insert, select

from hah_console.adapters.db.mapping.audit import audit_of, audit_values
from hah_console.adapters.db.tables.system import audit_entry, audit_head
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import at, ms
from hah_console.domain.audit import GENESIS_HASH, AuditEntry, AuditHead, ChainedEntry, chain_hash
from hah_console.domain.ids import PatientId

_HEAD = "audit"


class AuditRows:
    """The chain and its head; the head stands apart so that a chain cut at its end is noticed."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def append(self, entry: AuditEntry) -> ChainedEntry:
        """Chain and store an entry; its time is kept to the millisecond."""
        self._tx.become_writer()
        head = self.head()
        kept = replace(entry, at=at(ms(entry.at)))
        sequence = head.sequence + 1
        chained = ChainedEntry(sequence, kept, head.hash, chain_hash(head.hash, sequence, kept))
        self._tx.write(insert(audit_entry), audit_values(chained))
        self._tx.upsert(audit_head, [{"name": _HEAD, "sequence": sequence, "hash": chained.hash}])
        return chained

    def entries(self, after: int = 0, limit: int = 10_000) -> tuple[ChainedEntry, ...]:
        """Up to ``limit`` entries after a sequence, in order."""
        following = select(audit_entry).where(audit_entry.c.sequence > after)
        rows = self._tx.rows(following.order_by(audit_entry.c.sequence).limit(limit))
        return tuple(audit_of(row) for row in rows)

    def of_patient(self, patient_id: PatientId, start: datetime, end: datetime) -> tuple[ChainedEntry, ...]:
        """Who did or saw what of one patient in [start, end), in order."""
        mine = audit_entry.c.patient_id == patient_id
        period = (audit_entry.c.at >= ms(start), audit_entry.c.at < ms(end))
        rows = self._tx.rows(select(audit_entry).where(mine, *period).order_by(audit_entry.c.sequence))
        return tuple(audit_of(row) for row in rows)

    def head(self) -> AuditHead:
        """The last sequence and hash; (0, genesis) for an empty trail."""
        row = self._tx.row(select(audit_head).where(audit_head.c.name == _HEAD))
        return AuditHead(row["sequence"], row["hash"]) if row else AuditHead(0, GENESIS_HASH)
