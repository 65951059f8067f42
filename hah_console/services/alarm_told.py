"""What was told of the patients of open alarms, for screens: of alarms that may be low by it, in this stay."""

from collections.abc import Iterable, Mapping

from hah_console.domain.alarm import OPEN_STATES, Alarm, Lane, Priority
from hah_console.domain.ids import PatientId
from hah_console.domain.told import Told
from hah_console.services.ports import UnitOfWork

ToldOf = Mapping[PatientId, Mapping[str, Told]]


def read_told(uow: UnitOfWork, alarms: Iterable[Alarm]) -> ToldOf:
    """By patient and alarm key; nothing is asked for when no alarm can be low by a lock."""
    wanted = {a.patient_id for a in alarms if a.patient_id is not None and _may_be_locked(a)}
    if not wanted:
        return {}
    since = {e.patient_id: e.admitted_at for e in uow.episodes.open() if e.patient_id in wanted}
    found = uow.told.of(tuple(since))
    return {
        patient_id: {key: told for key, told in found.get(patient_id, {}).items() if told.at >= admitted_at}
        for patient_id, admitted_at in since.items()
    }


def _may_be_locked(alarm: Alarm) -> bool:
    return alarm.lane is Lane.PHYSIOLOGICAL and alarm.priority is Priority.LOW and alarm.state in OPEN_STATES
