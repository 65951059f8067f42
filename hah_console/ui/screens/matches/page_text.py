"""What the merge screen says of a case: who is told of, both records by field, what speaks for and against; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass

from hah_console.domain.identity_match import Candidate, IncomingIdentity, NumberKind, RemoteNumber
from hah_console.domain.ids import PatientId
from hah_console.domain.masked_number import masked_number, masked_pair
from hah_console.domain.patient import Patient, Sex
from hah_console.services.context import Context
from hah_console.services.match_board import MatchPage, MatchRow
from hah_console.ui.compare.compared import ComparedLine, Verdict, compared_line, plain_verdict
from hah_console.ui.i18n import Texts
from hah_console.ui.reference_text import reference_words
from hah_console.ui.wording import near_clock

# i18n: matches.field.*
# i18n: matches.state.*
# i18n: matches.cause.*
# i18n: matches.doubt.*
WEIGHTY = frozenset({"own", "national_id", "birth_date", "sex", "name"})
"""A difference in one of these is drawn as the weightier one."""
JOINT = " / "


@dataclass(frozen=True, slots=True)
class MatchLine:
    """One case in the list."""

    key: str
    name: str
    about: str
    state: str
    waits: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """One of our patients it may be."""

    key: str
    who: str
    verdict: str
    spoken: str


def match_line(texts: Texts, ctx: Context, row: MatchRow) -> MatchLine:
    """A case in words; the name is masked, for the list is of many."""
    case, moment = row.case, row.case.decided_at or row.case.opened_at
    about = texts("matches.about", hospital=case.incoming.feed, at=near_clock(ctx.local(moment), ctx.today()))
    state = texts.word("matches.cause", case.cause) if row.waits else texts.word("matches.state", case.state)
    if row.decided_by:
        state = texts("matches.decided_by", state=state, name=row.decided_by)
    name = row.name or texts("compare.untold")
    return MatchLine(case.case_id, name, about, state, row.waits, f"{name}, {state}, {about}")


def candidate_line(texts: Texts, page: MatchPage, candidate: Candidate) -> CandidateLine | None:
    """One of our patients in words; None for one who is not there any more."""
    patient = page.patients.get(candidate.patient_id)
    if patient is None:
        return None
    born, number = patient.birth_date.isoformat(), patient.medical_record_number
    who = texts("matches.who", name=patient.name, born=born, number=number)
    verdict = texts(f"matches.verdict.{_likeness(candidate)}")
    other = [name for name in candidate.differs if name != "national_id"]
    if other:
        fields = texts("referrals.list_joint").join(texts.word("matches.field", name) for name in other)
        verdict = texts("matches.but", verdict=verdict, fields=fields)
    if candidate.patient_id in page.in_care:
        verdict = texts("matches.in_care", verdict=verdict)
    return CandidateLine(candidate.patient_id, who, verdict, f"{who}, {verdict}")


def compared_lines(
    texts: Texts, told: IncomingIdentity, patient: Patient | None, candidate: Candidate | None
) -> tuple[ComparedLine, ...]:
    """Every field of both records, the hospital's at the left; those that neither tells are left out."""
    lines = _compared(texts, told, patient, candidate or Candidate(PatientId("")))
    return tuple(line for line in lines if line.verdict is not Verdict.MISSING_BOTH)


def _compared(
    texts: Texts, told: IncomingIdentity, patient: Patient | None, candidate: Candidate
) -> Iterator[ComparedLine]:
    born = told.birth_date.isoformat() if told.birth_date else ""
    ours_born = patient.birth_date.isoformat() if patient else ""
    yield _line(texts, "name", told.name, patient.name if patient else "", candidate)
    yield _line(texts, "birth_date", born, ours_born, candidate)
    yield _line(texts, "sex", _sex(texts, told.sex), _sex(texts, patient.sex) if patient else "", candidate)
    yield _national_id(texts, told, patient.national_id if patient else "", candidate)
    record = _numbers(texts, told, NumberKind.RECORD_NUMBER)
    yield _line(texts, "record_number", record, patient.medical_record_number if patient else "", candidate)
    own = told.number(NumberKind.OWN)
    yield _line(texts, "own", own, str(patient.patient_id) if patient and own else "", candidate)
    yield _line(texts, "passport", _numbers(texts, told, NumberKind.PASSPORT, masked=True), "", candidate)
    yield _line(texts, "address", told.address, patient.home.address if patient else "", candidate)
    yield _line(texts, "phone", told.phone, _caregiver_phone(texts, patient), candidate)


def _line(texts: Texts, name: str, left: str, right: str, candidate: Candidate) -> ComparedLine:
    verdict = plain_verdict(left, right)
    if not verdict.is_missing:
        verdict = _judged(name, verdict, candidate)
    label = texts.word("matches.field", name)
    return compared_line(texts, name, label, left, right, verdict, weighty=name in WEIGHTY)


def _judged(name: str, verdict: Verdict, candidate: Candidate) -> Verdict:
    """As the two were compared; what was not compared differs in how it is written, and says nothing."""
    if name in candidate.differs:
        return Verdict.DIFFERENT
    if verdict is Verdict.EQUAL:
        return verdict
    return Verdict.ALIKE if name in candidate.agrees else Verdict.NOT_COMPARED


