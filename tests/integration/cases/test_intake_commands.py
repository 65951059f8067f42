"""An intake is opened, answered, signed and decided over a real store, each step with its event."""

from datetime import timedelta
from decimal import Decimal

import pytest
from helpers.intakes import PAPER, SIGNED, accepted_referral, answered, eligible, entity, good_fields, opened
from helpers.referrals import DISPATCHER, KNOWN, NOW, NURSE, TYPED
from helpers.ward import RULES

from hah_console.domain.care_clock import ClockState
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.episode import Condition
from hah_console.domain.errors import (
    AnotherPerson,
    IllegalTransition,
    InvalidFields,
    InvalidInput,
    NotPermitted,
    NotReady,
    VersionConflict,
)
from hah_console.domain.home_feasibility import Verdict
from hah_console.domain.intake import Decision
from hah_console.domain.intake_rules import Effect, Section
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.place import Place
from hah_console.domain.referral import DeclineReason, ReferralState
from hah_console.domain.staff import Profession, Shift, Staff, Vehicle
from hah_console.services.consents import consent_paper, sign_consent, withdraw_consent
from hah_console.services.intake_board import intake_of_referral, intake_page
from hah_console.services.intakes import decide_intake, open_intake, save_answers
from hah_console.services.referral_inbox import referral_inbox, referral_page
from hah_console.services.referrals import decline_referral, match_referral, type_referral

D, HOUR = Decision, timedelta(hours=1)


def page(ctx, intake_id):
    return intake_page(ctx, RULES, intake_id)


def decide(ctx, intake_id, decision, reason=""):
    return decide_intake(ctx, NURSE, RULES, intake_id, page(ctx, intake_id).intake.version, decision, reason)


def faults(refused):
    return {fault.facts["field"]: fault.facts["reason"] for fault in refused.value.faults}


def test_an_intake_is_opened_once_for_an_accepted_referral(ctx):
    referral_id = accepted_referral(ctx)
    intake_id = entity(open_intake(ctx, NURSE, referral_id), "intake")
    found = page(ctx, intake_id)
    assert (found.intake.answers.condition, found.intake.answers.mode, found.open) == ("pneumonia", "C", True)
    assert intake_of_referral(ctx, referral_id) == found.intake == referral_page(ctx, RULES.clocks, referral_id).intake
    with pytest.raises(IllegalTransition):
        open_intake(ctx, NURSE, referral_id)
    with pytest.raises(IllegalTransition):
        open_intake(ctx, NURSE, entity(type_referral(ctx, NURSE, TYPED), "referral"))


def test_without_a_suspected_condition_one_must_be_chosen(ctx):
    referral_id = accepted_referral(ctx, condition="")
    with pytest.raises(InvalidInput):
        open_intake(ctx, NURSE, referral_id)
    open_intake(ctx, NURSE, referral_id, Condition.UTI)


def test_answers_come_back_as_given_and_an_older_version_is_refused(ctx):
    intake_id = opened(ctx)
    save_answers(ctx, NURSE, RULES, intake_id, 1, good_fields() | {"summary": "咳 🤧\n三天"})
    found = page(ctx, intake_id)
    assert dict(found.fields) == good_fields() | {"summary": "咳 🤧\n三天"}
    assert (found.found.criteria.met, found.found.criteria.needed, found.found.criteria.of) == (4, 3, 4)
    assert [gap.field for gap in found.found.gaps] == ["consent"]
    with pytest.raises(VersionConflict):
        save_answers(ctx, NURSE, RULES, intake_id, 1, good_fields())


def test_every_fault_of_form_and_person_stands_at_its_field_and_nothing_is_stored(ctx):
    intake_id = opened(ctx)
    wrong = {"diagnosis": "N10", "item.home_safe": "maybe", "barthel.bathing": "7", "weight_kg": "700",
             "birth_date": "2027-01-01"}  # fmt: skip
    with pytest.raises(InvalidFields) as refused:
        save_answers(ctx, NURSE, RULES, intake_id, 1, good_fields() | wrong)
    assert {"diagnosis": "outside_condition", "item.home_safe": "unknown", "weight_kg": "out_of_range",
            "birth_date": "in_the_future"}.items() <= faults(refused).items()  # fmt: skip
    assert page(ctx, intake_id).intake.version == 1


def test_what_the_intake_finds_out_of_the_person_is_kept_with_the_referral(ctx):
    intake_id = opened(ctx, weight_kg="")
    told = save_answers(ctx, NURSE, RULES, intake_id, 1, good_fields() | {"weight_kg": "６０", "access_note": "3 樓"})
    person = page(ctx, intake_id).referral.person
    assert (str(person.weight_kg), person.access_note, person.national_id) == ("60", "3 樓", "A123456789")
    assert {change.entity for change in told.items} == {"intake", "referral"}
    with ctx.store() as uow:
        assert "correct_referral" in [chained.entry.action for chained in uow.audit.entries()]


