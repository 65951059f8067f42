"""A person decided for is admitted in one step, once at a time, with her record, kit, papers and clocks."""

from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.admissions import NURSE_STAFF, PHYSICIAN_STAFF, PLAN, admitted, with_team
from helpers.intakes import PAPER, answered, eligible, entity
from helpers.referrals import DISPATCHER, KNOWN, NOW, NURSE, PHYSICIAN, TYPED
from helpers.ward import RULES

from hah_console.domain.admitted_patient import brought_up_to_date
from hah_console.domain.care_clock import ClockState
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.claims.caps import CapReached, CapState
from hah_console.domain.clock_engine import clocks_of
from hah_console.domain.closing.closure import ClosureForm, ReturnPath
from hah_console.domain.closing.summary import DischargeSummary, Said, SectionText, SummarySection
from hah_console.domain.episode import Condition, Episode, EpisodeState, HoldReason, Mode, Outcome
from hah_console.domain.errors import (
    AlreadyInCare,
    IllegalTransition,
    InvalidFields,
    InvalidInput,
    NotPermitted,
    NotReady,
    VersionConflict,
)
from hah_console.domain.kit import KitState
from hah_console.domain.patient import AllergyState, CodeStatus
from hah_console.domain.person import Person
from hah_console.domain.referral import ReferralState
from hah_console.services.admission import AdmissionPlan, admit
from hah_console.services.admission_board import admission_preview
from hah_console.services.closures import close_episode, open_work
from hah_console.services.episode_moves import begin_episode, enrol_episode, hold_episode, resume_episode
from hah_console.services.referral_inbox import referral_inbox
from hah_console.services.referrals import correct_referral, match_referral, type_referral

HOUR = timedelta(hours=1)
NEW = {"name": "林小美", "national_id": "A223456781", "birth_date": "1950-01-01"}


@pytest.fixture
def ctx(ctx):
    with_team(ctx)
    return ctx


def get(ctx, repository, key):
    with ctx.store() as uow:
        return getattr(uow, repository).get(key)


def clocks(ctx, episode_id):
    with ctx.store() as uow:
        line = uow.case_events.of_episode(episode_id)
    return {clock.clock_id: clock.state for clock in clocks_of(line, RULES.clocks, ctx.clock.now(), ctx.zone)}


def matched(ctx):
    """An eligible intake of the patient who was here before."""
    intake_id = eligible(ctx)
    referral = get(ctx, "referrals", get(ctx, "intakes", intake_id).referral_id)
    match_referral(ctx, NURSE, referral.referral_id, referral.version, KNOWN.patient_id)
    return intake_id


def test_somebody_new_is_admitted_with_record_kit_papers_and_clocks(ctx):
    intake_id = eligible(ctx, **NEW)
    episode_id = admitted(ctx, intake_id, replace(PLAN, kit_id="K-1", record_number="M777"))
    episode = get(ctx, "episodes", episode_id)
    patient = get(ctx, "patients", episode.patient_id)
    assert (patient.name, patient.medical_record_number, patient.national_id) == ("林小美", "M777", "A223456781")
    assert (patient.home.lat, patient.allergies) == (24.8, ("盤尼西林", "海鮮"))
    assert (episode.condition, episode.mode, episode.state) == (
        Condition.PNEUMONIA,
        Mode.EMERGENCY,
        EpisodeState.ACTIVE,
    )
    assert (episode.owner_id, episode.physician_id, episode.admitted_at) == (NURSE_STAFF, PHYSICIAN_STAFF, NOW)
    assert (episode.referral_id, episode.principal_diagnosis) == (get(ctx, "intakes", intake_id).referral_id, "A48.1")
    kit = get(ctx, "kits", "K-1")
    assert (kit.episode_id, kit.state) == (episode_id, KitState.IN_USE)
    with ctx.store() as uow:
        (paper,) = uow.attachments.of_patient(patient.patient_id)
        assert (paper.kind, uow.attachments.content(paper.attachment_id)) == ("consent", PAPER)
        (event,) = [e for e in uow.case_events.of_episode(episode_id) if e.kind is CaseEventKind.ADMITTED]
    assert (event.fact("condition"), event.fact("referral")) == ("pneumonia", episode.referral_id)
    assert clocks(ctx, episode_id)["enrolment"] is ClockState.RUNNING
    referral = get(ctx, "referrals", episode.referral_id)
    assert (referral.state, referral.patient_id) == (ReferralState.ADMITTED, patient.patient_id)
    assert referral_inbox(ctx, RULES.clocks).open == ()


