"""Who a hospital's patient is: linked by a number, decided by a person, open again when the number changes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.bedside import ADMINISTRATOR, CHEN, CHEN_STAY, DISPATCHER, LIN, NOW, NURSE, PHYSICIAN, Bedside

from hah_console.domain.actor import Actor, Role
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.episode import EpisodeState
from hah_console.domain.errors import InvalidInput, NotPermitted, VersionConflict
from hah_console.domain.exchange import FeedStatus, inbound_feed
from hah_console.domain.hospital_facts import Code, FactKind, HospitalFact, Knowledge, Origin, ReadMark
from hah_console.domain.hospital_notice import NoticeKind
from hah_console.domain.identity_match import (
    IncomingIdentity,
    MatchCase,
    MatchCause,
    MatchState,
    NumberKind,
    RemoteNumber,
)
from hah_console.domain.ids import UserId
from hah_console.services.hospital_known import read_hospital_knowledge, see_notice, unseen_notices
from hah_console.services.identity_matches import (
    call_new,
    decided_matches,
    keep_apart,
    link_identity,
    note_identity,
    open_matches,
    undo_identity,
)

FEED = Actor(UserId("exchange:h"), "h", Role.SERVICE, "exchange")


def told_of(bedside: Bedside, **told: object) -> IncomingIdentity:
    """Chen as the hospital tells of her, with her national ID."""
    with bedside.ctx.store() as uow:
        chen = uow.patients.get(CHEN)
    known = IncomingIdentity(
        "h", "Patient/7", "1", chen.name, chen.sex, chen.birth_date,
        (RemoteNumber(NumberKind.NATIONAL_ID, "moi.gov.tw", chen.national_id),),
    )  # fmt: skip
    return replace(known, **told)


def noted(bedside: Bedside, incoming: IncomingIdentity) -> MatchCase | None:
    with bedside.ctx.store() as uow:
        case = note_identity(uow, FEED, incoming, bedside.clock.now())
        uow.commit()
    return case


@pytest.fixture(autouse=True)
def with_number(bedside: Bedside) -> None:
    """Chen has a national ID of her own."""
    with bedside.ctx.store() as uow:
        uow.patients.save(replace(uow.patients.get(CHEN), national_id="A234567893"))
        uow.commit()


def test_a_number_that_is_relied_on_links_by_itself_and_stands_in_the_audit_trail(bedside: Bedside) -> None:
    case = noted(bedside, told_of(bedside))
    assert case is not None
    assert (case.state, case.cause, case.patient_id) == (MatchState.LINKED, MatchCause.EXACT, CHEN)
    assert open_matches(bedside.ctx) == ()
    with bedside.ctx.store() as uow:
        (entry,) = (each.entry for each in uow.audit.entries() if each.entry.action == "link")
    assert (entry.actor, entry.patient_id, dict(entry.facts)["cause"]) == (FEED.user_id, CHEN, "exact")


def test_the_same_again_writes_nothing(bedside: Bedside) -> None:
    first = noted(bedside, told_of(bedside))
    assert noted(bedside, told_of(bedside)) == first


def test_somebody_who_is_like_nobody_here_is_not_noted(bedside: Bedside) -> None:
    assert noted(bedside, told_of(bedside, name="誰也不是", numbers=())) is None


def test_the_same_name_alone_waits_for_a_person(bedside: Bedside) -> None:
    noted(bedside, told_of(bedside, numbers=()))
    (row,) = open_matches(bedside.ctx)
    assert row.case.cause is MatchCause.NO_NUMBER
    assert [each.patient_id for each in row.patients] == [CHEN]


def test_a_second_record_of_one_hospital_is_not_linked_by_itself(bedside: Bedside) -> None:
    noted(bedside, told_of(bedside))
    second = noted(bedside, told_of(bedside, reference="Patient/8"))
    assert second is not None
    assert (second.state, second.cause) == (MatchState.OPEN, MatchCause.SEVERAL)


def test_the_record_we_made_there_ourselves_is_no_second_one(bedside: Bedside) -> None:
    ours = RemoteNumber(NumberKind.OWN, "site.tw/patient", CHEN)
    numbers = (*told_of(bedside).numbers, ours)
    first = noted(bedside, told_of(bedside, reference="Patient/ours", numbers=numbers))
    second = noted(bedside, told_of(bedside))
    assert [each.state for each in (first, second) if each] == [MatchState.LINKED, MatchState.LINKED]


def test_another_number_of_a_linked_patient_opens_her_case_again(bedside: Bedside) -> None:
    noted(bedside, told_of(bedside))
    record = RemoteNumber(NumberKind.RECORD_NUMBER, "h.tw/mrn", "M-999")
    changed = noted(bedside, told_of(bedside, version_id="2", numbers=(*told_of(bedside).numbers, record)))
    assert changed is not None
    assert (changed.state, changed.cause, changed.patient_id) == (MatchState.OPEN, MatchCause.NUMBER_CHANGED, CHEN)
    (notice,) = unseen_notices(bedside.ctx)
    assert (notice.kind, notice.patient_id) == (NoticeKind.NUMBER_CHANGED, CHEN)
    known = read_hospital_knowledge(bedside.ctx, CHEN)
    assert (known.linked, [each.case_id for each in known.in_question]) == ((), [changed.case_id])


def test_a_number_that_becomes_another_persons_stays_to_be_compared_and_is_never_linked(bedside: Bedside) -> None:
    noted(bedside, told_of(bedside))
    other = replace(told_of(bedside).numbers[0], value="F131104093")
    changed = noted(bedside, told_of(bedside, version_id="2", name="林別人", numbers=(other,)))
    assert changed is not None
    assert [each.patient_id for each in changed.candidates] == [CHEN]
    with pytest.raises(InvalidInput):
        link_identity(bedside.ctx, NURSE, changed.case_id, changed.version, CHEN, "the same")


def test_a_birth_date_that_changes_opens_a_link_again_and_an_address_does_not(bedside: Bedside) -> None:
    noted(bedside, told_of(bedside))
    moved = noted(bedside, told_of(bedside, version_id="2", address="elsewhere"))
    assert moved is not None
    assert (moved.state, moved.incoming.address) == (MatchState.LINKED, "elsewhere")
    born = told_of(bedside).birth_date
    assert born is not None
    changed = noted(bedside, told_of(bedside, version_id="3", birth_date=born + timedelta(days=1)))
    assert changed is not None
    assert (changed.state, changed.cause) == (MatchState.OPEN, MatchCause.DIFFERS)


def test_a_number_corrected_here_opens_the_link_again_though_the_hospital_says_the_same(bedside: Bedside) -> None:
    incoming = told_of(bedside)
    noted(bedside, incoming)
    with bedside.ctx.store() as uow:
        uow.patients.save(replace(uow.patients.get(CHEN), national_id="F131104093"))
        uow.commit()
    changed = noted(bedside, incoming)
    assert changed is not None
    assert (changed.state, changed.cause) == (MatchState.OPEN, MatchCause.DIFFERS)
    assert [each.kind for each in unseen_notices(bedside.ctx)] == [NoticeKind.DIFFERS]
    assert noted(bedside, incoming) == changed, "told once"


def waiting(bedside: Bedside) -> MatchCase:
    case = noted(bedside, told_of(bedside, numbers=()))
    assert case is not None
    return case


def test_a_person_links_keeps_apart_or_calls_somebody_new_with_a_reason(bedside: Bedside) -> None:
    case = waiting(bedside)
    with pytest.raises(InvalidInput):
        link_identity(bedside.ctx, NURSE, case.case_id, case.version, CHEN, "  ")
    link_identity(bedside.ctx, NURSE, case.case_id, case.version, CHEN, "compared by telephone")
    (linked,) = decided_matches(bedside.ctx, MatchState.LINKED)
    assert (linked.case.decided_by, linked.case.reason) == (NURSE.user_id, "compared by telephone")
    undo_identity(bedside.ctx, PHYSICIAN, case.case_id, linked.case.version, "another telephone")
    (again,) = open_matches(bedside.ctx)
    keep_apart(bedside.ctx, NURSE, case.case_id, again.case.version, "two sisters")
    (apart,) = decided_matches(bedside.ctx, MatchState.KEPT_APART)
    assert apart.case.patient_id is None
    undo_identity(bedside.ctx, NURSE, case.case_id, apart.case.version, "wrong sister")
    (again,) = open_matches(bedside.ctx)
    call_new(bedside.ctx, NURSE, case.case_id, again.case.version)
    assert len(decided_matches(bedside.ctx, MatchState.NEW)) == 1
    with bedside.ctx.store() as uow:
        actions = [each.entry.action for each in uow.audit.entries() if each.entry.entity == "match_case"]
    assert actions == ["open_match", "link", "undo_match", "keep_apart", "undo_match", "call_new"]


@pytest.mark.parametrize("actor", [DISPATCHER, ADMINISTRATOR])
def test_only_who_cares_for_patients_decides_who_they_are(bedside: Bedside, actor: Actor) -> None:
    case = waiting(bedside)
    with pytest.raises(NotPermitted):
        link_identity(bedside.ctx, actor, case.case_id, case.version, CHEN, "sure")
    assert len(open_matches(bedside.ctx)) == 1


def test_two_who_decide_at_once_do_not_overwrite_each_other(bedside: Bedside) -> None:
    case = waiting(bedside)
    keep_apart(bedside.ctx, NURSE, case.case_id, case.version, "two")
    with pytest.raises(VersionConflict):
        link_identity(bedside.ctx, PHYSICIAN, case.case_id, case.version, CHEN, "one")


def test_who_was_kept_apart_stays_so_until_the_record_has_other_numbers(bedside: Bedside) -> None:
    case = waiting(bedside)
    keep_apart(bedside.ctx, NURSE, case.case_id, case.version, "two")
    same = noted(bedside, told_of(bedside, version_id="2", numbers=()))
    numbered = noted(bedside, told_of(bedside, version_id="3"))
    assert [each.state for each in (same, numbered) if each] == [MatchState.KEPT_APART, MatchState.OPEN]


PENICILLIN = HospitalFact(
    "h:AllergyIntolerance/a", FactKind.ALLERGY, "Patient/7", Code(display="penicillin"), "", "active",
    Origin("h", "AllergyIntolerance", "a", "1", None, NOW),
)  # fmt: skip


def with_facts(bedside: Bedside) -> None:
    now = bedside.clock.now()
    with bedside.ctx.store() as uow:
        uow.hospital_facts.replace("h", [], [PENICILLIN])
        uow.read_marks.put(ReadMark("h", "Patient/7", "AllergyIntolerance", now, "", now, now))
        uow.read_marks.put(ReadMark("h", "Patient/7", "Condition", now, "", now, now))
        uow.exchange.put_feed(FeedStatus(inbound_feed("h")))
        uow.commit()


def test_a_link_is_undone_with_its_reason_and_her_facts_are_gone_from_sight(bedside: Bedside) -> None:
    case = noted(bedside, told_of(bedside))
    assert case is not None
    with_facts(bedside)
    assert read_hospital_knowledge(bedside.ctx, CHEN).facts == (PENICILLIN,)
    undo_identity(bedside.ctx, NURSE, case.case_id, case.version, "another Chen")
    known = read_hospital_knowledge(bedside.ctx, CHEN)
    assert known.facts == ()
    assert {each.knowledge for each in known.states} == {Knowledge.NEVER_ASKED}
    assert read_hospital_knowledge(bedside.ctx, LIN).facts == ()


def test_what_a_hospital_told_nothing_about_is_not_none(bedside: Bedside) -> None:
    noted(bedside, told_of(bedside))
    with_facts(bedside)
    states = {each.kind: each.knowledge for each in read_hospital_knowledge(bedside.ctx, CHEN).states}
    assert states[FactKind.ALLERGY] is Knowledge.PROVIDED
    assert states[FactKind.CONDITION] is Knowledge.NOT_PROVIDED
    assert states[FactKind.LAB] is Knowledge.NEVER_ASKED


def test_a_death_at_the_hospital_is_a_notice_on_the_case_and_closes_nothing(bedside: Bedside) -> None:
    noted(bedside, told_of(bedside))
    noted(bedside, told_of(bedside, version_id="2", deceased=True))
    noted(bedside, told_of(bedside, version_id="3", deceased=True, address="x"))
    (notice,) = unseen_notices(bedside.ctx)
    assert (notice.kind, notice.patient_id) == (NoticeKind.DECEASED, CHEN)
    with bedside.ctx.store() as uow:
        assert uow.episodes.get(CHEN_STAY).state is not EpisodeState.CLOSED
        (event,) = (
            each for each in uow.case_events.of_episode(CHEN_STAY) if each.kind is CaseEventKind.HOSPITAL_NOTICE
        )
    assert event.fact("notice") == "deceased"
    with pytest.raises(NotPermitted):
        see_notice(bedside.ctx, DISPATCHER, notice.notice_id, notice.version)
    see_notice(bedside.ctx, PHYSICIAN, notice.notice_id, notice.version)
    assert unseen_notices(bedside.ctx) == ()
    assert read_hospital_knowledge(bedside.ctx, CHEN).notices[0].seen_by == PHYSICIAN.user_id


def test_whoever_links_the_record_of_somebody_who_died_is_told(bedside: Bedside) -> None:
    case = noted(bedside, told_of(bedside, numbers=(), deceased=True))
    assert case is not None
    assert unseen_notices(bedside.ctx) == ()
    link_identity(bedside.ctx, NURSE, case.case_id, case.version, CHEN, "compared")
    assert [each.kind for each in unseen_notices(bedside.ctx)] == [NoticeKind.DECEASED]
