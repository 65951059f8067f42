"""Where somebody is: how old that is, and what lies on no map."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import StaffId
from hah_console.domain.position import StaffPosition, require_position

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
HERE = StaffPosition(StaffId("S-1"), 120.97, 24.8, NOW, 10.0)


def test_the_age_counts_from_the_moment_it_was_told() -> None:
    assert HERE.age(NOW + timedelta(seconds=75)) == timedelta(seconds=75)


def test_a_phone_whose_clock_runs_ahead_makes_no_negative_age() -> None:
    assert HERE.age(NOW - timedelta(minutes=3)) == timedelta()


def test_what_lies_on_the_map_is_taken_as_it_is() -> None:
    assert require_position(HERE) is HERE
    assert require_position(replace(HERE, accuracy_m=None)).accuracy_m is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"lat": 90.1}, {"lat": -91.0}, {"lon": 180.5}, {"lat": float("nan")}, {"lon": float("inf")},
        {"accuracy_m": -1.0}, {"accuracy_m": float("nan")},
    ],
)  # fmt: skip
def test_what_lies_on_no_map_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InvalidInput) as refused:
        require_position(replace(HERE, **wrong))
    assert refused.value.facts["reason"] == "not_a_position"
