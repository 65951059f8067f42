"""The form of a referral, typed in from a call or a paper."""

from hah_console.domain.referral_form import REFERRAL_FIELDS
from hah_console.ui.forms.referral_fields import referral_field
from hah_console.ui.forms.spec import FormSpec, SectionSpec

FORM = "referral"


def referral_form() -> FormSpec:
    """The whole form, in the order of ``REFERRAL_FIELDS``."""
    sections = (
        ("sender", ("sender_organisation", "sender_name", "sender_phone", "mode", "condition", "problem")),
        ("person", ("name", "sex", "birth_date", "national_id", "nhi_card_number", "record_number", "phone")),
        ("home", ("address", "access_note", "position")),
        ("caregiver", ("caregiver_name", "caregiver_relationship", "caregiver_phone")),
        ("body", ("allergy_state", "allergies", "weight_kg")),
    )
    spec = FormSpec(FORM, tuple(_section(name, fields) for name, fields in sections))
    assert {field.name for field in spec.fields()} == set(REFERRAL_FIELDS)
    return spec


# i18n: referrals.section.*
def _section(name: str, fields: tuple[str, ...]) -> SectionSpec:
    return SectionSpec(name, f"referrals.section.{name}", tuple(map(referral_field, fields)), columns=2)
