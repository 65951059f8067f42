"""What hospitals know of a patient, with where each statement is from and how surely anything is missing."""

from collections.abc import Iterable
from dataclasses import dataclass

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.exchange import feed_read, is_inbound
from hah_console.domain.hospital_facts import OF_PATIENTS, TYPE_OF, HospitalFact, KindState, ReadMark, kind_state
from hah_console.domain.hospital_notice import HospitalNotice
from hah_console.domain.identity_match import MatchCase, MatchState
from hah_console.domain.ids import HospitalNoticeId, PatientId
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen


@dataclass(frozen=True, slots=True)
class HospitalKnowledge:
    """``facts`` hold and are of records linked with the patient, the newest first; ``states`` has every kind of every
    feed that is read, whether anything came or not.

    ``in_question``: records that were linked and have to be decided again; none of their facts is shown. ``withdrawn``
    counts statements the hospital has taken back.
    """

    patient_id: PatientId
    facts: tuple[HospitalFact, ...]
    states: tuple[KindState, ...]
    linked: tuple[MatchCase, ...]
    in_question: tuple[MatchCase, ...]
    notices: tuple[HospitalNotice, ...]
    withdrawn: int = 0


def read_hospital_knowledge(ctx: Context, patient_id: PatientId) -> HospitalKnowledge:
    """Everything hospitals have told of a patient."""
    with ctx.store() as uow:
        cases = uow.match_cases.of_patient(patient_id)
        linked = tuple(each for each in cases if each.state is MatchState.LINKED)
        read = {feed_read(each.feed) for each in uow.exchange.feeds() if is_inbound(each.feed)}
        feeds = sorted(read | {each.incoming.feed for each in linked})
        facts: list[HospitalFact] = []
        states: list[KindState] = []
        for feed in feeds:
            subjects = [each.incoming.reference for each in linked if each.incoming.feed == feed]
            told = uow.hospital_facts.of_subjects(feed, subjects) if subjects else ()
            facts += told
            states += _states(uow, feed, subjects, told)
        return HospitalKnowledge(
            patient_id,
            tuple(sorted((each for each in facts if each.holds), key=_newest_first)),
            tuple(states),
            linked,
            tuple(each for each in cases if each.state is MatchState.OPEN),
            uow.hospital_notices.of_patient(patient_id),
            sum(not each.holds for each in facts),
        )


def see_notice(ctx: Context, actor: Actor, notice_id: HospitalNoticeId, version: int) -> Changes:
    """A person has looked at what a hospital says.

    Raises NotPermitted, NotFound, VersionConflict, IllegalTransition.
    """
    require(actor, Action.MOVE_EPISODE)
    with ctx.store() as uow:
        notice, now = uow.hospital_notices.get(notice_id), ctx.clock.now()
        require_seen("hospital_notice", notice_id, version, notice.version)
        uow.hospital_notices.save(notice.seen(actor.user_id, now))
        record(uow, actor, now, "see", "hospital_notice", notice_id, notice.patient_id, kind=notice.kind.value)
        return uow.commit()


def unseen_notices(ctx: Context) -> tuple[HospitalNotice, ...]:
    """What hospitals say of anybody and nobody has looked at, the newest first."""
    with ctx.store() as uow:
        return uow.hospital_notices.unseen()


def _states(uow: UnitOfWork, feed: str, subjects: list[str], facts: Iterable[HospitalFact]) -> tuple[KindState, ...]:
    """Of several records of one hospital a kind was asked for only when it was asked for of each."""
    told = tuple(facts)
    marks = {(each.subject, each.resource_type): each for each in uow.read_marks.of_subjects(feed, subjects)}
    refused = uow.inbound_refusals.counts(feed, subjects) if subjects else {}
    states = []
    for kind in OF_PATIENTS:
        each_mark = [marks.get((subject, TYPE_OF[kind])) for subject in subjects]
        mark = _least_read(each_mark)
        states.append(kind_state(feed, kind, told, mark, refused.get(TYPE_OF[kind], 0)))
    return tuple(states)


def _least_read(marks: list[ReadMark | None]) -> ReadMark | None:
    there = [each for each in marks if each is not None]
    if not there or len(there) < len(marks):
        return None
    return min(there, key=lambda each: each.good_at.timestamp() if each.good_at else float("-inf"))


def _newest_first(fact: HospitalFact) -> tuple[float, str]:
    return (-fact.effective.timestamp() if fact.effective else float("inf"), fact.fact_id)
