"""Lease, heartbeat and source health of the processes that run around one database."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to be the one active service, kept by renewing it.

    It names no moment: two machines need not agree on the time. ``token`` rises with every holder, ``renewals`` with
    every renewal; who sees both unchanged for long enough by a clock of its own may take over. ``holder`` is empty
    when the lease has been given back.
    """

    name: str
    holder: str
    token: int
    renewals: int = 0

    @property
    def free(self) -> bool:
        """Whether it was given back."""
        return not self.holder


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
