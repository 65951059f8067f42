"""A form and a document tell the same referral; what they tell comes back as it was."""

import json
from datetime import UTC, date, datetime

from helpers.referrals import TYPED, document
from hypothesis import given
from hypothesis import strategies as st

from hah_console.domain.episode import Condition, Mode
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.referral import Channel, Referral, ReferralEntry, ReferralState
from hah_console.domain.referral_document import read_document
from hah_console.domain.referral_form import REFERRAL_FIELDS, missing_in, read_referral, referral_fields

TODAY = date(2026, 11, 29)


def read(fields):
    check = FieldCheck(fields)
    form = read_referral(check, TODAY)
    return form, {fault.facts["field"]: fault.facts["reason"] for fault in check.faults}


def test_a_form_is_read_and_told_again_by_the_same_fields():
    form, faults = read(TYPED)
    assert faults == {}
    assert (form.mode, form.condition, form.sender.phone) == (Mode.EMERGENCY, Condition.PNEUMONIA, "035551234#12")
    assert tuple(referral_fields(form)) == REFERRAL_FIELDS
    assert read(referral_fields(form)) == (form, {})


def test_an_empty_form_needs_mode_organisation_and_name_and_nothing_else():
    assert read({})[1] == {"mode": "empty", "sender_organisation": "empty", "name": "empty"}


def test_what_is_missing_is_named_in_the_order_of_the_form():
    form, _ = read({"mode": "A", "sender_organisation": "安心診所", "name": "陳大明"})
    entry = ReferralEntry(ReferralState.RECEIVED, datetime(2026, 11, 29, tzinfo=UTC), "U-1")
    referral = Referral("RF-1", form.mode, Channel.TYPED, form.person, form.sender, (entry,))
    assert missing_in(referral) == (
        "condition", "sex", "birth_date", "national_id", "address", "position", "caregiver_name",
        "caregiver_relationship", "caregiver_phone",
    )  # fmt: skip


def test_lists_and_numbers_of_a_document_are_read_as_people_write_them():
    told = document(person={"allergies": ["盤尼西林", "海鮮"], "allergy_state": "known", "position": [24.8, 120.97],
                            "weight_kg": 58.5, "phone": None})  # fmt: skip
    form, faults = read(read_document(told).fields)
    assert faults == {}
    assert (form.person.allergies, form.person.position) == (("盤尼西林", "海鮮"), (24.8, 120.97))
    assert str(form.person.weight_kg) == "58.5"


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode) | st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5), lambda part: st.lists(part, max_size=3)
    | st.dictionaries(st.sampled_from(["format", "version", "sender", "person", "mode", "name", "x"]), part),
    max_leaves=8).map(lambda told: json.dumps(told).encode()))  # fmt: skip
def test_whatever_comes_is_read_or_has_a_reason(content):
    document = read_document(content)
    form, faults = read(document.fields)
    assert document.faults or faults or form.person.name
