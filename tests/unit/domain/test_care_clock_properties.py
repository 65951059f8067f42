"""No clock is lost: whatever happens to a case, in whatever order it is told, and as time goes on."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from helpers.case_lines import NOON, book, event, rule
from hypothesis import given, settings
from hypothesis import strategies as st

from hah_console.domain.care_clock import OPEN_CLOCKS, CareClock, ClockState
from hah_console.domain.case_event import CaseEvent
from hah_console.domain.case_event import CaseEventKind as Kind
from hah_console.domain.clock_engine import clocks_of
from hah_console.domain.clock_rule import ANY_VALUE, ENTITY, Aim, ClockBook, Limit, LimitUnit, day_start

ZONES = [ZoneInfo(name) for name in ("Asia/Taipei", "America/New_York", "Australia/Lord_Howe", "America/Santiago")]
DAYS = {ANY_VALUE: Limit(3, LimitUnit.CALENDAR_DAYS)}
SINGLE = (
    rule("enrolment", Kind.ADMITTED, Kind.ENROLLED, closing_ends=False),
    rule("onsite", Kind.ADMITTED, Kind.ARRIVED, 30, hold_pauses=True),
    rule("target", Kind.ADMITTED, Kind.CLOSED, limits=DAYS, closing_ends=False),
    rule("signature", Kind.NOTE_WRITTEN, Kind.NOTE_SIGNED, 9, match=ENTITY, closing_ends=False),
    rule("watch", Kind.CLOSED, Kind.READMITTED, 40, aim=Aim.WATCH, closing_ends=False),
)
DAILY = rule("daily", Kind.ADMITTED, Kind.ARRIVED, daily=True, hold_pauses=True)
BOOK = book(*SINGLE, DAILY)
STEPS = {
    ClockState.RUNNING: set(ClockState),
    ClockState.NEAR: set(ClockState) - {ClockState.RUNNING},
    ClockState.PAUSED: set(ClockState),
    ClockState.OVERDUE: {ClockState.OVERDUE, ClockState.MET_LATE, ClockState.VOID},
}
_OF_CASE = (Kind.ADMITTED, Kind.ENROLLED, Kind.ON_HOLD, Kind.RESUMED, Kind.ARRIVED, Kind.CLOSED, Kind.READMITTED)


@st.composite
def happenings(draw: st.DrawFn) -> CaseEvent:
    """An event in five days, often at the same moments as others; notes have one of three ids."""
    at = NOON + timedelta(minutes=15 * draw(st.integers(0, 480)))
    kind = draw(st.sampled_from((*_OF_CASE, Kind.NOTE_WRITTEN, Kind.NOTE_SIGNED)))
    about = f"note:{draw(st.integers(1, 3))}" if kind in (Kind.NOTE_WRITTEN, Kind.NOTE_SIGNED) else "episode:E1"
    facts = {"corrects": "yes"} if kind is Kind.ARRIVED and draw(st.booleans()) else {}
    told = at + timedelta(minutes=draw(st.integers(0, 300)))
    return event(kind, at, about, event_id=str(draw(st.integers(0, 10**6))), recorded_at=told, **facts)


LINES = st.lists(happenings(), max_size=25, unique_by=lambda happened: happened.event_id)
MOMENTS = st.integers(0, 4 * 24 * 7).map(lambda quarter: NOON + timedelta(minutes=15 * quarter))


def by_key(line: list[CaseEvent], now: datetime, zone: ZoneInfo, rules: ClockBook = BOOK) -> dict[str, CareClock]:
    clocks = clocks_of(line, rules, now, zone)
    found = {clock.key: clock for clock in clocks}
    assert len(found) == len(clocks)
    return found


@given(LINES, MOMENTS, st.sampled_from(ZONES), st.randoms(use_true_random=False))
def test_the_order_of_telling_and_telling_twice_change_nothing(line, now, zone, shuffler):
    told = clocks_of(line, BOOK, now, zone)
    again = [*line, *line[:5]]
    shuffler.shuffle(again)
    assert clocks_of(again, BOOK, now, zone) == told


@given(LINES, MOMENTS, st.sampled_from(ZONES))
def test_every_start_has_its_clock_and_every_clock_is_open_met_or_void_with_a_reason(line, now, zone):
    clocks = by_key(line, now, zone)
    for one in SINGLE:
        for happened in line:
            if happened.kind is one.start[0].kind and happened.at <= now:
                assert f"{one.clock_id}:{happened.event_id}" in clocks
    for clock in clocks.values():
        ended = clock.state not in OPEN_CLOCKS
        assert (clock.ended_at is not None) == ended
        assert clock.state is not ClockState.VOID or clock.reason is not None
        assert clock.limit_at is not None


def active(line: list[CaseEvent], moment: datetime) -> bool:
    """Whether the case is in care and not on hold just after a moment, event by event."""
    admitted = held = False
    for happened in sorted(line, key=lambda e: (e.at, e.event_id)):
        if happened.at <= moment:
            if happened.kind is Kind.CLOSED:
                return False
            admitted = admitted or happened.kind is Kind.ADMITTED
            held = happened.kind is Kind.ON_HOLD or (held and happened.kind is not Kind.RESUMED)
    return admitted and not held


@settings(max_examples=60)
@given(LINES, MOMENTS, st.sampled_from(ZONES))
def test_every_local_day_with_care_in_it_has_its_daily_clock_and_no_other_day_has(line, now, zone):
    expected, day = set(), NOON.astimezone(zone).date()
    while day_start(day, zone) <= now:
        moment, ends = max(NOON, day_start(day, zone)), day_start(day + timedelta(days=1), zone)
        while moment < ends and moment <= now:
            if active(line, moment):
                expected.add(day)
                break
            moment += timedelta(minutes=15)
        day += timedelta(days=1)
    assert {clock.day for clock in clocks_of(line, book(DAILY), now, zone)} == expected


@given(LINES, MOMENTS, MOMENTS, st.sampled_from(ZONES))
def test_as_time_goes_on_no_clock_disappears_goes_back_or_changes_its_end(line, one, other, zone):
    earlier, later = sorted((one, other))
    before, after = by_key(line, earlier, zone), by_key(line, later, zone)
    assert before.keys() <= after.keys()
    for key, clock in before.items():
        now = after[key]
        if clock.is_open:
            assert now.state in STEPS[clock.state]
            assert now.limit_at >= clock.limit_at
        else:
            assert now == clock


@given(LINES, MOMENTS, st.sampled_from(ZONES))
def test_between_two_events_a_clock_changes_only_when_it_said_it_would(line, now, zone):
    ahead = min((happened.at for happened in line if happened.at > now), default=now + timedelta(days=2))
    before = clocks_of(line, BOOK, now, zone)
    told = min((clock.changes_at for clock in before if clock.changes_at is not None), default=ahead)
    midnight = day_start(now.astimezone(zone).date() + timedelta(days=1), zone)
    until = min(ahead, told, midnight) - timedelta(seconds=1)
    if until > now:
        after = by_key(line, until, zone)
        assert after.keys() == {clock.key for clock in before}
        for clock in before:
            assert after[clock.key].state is clock.state


@given(LINES, LINES, MOMENTS, st.sampled_from(ZONES))
def test_what_is_told_later_never_takes_away_a_clock_that_starts_by_itself(line, more, now, zone):
    known = {happened.event_id for happened in line}
    both = [*line, *(happened for happened in more if happened.event_id not in known)]
    rules = book(*SINGLE)
    assert by_key(line, now, zone, rules).keys() <= by_key(both, now, zone, rules).keys()
