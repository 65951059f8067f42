"""The form of a referral, typed in from a call or a paper."""

from hah_console.ui.forms.referral_fields import referral_field
from hah_console.ui.forms.spec import FormSpec, SectionSpec

FORM = "referral"


def referral_form() -> FormSpec:
    """The whole form: every field of ``REFERRAL_FIELDS``, by section."""
    sections = (
        ("sender", ("sender_organisation", "sender_name", "sender_phone", "mode", "condition", "problem")),
        ("person", ("name", "sex", "birth_date", "national_id", "nhi_card_number", "record_number", "phone")),
        ("home", ("address", "access_note", "position")),
        ("caregiver", ("caregiver_name", "caregiver_relationship", "caregiver_phone")),
        ("body", ("allergy_state", "allergies", "weight_kg")),
    )
    return FormSpec(FORM, tuple(_section(name, fields) for name, fields in sections))


# i18n: referrals.section.*
def _section(name: str, fields: tuple[str, ...]) -> SectionSpec:
    return SectionSpec(name, f"referrals.section.{name}", tuple(map(referral_field, fields)), columns=2)
