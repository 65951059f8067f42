"""Whose each monitoring device is, by way of its kit and the admission the kit is with."""

from collections.abc import Collection, Mapping

from hah_console.domain.episode import EpisodeState
from hah_console.domain.ids import DeviceId, PatientId
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWork

_HELD = frozenset({EpisodeState.PLANNED, EpisodeState.ACTIVE, EpisodeState.ON_HOLD})


def device_owners(ctx: Context) -> dict[DeviceId, PatientId]:
    """The patient of every device whose kit is with an open admission."""
    with ctx.store() as uow:
        return read_owners(uow)


def read_owners(uow: UnitOfWork) -> dict[DeviceId, PatientId]:
    """The same, within a transaction."""
    patients = {e.episode_id: e.patient_id for e in uow.episodes.open() if e.state in _HELD}
    return {
        kit.device_id: patients[kit.episode_id]
        for kit in uow.kits.all()
        if kit.device_id is not None and kit.episode_id in patients
    }


def read_numbers(ctx: Context, patient_ids: Collection[PatientId]) -> Mapping[PatientId, frozenset[str]]:
    """By which numbers others may mean these patients: the record's, the national ID, ours."""
    with ctx.store() as uow:
        people = uow.patients.some(set(patient_ids))
    return {
        person.patient_id: frozenset({person.patient_id, person.medical_record_number, person.national_id} - {""})
        for person in people
    }
