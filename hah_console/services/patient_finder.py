"""Finds patients in care by name, masked name or record number, for the command bar."""

from dataclasses import dataclass

from hah_console.domain.ids import PatientId
from hah_console.domain.patient import Patient, Sex, masked_name
from hah_console.services.context import Context

MOST_HITS = 8


@dataclass(frozen=True, slots=True)
class PatientHit:
    """One patient found; the name is masked as on every multi-patient screen."""

    patient_id: PatientId
    name: str
    age_years: int
    sex: Sex
    record_number: str


def find_patients(ctx: Context, wanted: str) -> tuple[PatientHit, ...]:
    """Patients in care whose name or record number holds ``wanted``; none for an empty text."""
    text = wanted.strip().casefold()
    if not text:
        return ()
    today = ctx.today()
    with ctx.store() as uow:
        in_care = {episode.patient_id for episode in uow.episodes.open()}
        found = [p for p in uow.patients.some(in_care) if _matches(p, text)]
    return tuple(
        PatientHit(p.patient_id, masked_name(p.name), p.age_years(today), p.sex, p.medical_record_number)
        for p in sorted(found, key=lambda p: (not p.name.casefold().startswith(text), p.name))[:MOST_HITS]
    )


def _matches(patient: Patient, text: str) -> bool:
    names = (patient.name, masked_name(patient.name), patient.medical_record_number)
    return any(text in name.casefold() for name in names)
