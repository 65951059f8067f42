"""The words of the patient banner; no Qt. What is unknown is said in words, never left out."""

from dataclasses import dataclass
from enum import Enum, auto

from hah_console.domain.episode import EpisodeState
from hah_console.domain.patient import AllergyState, Precaution
from hah_console.services.patient_facts import Identity, Stay
from hah_console.ui.day_text import standing_text
from hah_console.ui.i18n import Texts

# i18n: words.sex.* words.allergy_state.* words.code_status.* words.precaution.*
# i18n: words.condition.* words.mode.* words.outcome.* words.episode_state.*


class Chip(Enum):
    """How much a value stands out: not at all, by a quiet mark, in an outline, or on a solid ground; the last two with
    a warning shape."""

    NONE = auto()
    MARK = auto()
    OUTLINE = auto()
    SOLID = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """A label with its value."""

    name: str
    label: str
    value: str
    chip: Chip = Chip.NONE


@dataclass(frozen=True, slots=True)
class BannerText:
    """The name, the fields in their fixed order, the lower line, and the sentence for a screen reader."""

    name: str
    fields: tuple[Field, ...]
    below: tuple[Field, ...]
    spoken: str


def banner_text(texts: Texts, who: Identity, stay: Stay | None) -> BannerText:
    """Name, born (age), sex, number, allergies, precautions, condition, day, code status; caregiver and home below."""
    fields = (
        Field("born", texts("patient.banner.born"), _born(texts, who)),
        Field("number", texts("patient.banner.number"), who.record_number or texts("patient.banner.not_recorded")),
        Field(
            "allergy",
            texts("patient.banner.allergy"),
            allergy_text(texts, who),
            Chip.MARK if who.allergy_state is AllergyState.NONE_KNOWN else Chip.SOLID,
        ),
        _precautions(texts, who),
        Field("condition", texts("patient.banner.condition"), _condition(texts, stay)),
        Field("day", texts("patient.banner.day"), _day(texts, stay)),
        Field("code", texts("patient.banner.code"), texts.word("words.code_status", who.code_status)),
    )
    unknown = texts("patient.banner.not_recorded")
    below = (
        Field("caregiver", texts("patient.banner.caregiver"), _caregiver(texts, who)),
        Field("address", texts("patient.banner.address"), who.address or unknown),
        Field("access", texts("patient.banner.access"), who.access_note or unknown),
    )
    return BannerText(who.name, fields, below, _spoken(texts, who, fields, below))


def allergy_text(texts: Texts, who: Identity) -> str:
    """One of the four states in words; the substances when they are known."""
    if who.allergy_state is AllergyState.KNOWN and who.allergies:
        return "、".join(who.allergies) if texts.language == "zh_TW" else ", ".join(who.allergies)
    return texts.word("words.allergy_state", who.allergy_state)


def _precautions(texts: Texts, who: Identity) -> Field:
    """More than the standard ones stand out; none recorded is said."""
    words = " · ".join(texts.word("words.precaution", p) for p in who.precautions)
    special = any(p is not Precaution.STANDARD for p in who.precautions)
    value = words or texts("patient.banner.not_recorded")
    return Field("precautions", texts("patient.banner.precautions"), value, Chip.OUTLINE if special else Chip.NONE)


def _born(texts: Texts, who: Identity) -> str:
    sex = texts.word("words.sex", who.sex)
    return texts("patient.banner.born_value", date=who.birth_date.isoformat(), age=who.age_years, sex=sex)


def _condition(texts: Texts, stay: Stay | None) -> str:
    if stay is None:
        return texts("patient.banner.never_admitted")
    mode = f"{stay.mode.value} {texts.word('words.mode', stay.mode)}"
    return f"{texts.word('words.condition', stay.condition)} · {mode}"


def _day(texts: Texts, stay: Stay | None) -> str:
    if stay is None:
        return texts("patient.banner.never_admitted")
    if stay.outcome is not None:
        return texts("patient.closed", outcome=texts.word("words.outcome", stay.outcome))
    if stay.state is EpisodeState.PLANNED:
        return texts.word("words.episode_state", stay.state)
    days = _of_days(texts, stay)
    if stay.state is EpisodeState.ON_HOLD:
        return f"{days} · {texts.word('words.episode_state', stay.state)}"
    return days


def _of_days(texts: Texts, stay: Stay) -> str:
    if stay.target_days is None:
        return texts("patient.banner.day_only", day=stay.day)
    if stay.max_days is None:
        return texts("patient.banner.day_target", day=stay.day, target=stay.target_days)
    day = texts("patient.banner.day_of", day=stay.day, target=stay.target_days, most=stay.max_days)
    standing = standing_text(texts, stay.care_day)
    return texts("days.with_word", day=day, word=standing) if standing else day


def _caregiver(texts: Texts, who: Identity) -> str:
    if not who.caregiver_name and not who.caregiver_phone:
        return texts("patient.banner.not_recorded")
    relationship = who.caregiver_relationship or texts("patient.banner.not_recorded")
    phone = who.caregiver_phone or texts("patient.banner.no_phone")
    name = who.caregiver_name or texts("patient.banner.not_recorded")
    return texts("patient.banner.caregiver_value", name=name, relationship=relationship, phone=phone)


def _spoken(texts: Texts, who: Identity, fields: tuple[Field, ...], below: tuple[Field, ...]) -> str:
    values = {field.name: f"{field.label} {field.value}" for field in (*fields, *below)}
    return texts(
        "patient.banner.spoken",
        name=who.name,
        born=who.birth_date.isoformat(),
        age=who.age_years,
        sex=texts.word("words.sex", who.sex),
        number=fields[1].value,
        allergy=values["allergy"],
        precautions=values["precautions"],
        condition=values["condition"],
        day=values["day"],
        code=values["code"],
        caregiver=below[0].value,
        address=f"{below[1].value} {below[2].value}",
    )
