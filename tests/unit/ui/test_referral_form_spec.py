"""The typed form of a referral asks for every field a referral has."""

from hah_console.domain.referral_form import REFERRAL_FIELDS
from hah_console.ui.screens.referrals.form_spec import referral_form


def test_the_form_asks_for_each_field_of_a_referral_once() -> None:
    assert sorted(field.name for field in referral_form().fields()) == sorted(REFERRAL_FIELDS)