def test_a_matched_patient_cannot_become_another_person_in_the_intake(ctx):
    intake_id = opened(ctx)
    match_referral(ctx, NURSE, page(ctx, intake_id).referral.referral_id, 2, KNOWN.patient_id)
    with pytest.raises(AnotherPerson):
        save_answers(ctx, NURSE, RULES, intake_id, 1, good_fields() | {"birth_date": "1950-01-01"})


def test_nobody_is_eligible_while_something_is_missing_forbids_it_or_is_not_signed(ctx):
    intake_id = opened(ctx, caregiver_phone="")
    save_answers(ctx, NURSE, RULES, intake_id, 1, good_fields() | {"item.home_safe": "no", "antibiotic": ""})
    with pytest.raises(NotReady) as refused:
        decide(ctx, intake_id, D.ELIGIBLE)
    assert refused.value.missing == ("caregiver_phone", "antibiotic", "consent", "home_safe")
    blocks = page(ctx, intake_id).found.of_effect(Effect.BLOCKS)
    assert [(one.section, one.name) for one in blocks] == [(Section.HOME, "home_safe")]


def test_a_complete_case_is_decided_for_with_its_event_and_its_clock_met(ctx):
    intake_id = eligible(ctx)
    found = page(ctx, intake_id)
    assert (found.intake.decision, found.moves) == (D.ELIGIBLE, {D.PENDING, D.INELIGIBLE})
    with ctx.store() as uow:
        (event,) = uow.case_events.of_entity(intake_id)
    assert (event.kind, event.fact("decision"), event.fact("referral")) == (
        CaseEventKind.INTAKE_DECIDED, "eligible", found.referral.referral_id,
    )  # fmt: skip
    assert {clock.clock_id: clock.state for clock in found.clocks}["intake_decision"] is ClockState.MET
    row = referral_inbox(ctx, RULES.clocks).open[0]
    assert (row.intake_id, row.decision, row.clock) == (intake_id, D.ELIGIBLE, None)


def test_a_flag_needs_a_written_reason(ctx):
    intake_id = answered(ctx)
    save_answers(ctx, NURSE, RULES, intake_id, 2, good_fields() | {"item.qsofa_2": "yes"})
    with pytest.raises(InvalidInput):
        decide(ctx, intake_id, D.ELIGIBLE)
    decide(ctx, intake_id, D.ELIGIBLE, "家屬與醫師討論後")
    assert page(ctx, intake_id).intake.decisions[-1].against == ("qsofa_2",)


def test_a_decision_does_not_outlive_other_answers_another_person_or_the_consent(ctx):
    def save(intake, **fields):
        save_answers(ctx, NURSE, RULES, intake.intake_id, intake.version, good_fields() | fields)

    for change in (
        lambda intake: save(intake, summary="x"),
        lambda intake: save(intake, phone=""),
        lambda intake: withdraw_consent(ctx, NURSE, page(ctx, intake.intake_id).consents[0].consent_id, 1),
    ):
        intake_id = eligible(ctx)
        ctx.clock.advance(timedelta(minutes=1))
        change(page(ctx, intake_id).intake)
        last = page(ctx, intake_id).intake.decisions[-1]
        assert (last.decision, last.automatic) == (D.PENDING, True)
        states = [clock.state for clock in page(ctx, intake_id).clocks if clock.clock_id == "intake_decision"]
        assert states == [ClockState.MET, ClockState.RUNNING]


def test_who_is_not_eligible_is_declined_with_the_reason_and_nothing_follows(ctx):
    intake_id = answered(ctx)
    decide(ctx, intake_id, D.INELIGIBLE, "需住院")
    found = page(ctx, intake_id)
    last = found.referral.history[-1]
    assert (last.state, last.reason, last.note) == (ReferralState.DECLINED, DeclineReason.NOT_ELIGIBLE, "需住院")
    assert (found.open, found.moves, referral_inbox(ctx, RULES.clocks).open) == (False, frozenset(), ())
    assert not any(clock.is_open for clock in found.clocks)
    with pytest.raises(IllegalTransition):
        save_answers(ctx, NURSE, RULES, intake_id, found.intake.version, good_fields())


def test_a_pending_case_keeps_its_clock(ctx):
    intake_id = answered(ctx)
    decide(ctx, intake_id, D.PENDING, "等培養結果")
    clocks = {clock.clock_id: clock for clock in page(ctx, intake_id).clocks}
    assert clocks["intake_decision"].is_open


