"""Lease, heartbeat and source health of the processes that run around one database."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to be the one active service; ``token`` changes with every holder."""

    name: str
    holder: str
    token: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A sign of life in machine time (never simulated time); ``detail`` is short machine-readable text."""

    process: str
    pid: int
    at: datetime
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SourceState:
    """Health of one data source (``broker``, ``device:K-07`` ...): last seen, and whether it is failing and why."""

    source: str
    last_seen_at: datetime | None
    healthy: bool
    reason: str = ""