def _national_id(texts: Texts, told: IncomingIdentity, ours: str, candidate: Candidate) -> ComparedLine:
    """One that may be relied on beside ours, with what differs in sight; doubtful ones with their doubt."""
    number, label = told.number(NumberKind.NATIONAL_ID), texts("matches.field.national_id")
    if number and ours:
        left, right = masked_pair(number, ours)
        verdict = _judged("national_id", Verdict.EQUAL if number == ours else Verdict.DIFFERENT, candidate)
        return compared_line(texts, "national_id", label, left, right, verdict, weighty=True)
    left = _numbers(texts, told, NumberKind.NATIONAL_ID, masked=True)
    verdict = plain_verdict(left, ours)
    if not verdict.is_missing:
        verdict = Verdict.DOUBTFUL
    return compared_line(texts, "national_id", label, left, masked_number(ours), verdict, weighty=True)


def _numbers(texts: Texts, told: IncomingIdentity, kind: NumberKind, *, masked: bool = False) -> str:
    return JOINT.join(_number(texts, each, masked=masked) for each in told.numbers if each.kind is kind)


def _number(texts: Texts, number: RemoteNumber, *, masked: bool) -> str:
    shown = masked_number(number.value) if masked else number.value
    if not number.doubt:
        return shown
    return texts("matches.doubtful", number=shown, doubt=texts.word("matches.doubt", number.doubt))


def _sex(texts: Texts, sex: Sex) -> str:
    return "" if sex is Sex.UNKNOWN else texts.word("words.sex", sex)


def _caregiver_phone(texts: Texts, patient: Patient | None) -> str:
    """We know no number of the patient's own; whose it is stands with it."""
    phone = patient.caregiver_phone if patient else ""
    return texts("matches.caregiver_phone", phone=phone) if phone else ""


def _likeness(candidate: Candidate) -> str:
    if "national_id" in candidate.differs:
        return "excluded"
    return "likely" if candidate.certain else "alike"


def speaks_for(texts: Texts, candidate: Candidate) -> str:
    """What agrees, a line each."""
    said = (texts("matches.same", field=texts.word("matches.field", name)) for name in candidate.agrees)
    return "\n".join(said) or texts("matches.no_reason")


def speaks_against(texts: Texts, told: IncomingIdentity, candidate: Candidate) -> str:
    """What differs, and what makes the hospital's record doubtful; a line each."""
    return "\n".join(_against(texts, told, candidate)) or texts("matches.no_reason")


def _against(texts: Texts, told: IncomingIdentity, candidate: Candidate) -> Iterator[str]:
    for name in candidate.differs:
        yield texts("matches.different", field=texts.word("matches.field", name))
    for number in told.numbers:
        if number.doubt:
            yield texts("matches.doubt_of", kind=texts.word("matches.number", number.kind),
                        doubt=texts.word("matches.doubt", number.doubt))  # fmt: skip
    if not told.active or told.replaced_by:
        yield texts("matches.replaced")


# i18n: matches.number.*
def heading(texts: Texts, page: MatchPage) -> str:
    """Who was told of, whole: the opening is in the audit trail."""
    told = page.case.incoming
    name = told.name or texts("compare.untold")
    reference = reference_words(texts, told.reference)
    return texts("matches.heading", name=name, hospital=told.feed, reference=reference)


def notice(texts: Texts, page: MatchPage) -> str:
    """Why a person is asked, and that the hospital says she has died."""
    case = page.case
    said = [texts("matches.why_asked", cause=texts.word("matches.cause", case.cause))]
    if case.incoming.deceased:
        said.insert(0, texts("matches.deceased"))
    return "\n".join(said)


def told_who(texts: Texts, told: IncomingIdentity) -> str:
    """Name, birth date and numbers as the hospital tells them."""
    number = _numbers(texts, told, NumberKind.NATIONAL_ID, masked=True)
    born = told.birth_date.isoformat() if told.birth_date else ""
    record = _numbers(texts, told, NumberKind.RECORD_NUMBER)
    return _who(texts, "compare.untold", (told.name, born, number, record))


def known_who(texts: Texts, patient: Patient) -> str:
    """Name, birth date and numbers as we know them."""
    number = masked_number(patient.national_id)
    known = (patient.name, patient.birth_date.isoformat(), number, patient.medical_record_number)
    return _who(texts, "compare.unknown", known)


def _who(texts: Texts, missing: str, said: tuple[str, str, str, str]) -> str:
    name, born, number, record = (each or texts(missing) for each in said)
    return texts("matches.second_look.who", name=name, born=born, number=number, record=record)


def decided_text(texts: Texts, ctx: Context, page: MatchPage) -> str:
    """What was decided, by whom, when and why; empty while it waits."""
    case = page.case
    if case.decided_at is None:
        return ""
    when = near_clock(ctx.local(case.decided_at), ctx.today())
    name = page.decided_by or texts("matches.by_exchange")
    said = texts("matches.decided", state=texts.word("matches.state", case.state), name=name, at=when)
    return f"{said} {case.reason}".strip()
