"""Referrals are typed in, answered, returned, completed and matched over a real store, each step with its event."""

from datetime import date, timedelta

import pytest
from helpers.referrals import DISPATCHER, HOME, KNOWN, NOW, NURSE, TYPED
from helpers.ward import RULES

from hah_console.domain.care_clock import ClockState
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.episode import Condition, Mode
from hah_console.domain.errors import (
    AnotherPerson,
    IllegalTransition,
    InvalidFields,
    InvalidInput,
    NotPermitted,
    NotReady,
    VersionConflict,
)
from hah_console.domain.patient import Patient, Sex
from hah_console.domain.referral import DeclineReason, ReferralState
from hah_console.services.referral_inbox import referral_inbox, referral_page, referrals_of_patient
from hah_console.services.referrals import (
    accept_referral,
    complete_referral,
    correct_referral,
    decline_referral,
    match_referral,
    return_referral,
    type_referral,
    unmatch_referral,
    withdraw_referral,
)
from hah_console.services.work_reading import WorkReading

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
BOOK = RULES.clocks
REASON = DeclineReason.NO_CAPACITY


def typed(ctx, **fields):
    changes = type_referral(ctx, NURSE, {**TYPED, **fields})
    return next(change.entity_id for change in changes.items if change.entity == "referral")


def stored(ctx, referral_id):
    with ctx.store() as uow:
        return uow.referrals.get(referral_id)


def events(ctx, referral_id):
    with ctx.store() as uow:
        return [event.kind for event in uow.case_events.of_entity(referral_id)]


def row(ctx):
    (row,) = referral_inbox(ctx, BOOK).open
    return row


def test_a_referral_typed_in_is_in_the_inbox_with_a_masked_name_and_its_clock_running(ctx):
    referral_id = typed(ctx)
    ctx.clock.advance(HOUR)
    found = row(ctx)
    assert (found.referral_id, found.name, found.age_years, found.sex) == (referral_id, "陳○明", 80, Sex.MALE)
    assert (found.mode, found.condition, found.organisation) == (Mode.EMERGENCY, Condition.PNEUMONIA, "示範醫院急診")
    assert (found.state, found.received_at, found.missing, found.owner) == (ReferralState.RECEIVED, NOW, (), "")
    assert (found.clock.clock_id, found.clock.limit_at) == ("referral_answer", NOW + 2 * HOUR)
    assert stored(ctx, referral_id).person.national_id == "A123456789"
    assert events(ctx, referral_id) == [CaseEventKind.REFERRAL_RECEIVED]
    assert referral_inbox(ctx, BOOK).waiting() == 1


def test_every_fault_of_the_form_stands_at_its_field_and_nothing_is_stored(ctx):
    wrong = {
        "mode": "",
        "name": "",
        "birth_date": "2027-01-01",
        "national_id": "A123456788",
        "sender_organisation": " ",
    }
    with pytest.raises(InvalidFields) as refused:
        typed(ctx, **wrong)
    reasons = {fault.facts["field"]: fault.facts["reason"] for fault in refused.value.faults}
    assert reasons == {
        "mode": "empty", "name": "empty", "birth_date": "in_the_future", "national_id": "wrong_check_digit",
        "sender_organisation": "empty",
    }  # fmt: skip
    assert referral_inbox(ctx, BOOK).open == ()


def test_what_was_not_told_is_named_as_missing_and_asked_for_by_name(ctx):
    referral_id = typed(ctx, condition="", birth_date="", national_id="", caregiver_phone="")
    assert row(ctx).missing == ("condition", "sex", "birth_date", "national_id", "caregiver_phone")
    return_referral(ctx, NURSE, referral_id, 1, ["national_id", "birth_date"], "請補證號")
    found = row(ctx)
    assert (found.state, found.asked, found.owner) == (
        ReferralState.RETURNED,
        ("birth_date", "national_id"),
        "林護理師",
    )
    assert (found.clock.clock_id, found.clock.limit_at) == ("referral_completion", NOW + 24 * HOUR)


