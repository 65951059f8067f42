"""Handing patients over, closing admissions and following the two forms, over a real store with the built-in site."""

from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.ward import RULES, make_template, open_ward

from hah_console.adapters.documents.csv_text import csv_text
from hah_console.domain.actor import Actor, Role
from hah_console.domain.care_clock import ClockState
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.closing.closure import ClosureForm, OpenWork, ReturnPath, TransferOpen
from hah_console.domain.closing.form_rows import hospital_rows, ltc_rows
from hah_console.domain.closing.handover import CarriedKind, HandoverState, NotOwner
from hah_console.domain.closing.hospital_referral import Attendance, Receiver, ReferralContent, ReferralPurpose
from hah_console.domain.closing.isbar import IsbarField
from hah_console.domain.closing.ltc_referral import AlreadyEnrolled, Enrolment, EnrolmentCheck, LtcResult, LtcUnit
from hah_console.domain.closing.summary import DischargeSummary, Said, SectionText, SummarySection
from hah_console.domain.episode import EpisodeState, Outcome
from hah_console.domain.errors import (
    IllegalTransition,
    InvalidInput,
    NotFound,
    NotPermitted,
    NotReady,
    VersionConflict,
)
from hah_console.domain.ids import UserId
from hah_console.domain.task import TaskState, Withdrawal
from hah_console.services.case_clocks import clocks_of_episode
from hah_console.services.closures import close_episode, end_watch, note_watch_event, open_work
from hah_console.services.handovers import accept_item, draft_handover, owner_of, refuse_item, send_handover
from hah_console.services.referral_forms import (
    check_enrolment,
    hospital_referral_attended,
    hospital_referral_discharged,
    hospital_referral_replied,
    issue_hospital_referral,
    issue_ltc_referral,
    ltc_referral_answered,
    ltc_referral_processed,
    refer_again,
    send_hospital_referral,
    send_ltc_referral,
)
from hah_console.services.transfers import decide_transfer

FORMS = RULES.forms
SUMMARY = DischargeSummary(tuple(SectionText(section, Said.UNKNOWN) for section in SummarySection))
FORM = ClosureForm(Outcome.COMPLETED_TREATMENT, "", SUMMARY, ReturnPath.CLINIC)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return make_template(tmp_path_factory.mktemp("closing"))


@pytest.fixture
def ward(template, tmp_path):
    ward = open_ward(template, tmp_path)
    yield ward
    ward.store.close()


@pytest.fixture
def people(ward):
    """Two nurses of whom nobody answers for anybody yet, a physician and a pharmacist."""
    with ward.ctx.store() as uow:
        users = {user.role: [] for user in uow.users.all()}
        for user in uow.users.all():
            users[user.role].append(Actor(user.user_id, user.name, user.role, "WS"))
        for episode in uow.episodes.open():
            uow.episodes.save(replace(episode, owner_id=None))
        uow.commit()
    return users


@pytest.fixture
def nurses(people):
    return people[Role.NURSE][:2]


@pytest.fixture
def physician(people):
    return people[Role.PHYSICIAN][0]


@pytest.fixture
def episodes(ward, people):
    with ward.ctx.store() as uow:
        mine = {episode.patient_id: episode for episode in uow.episodes.open()}
    return [mine[patient_id] for patient_id in ward.patients]


def the_handover(ward):
    with ward.ctx.store() as uow:
        return uow.handovers.all()[-1]


def handed(ward, nurses, *episodes):
    giver, receiver = nurses
    draft_handover(ward.ctx, giver, receiver.user_id, [e.episode_id for e in episodes])
    handover = the_handover(ward)
    send_handover(ward.ctx, giver, handover.handover_id, handover.version)
    return the_handover(ward)


def kinds(ward, episode):
    with ward.ctx.store() as uow:
        return [event.kind for event in uow.case_events.of_episode(episode.episode_id)]


def owner(ward, episode):
    with ward.ctx.store() as uow:
        return owner_of(uow, uow.episodes.get(episode.episode_id))


