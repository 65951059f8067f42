"""States of an admission and its days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hah_console.domain.episode import Condition, Episode, EpisodeState, HoldReason, Mode
from hah_console.domain.errors import IllegalTransition

S = EpisodeState
ALLOWED = {
    (S.PLANNED, S.ACTIVE), (S.PLANNED, S.CLOSED), (S.ACTIVE, S.ON_HOLD), (S.ACTIVE, S.CLOSED),
    (S.ON_HOLD, S.ACTIVE), (S.ON_HOLD, S.CLOSED),
}  # fmt: skip


def in_state(state):
    return Episode("E-1", "P-1", Condition.UTI, Mode.HOME_CARE, state, datetime(2026, 3, 5, tzinfo=UTC))


@pytest.mark.parametrize("to", S)
@pytest.mark.parametrize("state", S)
def test_only_the_moves_of_the_programme_exist(state, to):
    if (state, to) in ALLOWED:
        assert in_state(state).moved(to).state is to
    else:
        with pytest.raises(IllegalTransition):
            in_state(state).moved(to)


@pytest.mark.parametrize(("on", "number"), [(date(2026, 3, 5), 1), (date(2026, 3, 6), 2), (date(2026, 4, 1), 28)])
def test_the_day_of_admission_is_day_one(on, number):
    assert in_state(S.ACTIVE).day_number(on, date(2026, 3, 5)) == number


def test_a_hold_keeps_its_reason_until_care_goes_on():
    held = in_state(S.ACTIVE).held(HoldReason.EXAMINATION)
    assert (held.state, held.hold_reason) == (S.ON_HOLD, HoldReason.EXAMINATION)
    assert (held.resumed().state, held.resumed().hold_reason) == (S.ACTIVE, None)
    assert held.moved(S.CLOSED).hold_reason is None


def test_care_begins_when_it_does_and_not_when_it_was_planned():
    begun = in_state(S.PLANNED).begun(datetime(2026, 3, 6, 2, tzinfo=UTC))
    assert (begun.state, begun.admitted_at.day) == (S.ACTIVE, 6)


@given(st.lists(st.sampled_from(["begin", "hold", "resume", *S]), max_size=15))
def test_no_sequence_of_steps_makes_a_move_the_programme_does_not_have(steps):
    episode = in_state(S.PLANNED)
    for number, step in enumerate(steps):
        before = episode
        try:
            episode = taken(episode, step, number)
        except IllegalTransition:
            continue
        assert (before.state, episode.state) in ALLOWED
        assert (episode.hold_reason is None) is (episode.state is not S.ON_HOLD or step == S.ON_HOLD)


def taken(episode, step, number):
    if step == "begin":
        return episode.begun(episode.admitted_at + timedelta(hours=number))
    if step == "hold":
        return episode.held(HoldReason.AWAY)
    return episode.resumed() if step == "resume" else episode.moved(step)
