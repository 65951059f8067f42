"""A person as a referral tells of her: checked where something is told, incomplete where nothing is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hah_console.domain.errors import InvalidInput
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.identity import parse_birth_date, parse_card_number, parse_national_id, parse_phone, sex_of_id
from hah_console.domain.patient import AllergyState, Sex
from hah_console.domain.written import written_line, written_number

LIGHTEST_KG, HEAVIEST_KG = Decimal("0.5"), Decimal(400)
"""Beyond these a body weight is a slip of the pen."""
NORTH, SOUTH, EAST, WEST = 26.5, 21.7, 122.2, 118.0
"""Taiwan with its islands, in degrees."""


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of somebody; empty texts and None where nothing is. ``position`` is (latitude, longitude)."""

    name: str
    sex: Sex = Sex.UNKNOWN
    birth_date: date | None = None
    national_id: str = ""
    nhi_card_number: str = ""
    record_number: str = ""
    phone: str = ""
    address: str = ""
    access_note: str = ""
    position: tuple[float, float] | None = None
    caregiver_name: str = ""
    caregiver_relationship: str = ""
    caregiver_phone: str = ""
    allergy_state: AllergyState = AllergyState.NOT_RECORDED
    allergies: tuple[str, ...] = ()
    weight_kg: Decimal | None = None


def read_person(check: FieldCheck, today: date) -> Person:
    """The person of a form's fields (named as in ``Person``); what is wrong is noted in ``check``."""
    number = check.read_if_written("national_id", parse_national_id, "")
    sex = _sex(check, number)
    state, allergies = _allergies(check)
    return Person(
        name=check.read("name", lambda text, field: written_line(text, field, needed=True), ""),
        sex=sex,
        birth_date=check.read_if_written("birth_date", lambda text, field: parse_birth_date(text, today, field), None),
        national_id=number,
        nhi_card_number=check.read_if_written("nhi_card_number", parse_card_number, ""),
        record_number=check.read("record_number", written_line, ""),
        phone=check.read_if_written("phone", parse_phone, ""),
        address=check.read("address", written_line, ""),
        access_note=check.read("access_note", written_line, ""),
        position=check.read_if_written("position", parse_position, None),
        caregiver_name=check.read("caregiver_name", written_line, ""),
        caregiver_relationship=check.read("caregiver_relationship", written_line, ""),
        caregiver_phone=check.read_if_written("caregiver_phone", parse_phone, ""),
        allergy_state=state,
        allergies=allergies,
        weight_kg=check.read_if_written("weight_kg", parse_weight, None),
    )


def person_fields(person: Person) -> Mapping[str, str]:
    """The fields of a form that tell of this person, as ``read_person`` reads them."""
    return {
        "name": person.name,
        "sex": person.sex.value,
        "birth_date": person.birth_date.isoformat() if person.birth_date else "",
        "national_id": person.national_id,
        "nhi_card_number": person.nhi_card_number,
        "record_number": person.record_number,
        "phone": person.phone,
        "address": person.address,
        "access_note": person.access_note,
        "position": f"{person.position[0]:.5f}, {person.position[1]:.5f}" if person.position else "",
        "caregiver_name": person.caregiver_name,
        "caregiver_relationship": person.caregiver_relationship,
        "caregiver_phone": person.caregiver_phone,
        "allergy_state": person.allergy_state.value,
        "allergies": "、".join(person.allergies),
        "weight_kg": str(person.weight_kg) if person.weight_kg is not None else "",
    }


PERSON_FIELDS = tuple(person_fields(Person("")))
"""The names of the fields, in the order of a form."""
_PARTS = re.compile(r"[、,，;；]")
_NEEDED = ("name", "birth_date", "address", "position", "caregiver_name", "caregiver_relationship", "caregiver_phone")


def missing_for_admission(person: Person) -> tuple[str, ...]:
    """The fields without which nobody is admitted: who she is, where she lives, whom to call.

    Sex must be known, and one number (national ID or the site's record number) must tell her from anybody else.
    """
    fields = person_fields(person)
    missing = [name for name in _NEEDED if not fields[name]]
    if person.sex is Sex.UNKNOWN:
        missing.append("sex")
    if not person.national_id and not person.record_number:
        missing.append("national_id")
    return tuple(name for name in PERSON_FIELDS if name in missing)


def parse_weight(text: str, field: str = "weight_kg") -> Decimal:
    """A body weight in kg; reasons as ``written_number``."""
    return written_number(text, field, LIGHTEST_KG, HEAVIEST_KG)


def parse_position(text: str, field: str = "position") -> tuple[float, float]:
    """``24.80395, 120.96468`` (latitude, longitude, as a map gives them), within Taiwan.

    Reasons: ``not_a_position``, ``out_of_range``.
    """
    parts = text.replace("，", ",").split(",") if "," in text or "，" in text else text.split()
    try:
        lat, lon = (float(written_number(part, field, Decimal(-180), Decimal(180))) for part in parts)
    except (ValueError, InvalidInput) as error:
        raise InvalidInput(field=field, value=text, reason="not_a_position") from error
    if not (SOUTH <= lat <= NORTH and WEST <= lon <= EAST):
        raise InvalidInput(field=field, value=text, reason="out_of_range")
    return lat, lon


def _sex(check: FieldCheck, number: str) -> Sex:
    """As chosen, else as the ID number says; the two must not differ."""
    chosen, numbered = check.choice("sex", Sex, Sex.UNKNOWN), sex_of_id(number)
    if chosen is Sex.UNKNOWN:
        return numbered or Sex.UNKNOWN
    if numbered is not None and chosen in (Sex.FEMALE, Sex.MALE) and chosen is not numbered:
        check.add("sex", "differs_from_id", chosen.value)
    return chosen


def _allergies(check: FieldCheck) -> tuple[AllergyState, tuple[str, ...]]:
    """The state with the substances: named exactly when there are known ones."""
    state = check.choice("allergy_state", AllergyState, AllergyState.NOT_RECORDED)
    line = check.read("allergies", written_line, "")
    named = tuple(part for part in (piece.strip() for piece in _PARTS.split(line)) if part)
    if state is AllergyState.KNOWN and not named:
        check.add("allergies", "allergy_not_named")
    if state is not AllergyState.KNOWN and named:
        check.add("allergy_state", "allergy_contradiction", line)
    return state, named