def test_a_matched_patient_keeps_who_she_is_and_gets_a_second_admission(ctx):
    with ctx.store() as uow:
        uow.patients.save(replace(KNOWN, version=1, allergy_state=AllergyState.KNOWN, allergies=("海鮮", "花生"),
                                  code_status=CodeStatus.DNR))  # fmt: skip
        former = Episode("E-0", "P-1", Condition.UTI, Mode.HOME_CARE, EpisodeState.CLOSED, NOW - 999 * HOUR)
        uow.episodes.save(former)
        uow.commit()
    episode_id = admitted(ctx, matched(ctx))
    with ctx.store() as uow:
        assert [stay.episode_id for stay in uow.episodes.of_patient("P-1")] == ["E-0", episode_id]
        assert len(uow.patients.all()) == 1
    patient = get(ctx, "patients", "P-1")
    assert (patient.medical_record_number, patient.code_status) == ("M001", CodeStatus.DNR)
    assert patient.allergies == ("海鮮", "花生", "盤尼西林")


def test_one_person_is_never_admitted_twice_at_once(ctx):
    first = admitted(ctx, matched(ctx))
    with pytest.raises(AlreadyInCare) as refused:
        admitted(ctx, matched(ctx))
    assert refused.value.facts == {"name": "陳大明", "episode": first}
    preview = admission_preview(ctx, RULES, matched(ctx))
    assert (preview.in_care.episode_id, preview.ready) == (first, False)


def test_a_likely_patient_is_never_passed_over(ctx):
    intake_id = eligible(ctx)
    assert [match.patient.patient_id for match in admission_preview(ctx, RULES, intake_id).likely] == ["P-1"]
    for plan in (PLAN, replace(PLAN, new_person=True)):
        with pytest.raises(NotReady) as refused:
            admitted(ctx, intake_id, plan)
        assert refused.value.missing == ("match",)


def test_somebody_of_the_same_name_and_birth_date_is_new_when_a_person_says_so(ctx):
    intake_id = eligible(ctx, national_id="", record_number="M900", sex="male")
    with pytest.raises(NotReady):
        admitted(ctx, intake_id)
    episode = get(ctx, "episodes", admitted(ctx, intake_id, replace(PLAN, new_person=True)))
    assert episode.patient_id != "P-1"


def test_nobody_is_admitted_before_the_decision_or_twice_by_one_intake(ctx):
    with pytest.raises(IllegalTransition):
        admitted(ctx, answered(ctx, **NEW))
    intake_id = eligible(ctx, **NEW)
    admitted(ctx, intake_id)
    with pytest.raises(IllegalTransition):
        admitted(ctx, intake_id)


def test_what_was_corrected_away_since_the_decision_is_missing_at_the_admission(ctx):
    intake_id = eligible(ctx, **NEW)
    referral = get(ctx, "referrals", get(ctx, "intakes", intake_id).referral_id)
    told = {**TYPED, **NEW, "caregiver_phone": ""}
    correct_referral(ctx, NURSE, referral.referral_id, referral.version, told)
    assert admission_preview(ctx, RULES, intake_id).missing == ("caregiver_phone",)
    with pytest.raises(NotReady) as refused:
        admitted(ctx, intake_id)
    assert refused.value.missing == ("caregiver_phone",)


def test_team_kit_and_time_must_be_there(ctx):
    plan = AdmissionPlan(PHYSICIAN_STAFF, "S-9", NOW - HOUR, "K-9")
    with pytest.raises(InvalidFields) as refused:
        admitted(ctx, eligible(ctx, **NEW), plan)
    reasons = {fault.facts["field"]: fault.facts["reason"] for fault in refused.value.faults}
    assert reasons == {"owner_id": "unknown", "physician_id": "unknown", "kit_id": "taken", "begins_at": "in_the_past"}


def test_only_a_physician_admits_and_only_what_she_saw(ctx):
    intake_id = eligible(ctx, **NEW)
    for actor in (NURSE, DISPATCHER):
        with pytest.raises(NotPermitted):
            admit(ctx, actor, RULES, intake_id, 3, PLAN)
    with pytest.raises(VersionConflict):
        admit(ctx, PHYSICIAN, RULES, intake_id, 2, PLAN)


def test_the_cap_of_a_physician_is_told_before_it_breaks_and_broken_with_a_reason_only(ctx):
    most = RULES.claims.caps.cases_at_once
    with ctx.store() as uow:
        for number in range(most):
            stay = Episode(f"E-{number}", "P-1", Condition.UTI, Mode.HOME_CARE, EpisodeState.ACTIVE, NOW)
            uow.episodes.save(replace(stay, physician_id=PHYSICIAN_STAFF))
        uow.commit()
    intake_id = eligible(ctx, **NEW)
    count = admission_preview(ctx, RULES, intake_id).cases[PHYSICIAN_STAFF]
    assert (count.state, count.count) == (CapState.BROKEN, most + 1)
    with pytest.raises(CapReached) as refused:
        admitted(ctx, intake_id)
    assert refused.value.facts == {"name": "王醫師", "cap": "cases_at_once", "limit": most}
    admitted(ctx, intake_id, replace(PLAN, cap_reason="代班三日"))


