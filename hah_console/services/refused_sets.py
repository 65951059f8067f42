"""What monitors sent and could not be used: whose, what is wrong with it, how often, and when last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.ids import PatientId
from hah_console.domain.refusal import Fault, Reason
from hah_console.domain.refused_message import RefusedMessage

LOOKED_BACK, RECENT = timedelta(hours=24), timedelta(minutes=10)
"""What is listed, and what counts as going on."""
MOST = 2_000
"""PERF: so many of the newest are counted; of more it is said that there are."""


@dataclass(frozen=True, slots=True)
class RefusedSets:
    """Messages about one patient (None: about nobody who could be told) with one fault; ``reason`` is that of the last.

    ``name`` is masked and empty for somebody who is not in care.
    """

    patient_id: PatientId | None
    name: str
    fault: Fault
    count: int
    last_at: datetime
    reason: Reason


def refused_sets(messages: Iterable[RefusedMessage], names: dict[PatientId, str]) -> tuple[RefusedSets, ...]:
    """The messages, newest first, counted by patient and fault; what came last stands first."""
    found: dict[tuple[PatientId | None, Fault], RefusedSets] = {}
    for message in messages:
        pid, fault = message.patient_id, message.reason.fault
        known = found.get((pid, fault))
        name = names.get(pid, "") if pid is not None else ""
        last = (known.last_at, known.reason) if known else (message.received_at, message.reason)
        found[pid, fault] = RefusedSets(pid, name, fault, known.count + 1 if known else 1, *last)
    return tuple(sorted(found.values(), key=lambda row: row.last_at, reverse=True))
