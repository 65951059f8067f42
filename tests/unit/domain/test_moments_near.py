"""Moments typed in short: a time of day is one of today, a day without a year one of this year."""

from datetime import UTC, date, datetime

import pytest

from hah_console.domain.calendar import parse_near_moment
from hah_console.domain.clock import TAIPEI
from hah_console.domain.errors import InvalidInput

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "utc"),
    [
        ("08:30", datetime(2026, 11, 24, 0, 30, tzinfo=UTC)),
        ("0830", datetime(2026, 11, 24, 0, 30, tzinfo=UTC)),
        ("８：３０", datetime(2026, 11, 24, 0, 30, tzinfo=UTC)),
        ("11-23 23:15", datetime(2026, 11, 23, 15, 15, tzinfo=UTC)),
        ("115/11/23 23:15", datetime(2026, 11, 23, 15, 15, tzinfo=UTC)),
        ("2026-11-23 23:15", datetime(2026, 11, 23, 15, 15, tzinfo=UTC)),
    ],
)
def test_a_moment_typed_in_short_is_near_today(typed: str, utc: datetime) -> None:
    assert parse_near_moment(typed, TODAY, TAIPEI) == utc


@pytest.mark.parametrize("typed", ["", "soon", "25:00", "13-40 08:00"])
def test_what_is_no_moment_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        parse_near_moment(typed, TODAY, TAIPEI)
