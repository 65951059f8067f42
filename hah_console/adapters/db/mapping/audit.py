"""Rows of the audit trail."""

from hah_console.adapters.db.values import Row, Values, at, fact_tuple, facts, ms
from hah_console.domain.audit import AuditEntry, ChainedEntry


def audit_values(item: ChainedEntry) -> Values:
    """The row of a chained entry."""
    entry = item.entry
    return {
        "sequence": item.sequence,
        "at": ms(entry.at),
        "actor": entry.actor,
        "role": entry.role,
        "workstation": entry.workstation,
        "action": entry.action,
        "entity": entry.entity,
        "entity_id": entry.entity_id,
        "patient_id": entry.patient_id,
        "facts": facts(entry.facts),
        "previous_hash": item.previous_hash,
        "hash": item.hash,
    }


def audit_of(row: Row) -> ChainedEntry:
    """The chained entry of a row."""
    entry = AuditEntry(
        at=at(row["at"]),
        actor=row["actor"],
        role=row["role"],
        workstation=row["workstation"],
        action=row["action"],
        entity=row["entity"],
        entity_id=row["entity_id"],
        patient_id=row["patient_id"],
        facts=fact_tuple(row["facts"]),
    )
    return ChainedEntry(row["sequence"], entry, row["previous_hash"], row["hash"])
