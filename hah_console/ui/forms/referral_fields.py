"""The fields of a referral and of the person it is about, the same in its own form and in the intake's; no Qt."""

from hah_console.domain.episode import Condition, Mode
from hah_console.domain.patient import AllergyState, Sex
from hah_console.ui.forms.spec import FieldSpec, Kind, Option, options_of

# i18n: words.mode.*
# i18n: words.condition.*
# i18n: words.sex.*
# i18n: words.allergy_state.*
# i18n: referrals.field.*
# i18n: referrals.hint.*
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
