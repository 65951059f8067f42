"""What the service reads of a ward to begin with, and again when people have changed something."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hah_console.alarms.finding import SCORES, key_of
from hah_console.alarms.memory import Announced, PatientMemory
from hah_console.domain.alarm import Alarm
from hah_console.domain.device_status import DeviceStatus, GatewayStatus
from hah_console.domain.episode import EpisodeState
from hah_console.domain.ids import DeviceId, PatientId
from hah_console.domain.limits import PatientLimit
from hah_console.domain.reading import LatestVitals, StaffObservation
from hah_console.domain.rulepack import AlarmRules
from hah_console.services.device_owners import read_owners
from hah_console.services.ports import UnitOfWork
from hah_console.services.watched import Watched


@dataclass(frozen=True, slots=True)
class WardState:
    """``latest`` and ``told`` only at the beginning: later the service knows them better."""

    in_care: tuple[PatientId, ...]
    spo2_scale: Mapping[PatientId, int]
    limits: Mapping[PatientId, tuple[PatientLimit, ...]]
    seen: Mapping[PatientId, StaffObservation]
    gateways: tuple[GatewayStatus, ...]
    latest: Mapping[PatientId, LatestVitals]
    statuses: tuple[DeviceStatus, ...]
    owners: Mapping[DeviceId, PatientId]
    told: Mapping[PatientId, Mapping[str, Announced]]

    def begin(self, patient_id: PatientId, now: datetime) -> Watched:
        """The watch over a patient begins."""
        memory = PatientMemory(announced=self.told.get(patient_id, {}))
        return Watched(patient_id, self.spo2_scale.get(patient_id, 1), now, self.latest.get(patient_id), memory)

    def monitors(self, heard: Mapping[DeviceId, DeviceStatus]) -> dict[PatientId, dict[DeviceId, DeviceStatus]]:
        """What is known of each patient's own monitors; of one that is somebody else's now the facts go with it."""
        known = {**{status.device_id: status for status in self.statuses}, **heard}
        hers: dict[PatientId, dict[DeviceId, DeviceStatus]] = {}
        for device, owner in self.owners.items():
            if device in known:
                hers.setdefault(owner, {})[device] = replace(known[device], patient_id=owner)
        return hers


def read_ward(uow: UnitOfWork, now: datetime, *, first: bool, locked_for: timedelta) -> WardState:
    """``first`` also reads last values and what was told within ``locked_for``."""
    active = [e.patient_id for e in uow.episodes.open() if e.state is EpisodeState.ACTIVE]
    return WardState(
        in_care=tuple(active),
        spo2_scale={patient.patient_id: patient.spo2_scale for patient in uow.patients.all()},
        limits=_by_patient(uow.limits.current(now)),
        seen={row.patient_id: row for row in uow.readings.last_observations()},
        gateways=uow.devices.gateways(),
        latest={row.patient_id: row for row in uow.readings.latest()} if first else {},
        statuses=uow.devices.statuses(),
        owners=read_owners(uow),
        told=_told(uow.alarms.between(now - locked_for, now)) if first else {},
    )


def longest_lock(rules: AlarmRules) -> timedelta:
    """How far back an alarm may keep another one from being raised."""
    return max((rule.lock for rule in rules.scores), default=timedelta(0))


def _told(alarms: Iterable[Alarm]) -> dict[PatientId, dict[str, Announced]]:
    """The last alarm on each score. An alarm knows its total or its one item, so the rise is counted from that."""
    told: dict[PatientId, dict[str, Announced]] = {}
    for alarm in alarms:
        if alarm.patient_id is not None and alarm.subject in SCORES:
            items = frozenset({alarm.trigger.item} if alarm.trigger else ())
            last = Announced(alarm.raised_at, alarm.priority, alarm.value or 0.0, items)
            told.setdefault(alarm.patient_id, {})[key_of(alarm)] = last
    return told


def _by_patient(rows: Iterable[PatientLimit]) -> dict[PatientId, tuple[PatientLimit, ...]]:
    grouped: dict[PatientId, tuple[PatientLimit, ...]] = {}
    for row in rows:
        grouped[row.patient_id] = (*grouped.get(row.patient_id, ()), row)
    return grouped
