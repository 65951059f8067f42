"""Sunrise and sunset within minutes of published tables, and nothing that breaks beyond the polar circles."""

from datetime import UTC, date, datetime, timedelta

import pytest

from hah_console.domain.daylight import daylight

NEAR = timedelta(minutes=4)


@pytest.mark.parametrize(
    ("day", "rise", "falls"),
    [  # Hsinchu, 24.80 N 120.97 E; Central Weather Administration of Taiwan, tables of sunrise and sunset, local time
        (date(2026, 6, 21), (5, 6), (18, 47)),
        (date(2026, 12, 22), (6, 37), (17, 10)),
        (date(2026, 3, 20), (6, 0), (18, 6)),
    ],
)
def test_the_sun_of_hsinchu(day: date, rise: tuple[int, int], falls: tuple[int, int]) -> None:
    found = daylight(day, 24.80, 120.97)
    for moment, (hour, minute) in zip(found, (rise, falls), strict=True):
        told = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=8)
        assert abs(moment - told) <= NEAR, (moment, told)


def test_where_the_sun_does_not_rise_there_is_no_day_and_where_it_does_not_set_no_night() -> None:
    rise, falls = daylight(date(2026, 12, 22), 78.2, 15.6)
    assert falls - rise == timedelta(0)
    rise, falls = daylight(date(2026, 6, 21), 78.2, 15.6)
    assert falls - rise == timedelta(days=1)