def test_a_completed_referral_waits_for_us_again_and_keeps_its_history(ctx):
    referral_id = typed(ctx, birth_date="")
    return_referral(ctx, NURSE, referral_id, 1, ["birth_date"])
    ctx.clock.advance(HOUR)
    complete_referral(ctx, NURSE, referral_id, 2, TYPED, "電話補齊")
    found = row(ctx)
    assert (found.state, found.version, found.missing) == (ReferralState.COMPLETED, 3, ())
    assert (found.clock.clock_id, found.clock.limit_at) == ("referral_answer", NOW + 3 * HOUR)
    history = stored(ctx, referral_id).history
    assert [entry.state for entry in history] == ["received", "returned", "completed"]
    assert history[-1].note == "電話補齊"


def test_an_answer_in_time_meets_its_clock_and_starts_that_of_the_intake(ctx):
    referral_id = typed(ctx)
    ctx.clock.advance(HOUR)
    accept_referral(ctx, NURSE, referral_id, 1)
    page = referral_page(ctx, BOOK, referral_id)
    states = {clock.clock_id: clock.state for clock in page.clocks}
    assert states == {"referral_answer": ClockState.MET, "intake_decision": ClockState.RUNNING}
    assert (page.clock.clock_id, page.people[NURSE.user_id]) == ("intake_decision", "林護理師")


@pytest.mark.parametrize("end", [decline_referral, withdraw_referral])
def test_an_ended_referral_leaves_the_inbox_with_its_reason_and_no_clock_open(ctx, end):
    referral_id = typed(ctx)
    end(ctx, NURSE, referral_id, 1, DeclineReason.OTHER, "家屬改送他院")
    inbox = referral_inbox(ctx, BOOK)
    assert (inbox.open, [row.clock for row in inbox.ended]) == ((), [None])
    assert stored(ctx, referral_id).history[-1].note == "家屬改送他院"
    with pytest.raises(IllegalTransition):
        accept_referral(ctx, NURSE, referral_id, 2)
    with pytest.raises(IllegalTransition):
        correct_referral(ctx, NURSE, referral_id, 2, TYPED)


def test_an_end_without_words_for_other_and_a_return_without_what_is_missing_are_refused(ctx):
    referral_id = typed(ctx)
    with pytest.raises(InvalidInput) as unsaid:
        decline_referral(ctx, NURSE, referral_id, 1, DeclineReason.OTHER, "  ")
    with pytest.raises(InvalidInput) as unasked:
        return_referral(ctx, NURSE, referral_id, 1, [])
    with pytest.raises(InvalidInput) as unknown:
        return_referral(ctx, NURSE, referral_id, 1, ["shoe_size"])
    fields = [(e.value.facts["field"], e.value.facts["reason"]) for e in (unsaid, unasked, unknown)]
    assert fields == [("note", "empty"), ("missing", "empty"), ("missing", "unknown")]
    assert stored(ctx, referral_id).version == 1


def test_of_two_answers_the_second_is_told_that_somebody_was_faster(ctx):
    referral_id = typed(ctx)
    accept_referral(ctx, NURSE, referral_id, 1)
    with pytest.raises(VersionConflict):
        decline_referral(ctx, NURSE, referral_id, 1, REASON)
    assert events(ctx, referral_id) == [CaseEventKind.REFERRAL_RECEIVED, CaseEventKind.REFERRAL_ACCEPTED]


