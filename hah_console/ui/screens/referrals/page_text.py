"""What the detail of a referral says: facts, what is missing, who it may be, what has happened; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass

from hah_console.domain.episode import EpisodeState
from hah_console.domain.patient import AllergyState, Sex
from hah_console.domain.person import person_fields
from hah_console.domain.person_match import PersonMatch, patient_fields
from hah_console.domain.referral import Referral, ReferralEntry
from hah_console.domain.referral_form import referral_fields
from hah_console.services.context import Context
from hah_console.services.referral_inbox import ReferralPage
from hah_console.ui.i18n import Texts
from hah_console.ui.widgets.facts import Fact
from hah_console.ui.wording import NOTHING, near_clock

# i18n: referrals.field.*
# i18n: referrals.reason.*
_FAMILIES = {
    "sex": "words.sex",
    "allergy_state": "words.allergy_state",
    "mode": "words.mode",
    "condition": "words.condition",
}
_UNSAID = {("sex", Sex.UNKNOWN.value), ("allergy_state", AllergyState.NOT_RECORDED.value)}
FACTS = (
    "problem", "birth_date", "sex", "national_id", "record_number", "phone", "address", "access_note",
    "caregiver_name", "caregiver_phone", "allergy_state", "weight_kg", "sender_organisation", "sender_name",
    "sender_phone",
)  # fmt: skip
"""The fields of the detail, in its order."""


@dataclass(frozen=True, slots=True)
class MatchLine:
    """A patient the house knows, beside the person told of."""

    key: str
    verdict: str
    who: str
    agrees: str
    differs: str
    enough: bool
    excluded: bool
    chosen: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One state reached: when, by whom, why."""

    key: str
    state: str
    at: str
    why: str
    spoken: str


def value_text(texts: Texts, name: str, value: str) -> str:
    """The value of a field in words."""
    return texts.word(_FAMILIES[name], value) if name in _FAMILIES and value else value


def field_names(texts: Texts, names: tuple[str, ...]) -> str:
    """The words of some fields, as a list."""
    return texts("referrals.list_joint").join(texts.word("referrals.field", name) for name in names)


def facts(texts: Texts, page: ReferralPage) -> tuple[Fact, ...]:
    """The fields of the referral in words."""
    told = referral_fields(page.referral)
    return tuple(_fact(texts, page, name, told[name]) for name in FACTS)


def _fact(texts: Texts, page: ReferralPage, name: str, value: str) -> Fact:
    label, missing = texts.word("referrals.field", name), name in page.missing
    if missing:
        return Fact(name, label, texts("referrals.not_told"), True)
    if not value or (name, value) in _UNSAID:
        return Fact(name, label, NOTHING, False)
    words = value_text(texts, name, value)
    return Fact(name, label, _longer(texts, page, name, words), False)


def _longer(texts: Texts, page: ReferralPage, name: str, words: str) -> str:
    """A few facts are told together."""
    person = page.referral.person
    if name == "birth_date" and page.age_years is not None:
        return f"{words} ({texts('referrals.age', n=page.age_years)})"
    if name == "caregiver_name" and person.caregiver_relationship:
        return f"{words} ({person.caregiver_relationship})"
    if name == "allergy_state" and person.allergies:
        return f"{words} {texts('referrals.list_joint').join(person.allergies)}"
    return f"{words} {texts('referrals.kg')}" if name == "weight_kg" else words


def heading(texts: Texts, page: ReferralPage) -> str:
    """Who, for what and how."""
    referral = page.referral
    condition = texts.word("words.condition", referral.condition) if referral.condition else ""
    mode = f"{referral.mode.value} {texts.word('words.mode', referral.mode)}"
    return " · ".join(part for part in (referral.person.name, condition, mode) if part)


def notice_text(texts: Texts, page: ReferralPage) -> str:
    """What to know before answering: an admission that runs, the same person referred twice, what is not told yet."""
    return "\n".join(_notices(texts, page))


def _notices(texts: Texts, page: ReferralPage) -> Iterator[str]:
    if page.patient is not None and any(stay.state is not EpisodeState.CLOSED for stay in page.episodes):
        yield f"⚠ {texts('referrals.in_care', name=page.patient.name)}"
    if page.doubles:
        yield f"⚠ {texts('referrals.doubles', count=len(page.doubles))}"
    if page.missing and not page.referral.ended:
        yield texts("referrals.missing", fields=field_names(texts, page.missing))


def match_lines(texts: Texts, page: ReferralPage) -> tuple[MatchLine, ...]:
    """The patients it may be, the likeliest first."""
    return tuple(_match(texts, page.referral, match) for match in page.matches)


def _match(texts: Texts, referral: Referral, match: PersonMatch) -> MatchLine:
    patient, chosen = match.patient, match.patient.patient_id == referral.patient_id
    born = patient.birth_date.isoformat()
    who = texts("referrals.match.who", name=patient.name, born=born, number=patient.medical_record_number)
    agrees = texts("referrals.match.agrees", fields=field_names(texts, match.agrees)) if match.agrees else ""
    differs = texts("referrals.match.differs", fields=_differences(texts, referral, match)) if match.differs else ""
    verdict = _verdict(texts, match, chosen=chosen)
    spoken = ", ".join(part for part in (verdict, who, agrees, differs) if part)
    key = str(patient.patient_id)
    return MatchLine(key, verdict, who, agrees, differs, match.enough, match.excluded, chosen, spoken)


def _verdict(texts: Texts, match: PersonMatch, *, chosen: bool) -> str:
    if chosen:
        return texts("referrals.match.chosen")
    if match.excluded:
        return texts("referrals.match.excluded")
    return texts("referrals.match.likely" if match.enough else "referrals.match.alike")


def _differences(texts: Texts, referral: Referral, match: PersonMatch) -> str:
    """Each field that differs, with what is told and what is known."""
    told = person_fields(referral.person)
    known = patient_fields(match.patient)
    parts = (
        texts(
            "referrals.match.difference",
            field=texts.word("referrals.field", name),
            told=value_text(texts, name, told[name]),
            known=value_text(texts, name, known[name]),
        )
        for name in match.differs
    )
    return texts("referrals.list_joint").join(parts)


def history_lines(texts: Texts, ctx: Context, page: ReferralPage) -> tuple[HistoryLine, ...]:
    """What has happened, the newest first."""
    entries = enumerate(page.referral.history)
    return tuple(reversed([_entry(texts, ctx, page, number, entry) for number, entry in entries]))


def _entry(texts: Texts, ctx: Context, page: ReferralPage, number: int, entry: ReferralEntry) -> HistoryLine:
    state, at = texts.word("referrals.state", entry.state), near_clock(ctx.local(entry.at), ctx.today())
    why = " · ".join(_why(texts, page, entry))
    return HistoryLine(str(number), state, at, why, f"{at} {state}, {why}")


def _why(texts: Texts, page: ReferralPage, entry: ReferralEntry) -> Iterator[str]:
    yield page.people.get(entry.by, entry.by)
    if entry.reason is not None:
        yield texts.word("referrals.reason", entry.reason)
    if entry.missing:
        yield field_names(texts, entry.missing)
    if entry.note:
        yield entry.note