def test_what_the_record_says_is_drafted_and_what_it_does_not_is_missing(ward, nurses, episodes):
    draft_handover(ward.ctx, nurses[0], nurses[1].user_id, [episodes[0].episode_id])
    (item,) = the_handover(ward).items
    assert item.isbar.entry(IsbarField.NEWS2).values == ("9",)
    assert item.isbar.entry(IsbarField.ALARMS).values == ("high:spo2",)
    assert {IsbarField.WHY_NOW, IsbarField.RESPONSE, IsbarField.ASKED} <= set(item.isbar.missing)
    assert {CarriedKind.ALARM, CarriedKind.TASK} <= {carried.kind for carried in item.carried}


def test_a_patient_changes_hands_when_she_is_accepted_and_not_before(ward, nurses, episodes):
    giver, receiver = nurses
    handover = handed(ward, nurses, *episodes[:2])
    assert owner(ward, episodes[0]) == giver.user_id
    accept_item(ward.ctx, receiver, handover.handover_id, handover.version, episodes[0].episode_id, read_back=True)
    refuse_item(ward.ctx, receiver, handover.handover_id, handover.version + 1, episodes[1].episode_id, "full")
    assert [owner(ward, e) for e in episodes[:2]] == [receiver.user_id, giver.user_id]
    assert the_handover(ward).state is HandoverState.RECEIVED
    assert CaseEventKind.HANDED_OVER in kinds(ward, episodes[0])


def test_a_patient_stands_in_one_open_handover_at_most(ward, nurses, episodes):
    handed(ward, nurses, episodes[0])
    with pytest.raises(IllegalTransition):
        draft_handover(ward.ctx, nurses[0], nurses[1].user_id, [episodes[0].episode_id])


def test_only_who_answers_for_a_patient_hands_her_over(ward, nurses, physician, episodes):
    giver, receiver = nurses
    handover = handed(ward, nurses, episodes[0])
    accept_item(ward.ctx, receiver, handover.handover_id, handover.version, episodes[0].episode_id)
    with pytest.raises(NotOwner) as refused:
        draft_handover(ward.ctx, physician, giver.user_id, [episodes[0].episode_id])
    assert refused.value.facts["owner"] == receiver.name
    draft_handover(ward.ctx, receiver, giver.user_id, [episodes[0].episode_id])


def test_two_answers_at_once_meet_the_version(ward, nurses, episodes):
    handover = handed(ward, nurses, *episodes[:2])
    key = handover.handover_id
    accept_item(ward.ctx, nurses[1], key, handover.version, episodes[0].episode_id)
    with pytest.raises(VersionConflict):
        accept_item(ward.ctx, nurses[1], key, handover.version, episodes[1].episode_id)


def close(ward, physician, episode, form=FORM, **more):
    tasks = frozenset(task.task_id for task in open_work(ward.ctx, episode.episode_id))
    given = {"named_tasks": tasks, "task_reason": "treatment ended", **more}
    return close_episode(ward.ctx, physician, episode.episode_id, episode.version, form, FORMS, **given)


def closure_of(ward, episode):
    with ward.ctx.store() as uow:
        return uow.closures.of_episode(episode.episode_id), uow.episodes.get(episode.episode_id)


def test_open_work_is_named_and_withdrawn_with_a_reason(ward, physician, episodes):
    episode = next(e for e in episodes if open_work(ward.ctx, e.episode_id))
    with pytest.raises(OpenWork) as refused:
        close(ward, physician, episode, named_tasks=frozenset())
    with pytest.raises(InvalidInput):
        close(ward, physician, episode, task_reason=" ")
    close(ward, physician, episode)
    closure, closed = closure_of(ward, episode)
    assert (closed.state, closed.outcome) == (EpisodeState.CLOSED, Outcome.COMPLETED_TREATMENT)
    assert closure.withdrawn == refused.value.task_ids
    with ward.ctx.store() as uow:
        tasks = [uow.tasks.get(task_id) for task_id in closure.withdrawn]
        assert {task.withdrawn_for for task in tasks} == {Withdrawal.EPISODE_CLOSED}
        assert {task.state for task in tasks} <= {TaskState.CANCELLED, TaskState.IN_PROGRESS}
        assert not any(alarm.patient_id == episode.patient_id for alarm in uow.alarms.open())
    assert kinds(ward, episode)[-1] is CaseEventKind.CLOSED


