"""Whether somebody told of is a patient the house knows: what agrees, what differs. A person decides."""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from hah_console.domain.errors import AnotherPerson, NotReady
from hah_console.domain.patient import Patient, Sex
from hah_console.domain.person import PERSON_FIELDS, Person, person_fields

NUMBERS = frozenset({"national_id", "record_number"})
NAME_AND_BIRTH = frozenset({"name", "birth_date"})
_AT_HOME = frozenset({"address", "caregiver_phone"})
_COMPARED = ("name", "sex", "birth_date", "national_id", "record_number", "address", "caregiver_name",
             "caregiver_phone")  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonMatch:
    """A patient the house knows beside a person told of; ``agrees`` and ``differs`` name fields of both.

    A field one of the two does not tell stands in neither.
    """

    patient: Patient
    agrees: tuple[str, ...]
    differs: tuple[str, ...]

    @property
    def enough(self) -> bool:
        """Whether so much agrees that a person may say they are one: a number, or name and birth date."""
        agree = frozenset(self.agrees)
        return bool(agree & NUMBERS) or agree >= NAME_AND_BIRTH

    @property
    def excluded(self) -> bool:
        """Whether they are certainly two: their national IDs differ."""
        return "national_id" in self.differs

    @property
    def worth_showing(self) -> bool:
        """Whether a person should look at the two: a number, the name, or birth date and home agree."""
        agree = frozenset(self.agrees)
        by_home = "birth_date" in agree and bool(agree & _AT_HOME)
        return self.enough or "name" in agree or by_home

    def need(self) -> tuple[bool, bool, int, str]:
        """Sort key: the likeliest first."""
        return (self.excluded, not self.enough, len(self.differs) - len(self.agrees), self.patient.patient_id)


def compare(person: Person, patient: Patient) -> PersonMatch:
    """What of a person told of agrees with a patient, and what differs."""
    told, known = person_fields(person), patient_fields(patient)
    unsaid = ("", Sex.UNKNOWN.value)
    both = [name for name in _COMPARED if told[name] not in unsaid and known[name] not in unsaid]
    same = {name for name in both if _plain(told[name]) == _plain(known[name])}
    return PersonMatch(
        patient, tuple(name for name in both if name in same), tuple(name for name in both if name not in same)
    )


def candidates(person: Person, patients: Iterable[Patient]) -> tuple[PersonMatch, ...]:
    """The patients a person should be compared with, the likeliest first."""
    found = (compare(person, patient) for patient in patients)
    return tuple(sorted((match for match in found if match.worth_showing), key=PersonMatch.need))


def require_same(person: Person, patient: Patient, despite: Collection[str] = ()) -> PersonMatch:
    """SAFETY(two persons): nobody is taken for a patient whose number differs, nor on the name alone.

    ``despite`` names the fields that differ and were compared by who decides. Raises AnotherPerson (field) for one that
    differs and is not named, and always for the national ID; NotReady when nothing but the name agrees.
    """
    match = compare(person, patient)
    unnamed = [name for name in match.differs if name not in despite or name == "national_id"]
    if unnamed:
        first = "national_id" if match.excluded else unnamed[0]
        raise AnotherPerson(name=person.name, field=first)
    if not match.enough:
        raise NotReady("match_referral", tuple(name for name in PERSON_FIELDS if name in ("birth_date", "national_id")))
    return match


def patient_fields(patient: Patient) -> dict[str, str]:
    """What the house knows of the fields that are compared."""
    return {
        "name": patient.name,
        "sex": patient.sex.value,
        "birth_date": patient.birth_date.isoformat(),
        "national_id": patient.national_id,
        "record_number": patient.medical_record_number,
        "address": patient.home.address,
        "caregiver_name": patient.caregiver_name,
        "caregiver_phone": patient.caregiver_phone,
    }


def _plain(text: str) -> str:
    """Without what people put between signs, and half-width: 臺 and 台 are written for each other in addresses."""
    half = unicodedata.normalize("NFKC", text).casefold().replace("臺", "台")
    return "".join(sign for sign in half if sign.isalnum())
