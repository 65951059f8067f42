"""Rows of patients."""

from hah_console.adapters.db.values import Row, Values, day, place_of, place_values, word_tuple, words
from hah_console.domain.ids import PatientId
from hah_console.domain.patient import AllergyState, CodeStatus, Patient, Precaution, Sex


def patient_values(patient: Patient) -> Values:
    """The row of a patient."""
    return {
        "patient_id": patient.patient_id,
        "medical_record_number": patient.medical_record_number,
        "name": patient.name,
        "sex": patient.sex.value,
        "birth_date": patient.birth_date.isoformat(),
        **place_values("home", patient.home),
        "national_id": patient.national_id,
        "allergy_state": patient.allergy_state.value,
        "allergies": words(patient.allergies),
        "code_status": patient.code_status.value,
        "caregiver_name": patient.caregiver_name,
        "caregiver_relationship": patient.caregiver_relationship,
        "caregiver_phone": patient.caregiver_phone,
        "spo2_scale": patient.spo2_scale,
        "precautions": words(patient.precautions),
        "version": patient.version,
        "exercise": patient.exercise,
    }


def patient_of(row: Row) -> Patient:
    """The patient of a row."""
    return Patient(
        patient_id=PatientId(row["patient_id"]),
        medical_record_number=row["medical_record_number"],
        name=row["name"],
        sex=Sex(row["sex"]),
        birth_date=day(row["birth_date"]),
        home=place_of("home", row),
        national_id=row["national_id"],
        allergy_state=AllergyState(row["allergy_state"]),
        allergies=word_tuple(row["allergies"]),
        code_status=CodeStatus(row["code_status"]),
        caregiver_name=row["caregiver_name"],
        caregiver_relationship=row["caregiver_relationship"],
        caregiver_phone=row["caregiver_phone"],
        spo2_scale=row["spo2_scale"],
        precautions=tuple(Precaution(code) for code in word_tuple(row["precautions"])),
        version=row["version"],
        exercise=row["exercise"],
    )
