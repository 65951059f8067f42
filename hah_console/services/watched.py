"""What the service keeps of one patient, and of the system, between batches; set back when a transaction fails."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from hah_console.alarms.memory import PatientMemory
from hah_console.alarms.quiet import Quiet, is_plain_status
from hah_console.domain.device_status import DeviceStatus
from hah_console.domain.ids import DeviceId, PatientId
from hah_console.domain.limits import PatientLimit
from hah_console.domain.reading import LatestVitals, StaffObservation
from hah_console.domain.rulepack import AlarmRules
from hah_console.domain.score.result import StoredScore

Statuses = dict[DeviceId, DeviceStatus]
AT_ONCE = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Watched:
    """One patient in care. ``devices`` and ``stored`` are replaced, never changed in place.

    ``devices`` are her monitors as last heard, ``stored`` as last written to the store. ``quiet`` is what may come
    without anything changing, ``due`` when time alone may change something.
    """

    patient_id: PatientId
    spo2_scale: int
    since: datetime
    latest: LatestVitals | None = None
    memory: PatientMemory = field(default_factory=PatientMemory)
    score: StoredScore | None = None
    limits: tuple[PatientLimit, ...] = ()
    seen: StaffObservation | None = None
    devices: Statuses = field(default_factory=dict)
    stored: Statuses = field(default_factory=dict)
    quiet: Quiet | None = None
    due: datetime = AT_ONCE

    def look_again(self) -> None:
        """Something beside the values has changed: the next look goes the whole way, with the next sweep at latest."""
        self.quiet, self.due = None, AT_ONCE

    def know(self, spo2_scale: int, limits: tuple[PatientLimit, ...], seen: StaffObservation | None) -> None:
        """What people have entered about the patient."""
        if (spo2_scale, limits, seen) != (self.spo2_scale, self.limits, self.seen):
            self.spo2_scale, self.limits, self.seen = spo2_scale, limits, seen
            self.look_again()

    def carry(self, monitors: Statuses, stored: Collection[DeviceStatus]) -> None:
        """Her monitors from now on. ``stored``: what the store holds of all."""
        if monitors != self.devices:
            self.devices = monitors
            self.stored = {status.device_id: status for status in stored if monitors.get(status.device_id) == status}
            self.look_again()

    def hear(self, status: DeviceStatus, rules: AlarmRules, store_every: timedelta) -> DeviceStatus | None:
        """Take a monitor's status; returns what is worth storing: news, or ``store_every`` since the last one.

        One that says nothing of its charge has the charge it told last.
        """
        before = self.devices.get(status.device_id)
        if status.battery_pct is None and before is not None:
            status = replace(status, battery_pct=before.battery_pct)
        if before is None or not all(is_plain_status(one, before, rules) for one in (before, status)):
            self.look_again()
        self.devices = {**self.devices, status.device_id: status}
        last = self.stored.get(status.device_id)
        if last is not None and not _is_news(status, last) and status.last_seen_at - last.last_seen_at < store_every:
            return None
        self.stored = {**self.stored, status.device_id: status}
        return status


def _is_news(status: DeviceStatus, last: DeviceStatus) -> bool:
    return (
        status.online is not last.online
        or status.battery_pct != last.battery_pct
        or status.gateway_id != last.gateway_id
        or status.firmware != last.firmware
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
            watched.look_again()