def test_only_who_takes_referrals_may(ctx):
    referral_id = typed(ctx)
    for act in (
        lambda: type_referral(ctx, DISPATCHER, TYPED),
        lambda: accept_referral(ctx, DISPATCHER, referral_id, 1),
        lambda: match_referral(ctx, DISPATCHER, referral_id, 1, KNOWN.patient_id),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_a_candidate_is_shown_with_what_agrees_and_what_differs_and_never_matched_by_itself(ctx):
    with ctx.store() as uow:
        other = Patient("P-2", "M002", "陳大明", Sex.FEMALE, date(1950, 1, 1), HOME, "A223456781")
        uow.patients.save(other)
        uow.commit()
    page = referral_page(ctx, BOOK, typed(ctx))
    assert page.referral.patient_id is None
    first, second = page.matches
    assert (first.patient.patient_id, first.enough, first.differs) == ("P-1", True, ())
    assert {"name", "national_id", "birth_date", "caregiver_phone", "address"} <= set(first.agrees)
    assert (second.excluded, set(second.differs)) == (True, {"sex", "birth_date", "national_id"})
    with pytest.raises(AnotherPerson) as refused:
        match_referral(ctx, NURSE, page.referral.referral_id, 1, "P-2", ["sex", "birth_date", "national_id"])
    assert refused.value.facts["field"] == "national_id"


def test_nobody_is_matched_on_the_name_alone(ctx):
    referral_id = typed(ctx, national_id="", birth_date="", address="", caregiver_phone="", sex="")
    with pytest.raises(NotReady):
        match_referral(ctx, NURSE, referral_id, 1, "P-1")


def test_a_difference_must_be_named_by_who_compared_the_two(ctx):
    referral_id = typed(ctx, birth_date="1946-03-06")
    with pytest.raises(AnotherPerson) as refused:
        match_referral(ctx, NURSE, referral_id, 1, "P-1")
    assert refused.value.facts["field"] == "birth_date"
    match_referral(ctx, NURSE, referral_id, 1, "P-1", ["birth_date"])
    assert referrals_of_patient(ctx, "P-1") == (stored(ctx, referral_id),)
    unmatch_referral(ctx, NURSE, referral_id, 2)
    assert stored(ctx, referral_id).patient_id is None


def test_nobody_is_matched_to_a_record_when_her_number_is_that_of_another(ctx):
    with ctx.store() as uow:
        uow.patients.save(Patient("P-2", "M002", "陳大明", Sex.MALE, date(1946, 3, 5), HOME, national_id=""))
        uow.commit()
    referral_id = typed(ctx)
    with pytest.raises(AnotherPerson) as refused:
        match_referral(ctx, NURSE, referral_id, 1, "P-2", ["record_number", "caregiver_phone", "caregiver_name"])
    assert refused.value.facts["field"] == "national_id"
    without = typed(ctx, national_id="", sex="male")
    match_referral(ctx, NURSE, without, 1, "P-2", ["record_number", "caregiver_phone", "caregiver_name"])
    with pytest.raises(AnotherPerson):
        correct_referral(ctx, NURSE, without, 2, TYPED)


def test_a_correction_cannot_turn_a_matched_patient_into_another_person(ctx):
    referral_id = typed(ctx)
    match_referral(ctx, NURSE, referral_id, 1, "P-1")
    with pytest.raises(AnotherPerson):
        correct_referral(ctx, NURSE, referral_id, 2, {**TYPED, "national_id": "A223456781", "sex": ""})
    correct_referral(ctx, NURSE, referral_id, 2, {**TYPED, "weight_kg": "60"})
    assert (stored(ctx, referral_id).patient_id, stored(ctx, referral_id).state) == ("P-1", ReferralState.RECEIVED)


def test_open_referrals_of_the_same_number_are_named(ctx):
    first = typed(ctx)
    second = typed(ctx)
    assert referral_page(ctx, BOOK, second).doubles == (first,)
    withdraw_referral(ctx, NURSE, first, 1, DeclineReason.DUPLICATE)
    assert referral_page(ctx, BOOK, second).doubles == ()


def test_the_most_urgent_stands_first(ctx):
    late = typed(ctx)
    ctx.clock.advance(3 * HOUR)
    new = typed(ctx)
    ctx.clock.advance(MINUTE)
    rows = referral_inbox(ctx, BOOK).open
    assert [row.referral_id for row in rows] == [late, new]
    assert rows[0].clock.state is ClockState.OVERDUE


def test_an_overdue_answer_is_on_the_worklist_with_the_masked_name_and_leads_to_the_referral(ctx):
    referral_id = typed(ctx)
    ctx.clock.advance(3 * HOUR)
    (item,) = WorkReading.of(ctx, RULES, NURSE).read().items
    assert (item.name, item.late, item.place) == ("陳○明", True, ("referrals", referral_id))


def test_a_referral_nobody_has_answered_for_a_hundred_days_is_still_on_the_worklist_of_who_signs_in(ctx):
    referral_id = typed(ctx)
    ctx.clock.advance(timedelta(days=100))
    (item,) = WorkReading.of(ctx, RULES, NURSE).read().items
    assert (item.late, item.place) == (True, ("referrals", referral_id))
