"""A referral is answered in one order only, and nothing of its history is lost."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hah_console.domain.episode import Mode
from hah_console.domain.errors import IllegalTransition
from hah_console.domain.person import Person
from hah_console.domain.referral import (
    ENDED,
    Channel,
    DeclineReason,
    Referral,
    ReferralEntry,
    ReferralState,
    Sender,
)

NOW = datetime(2026, 11, 29, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
S = ReferralState
ALLOWED = {
    (S.RECEIVED, S.ACCEPTED), (S.RECEIVED, S.DECLINED), (S.RECEIVED, S.RETURNED), (S.RECEIVED, S.WITHDRAWN),
    (S.RETURNED, S.COMPLETED), (S.RETURNED, S.DECLINED), (S.RETURNED, S.WITHDRAWN),
    (S.COMPLETED, S.ACCEPTED), (S.COMPLETED, S.DECLINED), (S.COMPLETED, S.RETURNED), (S.COMPLETED, S.WITHDRAWN),
    (S.ACCEPTED, S.ADMITTED), (S.ACCEPTED, S.DECLINED), (S.ACCEPTED, S.WITHDRAWN),
}  # fmt: skip


def in_state(state):
    entry = ReferralEntry(state, NOW, "U-1", DeclineReason.NO_CAPACITY, ("national_id",))
    return Referral("RF-1", Mode.EMERGENCY, Channel.TYPED, Person("陳大明"), Sender("示範醫院"), (entry,))


def entry(to, at=NOW, **more):
    return ReferralEntry(to, at, "U-2", **{"reason": DeclineReason.NO_CAPACITY, "missing": ("phone",), **more})


@pytest.mark.parametrize("to", S)
@pytest.mark.parametrize("state", S)
def test_only_the_moves_of_a_referral_exist(state, to):
    if (state, to) in ALLOWED:
        assert in_state(state).moved(entry(to)).state is to
    else:
        with pytest.raises(IllegalTransition) as refused:
            in_state(state).moved(entry(to))
        assert refused.value.facts == {"entity": "referral", "state": state.value, "move": to.value}


@pytest.mark.parametrize("to", [S.DECLINED, S.WITHDRAWN])
def test_nobody_is_declined_without_a_reason(to):
    with pytest.raises(IllegalTransition):
        in_state(S.RECEIVED).moved(entry(to, reason=None))
    with pytest.raises(IllegalTransition):
        in_state(S.RECEIVED).moved(entry(to, reason=DeclineReason.OTHER, note="  "))
    assert in_state(S.RECEIVED).moved(entry(to, reason=DeclineReason.OTHER, note="sent to us by mistake")).ended


def test_a_sender_is_told_what_is_missing():
    with pytest.raises(IllegalTransition):
        in_state(S.RECEIVED).moved(entry(S.RETURNED, missing=()))
    assert in_state(S.RECEIVED).moved(entry(S.RETURNED)).history[-1].missing == ("phone",)


def test_time_does_not_run_backwards_in_a_referral():
    with pytest.raises(IllegalTransition):
        in_state(S.RECEIVED).moved(entry(S.ACCEPTED, NOW - MINUTE))


def test_its_age_counts_from_the_receipt_and_its_state_from_the_last_entry():
    moved = in_state(S.RECEIVED).moved(entry(S.RETURNED, NOW + MINUTE))
    assert (moved.received_at, moved.since) == (NOW, NOW + MINUTE)


@given(st.lists(st.tuples(st.sampled_from(list(S)), st.booleans()), max_size=15))
def test_no_sequence_of_answers_leaves_an_ended_referral_or_loses_history(answers):
    referral = in_state(S.RECEIVED)
    for number, (to, with_reason) in enumerate(answers):
        before = referral
        try:
            referral = referral.moved(
                entry(to, NOW + number * MINUTE, reason=DeclineReason.OTHER, note="x" * with_reason)
            )
        except IllegalTransition:
            continue
        assert before.state not in ENDED
        assert (before.state, referral.state) in ALLOWED
        assert referral.history[:-1] == before.history
