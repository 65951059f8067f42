"""A limit of the patient's own holds to its end or until it is ended; when the limit became another one is known."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hah_console.domain.errors import IllegalTransition
from hah_console.domain.ids import PatientId
from hah_console.domain.limits import PatientLimit, changed_at, in_force
from hah_console.domain.reading import Vital

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def low(value: float, from_h: float, to_h: float) -> PatientLimit:
    span = NOON + from_h * HOUR, NOON + to_h * HOUR
    return PatientLimit(PatientId("P-1"), Vital.SPO2, "low", value, "u-2", "COPD", *span)


def test_a_limit_that_was_ended_holds_no_longer_and_is_ended_once() -> None:
    ended = low(85, 0, 8).ended("u-3", "better", NOON + HOUR)
    assert (ended.holds(NOON), ended.holds(NOON + HOUR), ended.until) == (True, False, NOON + HOUR)
    assert (ended.ended_by, ended.end_reason, ended.expires_at) == ("u-3", "better", NOON + 8 * HOUR)
    for over in (ended, low(85, -8, 0)):
        with pytest.raises(IllegalTransition):
            over.ended("u-3", "again", NOON + 2 * HOUR)


def test_the_one_set_last_holds_and_only_for_its_vital_and_side() -> None:
    limits = (low(85, 0, 8), low(88, 1, 2), replace(low(99, 1, 9), side="high"))
    values = [(found := in_force(limits, Vital.SPO2, "low", NOON + h * HOUR)) and found.value for h in (-1, 0, 1, 2, 8)]
    assert values == [None, 85, 88, 85, None]
    assert in_force(limits, Vital.HEART_RATE, "low", NOON + HOUR) is None


def test_what_runs_out_beneath_a_newer_one_has_changed_nothing() -> None:
    limits = (low(85, 0, 2), low(88, 1, 8))
    assert changed_at(limits, Vital.SPO2, "low", NOON + 3 * HOUR) == NOON + HOUR
    assert changed_at(limits, Vital.SPO2, "low", NOON + 9 * HOUR) == NOON + 8 * HOUR
    assert changed_at(limits, Vital.SPO2, "high", NOON + 9 * HOUR) is None


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9), st.none() | st.integers(0, 9)), max_size=5))
def test_between_two_changes_the_limit_is_the_same(spans: list[tuple[int, int, int | None]]) -> None:
    limits = []
    for value, (start, lasts, end) in enumerate(sorted(spans, key=lambda span: span[0]), 80):
        limit = low(value, start, start + lasts)
        over = end is not None and limit.holds(NOON + end * HOUR)
        limits.append(limit.ended("u-3", "x", NOON + (end or 0) * HOUR) if over else limit)
    for half in range(-1, 42):
        now = NOON + half * HOUR / 2
        since = changed_at(limits, Vital.SPO2, "low", now)
        here = in_force(limits, Vital.SPO2, "low", now)
        if since is None:
            assert here is None
        else:
            assert in_force(limits, Vital.SPO2, "low", since) is here
            assert in_force(limits, Vital.SPO2, "low", since - datetime.resolution) is not here
