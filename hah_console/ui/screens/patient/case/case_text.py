"""What the case tab says: the admission, how it came about, which steps are offered; no Qt."""

from collections.abc import Iterator
from datetime import datetime

from hah_console.domain.consent import Consent
from hah_console.domain.intake import DecisionEntry
from hah_console.services.context import Context
from hah_console.services.patient_case import PatientCase
from hah_console.ui.day_text import day_spoken
from hah_console.ui.i18n import Texts
from hah_console.ui.widgets.facts import Fact
from hah_console.ui.wording import NOTHING

# i18n: words.episode_state.*
# i18n: case.hold.*
# i18n: case.fact.*
# i18n: words.outcome.*


def case_facts(texts: Texts, ctx: Context, case: PatientCase) -> tuple[Fact, ...]:
    """The admission: state, day, condition, people, equipment, enrolment."""
    return tuple(Fact(name, texts.word("case.fact", name), value, missing) for name, value, missing in _facts(
        texts, ctx, case
    ))  # fmt: skip


def _facts(texts: Texts, ctx: Context, case: PatientCase) -> Iterator[tuple[str, str, bool]]:
    episode, stay = case.episode, case.stay
    if episode is None or stay is None:
        return
    yield "state", state_text(texts, case), False
    yield "day", day_spoken(texts, stay.care_day), False
    yield "condition", texts.word("words.condition", episode.condition), False
    yield "mode", f"{episode.mode.value} {texts.word('words.mode', episode.mode)}", False
    yield "diagnosis", episode.principal_diagnosis or NOTHING, False
    yield "admitted", _at(ctx, episode.admitted_at), False
    if episode.closed_at is not None:
        outcome = texts.word("words.outcome", episode.outcome) if episode.outcome else ""
        yield "closed", " · ".join(part for part in (_at(ctx, episode.closed_at), outcome) if part), False
    yield "owner", case.owner or texts("case.nobody"), not case.owner
    yield "physician", case.physician or texts("case.nobody"), not case.physician
    yield "kit", episode.kit_id or NOTHING, False
    enrolled = _at(ctx, case.enrolled_at) if case.enrolled_at else texts("case.not_enrolled")
    yield "enrolled", enrolled, case.enrolled_at is None
    yield "former", str(case.former), False


def state_text(texts: Texts, case: PatientCase) -> str:
    """The state, on hold with its reason."""
    if case.episode is None:
        return texts("case.none")
    state = texts.word("words.episode_state", case.episode.state)
    reason = case.episode.hold_reason
    return f"{state} · {texts.word('case.hold', reason)}" if reason else state


def origin_facts(texts: Texts, ctx: Context, case: PatientCase) -> tuple[Fact, ...]:
    """Referral, intake and consents, as they are on record."""
    return tuple(Fact(name, texts.word("case.fact", name), value, False) for name, value in _origin(texts, ctx, case))


def _origin(texts: Texts, ctx: Context, case: PatientCase) -> Iterator[tuple[str, str]]:
    referral, intake = case.referral, case.intake
    if referral is None:
        yield "referral", texts("case.no_referral")
        return
    sender = referral.sender
    told = (sender.organisation, sender.name, sender.phone, _at(ctx, referral.received_at))
    yield "referral", " · ".join(part for part in told if part)
    yield "problem", referral.problem or NOTHING
    if intake is None:
        return
    yield "treatment", intake.answers.antibiotic or NOTHING
    yield "summary", intake.answers.summary or NOTHING
    yield "decision", "\n".join(_decision(texts, ctx, case, entry) for entry in reversed(intake.decisions)) or NOTHING
    yield "consent", "\n".join(_consent(texts, ctx, case, one) for one in case.consents) or NOTHING


# i18n: intake.decided.*
# i18n: intake.relation.*
def _decision(texts: Texts, ctx: Context, case: PatientCase, entry: DecisionEntry) -> str:
    by = texts("intake.decision.automatic") if entry.automatic else case.people.get(entry.by, entry.by)
    told = (texts.word("intake.decided", entry.decision), _at(ctx, entry.at), by, entry.reason)
    return " · ".join(part for part in told if part)


def _consent(texts: Texts, ctx: Context, case: PatientCase, consent: Consent) -> str:
    relation = texts.word("intake.relation", consent.relation)
    signed = texts("intake.consent_form.signed", name=consent.signer_name, relation=relation,
                   at=_at(ctx, consent.signed_at))  # fmt: skip
    by = case.people.get(consent.explained_by, consent.explained_by)
    explained = texts("intake.consent_form.explained", by=by, paper=consent.document_name)
    back = f"✕ {texts('intake.consent_form.withdrawn', at=_at(ctx, consent.withdrawn_at))}"
    return " · ".join((signed, explained, *((back,) if not consent.in_force else ())))


def _at(ctx: Context, moment: datetime | None) -> str:
    """Day and time in full: what stands on record is read days later."""
    return f"{ctx.local(moment):%Y-%m-%d %H:%M}" if moment else NOTHING
