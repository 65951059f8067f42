"""Who a hospital's patient is here: what a feed finds is noted, what it cannot tell for certain a person decides.

A screen shows ``open_matches`` and sends the version it shows with every command. Facts are read for linked ones only,
and belong to the hospital's patient: undoing a link takes them from the patient at once, none is rewritten.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.episode import EpisodeState
from hah_console.domain.hospital_notice import HospitalNotice, NoticeKind
from hah_console.domain.identity_match import (
    Candidate,
    IncomingIdentity,
    MatchCase,
    MatchCause,
    MatchState,
    NumberKind,
    candidate,
    cause_of,
)
from hah_console.domain.ids import HospitalNoticeId, MatchCaseId, PatientId
from hah_console.domain.patient import Patient
from hah_console.domain.written import written_note
from hah_console.services.case_line import About, note_event
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen

_NOTICE_OF = {MatchCause.REPLACED: NoticeKind.REPLACED, MatchCause.DIFFERS: NoticeKind.DIFFERS}
_WORTH_SHOWING = frozenset({"own", "national_id", "record_number", "name"})


@dataclass(frozen=True, slots=True)
class MatchRow:
    """A case with the patients of the house it is compared with, in the order of ``case.candidates``."""

    case: MatchCase
    patients: tuple[Patient, ...]


def open_matches(ctx: Context, feed: str = "") -> tuple[MatchRow, ...]:
    """The cases that wait for a person, the oldest first."""
    return _rows(ctx, MatchState.OPEN, feed)


def decided_matches(ctx: Context, state: MatchState, feed: str = "") -> tuple[MatchRow, ...]:
    """The cases that were decided so, to be looked at and undone."""
    return _rows(ctx, state, feed)


def link_identity(
    ctx: Context, actor: Actor, case_id: MatchCaseId, version: int, patient_id: PatientId, reason: str
) -> Changes:
    """A person says that the two are one. Raises NotPermitted, NotFound, VersionConflict, IllegalTransition,
    InvalidInput without a reason, for somebody who was not compared, and for another national ID."""
    words = written_note(reason, "reason", needed=True)
    with ctx.store() as uow:
        case, now = _as_seen(uow, ctx, actor, case_id, version)
        linked = case.linked(patient_id, actor.user_id, now, words)
        _save(uow, actor, now, linked, "link")
        _tell_of_record(uow, actor, now, linked)
        return uow.commit()


def keep_apart(ctx: Context, actor: Actor, case_id: MatchCaseId, version: int, reason: str) -> Changes:
    """A person says that it is none of them. Raises as ``link_identity``."""
    words = written_note(reason, "reason", needed=True)
    with ctx.store() as uow:
        case, now = _as_seen(uow, ctx, actor, case_id, version)
        _save(uow, actor, now, case.kept_apart(actor.user_id, now, words), "keep_apart")
        return uow.commit()


def call_new(ctx: Context, actor: Actor, case_id: MatchCaseId, version: int, reason: str = "") -> Changes:
    """A person says that the house does not know this one yet. Raises as ``link_identity``."""
    words = written_note(reason, "reason")
    with ctx.store() as uow:
        case, now = _as_seen(uow, ctx, actor, case_id, version)
        _save(uow, actor, now, case.new(actor.user_id, now, words), "call_new")
        return uow.commit()


def undo_identity(ctx: Context, actor: Actor, case_id: MatchCaseId, version: int, reason: str) -> Changes:
    """Whatever was decided, by a person or by a number, is open again. Raises as ``link_identity``."""
    words = written_note(reason, "reason", needed=True)
    with ctx.store() as uow:
        case, now = _as_seen(uow, ctx, actor, case_id, version)
        reopened = replace(case.reopened(MatchCause.UNDONE, now), reason=words)
        _save(uow, actor, now, reopened, "undo_match", was=case.state.value)
        return uow.commit()


def note_identity(uow: UnitOfWork, actor: Actor, incoming: IncomingIdentity, now: datetime) -> MatchCase | None:
    """What a feed found of a hospital's patient; None for somebody who is like nobody here and was never looked at.

    SAFETY(never merged silently): linked by itself is only who is told for certain by one number that is relied on,
    with nothing that differs, and only one record of a hospital with one patient; a link whose numbers change, at the
    hospital or here, is open again.
    """
    known = uow.match_cases.of_reference(incoming.feed, incoming.reference)
    if known is not None and known.incoming == incoming and not _is_contradicted(uow, known):
        return known
    compared = candidates_of(uow, incoming)
    if known is None:
        return _first_met(uow, actor, incoming, compared, now) if compared else None
    return _met_again(uow, actor, known, incoming, compared, now)


def candidates_of(uow: UnitOfWork, incoming: IncomingIdentity) -> tuple[Candidate, ...]:
    """The patients of the house a hospital's patient should be compared with, the likeliest first."""
    alike = uow.patients.alike(
        national_id=incoming.number(NumberKind.NATIONAL_ID),
        record_number=incoming.number(NumberKind.RECORD_NUMBER),
        name=incoming.name,
        birth_date=None,
    )
    own = uow.patients.find(PatientId(incoming.number(NumberKind.OWN)))
    people = {each.patient_id: each for each in (*alike, *([own] if own else [])) if not each.exercise}
    compared = (candidate(incoming, each) for each in people.values())
    shown = (each for each in compared if _WORTH_SHOWING & set(each.agrees))
    return tuple(sorted(shown, key=lambda each: each.need))


