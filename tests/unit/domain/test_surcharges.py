"""The surcharge of an emergency visit by arrival and leaving, with the numbers of the shipped pack."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.domain.claims.surcharge import surcharge_of
from hah_console.domain.clock import TAIPEI

RULES = load_rule_packs(Path(__file__).parents[3] / "resources" / "rulepacks").claims.surcharge
WEDNESDAY, SUNDAY, SATURDAY, FRIDAY = "2026-11-25", "2026-11-29", "2026-11-28", "2026-11-27"


def at(day, clock):
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=TAIPEI)


@pytest.mark.parametrize(
    ("day", "arrived", "left", "percent", "band"),
    [
        (WEDNESDAY, "16:50", "17:15", 0, ""),
        (WEDNESDAY, "16:50", "17:40", 50, "night"),
        (WEDNESDAY, "21:40", "22:20", 50, "night"),
        (WEDNESDAY, "21:40", "22:40", 70, "deep_night"),
        (SUNDAY, "10:00", "10:30", 40, "holiday"),
        (SUNDAY, "18:00", "18:30", 50, "night"),
        (SUNDAY, "23:30", "23:50", 70, "deep_night"),
        (WEDNESDAY, "07:50", "08:10", 70, "deep_night"),
        (WEDNESDAY, "16:50", "17:30", 0, ""),
        (WEDNESDAY, "16:50", "17:31", 50, "night"),
        (WEDNESDAY, "08:00", "08:20", 0, ""),
        (WEDNESDAY, "17:00", "17:01", 50, "night"),
        (SATURDAY, "08:00", "09:00", 40, "holiday"),
        ("2026-12-25", "09:00", "09:30", 40, "holiday"),
        ("2026-02-16", "12:00", "13:00", 40, "holiday"),
    ],
)
def test_the_surcharge_of_a_visit(day, arrived, left, percent, band):
    found = surcharge_of(at(day, arrived), at(day, left), RULES, TAIPEI)
    assert (found.percent, found.band) == (percent, band)


def test_a_visit_past_midnight_is_measured_over_both_days():
    left = at(FRIDAY, "23:50") + timedelta(minutes=40)
    assert surcharge_of(at(FRIDAY, "23:50"), left, RULES, TAIPEI).percent == 70


def test_seconds_make_no_difference():
    arrived, left = at(WEDNESDAY, "16:50:59"), at(WEDNESDAY, "17:30:59")
    assert surcharge_of(arrived, left, RULES, TAIPEI).percent == 0


def _percent_by_hand(arrived, left):
    """Minute by minute, in the words of the rule: the rate of arrival, or of a band stayed in for over 30 minutes."""

    def rate(moment):
        hour = moment.hour
        night = 50 if 17 <= hour < 22 else 70 if hour >= 22 or hour < 8 else 0
        free = moment.weekday() >= 5 or moment.date() in RULES.holidays
        return max(night, 40 if free else 0)

    best, run, before = rate(arrived), 0, None
    moment = arrived
    while moment < left:
        run = run + 1 if rate(moment) == before else 1
        before = rate(moment)
        best = max(best, before if run > 30 else 0)
        moment += timedelta(minutes=1)
    return best


@given(st.integers(0, 60 * 24 * 40), st.integers(0, 600))
def test_the_rule_counted_minute_by_minute_says_the_same(start, minutes):
    arrived = at("2026-11-20", "00:00") + timedelta(minutes=start)
    left = arrived + timedelta(minutes=minutes)
    assert surcharge_of(arrived, left, RULES, TAIPEI).percent == _percent_by_hand(arrived, left)
