"""When an order is due: no dose is lost, none comes twice, a stopped order keeps what was due before."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hah_console.domain.errors import InvalidInput
from hah_console.domain.timing import Timing, due_times

TAIPEI, BERLIN = ZoneInfo("Asia/Taipei"), ZoneInfo("Europe/Berlin")
FIRST = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda t: t.replace(microsecond=0, tzinfo=UTC))
intervals = st.sampled_from([4, 6, 8, 12, 24, 36, 48])
stays = st.integers(0, 31 * 24).map(lambda hours: timedelta(hours=hours))
zones = st.sampled_from([TAIPEI, BERLIN, ZoneInfo("Australia/Lord_Howe")])


def local_times(timing: Timing, zone: ZoneInfo = TAIPEI) -> list[str]:
    return [f"{moment.astimezone(zone):%d %H:%M}" for moment in due_times(timing, zone)]


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        (24, ["23 08:30", "24 08:30"]),
        (12, ["23 08:30", "23 20:30", "24 08:30", "24 20:30"]),
        (8, ["23 08:30", "23 16:30", "24 00:30", "24 08:30", "24 16:30", "25 00:30"]),
    ],
)
def test_doses_follow_the_day_of_the_site(every: int, expected: list[str]) -> None:
    assert local_times(Timing(FIRST, every, FIRST + timedelta(days=2))) == expected


def test_one_dose_alone_is_due_once() -> None:
    assert local_times(Timing(FIRST)) == ["23 08:30"]


def test_a_clock_time_stays_when_the_clocks_change() -> None:
    first = datetime(2026, 10, 24, 8, 30, tzinfo=BERLIN)
    assert local_times(Timing(first, 24, first + timedelta(days=3)), BERLIN) == ["24 08:30", "25 08:30", "26 08:30"]


def test_repeated_doses_need_an_end_and_a_sensible_interval() -> None:
    for wrong in ({"every_hours": 24}, {"every_hours": 1, "until": FIRST + timedelta(days=1)}):
        with pytest.raises(InvalidInput):
            Timing(FIRST, **wrong)  # type: ignore[arg-type]


@settings(deadline=None, max_examples=120)
@given(moments, intervals, stays, zones)
def test_no_dose_is_lost_and_none_comes_twice(first: datetime, every: int, stay: timedelta, zone: ZoneInfo) -> None:
    times = due_times(Timing(first, every, first + stay), zone)
    walls = [moment.astimezone(zone).replace(tzinfo=None) for moment in times]
    steps = {later - earlier for earlier, later in pairwise(walls[1:])}
    slack = timedelta(hours=1)
    assert all(earlier < later for earlier, later in pairwise(times))
    assert all(abs(step - timedelta(hours=every)) <= slack for step in steps)
    assert abs(len(times) - stay / timedelta(hours=every)) <= 1 + slack / timedelta(hours=every)
    assert all(first <= moment < first + stay for moment in times)


@settings(deadline=None, max_examples=120)
@given(moments, intervals, stays, stays)
def test_stopping_takes_only_what_lies_ahead(first: datetime, every: int, stay: timedelta, after: timedelta) -> None:
    timing, stop = Timing(first, every, first + stay), first + after
    before, kept = due_times(timing, TAIPEI), due_times(timing.ended_at(stop), TAIPEI)
    assert kept == tuple(moment for moment in before if moment < stop)


@settings(deadline=None, max_examples=120)
@given(moments, intervals, intervals, stays, st.integers(0, 300).map(lambda hours: timedelta(hours=hours)))
def test_a_changed_order_takes_over_without_a_dose_of_both_at_once(
    first: datetime, every: int, other: int, stay: timedelta, after: timedelta
) -> None:
    change, until = first + after, first + stay
    old = due_times(Timing(first, every, until).ended_at(change), TAIPEI)
    new = due_times(Timing(change, other, until), TAIPEI)
    assert not old or not new or old[-1] < new[0]