def test_a_planned_admission_starts_its_clocks_when_it_begins(ctx):
    plan = replace(PLAN, begins_at=NOW + 3 * HOUR, kit_id="K-1")
    episode_id = admitted(ctx, eligible(ctx, **NEW), plan)
    assert (get(ctx, "episodes", episode_id).state, get(ctx, "kits", "K-1").state) == ("planned", KitState.PREPARED)
    assert clocks(ctx, episode_id) == {}
    with pytest.raises(IllegalTransition):
        enrol_episode(ctx, NURSE, episode_id)
    ctx.clock.advance(4 * HOUR)
    begin_episode(ctx, NURSE, episode_id, 1)
    assert (get(ctx, "episodes", episode_id).admitted_at, get(ctx, "kits", "K-1").state) == (NOW + 4 * HOUR, "in_use")
    assert clocks(ctx, episode_id)["enrolment"] is ClockState.RUNNING
    with pytest.raises(IllegalTransition):
        begin_episode(ctx, NURSE, episode_id, 2)


def test_the_kit_of_a_planned_admission_that_never_began_is_free_again(ctx):
    episode_id = admitted(ctx, eligible(ctx, **NEW), replace(PLAN, begins_at=NOW + 3 * HOUR, kit_id="K-1"))
    summary = DischargeSummary(tuple(SectionText(section, Said.NONE) for section in SummarySection))
    form = ClosureForm(Outcome.WITHDRAWN, "", summary, ReturnPath.CLINIC)
    named = frozenset(task.task_id for task in open_work(ctx, episode_id))
    close_episode(ctx, PHYSICIAN, episode_id, 1, form, RULES.forms, named_tasks=named, task_reason="未開始")
    kit = get(ctx, "kits", "K-1")
    assert (kit.state, kit.episode_id) == (KitState.AVAILABLE, None)


def test_on_hold_clocks_pause_until_care_is_resumed(ctx):
    episode_id = admitted(ctx, eligible(ctx, **NEW))
    with pytest.raises(InvalidInput):
        hold_episode(ctx, NURSE, episode_id, 1, HoldReason.OTHER)
    hold_episode(ctx, NURSE, episode_id, 1, HoldReason.EXAMINATION)
    assert get(ctx, "episodes", episode_id).hold_reason is HoldReason.EXAMINATION
    assert clocks(ctx, episode_id)["physician_on_site"] is ClockState.PAUSED
    with pytest.raises(IllegalTransition):
        hold_episode(ctx, NURSE, episode_id, 2, HoldReason.AWAY)
    ctx.clock.advance(HOUR)
    resume_episode(ctx, NURSE, episode_id, 2)
    assert clocks(ctx, episode_id)["physician_on_site"] is ClockState.RUNNING
    with pytest.raises(IllegalTransition):
        resume_episode(ctx, NURSE, episode_id, 3)
    with pytest.raises(NotPermitted):
        hold_episode(ctx, DISPATCHER, episode_id, 3, HoldReason.AWAY)


def test_an_admission_is_enrolled_once_at_a_time_that_has_been(ctx):
    episode_id = admitted(ctx, eligible(ctx, **NEW))
    ctx.clock.advance(2 * HOUR)
    for at, reason in ((NOW - HOUR, "before_admission"), (NOW + 9 * HOUR, "in_the_future")):
        with pytest.raises(InvalidInput) as refused:
            enrol_episode(ctx, NURSE, episode_id, at)
        assert refused.value.facts["reason"] == reason
    enrol_episode(ctx, NURSE, episode_id, NOW + HOUR)
    assert clocks(ctx, episode_id)["enrolment"] is ClockState.MET
    with pytest.raises(IllegalTransition):
        enrol_episode(ctx, NURSE, episode_id)


def test_an_allergy_on_record_is_not_lost_to_somebody_who_tells_of_none():
    known = replace(KNOWN, allergy_state=AllergyState.KNOWN, allergies=("花生",))
    told = Person("陳大明", KNOWN.sex, KNOWN.birth_date, KNOWN.national_id, address="x", position=(24.8, 121.0),
                  caregiver_name="a", caregiver_relationship="b", caregiver_phone="c")  # fmt: skip
    for state in (AllergyState.NONE_KNOWN, AllergyState.NOT_RECORDED, AllergyState.UNAVAILABLE):
        after = brought_up_to_date(known, replace(told, allergy_state=state))
        assert (after.allergy_state, after.allergies) == (AllergyState.KNOWN, ("花生",))
    fresh = brought_up_to_date(KNOWN, replace(told, allergy_state=AllergyState.NONE_KNOWN))
    assert fresh.allergy_state is AllergyState.NONE_KNOWN


def test_a_referral_typed_in_again_after_an_admission_is_another_one(ctx):
    admitted(ctx, eligible(ctx, **NEW))
    again = entity(type_referral(ctx, NURSE, {**TYPED, **NEW}), "referral")
    assert [row.referral_id for row in referral_inbox(ctx, RULES.clocks).open] == [again]
