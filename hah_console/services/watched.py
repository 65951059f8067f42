"""What the service keeps of one patient, and of the system, between batches; set back when a transaction fails."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hah_console.alarms.memory import PatientMemory
from hah_console.domain.device_status import DeviceStatus
from hah_console.domain.ids import DeviceId, PatientId
from hah_console.domain.reading import LatestVitals
from hah_console.domain.score.result import StoredScore

Statuses = dict[DeviceId, DeviceStatus]


@dataclass(slots=True)
class Watched:
    """One patient in care. ``devices`` and ``stored`` are replaced, never changed in place.

    ``devices`` are her monitors as last heard, ``stored`` as last written to the store.
    """

    patient_id: PatientId
    spo2_scale: int
    since: datetime
    latest: LatestVitals | None = None
    memory: PatientMemory = field(default_factory=PatientMemory)
    score: StoredScore | None = None
    devices: Statuses = field(default_factory=dict)
    stored: Statuses = field(default_factory=dict)

    def hear(self, status: DeviceStatus, store_every: timedelta) -> bool:
        """Take a monitor's status; whether it is worth storing: news, or ``store_every`` since the last one."""
        self.devices = {**self.devices, status.device_id: status}
        last = self.stored.get(status.device_id)
        worth = last is None or _is_news(status, last) or status.last_seen_at - last.last_seen_at >= store_every
        if worth:
            self.stored = {**self.stored, status.device_id: status}
        return worth


def _is_news(status: DeviceStatus, last: DeviceStatus) -> bool:
    return (status.online, status.gateway_id, status.battery_pct, status.firmware) != (
        last.online,
        last.gateway_id,
        last.battery_pct,
        last.firmware,
    )


Kept = tuple[LatestVitals | None, PatientMemory, StoredScore | None, Statuses, Statuses]


class Before:
    """How the patients touched by one transaction were before it."""

    def __init__(self) -> None:
        self._kept: dict[PatientId, tuple[Watched, Kept]] = {}

    def keep(self, watched: Watched) -> None:
        """Remember a patient before the first change."""
        if watched.patient_id not in self._kept:
            kept = (watched.latest, watched.memory, watched.score, watched.devices, watched.stored)
            self._kept[watched.patient_id] = (watched, kept)

    def restore(self) -> None:
        """Put everything back."""
        for watched, kept in self._kept.values():
            watched.latest, watched.memory, watched.score, watched.devices, watched.stored = kept
