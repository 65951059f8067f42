"""Two records are never taken for one person by the program; what agrees and what differs is named."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hah_console.domain.errors import AnotherPerson, NotReady
from hah_console.domain.patient import Patient, Sex
from hah_console.domain.person import Person
from hah_console.domain.person_match import candidates, compare, require_same
from hah_console.domain.place import Place

KNOWN = Patient(
    "P-1", "M001", "陳大明", Sex.MALE, date(1946, 3, 5), Place(24.8, 120.97, "臺北市大安區 1 號", ""), "A123456789",
    caregiver_phone="0922-333-444",
)  # fmt: skip
TOLD = Person(
    "陳大明", Sex.MALE, date(1946, 3, 5), "A123456789", address="台北市大安區１號", caregiver_phone="0922333444"
)


def test_the_same_written_differently_agrees():
    match = compare(TOLD, KNOWN)
    assert match.agrees == ("name", "sex", "birth_date", "national_id", "address", "caregiver_phone")
    assert (match.differs, match.enough) == ((), True)


def test_what_one_of_the_two_does_not_tell_neither_agrees_nor_differs():
    match = compare(Person("陳大明"), KNOWN)
    assert (match.agrees, match.differs, match.enough, match.worth_showing) == (("name",), (), False, True)
    with pytest.raises(NotReady):
        require_same(Person("陳大明"), KNOWN)


def test_another_national_id_is_another_person_whatever_anybody_says():
    other = replace(TOLD, national_id="A100000001")
    assert compare(other, KNOWN).excluded
    with pytest.raises(AnotherPerson) as refused:
        require_same(other, KNOWN, ("national_id",))
    assert refused.value.facts == {"name": "陳大明", "field": "national_id"}


def test_the_likeliest_stands_first_and_strangers_are_not_shown():
    namesake = replace(KNOWN, patient_id="P-0", national_id="", birth_date=date(1950, 1, 1))
    stranger = replace(namesake, patient_id="P-2", name="林小美", caregiver_phone="")
    assert [match.patient.patient_id for match in candidates(TOLD, (namesake, stranger, KNOWN))] == ["P-1", "P-0"]


_DAYS = st.sampled_from([None, date(1946, 3, 5), date(1950, 1, 1)])
_NUMBERS = st.sampled_from(["", "A123456789", "A100000001"])
_PERSONS = st.builds(
    Person,
    name=st.sampled_from(["陳大明", "陳大朋"]),
    sex=st.sampled_from(Sex),
    birth_date=_DAYS,
    national_id=_NUMBERS,
    record_number=st.sampled_from(["", "M001", "M002"]),
    caregiver_phone=st.sampled_from(["", "0922333444", "0911"]),
)


@given(_PERSONS, st.sets(st.sampled_from(["name", "sex", "birth_date", "record_number", "national_id"])))
def test_nobody_is_ever_matched_against_her_number_or_on_the_name_alone(person, despite):
    try:
        match = require_same(person, KNOWN, despite)
    except (AnotherPerson, NotReady):
        return
    assert person.national_id in ("", KNOWN.national_id)
    assert set(match.differs) <= despite
    assert {"national_id", "record_number"} & set(match.agrees) or {"name", "birth_date"} <= set(match.agrees)