def test_nothing_is_closed_while_a_transfer_is_open(ward, physician, episodes):
    decide_transfer(ward.ctx, physician, episodes[0].episode_id, "SpO2 falls")
    with ward.ctx.store() as uow:
        episode = uow.episodes.get(episodes[0].episode_id)
    with pytest.raises(TransferOpen):
        close(ward, physician, episode)
    assert closure_of(ward, episode)[0] is None


def test_half_a_form_or_another_role_closes_nothing(ward, nurses, physician, episodes):
    with pytest.raises(NotReady):
        close(ward, physician, episodes[0], replace(FORM, summary=DischargeSummary()))
    with pytest.raises(NotPermitted):
        close(ward, nurses[0], episodes[0])
    close(ward, physician, episodes[0])
    with pytest.raises(IllegalTransition):
        close(ward, physician, closure_of(ward, episodes[0])[1])


def test_the_watch_hears_of_a_hospital_and_ends_after_its_days(ward, nurses, physician, episodes):
    close(ward, physician, episodes[0])
    closure = closure_of(ward, episodes[0])[0]
    assert closure.watch_until == ward.clock.now() + FORMS.watch
    with pytest.raises(IllegalTransition):
        end_watch(ward.ctx, nurses[0], closure.closure_id)
    ward.clock.advance(timedelta(days=5))
    note_watch_event(ward.ctx, nurses[0], closure.closure_id, CaseEventKind.READMITTED, ward.clock.now())
    ward.clock.advance(timedelta(days=9))
    end_watch(ward.ctx, nurses[0], closure.closure_id)
    assert kinds(ward, episodes[0])[-2:] == [CaseEventKind.READMITTED, CaseEventKind.WATCH_ENDED]
    assert not closure_of(ward, episodes[0])[0].watching


def test_an_admission_that_never_began_leaves_nobody_to_watch(ward, physician, episodes):
    with ward.ctx.store() as uow:
        planned = uow.episodes.save(replace(uow.episodes.get(episodes[0].episode_id), state=EpisodeState.PLANNED))
        uow.commit()
    close(ward, physician, planned)
    closure = closure_of(ward, planned)[0]
    assert closure.watch_until is None
    assert not closure.watching


def ltc(ward):
    with ward.ctx.store() as uow:
        return sorted(uow.ltc_referrals.all(), key=lambda form: (form.issued_at, form.follows or ""))


def test_a_form_to_long_term_care_goes_out_after_the_check_and_on_to_another_unit(ward, nurses, episodes):
    ctx, nurse, (episode, *_) = ward.ctx, nurses[0], episodes
    issue_ltc_referral(ctx, nurse, episode.episode_id, LtcUnit("L1", "長照中心"), "夜間照顧")
    key = ltc(ward)[0].form_id
    with pytest.raises(NotReady):
        send_ltc_referral(ctx, nurse, key, 1)
    check_enrolment(ctx, nurse, key, 1, EnrolmentCheck(Enrolment.NOT_ENROLLED, ward.clock.now()))
    send_ltc_referral(ctx, nurse, key, 2)
    ltc_referral_processed(ctx, nurse, key, 3)
    ltc_referral_answered(ctx, nurse, key, 4, LtcResult.UNABLE, "no staff")
    refer_again(ctx, nurse, key, 5, LtcUnit("L2", "東區長照"))
    first, second = ltc(ward)
    assert (first.closed, second.follows) == (True, key)
    issued, sent, answered = CaseEventKind.FORM_ISSUED, CaseEventKind.FORM_SENT, CaseEventKind.FORM_ANSWERED
    assert [k for k in kinds(ward, episode) if "form" in k.value] == [issued, sent, answered, issued]
    check_enrolment(ctx, nurse, second.form_id, 1, EnrolmentCheck(Enrolment.ENROLLED, ward.clock.now(), "L9"))
    with pytest.raises(AlreadyEnrolled):
        send_ltc_referral(ctx, nurse, second.form_id, 2)
    rows = ltc_rows(ltc(ward), {episode.patient_id: "王○明"}, ctx.zone)
    assert [row["sender_state"] for row in rows] == ["answered", "issued"]
    assert rows[0]["patient"] == "王○明"


