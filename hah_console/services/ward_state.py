"""What the service reads of a ward to begin with, and again when people have changed something."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from hah_console.alarms.memory import PatientMemory
from hah_console.domain.device_status import DeviceStatus, GatewayStatus
from hah_console.domain.episode import EpisodeState
from hah_console.domain.ids import DeviceId, PatientId
from hah_console.domain.limits import REMEMBERED, PatientLimit
from hah_console.domain.reading import LatestVitals, StaffObservation
from hah_console.domain.told import Told
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
    told: Mapping[PatientId, Mapping[str, Told]]

    def begin(self, patient_id: PatientId, now: datetime) -> Watched:
        """The watch over a patient begins."""
        memory = PatientMemory(told=self.told.get(patient_id, {}))
        return Watched(patient_id, self.spo2_scale.get(patient_id, 1), now, self.latest.get(patient_id), memory)

    def monitors(self, heard: Mapping[DeviceId, DeviceStatus]) -> dict[PatientId, dict[DeviceId, DeviceStatus]]:
        """What is known of each patient's own monitors; of one that is somebody else's now the facts go with it."""
        known = {**{status.device_id: status for status in self.statuses}, **heard}
        hers: dict[PatientId, dict[DeviceId, DeviceStatus]] = {}
        for device, owner in self.owners.items():
            if device in known:
                hers.setdefault(owner, {})[device] = replace(known[device], patient_id=owner)
        return hers


def read_ward(uow: UnitOfWork, now: datetime, *, first: bool) -> WardState:
    """``first`` also reads last values and what was told."""
    stays = uow.episodes.open()
    active = {e.patient_id: e.admitted_at for e in stays if e.state is EpisodeState.ACTIVE}
    people = uow.patients.some({e.patient_id for e in stays})
    return WardState(
        in_care=tuple(active),
        spo2_scale={patient.patient_id: patient.spo2_scale for patient in people},
        limits=_by_patient(uow.limits.since(now - REMEMBERED)),
        seen={row.patient_id: row for row in uow.readings.last_observations_of(tuple(active))},
        gateways=uow.devices.gateways(),
        latest={row.patient_id: row for row in uow.readings.latest_some(tuple(active))} if first else {},
        statuses=uow.devices.statuses(),
        owners=read_owners(uow),
        told=_told(uow, active) if first else {},
    )


def _told(uow: UnitOfWork, since: Mapping[PatientId, datetime]) -> dict[PatientId, dict[str, Told]]:
    """What was told of who is in care; of an earlier stay nothing counts."""
    everything = uow.told.of(tuple(since))
    return {
        patient_id: {key: told for key, told in everything.get(patient_id, {}).items() if told.at >= admitted_at}
        for patient_id, admitted_at in since.items()
    }


def _by_patient(rows: Iterable[PatientLimit]) -> dict[PatientId, tuple[PatientLimit, ...]]:
    grouped: dict[PatientId, tuple[PatientLimit, ...]] = {}
    for row in rows:
        grouped[row.patient_id] = (*grouped.get(row.patient_id, ()), row)
    return grouped
