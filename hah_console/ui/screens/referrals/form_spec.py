"""The form of a referral, typed in from a call or a paper."""

from hah_console.domain.episode import Condition, Mode
from hah_console.domain.patient import AllergyState, Sex
from hah_console.domain.referral_form import REFERRAL_FIELDS
from hah_console.ui.forms.spec import FieldSpec, FormSpec, Kind, Option, SectionSpec, options_of

# i18n: words.mode.*
# i18n: words.condition.*
# i18n: words.sex.*
# i18n: words.allergy_state.*
# i18n: referrals.field.*
FORM = "referral"
_KINDS = {
    "problem": Kind.NOTE,
    "birth_date": Kind.DATE,
    "weight_kg": Kind.NUMBER,
}
_OPTIONS: dict[str, tuple[Option, ...]] = {
    "mode": options_of("words.mode", Mode),
    "condition": options_of("words.condition", Condition),
    "sex": options_of("words.sex", Sex),
    "allergy_state": options_of("words.allergy_state", AllergyState),
}
_NEEDED = {"mode", "sender_organisation", "name"}
_WIDE = {"problem", "address", "access_note"}
_HINTED = {"position", "national_id", "allergies"}


def referral_field(name: str) -> FieldSpec:
    """One field by its name in the referral's form."""
    kind = Kind.CHOICE if name in _OPTIONS else _KINDS.get(name, Kind.LINE)
    return FieldSpec(
        name,
        f"referrals.field.{name}",
        kind,
        _OPTIONS.get(name, ()),
        unit="referrals.kg" if name == "weight_kg" else "",
        hint=f"referrals.hint.{name}" if name in _HINTED else "",
        needed=name in _NEEDED,
        wide=name in _WIDE,
    )


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
# i18n: referrals.hint.*
def _section(name: str, fields: tuple[str, ...]) -> SectionSpec:
    return SectionSpec(name, f"referrals.section.{name}", tuple(map(referral_field, fields)), columns=2)