def test_a_form_to_a_hospital_is_listed_with_when_its_reply_is_due(ward, nurses, physician, episodes):
    ctx, episode = ward.ctx, episodes[0]
    content = ReferralContent(ReferralPurpose.EXAMINATION, "=1+1", Receiver("新竹醫院", "泌尿科"))
    with pytest.raises(NotPermitted):
        issue_hospital_referral(ctx, nurses[0], episode.episode_id, content, FORMS)
    issue_hospital_referral(ctx, physician, episode.episode_id, content, FORMS)
    with ctx.store() as uow:
        (form,) = uow.hospital_referrals.of_episode(episode.episode_id)
    send_hospital_referral(ctx, physician, form.form_id, 1, "=R-1")
    seen_at = ward.clock.now()
    hospital_referral_attended(ctx, physician, form.form_id, 2, Attendance.OUTPATIENT, seen_at)
    with ctx.store() as uow:
        forms = uow.hospital_referrals.of_patient(episode.patient_id)
    (row,) = hospital_rows(forms, {}, ctx.zone, ctx.today(), FORMS)
    due = ctx.local(seen_at + FORMS.outpatient_reply).strftime("%Y-%m-%dT%H:%M")
    assert (row["state"], row["reply_due"], row["rules_version"]) == ("attended", due, FORMS.info.version)
    assert ",'=R-1," in csv_text(list(row), [row])


def test_a_handover_to_nobody_the_site_knows_is_refused(ward, nurses, episodes):
    with pytest.raises(NotFound):
        draft_handover(ward.ctx, nurses[0], UserId("U-nobody"), [episodes[0].episode_id])


def clock_limits(ward, episode, clock_id):
    """Until when the clocks of one kind have time, and how they stand."""
    with ward.ctx.store() as uow:
        clocks = clocks_of_episode(ward.ctx, uow, RULES.clocks, episode.episode_id)
    return [(clock.limit_at, clock.state) for clock in clocks if clock.clock_id == clock_id]


@pytest.mark.parametrize("attendance", Attendance)
def test_the_clock_of_the_reply_begins_with_the_visit_or_the_discharge_and_agrees_with_the_form(
    ward, physician, episodes, attendance
):
    ctx, episode, forms = ward.ctx, episodes[0], RULES.forms
    content = ReferralContent(ReferralPurpose.ADMISSION, "發燒", Receiver("新竹醫院", "內科"))
    issue_hospital_referral(ctx, physician, episode.episode_id, content, forms)
    with ctx.store() as uow:
        (form,) = uow.hospital_referrals.of_episode(episode.episode_id)
    send_hospital_referral(ctx, physician, form.form_id, 1, "R-1")
    assert clock_limits(ward, episode, "medical_referral_reply") == []
    seen_at = ward.clock.now()
    ward.clock.advance(timedelta(days=2))
    hospital_referral_attended(ctx, physician, form.form_id, 2, attendance, seen_at)
    assert [state for _, state in clock_limits(ward, episode, "medical_referral_validity")] == [ClockState.MET]
    if attendance is Attendance.INPATIENT:
        assert clock_limits(ward, episode, "medical_referral_reply") == []
        hospital_referral_discharged(ctx, physician, form.form_id, 3, ward.clock.now() - timedelta(hours=1))
    with ctx.store() as uow:
        form = uow.hospital_referrals.get(form.form_id)
    ((limit_at, state),) = clock_limits(ward, episode, "medical_referral_reply")
    assert limit_at == form.reply_due(forms)
    assert state in {ClockState.RUNNING, ClockState.NEAR}
    hospital_referral_replied(ctx, physician, form.form_id, form.version, "穩定")
    assert [state for _, state in clock_limits(ward, episode, "medical_referral_reply")] == [ClockState.MET]
