"""What the patient has and what she must not have: Condition and AllergyIntolerance."""

from datetime import datetime
from hashlib import sha256

from hah_console.adapters.fhir.mapping.naming import Naming, local_id, reference
from hah_console.adapters.fhir.mapping.terms import ICD, ICD_TW, LTC, SNOMED, Resource, coded, coding, concept, resource
from hah_console.domain.episode import Condition, Episode, EpisodeState, Outcome
from hah_console.domain.patient import AllergyState, Patient

CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
ALLERGY_CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
ALLERGY_VERIFICATION = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
NO_KNOWN_ALLERGY = "716186003"
WORDS = {Condition.PNEUMONIA: "肺炎", Condition.UTI: "泌尿道感染", Condition.SOFT_TISSUE: "軟組織感染"}


def condition_resource(episode: Episode, naming: Naming) -> Resource:
    """What she was admitted for: the recorded code in both systems, else in words."""
    code = episode.principal_diagnosis
    codings = [coding(ICD_TW, code), coding(ICD, code)] if code else []
    cured = episode.state is EpisodeState.CLOSED and episode.outcome is Outcome.COMPLETED_TREATMENT
    doctor = episode.physician_id
    parts = {
        "identifier": [naming.identifier("condition", episode.episode_id)],
        "clinicalStatus": coded(CLINICAL, "resolved" if cured else "active"),
        "verificationStatus": coded(VERIFICATION, "confirmed"),
        "category": [coded("http://terminology.hl7.org/CodeSystem/condition-category", "encounter-diagnosis")],
        "code": concept(*codings, text=WORDS[episode.condition]),
        "subject": reference("Patient", episode.patient_id),
        "encounter": reference("Encounter", episode.episode_id),
        "recordedDate": naming.at(episode.admitted_at),
        "recorder": reference("Practitioner", doctor) if doctor else None,
    }
    return resource("Condition", f"condition-{local_id(episode.episode_id)}"[:64], f"{LTC}HAHCondition", parts)


def allergy_resources(patient: Patient, recorded_at: datetime, naming: Naming) -> tuple[Resource, ...]:
    """One per allergy; a coded "none known" where somebody asked; nothing where nobody did.

    SAFETY(not recorded is not none): only the state NONE_KNOWN becomes a statement that there is none.
    """
    if patient.allergy_state is AllergyState.NONE_KNOWN:
        none = coded(SNOMED, NO_KNOWN_ALLERGY, "No known allergy", "無已知過敏")
        return (_allergy(patient, none, "none", recorded_at, naming),)
    if patient.allergy_state is not AllergyState.KNOWN:
        return ()
    return tuple(_allergy(patient, {"text": text}, text, recorded_at, naming) for text in patient.allergies)


def _allergy(patient: Patient, code: Resource, told: str, recorded_at: datetime, naming: Naming) -> Resource:
    number = f"{local_id(patient.patient_id)[:40]}-{sha256(told.encode()).hexdigest()[:12]}"
    parts = {
        "identifier": [naming.identifier("allergy", number)],
        "clinicalStatus": coded(ALLERGY_CLINICAL, "active"),
        "verificationStatus": coded(ALLERGY_VERIFICATION, "unconfirmed" if told != "none" else "confirmed"),
        "code": code,
        "patient": reference("Patient", patient.patient_id),
        "recordedDate": naming.at(recorded_at),
    }
    return resource("AllergyIntolerance", f"allergy-{number}", f"{LTC}HAHAllergyIntolerance", parts)
