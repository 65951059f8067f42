"""The record of a person who is admitted: made new from what was told of her, or brought up to date with it."""

from collections.abc import Iterable
from dataclasses import replace

from hah_console.domain.errors import NotReady
from hah_console.domain.ids import PatientId
from hah_console.domain.patient import AllergyState, Patient
from hah_console.domain.person import Person, missing_for_admission
from hah_console.domain.place import Place


def new_patient(patient_id: PatientId, record_number: str, person: Person) -> Patient:
    """The record of somebody new. Raises NotReady with the fields that are missing."""
    require_whole(person)
    if person.birth_date is None:
        raise NotReady("admit", ("birth_date",))
    state, allergies = person.allergy_state, person.allergies
    return Patient(
        patient_id=patient_id,
        medical_record_number=record_number,
        name=person.name,
        sex=person.sex,
        birth_date=person.birth_date,
        home=_home(person),
        national_id=person.national_id,
        allergy_state=state,
        allergies=allergies,
        caregiver_name=person.caregiver_name,
        caregiver_relationship=person.caregiver_relationship,
        caregiver_phone=person.caregiver_phone,
    )


def brought_up_to_date(patient: Patient, person: Person) -> Patient:
    """The record with home, caregiver and allergies as told now; who she is stays as it was, a number is added.

    SAFETY(allergy kept): an allergy on record is never lost because somebody tells of none. Raises NotReady.
    """
    require_whole(person)
    state, allergies = _allergies(patient, person)
    return replace(
        patient,
        home=_home(person),
        national_id=patient.national_id or person.national_id,
        allergy_state=state,
        allergies=allergies,
        caregiver_name=person.caregiver_name,
        caregiver_relationship=person.caregiver_relationship,
        caregiver_phone=person.caregiver_phone,
    )


def require_whole(person: Person) -> None:
    """Raise NotReady with the fields without which nobody is admitted."""
    missing = missing_for_admission(person)
    if missing:
        raise NotReady("admit", missing)


def _home(person: Person) -> Place:
    lat, lon = person.position or (0.0, 0.0)
    return Place(lat, lon, person.address, person.access_note)


def _allergies(patient: Patient, person: Person) -> tuple[AllergyState, tuple[str, ...]]:
    named = tuple(_once((*patient.allergies, *person.allergies)))
    if named:
        return AllergyState.KNOWN, named
    unsaid = person.allergy_state is AllergyState.NOT_RECORDED
    return (patient.allergy_state if unsaid else person.allergy_state), ()


def _once(names: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(names)
