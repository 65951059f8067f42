"""Backup hospitals ranked by travel time from a patient's home."""

from collections.abc import Sequence
from dataclasses import dataclass

from hah_console.domain.hospital import Hospital
from hah_console.domain.ids import HospitalId, PatientId
from hah_console.domain.staff import Vehicle
from hah_console.services.context import Context
from hah_console.services.ports import TravelTimes


@dataclass(frozen=True, slots=True)
class HospitalRow:
    """One hospital; ``seconds`` and ``metres`` are by road from the patient's home, None when nobody can tell.

    ``source`` says where the time comes from (a LegSource value); ``level`` is empty when unknown, never "none".
    """

    hospital_id: HospitalId
    name: str
    level: str
    phone: str
    departments: tuple[str, ...]
    is_base: bool
    seconds: int | None = None
    metres: int | None = None
    source: str = ""

    @property
    def minutes(self) -> int | None:
        """Travel time in whole minutes, rounded up."""
        return None if self.seconds is None else -(-self.seconds // 60)


def read_hospital_board(
    ctx: Context, travel: TravelTimes | None, patient_id: PatientId | None
) -> tuple[HospitalRow, ...]:
    """All hospitals, nearest first; by name when there is no patient, no travel provider, or it cannot tell."""
    with ctx.store() as uow:
        hospitals = uow.hospitals.all()
        patient = uow.patients.find(patient_id) if patient_id else None
    if patient is None or travel is None or not hospitals:
        return _by_name(hospitals)
    table = travel.matrix([patient.home, *(h.place for h in hospitals)], Vehicle.CAR.value)
    to = range(1, len(hospitals) + 1)
    rows = [
        _row(h, int(table.seconds[0][i]), int(table.metres[0][i]), str(table.sources[0][i]))
        for h, i in zip(hospitals, to, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: (row.seconds is None, row.seconds or 0, row.name)))


def _by_name(hospitals: Sequence[Hospital]) -> tuple[HospitalRow, ...]:
    return tuple(sorted((_row(h, None, None, "") for h in hospitals), key=lambda row: (not row.is_base, row.name)))


def _row(hospital: Hospital, seconds: int | None, metres: int | None, source: str) -> HospitalRow:
    return HospitalRow(
        hospital_id=hospital.hospital_id,
        name=hospital.name,
        level=hospital.level,
        phone=hospital.phone,
        departments=tuple(sorted(hospital.departments)),
        is_base=hospital.is_base,
        seconds=seconds,
        metres=metres,
        source=source,
    )
