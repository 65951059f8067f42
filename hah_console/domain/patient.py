"""A person in care: identity, allergies in one of four states, contact, home."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hah_console.domain.ids import PatientId
from hah_console.domain.place import Place


class Sex(StrEnum):
    """FHIR AdministrativeGender."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class AllergyState(StrEnum):
    """What is known of allergies; absence of a record is never 'none'."""

    KNOWN = "known"
    NONE_KNOWN = "none_known"
    NOT_RECORDED = "not_recorded"
    UNAVAILABLE = "unavailable"


class CodeStatus(StrEnum):
    """The recorded resuscitation decision."""

    FULL = "full"
    DNR = "dnr"
    NOT_RECORDED = "not_recorded"


class Precaution(StrEnum):
    """What to wear and do at this patient's beyond hand hygiene (standard, or by way of transmission)."""

    STANDARD = "standard"
    CONTACT = "contact"
    DROPLET = "droplet"
    AIRBORNE = "airborne"


@dataclass(frozen=True, slots=True)
class Patient:
    """A person in care; ``medical_record_number`` is the site's, ``national_id`` may be empty.

    No ``precautions`` means that none are recorded, never that none are needed. ``exercise``: nobody real, of a drill.
    """

    patient_id: PatientId
    medical_record_number: str
    name: str
    sex: Sex
    birth_date: date
    home: Place
    national_id: str = ""
    allergy_state: AllergyState = AllergyState.NOT_RECORDED
    allergies: tuple[str, ...] = ()
    code_status: CodeStatus = CodeStatus.NOT_RECORDED
    caregiver_name: str = ""
    caregiver_relationship: str = ""
    caregiver_phone: str = ""
    spo2_scale: int = 1
    precautions: tuple[Precaution, ...] = ()
    version: int = 0
    exercise: bool = False

    def age_years(self, on: date) -> int:
        """Completed years of life on a day."""
        before_birthday = (on.month, on.day) < (self.birth_date.month, self.birth_date.day)
        return on.year - self.birth_date.year - int(before_birthday)


EXERCISE_NAME = "演習"
"""The name of whoever is invented for an exercise begins so, on every screen, on paper and on the hospital's page."""


def masked_name(name: str) -> str:
    """The name as multi-patient screens show it: the middle character(s) replaced by a circle.

    SAFETY(exercise): that of an exercise is nobody's and is shown whole, so that it is never taken for a real one.
    Chinese names keep first and last character; names with spaces keep the initial of each part.
    """
    if name.startswith(EXERCISE_NAME):
        return name
    if " " in name.strip():
        return " ".join(part[0] + "." for part in name.split())
    if len(name) <= 1:
        return name
    if len(name) == 2:
        return name[0] + "○"
    return name[0] + "○" * (len(name) - 2) + name[-1]