def note_gone(uow: UnitOfWork, actor: Actor, case: MatchCase, now: datetime) -> None:
    """The record of a linked patient is not at the hospital any more."""
    _notice(uow, actor, now, case, NoticeKind.GONE)


def note_death(uow: UnitOfWork, actor: Actor, feed: str, reference: str, now: datetime) -> None:
    """SAFETY(died there): what a linked record says of a death is told although the rest of it cannot be used."""
    case = uow.match_cases.of_reference(feed, reference)
    if case is not None and case.state is MatchState.LINKED:
        _notice(uow, actor, now, case, NoticeKind.DECEASED)


def _first_met(
    uow: UnitOfWork, actor: Actor, incoming: IncomingIdentity, compared: tuple[Candidate, ...], now: datetime
) -> MatchCase:
    cause = cause_of(incoming, compared)
    if cause is MatchCause.EXACT and _has_another_record(uow, incoming, _likeliest(compared)):
        cause = MatchCause.SEVERAL
    case = MatchCase(MatchCaseId(f"MC-{uuid.uuid4().hex[:16]}"), incoming, compared, cause, now)
    if cause is not MatchCause.EXACT:
        return _save(uow, actor, now, case, "open_match")
    linked = _save(uow, actor, now, case.linked(_likeliest(compared), actor.user_id, now), "link")
    _tell_of_record(uow, actor, now, linked)
    return linked


def _met_again(
    uow: UnitOfWork,
    actor: Actor,
    known: MatchCase,
    incoming: IncomingIdentity,
    compared: tuple[Candidate, ...],
    now: datetime,
) -> MatchCase:
    cause = _why_open_again(known, incoming, compared)
    compared = _with_linked(uow, known, incoming, compared)
    case = known.seen(incoming, compared)
    if cause is None:
        saved = _save(uow, actor, now, case, "read_identity")
        _tell_of_record(uow, actor, now, saved)
        return saved
    saved = _save(uow, actor, now, case.reopened(cause, now), "open_match")
    if known.state is MatchState.LINKED:
        _notice(uow, actor, now, saved, _NOTICE_OF.get(cause, NoticeKind.NUMBER_CHANGED))
        _tell_of_record(uow, actor, now, known.seen(incoming, compared))
    return saved


def _is_contradicted(uow: UnitOfWork, known: MatchCase) -> bool:
    """Whether what the house knows of a linked patient has become another than it was when it was compared."""
    if known.state is not MatchState.LINKED or known.patient_id is None:
        return False
    before, now = _of(known.candidates, known.patient_id), candidate(known.incoming, uow.patients.get(known.patient_id))
    return before is None or bool(set(now.differs) - set(before.differs))


def _why_open_again(known: MatchCase, incoming: IncomingIdentity, compared: tuple[Candidate, ...]) -> MatchCause | None:
    """Why a decided case is to be decided again; None when it is not."""
    if known.state is MatchState.OPEN:
        return None
    if known.is_changed(incoming):
        return MatchCause.NUMBER_CHANGED
    if known.state is not MatchState.LINKED:
        return None
    if (incoming.replaced_by and not known.incoming.replaced_by) or (known.incoming.active and not incoming.active):
        return MatchCause.REPLACED
    before, after = _of(known.candidates, known.patient_id), _of(compared, known.patient_id)
    differs = set(after.differs) - set(before.differs) if after and before else set()
    return MatchCause.DIFFERS if differs or after is None else None


