"""The two referral forms, each with its own states: 電子轉介 and 電子轉診."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hah_console.domain.closing.form_rules import ReferralFormRules
from hah_console.domain.closing.hospital_referral import (
    Attendance,
    FormExpired,
    FormState,
    HospitalReferral,
    Receiver,
    ReferralContent,
    ReferralPurpose,
    valid_until,
)
from hah_console.domain.closing.ltc_referral import (
    AlreadyEnrolled,
    Enrolment,
    EnrolmentCheck,
    LtcReferral,
    LtcResult,
    LtcUnit,
    ReceiverState,
    SenderState,
    enrolled_by,
)
from hah_console.domain.errors import HahError, IllegalTransition, InvalidInput, NotReady
from hah_console.domain.pack_info import PackInfo

NOW = datetime(2026, 3, 5, 1, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
TODAY = date(2026, 3, 5)
UNIT, OTHER_UNIT = LtcUnit("LTC-1", "新竹市長照管理中心"), LtcUnit("LTC-2", "東區居家照顧")
FREE = EnrolmentCheck(Enrolment.NOT_ENROLLED, NOW)
LTC = LtcReferral("F-1", "E-1", "P-1", UNIT, "夜間照顧", "U-1", NOW)
RULES = ReferralFormRules(PackInfo("referral-forms", "t", TODAY, "test"), 90 * DAY, 3 * DAY, 14 * DAY, 14 * DAY)
CONTENT = ReferralContent(ReferralPurpose.EXAMINATION, "腎盂腎炎", Receiver("新竹醫院", "泌尿科"))
HOSPITAL = HospitalReferral("F-2", "E-1", "P-1", CONTENT, "U-1", NOW, TODAY, valid_until(TODAY, RULES))
SENT = HOSPITAL.sent(NOW, TODAY, "R-1")


def states(form):
    return form.sender_state, form.receiver_state


def answered(result):
    return LTC.checked(FREE).sent(NOW).processed(NOW).answered(result, NOW)


def test_both_lists_follow_a_form_to_long_term_care():
    assert states(LTC) == (SenderState.ISSUED, None)
    sent = LTC.checked(FREE).sent(NOW + MINUTE)
    assert states(sent) == (SenderState.SENT, ReceiverState.UNPROCESSED)
    taken = sent.processed(NOW + 2 * MINUTE)
    assert states(taken) == (SenderState.SENT, ReceiverState.PROCESSED)
    done = taken.answered(LtcResult.ENROLLED, NOW + 3 * MINUTE)
    assert states(done) == (SenderState.ANSWERED, ReceiverState.ANSWERED)
    assert done.closed


def test_nothing_is_sent_before_the_enrolment_check_nor_when_it_found_one():
    with pytest.raises(NotReady):
        LTC.sent(NOW)
    with pytest.raises(AlreadyEnrolled) as refused:
        LTC.checked(EnrolmentCheck(Enrolment.ENROLLED, NOW, "竹北日照")).sent(NOW)
    assert refused.value.facts == {"unit": "竹北日照"}


@pytest.mark.parametrize("result", LtcResult)
def test_three_results_close_and_unable_asks_for_another_unit(result):
    form = answered(result)
    assert form.closed == (result is not LtcResult.UNABLE)
    if form.closed:
        with pytest.raises(IllegalTransition):
            form.again("F-9", OTHER_UNIT, "U-1", NOW)


def test_a_second_referral_is_a_form_of_its_own_that_names_the_first():
    first, second = answered(LtcResult.UNABLE).again("F-9", OTHER_UNIT, "U-2", NOW + DAY)
    assert (first.followed_by, first.closed) == ("F-9", True)
    assert (second.follows, second.unit, second.needs, second.check) == ("F-1", OTHER_UNIT, LTC.needs, None)
    with pytest.raises(IllegalTransition):
        first.again("F-10", OTHER_UNIT, "U-2", NOW + DAY)
    with pytest.raises(InvalidInput):
        answered(LtcResult.UNABLE).again("F-9", UNIT, "U-2", NOW + DAY)


def test_an_enrolment_the_site_knows_of_is_found():
    later = replace(answered(LtcResult.ENROLLED), form_id="F-3", issued_at=NOW + DAY)
    assert enrolled_by([answered(LtcResult.DECLINED), answered(LtcResult.UNABLE)]) is None
    assert enrolled_by([later, answered(LtcResult.ENROLLED)]) == later


LTC_MOVES = {
    "check": lambda form, at: form.checked(FREE),
    "send": lambda form, at: form.sent(at),
    "process": lambda form, at: form.processed(at),
    "answer": lambda form, at: form.answered(LtcResult.UNABLE, at),
    "again": lambda form, at: form.again("F-9", OTHER_UNIT, "U-1", at)[0],
}


@given(st.lists(st.sampled_from(list(LTC_MOVES)), max_size=12))
def test_no_sequence_takes_a_form_to_long_term_care_backwards(moves):
    form = LTC
    senders, receivers = list(SenderState), [None, *ReceiverState]
    for number, move in enumerate(moves):
        before = form
        try:
            form = LTC_MOVES[move](form, NOW + number * MINUTE)
        except HahError:
            continue
        assert senders.index(form.sender_state) - senders.index(before.sender_state) in {0, 1}
        assert receivers.index(form.receiver_state) - receivers.index(before.receiver_state) in {0, 1}
        assert not before.closed
        moments = [form.issued_at, form.sent_at, form.processed_at, form.answered_at]
        known = [moment for moment in moments if moment is not None]
        assert known == sorted(known) == moments[: len(known)]


def test_a_form_between_hospitals_is_valid_as_long_as_the_rules_say_and_never_longer():
    assert HOSPITAL.valid_until == date(2026, 6, 3)
    assert valid_until(TODAY, RULES, TODAY + 30 * DAY) == TODAY + 30 * DAY
    for wanted in (TODAY + 91 * DAY, TODAY - DAY):
        with pytest.raises(InvalidInput):
            valid_until(TODAY, RULES, wanted)


def test_its_last_day_is_a_day_of_it_and_the_next_one_is_not():
    last = HOSPITAL.valid_until
    assert not SENT.expired(last)
    assert SENT.attended(Attendance.OUTPATIENT, NOW + 90 * DAY, last).state is FormState.ATTENDED
    assert SENT.expired(last + DAY)
    with pytest.raises(FormExpired):
        SENT.attended(Attendance.OUTPATIENT, NOW + 91 * DAY, last + DAY)
    with pytest.raises(FormExpired):
        HOSPITAL.sent(NOW + 91 * DAY, last + DAY, "R-1")


def test_the_reply_is_due_three_days_after_a_visit():
    seen = SENT.attended(Attendance.OUTPATIENT, NOW + DAY, TODAY + DAY)
    assert SENT.reply_due(RULES) is None
    assert seen.reply_due(RULES) == NOW + 4 * DAY
    with pytest.raises(IllegalTransition):
        seen.discharged(NOW + 2 * DAY)


def test_the_reply_is_due_fourteen_days_after_a_discharge():
    admitted = SENT.attended(Attendance.INPATIENT, NOW + DAY, TODAY + DAY)
    assert admitted.reply_due(RULES) is None
    home = admitted.discharged(NOW + 5 * DAY)
    assert home.reply_due(RULES) == NOW + 19 * DAY
    with pytest.raises(IllegalTransition):
        home.discharged(NOW + 6 * DAY)
    assert home.replied(NOW + 6 * DAY, "已出院").closed


def test_it_needs_a_number_to_be_sent_and_words_to_be_replied_to():
    with pytest.raises(InvalidInput):
        HOSPITAL.sent(NOW, TODAY, " ")
    with pytest.raises(InvalidInput):
        SENT.attended(Attendance.OUTPATIENT, NOW, TODAY).replied(NOW, " ")
    with pytest.raises(IllegalTransition):
        SENT.replied(NOW, "too early")


HOSPITAL_MOVES = {
    "send": lambda form, at: form.sent(at, TODAY, "R-1"),
    "visit": lambda form, at: form.attended(Attendance.OUTPATIENT, at, TODAY),
    "admit": lambda form, at: form.attended(Attendance.INPATIENT, at, TODAY),
    "discharge": lambda form, at: form.discharged(at),
    "reply": lambda form, at: form.replied(at, "seen"),
}


@given(st.lists(st.sampled_from(list(HOSPITAL_MOVES)), max_size=12))
def test_no_sequence_takes_a_form_between_hospitals_backwards_or_loses_its_clock(moves):
    form, order = HOSPITAL, list(FormState)
    for number, move in enumerate(moves):
        before = form
        try:
            form = HOSPITAL_MOVES[move](form, NOW + number * MINUTE)
        except HahError:
            continue
        assert order.index(form.state) - order.index(before.state) in {0, 1}
        assert not before.closed
        waiting_for_discharge = form.attendance is Attendance.INPATIENT and form.discharged_at is None
        assert (form.reply_due(RULES) is None) == (form.attended_at is None or waiting_for_discharge)
