"""Days as people in Taiwan write them."""

from datetime import date

import pytest

from hah_console.domain.calendar import parse_day
from hah_console.domain.errors import InvalidInput


@pytest.mark.parametrize(
    "written",
    ["2024-07-01", "2024/7/1", "113/07/01", "113-07-01", "民國113年7月1日", "民國 113/07/01", "20240701", "1130701",
     "１１３／０７／０１", " 113.7.1 "],
)  # fmt: skip
def test_gregorian_and_republic_writings_mean_the_same_day(written: str) -> None:
    assert parse_day(written) == date(2024, 7, 1)


def test_a_two_digit_year_counts_from_the_founding_of_the_republic() -> None:
    assert parse_day("35/02/14") == date(1946, 2, 14)


@pytest.mark.parametrize("written", ["113/02/30", "2023-02-29", "民國2024年7月1日", "113/13/01", "0000-01-01"])
def test_days_that_are_in_no_calendar_are_impossible(written: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_day(written)
    assert caught.value.facts["reason"] == "impossible_date"


@pytest.mark.parametrize("written", ["", "tomorrow", "07/01/2024", "2024-07", "1/1", "-3"])
def test_other_writings_are_not_days(written: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_day(written)
    assert caught.value.facts["reason"] == "not_a_date"
