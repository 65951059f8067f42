"""The audit trail: one hash-chained entry per command and per view of a patient."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.ids import PatientId

GENESIS_HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to whom, when, from where. ``facts`` hold no free patient text beyond what the action needs."""

    at: datetime
    actor: str
    role: str
    workstation: str
    action: str
    entity: str = ""
    entity_id: str = ""
    patient_id: PatientId | None = None
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ChainedEntry:
    """An entry as stored, with the hash of its predecessor and its own."""

    sequence: int
    entry: AuditEntry
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The last sequence and hash of a trail, kept apart from it so that a trail cut at its end is noticed."""

    sequence: int
    hash: str


def chain_hash(previous_hash: str, sequence: int, entry: AuditEntry) -> str:
    """SHA-256 (hex) over the predecessor's hash and the entry's canonical JSON."""
    canonical = json.dumps(
        [
            previous_hash,
            sequence,
            entry.at.isoformat(),
            entry.actor,
            entry.role,
            entry.workstation,
            entry.action,
            entry.entity,
            entry.entity_id,
            entry.patient_id,
            [list(f) for f in entry.facts],
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def first_broken(entries: tuple[ChainedEntry, ...], previous_hash: str = GENESIS_HASH) -> int | None:
    """The sequence of the first entry that does not follow from its predecessor, or None when the chain holds."""
    for item in entries:
        if item.previous_hash != previous_hash or item.hash != chain_hash(previous_hash, item.sequence, item.entry):
            return item.sequence
        previous_hash = item.hash
    return None