def test_of_a_referral_that_was_declined_nothing_is_answered_or_signed_any_more(ctx):
    intake_id = answered(ctx)
    referral = page(ctx, intake_id).referral
    decline_referral(ctx, NURSE, referral.referral_id, referral.version, DeclineReason.NO_CAPACITY)
    for act in (
        lambda: save_answers(ctx, NURSE, RULES, intake_id, 2, good_fields()),
        lambda: decide(ctx, intake_id, D.ELIGIBLE),
        lambda: sign_consent(ctx, NURSE, intake_id, SIGNED, "x.pdf", PAPER),
    ):
        with pytest.raises(IllegalTransition):
            act()


def test_a_consent_says_who_explained_who_signed_when_and_on_which_paper(ctx):
    intake_id = opened(ctx)
    sign_consent(ctx, NURSE, intake_id, SIGNED, "同意書.pdf", PAPER)
    (consent,) = page(ctx, intake_id).consents
    assert (consent.explained_by, consent.signer_name, consent.relation) == (NURSE.user_id, "陳小美", "child")
    assert (consent.signed_at, consent.why_not_self) == (NOW - timedelta(minutes=15), "意識不清")
    paper = consent_paper(ctx, consent.consent_id)
    assert (paper.content, paper.name, paper.media_type) == (PAPER, "同意書.pdf", "application/pdf")
    with ctx.store() as uow:
        (event,) = uow.case_events.of_entity(consent.consent_id)
    assert (event.kind, event.at) == (CaseEventKind.CONSENT_SIGNED, consent.signed_at)


def test_a_consent_with_faults_names_each(ctx):
    intake_id = opened(ctx)
    with pytest.raises(InvalidFields) as refused:
        sign_consent(ctx, NURSE, intake_id, {"explained_at": "2027-01-01 08:00", "explained_by": "U-9"}, "x", b"MZ")
    assert faults(refused) == {
        "explained_by": "unknown", "relation": "empty", "explained_at": "in_the_future", "signer_name": "empty",
        "why_not_self": "empty", "signed_at": "empty", "file": "not_a_picture_or_pdf",
    }  # fmt: skip
    with pytest.raises(InvalidFields) as backwards:
        sign_consent(ctx, NURSE, intake_id, {**SIGNED, "signed_at": "2026-11-29 08:00"}, "x", PAPER)
    assert faults(backwards) == {"signed_at": "before_explained"}


def test_only_who_assesses_may(ctx):
    intake_id = answered(ctx)
    for act in (
        lambda: open_intake(ctx, DISPATCHER, "RF-1"),
        lambda: save_answers(ctx, DISPATCHER, RULES, intake_id, 2, good_fields()),
        lambda: decide_intake(ctx, DISPATCHER, RULES, intake_id, 2, D.ELIGIBLE),
        lambda: sign_consent(ctx, DISPATCHER, intake_id, SIGNED, "x.pdf", PAPER),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_an_antibiotic_is_looked_at_against_the_hours_and_pumps_of_the_day(ctx):
    intake_id = answered(ctx)
    (one,) = page(ctx, intake_id).antibiotics
    assert (one.drug.drug_id, page(ctx, intake_id).setting.staff_hours) == ("ceftriaxone", 0)
    assert one.easiest.verdict is Verdict.POSSIBLE
    save_answers(ctx, NURSE, RULES, intake_id, 2, good_fields() | {"antibiotic": "Cefazolin"})
    (without,) = page(ctx, intake_id).antibiotics
    with ctx.store() as uow:
        uow.staff.save(Staff("S-1", "林", Profession.NURSE, frozenset(), Vehicle.SCOOTER, Place(24.8, 121, "", "")))
        uow.staff.add_shifts([Shift("SH-1", "S-1", NOW - HOUR, NOW + 15 * HOUR)])
        uow.kits.save(Kit("K-1", "infusion_pump", KitState.AVAILABLE))
        uow.commit()
    found = intake_page(ctx, RULES, intake_id, room_c=Decimal(25))
    assert (found.setting.pump_at_hand, found.setting.staff_hours) == (True, 16)
    (with_both,) = found.antibiotics
    assert without.easiest.verdict is Verdict.IMPOSSIBLE
    assert with_both.easiest.verdict < Verdict.IMPOSSIBLE


def test_without_a_drug_named_all_by_vein_are_shown_the_easiest_first(ctx):
    found = page(ctx, opened(ctx)).antibiotics
    assert len(found) > 5
    assert [one.easiest.verdict for one in found] == sorted(one.easiest.verdict for one in found)
