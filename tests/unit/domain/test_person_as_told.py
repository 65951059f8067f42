"""A person is read from a form with every fault at its field, and nothing that was not told is made up."""

from datetime import date
from decimal import Decimal

import pytest

from hah_console.domain.consent import Consent, Relation
from hah_console.domain.draft import Draft, DraftKey
from hah_console.domain.errors import IllegalTransition, InvalidFields
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.patient import AllergyState, Sex
from hah_console.domain.person import PERSON_FIELDS, Person, missing_for_admission, person_fields, read_person

TODAY = date(2026, 11, 29)
TOLD = {
    "name": "陳大明", "national_id": "Ａ１２３４５６７８９", "birth_date": "民國35年3月5日", "phone": "0912-345-678",
    "address": "新竹市東區示意路 1 號", "position": "24.8, 120.97", "caregiver_name": "陳小美",
    "caregiver_relationship": "女兒", "caregiver_phone": "0922 333 444", "allergy_state": "known",
    "allergies": "盤尼西林、海鮮", "weight_kg": "５８．５",
}  # fmt: skip


def read(**fields):
    check = FieldCheck({**TOLD, **fields})
    return read_person(check, TODAY), {fault.facts["field"]: fault.facts["reason"] for fault in check.faults}


def test_a_form_filled_in_at_the_bedside_is_read():
    person, faults = read()
    assert faults == {}
    assert (person.national_id, person.birth_date, person.phone) == ("A123456789", date(1946, 3, 5), "0912345678")
    assert (person.allergies, person.weight_kg) == (("盤尼西林", "海鮮"), Decimal("58.5"))
    assert missing_for_admission(person) == ()


def test_the_sex_is_that_of_the_number_when_nobody_chose_one_and_must_not_differ():
    assert read()[0].sex is Sex.MALE
    assert read(sex="female")[1] == {"sex": "differs_from_id"}
    assert read(sex="other")[1] == {}


def test_every_fault_stands_at_its_field():
    wrong = {
        "name": " ", "national_id": "A123456788", "birth_date": "2027-01-01", "phone": "12", "weight_kg": "700",
        "position": "0, 0", "nhi_card_number": "1", "allergies": "", "sex": "M", "address": "x" * 300,
    }  # fmt: skip
    reasons = read(**wrong)[1]
    assert reasons == {
        "name": "empty", "national_id": "wrong_check_digit", "birth_date": "in_the_future", "phone": "not_a_phone",
        "weight_kg": "out_of_range", "position": "out_of_range", "nhi_card_number": "not_a_card_number",
        "allergies": "allergy_not_named", "sex": "unknown", "address": "too_long",
    }  # fmt: skip


def test_a_check_with_faults_raises_them_all():
    check = FieldCheck({"name": "", "weight_kg": "700"})
    read_person(check, TODAY)
    with pytest.raises(InvalidFields) as refused:
        check.require_none()
    assert len(refused.value.faults) == 2


def test_allergies_that_contradict_their_state_are_told():
    assert read(allergy_state="none_known")[1] == {"allergy_state": "allergy_contradiction"}


def test_what_is_missing_for_an_admission_is_named_in_the_order_of_the_form():
    missing = missing_for_admission(Person("陳大明"))
    assert missing == tuple(sorted(missing, key=PERSON_FIELDS.index))
    assert {"sex", "birth_date", "national_id", "address", "position", "caregiver_phone"} <= set(missing)
    assert "national_id" not in missing_for_admission(Person("陳大明", record_number="M-1"))


def test_a_person_comes_back_from_the_fields_of_a_form():
    person, _ = read()
    check = FieldCheck(person_fields(person))
    assert read_person(check, TODAY) == person
    assert person.allergy_state is AllergyState.KNOWN


def test_a_draft_knows_whether_its_subject_has_changed_since():
    draft = Draft(DraftKey("U-1", "intake", "IN-1"), {"name": "陳"}, based_on=3)
    assert not draft.stale(3)
    assert draft.stale(4)


def test_a_consent_is_taken_back_once():
    consent = Consent("CO-1", "IN-1", "U-1", TODAY, "陳小美", Relation.CHILD, TODAY, "00", "consent.pdf")
    taken = consent.withdrawn(TODAY, "U-2")
    assert consent.in_force
    assert not taken.in_force
    with pytest.raises(IllegalTransition):
        taken.withdrawn(TODAY, "U-2")
