"""States of an admission and its days."""

from datetime import UTC, date, datetime

import pytest

from hah_console.domain.episode import Condition, Episode, EpisodeState, Mode
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
