"""A tele-consultation over the real store: its order, its three parties, its clocks, its record in the chart."""

from datetime import timedelta

import pytest
from helpers.alarm_ward import PACKS
from helpers.ladder_ward import ANNA, DESK, DOCTOR, LadderWard

from hah_console.domain.care_clock import CareClock, ClockState
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.chart.contact import IdentityMark
from hah_console.domain.chart.note import Section
from hah_console.domain.claims.visit_record import VisitMode
from hah_console.domain.consult import Consult, ConsultAdvice, ConsultState, Meeting, Parties, Urgency, meeting_link
from hah_console.domain.errors import IllegalTransition, InvalidInput, NotPermitted, VersionConflict
from hah_console.domain.ids import ConsultId, EpisodeId, StaffId
from hah_console.services.case_clocks import clocks_of_episode
from hah_console.services.case_line import About, note_event
from hah_console.services.consults import (
    MEETING_URL,
    Wanted,
    accept_consult,
    advise_consult,
    cancel_consult,
    decline_consult,
    hold_consult,
    link_of,
    mode_for,
    record_consult,
    request_consult,
)

EPISODE = EpisodeId("E0")
MARKS = (IdentityMark.NAME, IdentityMark.BIRTH_DATE)
THREE = Parties("陳太太（配偶）", StaffId("M-doctor"), "林主任（臺大新竹胸腔內科）")
HELD = Meeting(VisitMode.VIDEO, THREE, MARKS, consented=True, urgent=False, link="https://meet.example.org/x")


def asked(ward: LadderWard, urgency: Urgency = Urgency.URGENT) -> Consult:
    request_consult(ward.ctx, ANNA, EPISODE, Wanted("chest", "氧需求上升，可否在家續治療？", urgency))
    return the(ward)


def the(ward: LadderWard) -> Consult:
    with ward.ctx.store() as uow:
        return max(uow.consults.all(), key=lambda consult: consult.history[0].at)


def advised(ward: LadderWard, advice: ConsultAdvice = ConsultAdvice.STAY) -> Consult:
    consult_id = asked(ward).consult_id
    accept_consult(ward.ctx, DOCTOR, consult_id, 1, THREE.specialist)
    hold_consult(ward.ctx, DOCTOR, consult_id, 2, HELD)
    ward.pass_time(600)
    advise_consult(ward.ctx, DOCTOR, consult_id, 3, advice, "續用 ceftriaxone，氧氣 2 L，明早複查")
    return the(ward)


def clocks(ward: LadderWard, clock_id: str) -> list[CareClock]:
    with ward.ctx.store() as uow:
        found = clocks_of_episode(ward.ctx, uow, PACKS.clocks, EPISODE)
    return [clock for clock in found if clock.clock_id == clock_id]


def test_a_consultation_goes_from_its_request_into_the_chart(ward: LadderWard) -> None:
    consult = advised(ward)
    record_consult(ward.ctx, DOCTOR, consult.consult_id, consult.version, {Section.PLAN: "依會診建議在家續治療"})
    done = the(ward)
    assert [step.state for step in done.history] == [
        ConsultState.REQUESTED, ConsultState.ACCEPTED, ConsultState.HELD, ConsultState.ADVISED, ConsultState.RECORDED,
    ]  # fmt: skip
    with ward.ctx.store() as uow:
        contact = uow.contacts.get(done.contact_id)  # type: ignore[arg-type]
        notes = uow.notes.all()
    assert (contact.mode, contact.marks, contact.consented) == (VisitMode.VIDEO, MARKS, True)
    assert contact.spoke_with == "陳太太（配偶） · 林主任（臺大新竹胸腔內科）"
    assert [note.texts[-1].section(Section.PLAN) for note in notes] == ["依會診建議在家續治療"]


def test_a_consultation_is_not_held_without_three_parties_two_marks_and_consent(ward: LadderWard) -> None:
    consult = asked(ward)
    accept_consult(ward.ctx, DOCTOR, consult.consult_id, 1, "林主任")
    wrong = (
        (Parties("", StaffId("M-doctor"), "林主任"), MARKS, True, "patient_side"),
        (Parties("陳太太", StaffId("M-doctor"), " "), MARKS, True, "specialist"),
        (Parties("陳太太", StaffId("N-anna"), "林主任"), MARKS, True, "physician"),
        (THREE, MARKS[:1], True, "marks"),
        (THREE, (MARKS[0], MARKS[0]), True, "marks"),
        (THREE, MARKS, False, "consented"),
    )
    for parties, marks, consented, field in wrong:
        meeting = Meeting(VisitMode.VIDEO, parties, marks, consented, urgent=False)
        with pytest.raises(InvalidInput) as refused:
            hold_consult(ward.ctx, DOCTOR, consult.consult_id, 2, meeting)
        assert refused.value.facts["field"] == field
    hold_consult(
        ward.ctx, DOCTOR, consult.consult_id, 2, Meeting(VisitMode.TELEPHONE, THREE, MARKS, False, urgent=True)
    )