def _with_linked(
    uow: UnitOfWork, known: MatchCase, incoming: IncomingIdentity, compared: tuple[Candidate, ...]
) -> tuple[Candidate, ...]:
    """Whom it is or was linked with stays among those it is compared with, whatever the record says now."""
    if known.patient_id is None or _of(compared, known.patient_id) is not None:
        return compared
    return (*compared, candidate(incoming, uow.patients.get(known.patient_id)))


def _of(compared: tuple[Candidate, ...], patient_id: PatientId | None) -> Candidate | None:
    return next((each for each in compared if each.patient_id == patient_id), None)


def _likeliest(compared: tuple[Candidate, ...]) -> PatientId:
    return next(each.patient_id for each in compared if each.certain)


def _has_another_record(uow: UnitOfWork, incoming: IncomingIdentity, patient_id: PatientId) -> bool:
    """Whether another record of the hospital is linked with a patient already; the one we made there is none."""
    others = [each for each in uow.match_cases.of_patient(patient_id) if each.state is MatchState.LINKED]
    same = [each.incoming for each in others if each.incoming.feed == incoming.feed]
    return not incoming.number(NumberKind.OWN) and any(not each.number(NumberKind.OWN) for each in same)


def _tell_of_record(uow: UnitOfWork, actor: Actor, now: datetime, case: MatchCase) -> None:
    if case.state is MatchState.LINKED and case.incoming.deceased:
        _notice(uow, actor, now, case, NoticeKind.DECEASED)


def _notice(uow: UnitOfWork, actor: Actor, now: datetime, case: MatchCase, kind: NoticeKind) -> None:
    """SAFETY(died there): told once, until somebody has seen it; what follows from it is for people to do."""
    if case.patient_id is None:
        return
    incoming = case.incoming
    told = uow.hospital_notices.of_patient(case.patient_id)
    same = [
        each for each in told if (each.feed, each.reference, each.kind) == (incoming.feed, incoming.reference, kind)
    ]
    if any(each.seen_at is None or kind is NoticeKind.DECEASED for each in same):
        return
    key = HospitalNoticeId(f"HN-{uuid.uuid4().hex[:16]}")
    facts = (("version", incoming.version_id),) if incoming.version_id else ()
    notice = HospitalNotice(key, case.patient_id, incoming.feed, incoming.reference, kind, now, facts)
    uow.hospital_notices.save(notice)
    for episode in uow.episodes.of_patient(case.patient_id):
        if episode.state is not EpisodeState.CLOSED:
            about = About(case.patient_id, episode.episode_id, "hospital_notice", key)
            note_event(uow, actor, now, CaseEventKind.HOSPITAL_NOTICE, about, now, notice=kind.value)
    record(uow, actor, now, "notice", "hospital_notice", key, case.patient_id, kind=kind.value, feed=incoming.feed)


def _save(uow: UnitOfWork, actor: Actor, now: datetime, case: MatchCase, action: str, **facts: str) -> MatchCase:
    saved = uow.match_cases.save(case)
    told = {"feed": case.incoming.feed, "reference": case.incoming.reference, "cause": case.cause.value, **facts}
    record(uow, actor, now, action, "match_case", case.case_id, case.patient_id, **told)
    return saved


def _as_seen(
    uow: UnitOfWork, ctx: Context, actor: Actor, case_id: MatchCaseId, version: int
) -> tuple[MatchCase, datetime]:
    require(actor, Action.DECIDE_IDENTITY)
    uow.take_turn()
    case = uow.match_cases.get(case_id)
    require_seen("match_case", case_id, version, case.version)
    return case, ctx.clock.now()


def _rows(ctx: Context, state: MatchState, feed: str) -> tuple[MatchRow, ...]:
    with ctx.store() as uow:
        cases = uow.match_cases.in_state(state, feed)
        people = {each.patient_id: each for each in uow.patients.some(_compared(cases))}
        return tuple(
            MatchRow(case, tuple(people[each.patient_id] for each in case.candidates if each.patient_id in people))
            for case in cases
        )


def _compared(cases: tuple[MatchCase, ...]) -> set[PatientId]:
    return {each.patient_id for case in cases for each in case.candidates}