def test_no_step_is_skipped_and_none_taken_twice(ward: LadderWard) -> None:
    consult = asked(ward)
    with pytest.raises(IllegalTransition):
        hold_consult(ward.ctx, DOCTOR, consult.consult_id, 1, HELD)
    with pytest.raises(IllegalTransition):
        record_consult(ward.ctx, DOCTOR, consult.consult_id, 1, {})
    accept_consult(ward.ctx, DOCTOR, consult.consult_id, 1, "林主任")
    with pytest.raises(VersionConflict):
        accept_consult(ward.ctx, ANNA, consult.consult_id, 1, "王主任")
    with pytest.raises(NotPermitted):
        accept_consult(ward.ctx, DESK, consult.consult_id, 2, "王主任")
    with pytest.raises(InvalidInput):
        request_consult(ward.ctx, ANNA, EPISODE, Wanted("chest", "  ", Urgency.URGENT))


def test_a_department_that_cannot_says_why_and_nothing_is_owed_any_more(ward: LadderWard) -> None:
    consult = asked(ward, Urgency.IMMEDIATE)
    assert [clock.state for clock in clocks(ward, "consult_answer")] == [ClockState.RUNNING]
    with pytest.raises(InvalidInput):
        decline_consult(ward.ctx, ANNA, consult.consult_id, 1, "")
    decline_consult(ward.ctx, ANNA, consult.consult_id, 1, "主任在手術中")
    assert [clock.state for clock in clocks(ward, "consult_answer")] == [ClockState.VOID]
    ward.pass_time(1)
    again = asked(ward)
    cancel_consult(ward.ctx, ANNA, again.consult_id, 1, "病人已改善")
    assert not the(ward).is_open


@pytest.mark.parametrize(("urgency", "minutes"), [(Urgency.IMMEDIATE, 10), (Urgency.URGENT, 30)])
def test_how_soon_it_is_wanted_decides_its_clock(ward: LadderWard, urgency: Urgency, minutes: int) -> None:
    consult = asked(ward, urgency)
    (clock,) = clocks(ward, "consult_answer")
    assert clock.limit_at == consult.history[0].at + timedelta(minutes=minutes)
    ward.pass_time(minutes * 60 + 1)
    assert [clock.state for clock in clocks(ward, "consult_answer")] == [ClockState.OVERDUE]


def test_advice_to_stay_begins_the_watch_of_24_hours_and_a_return_ends_it(ward: LadderWard) -> None:
    consult = advised(ward)
    (watch,) = clocks(ward, "tele_consult_return")
    at = consult.reached_at(ConsultState.ADVISED)
    assert at is not None
    assert (watch.started_at, watch.limit_at) == (at, at + timedelta(hours=24))
    ward.pass_time(3600)
    record_consult(ward.ctx, DOCTOR, consult.consult_id, consult.version, {Section.PLAN: "在家"})
    assert len(clocks(ward, "tele_consult_return")) == 1, "writing it down begins no second watch"
    with ward.ctx.store() as uow:
        about = About(consult.patient_id, EPISODE, "episode", EPISODE)
        note_event(uow, DOCTOR, ward.clock.now(), CaseEventKind.EMERGENCY_DEPARTMENT, about)
        uow.commit()
    assert [clock.is_open for clock in clocks(ward, "tele_consult_return")] == [False]


def test_advice_to_transfer_begins_no_watch(ward: LadderWard) -> None:
    advised(ward, ConsultAdvice.TRANSFER)
    assert clocks(ward, "tele_consult_return") == []


def test_video_opens_the_link_of_the_site_and_without_one_it_is_by_telephone(ward: LadderWard) -> None:
    consult_id = asked(ward).consult_id
    assert mode_for(link_of(ward.ctx, consult_id)) is VisitMode.TELEPHONE
    with ward.ctx.store() as uow:
        uow.site.put(MEETING_URL, "https://meet.example.org/{consult}")
        uow.commit()
    assert link_of(ward.ctx, consult_id) == f"https://meet.example.org/{consult_id}"
    assert mode_for(link_of(ward.ctx, consult_id)) is VisitMode.VIDEO
    assert meeting_link("", ConsultId("x")) == ""
