"""The clocks of a case: how each ends, pauses, repeats and is counted, in the site's zone and in others."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from helpers.case_lines import DAY, HOUR, NOON, book, event, rule

from hah_console.domain.alarm import Priority
from hah_console.domain.care_clock import CareClock, ClockReason, ClockState
from hah_console.domain.case_event import CaseEventKind as Kind
from hah_console.domain.clock import TAIPEI
from hah_console.domain.clock_engine import clocks_of
from hah_console.domain.clock_rule import ANY_VALUE, AUTHOR, ENTITY, LEAST, Aim, ClockBook, Limit, LimitUnit, Trigger
from hah_console.domain.pack_info import PackInfo

ENROLMENT = rule("enrolment", Kind.ADMITTED, Kind.ENROLLED, closing_ends=False)
SIGNATURE = rule("signature", Kind.NOTE_WRITTEN, Kind.NOTE_SIGNED, match=ENTITY, closing_ends=False, owner_fact=AUTHOR)
ONSITE = rule("onsite", Kind.ADMITTED, Kind.ARRIVED, 72, hold_pauses=True)
DAILY = rule("daily", Kind.ADMITTED, Kind.ARRIVED, daily=True, hold_pauses=True)
ADMITTED = event(Kind.ADMITTED, NOON)


def only(clocks: tuple[CareClock, ...]) -> CareClock:
    assert len(clocks) == 1
    return clocks[0]


def midnight(of_december: int) -> datetime:
    """The last moment of a day in Taipei."""
    return datetime(2026, 11, 30, 16, tzinfo=UTC) + of_december * DAY - LEAST


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("hours", "state", "priority"),
    [
        (0, ClockState.RUNNING, None),
        (17.99, ClockState.RUNNING, None),
        (18, ClockState.NEAR, Priority.LOW),
        (24, ClockState.NEAR, Priority.LOW),
        (24.001, ClockState.OVERDUE, Priority.MEDIUM),
        (9_000, ClockState.OVERDUE, Priority.MEDIUM),
    ],
)
def test_a_clock_runs_comes_near_and_is_overdue_until_somebody_ends_it(hours, state, priority):
    clock = only(clocks_of([ADMITTED], book(ENROLMENT), at(hours), TAIPEI))
    assert (clock.state, clock.priority) == (state, priority)
    assert (clock.started_at, clock.limit_at, clock.near_at) == (NOON, at(24), at(18))
    assert clock.left(at(20)) == 4 * HOUR


@pytest.mark.parametrize(("hours", "state"), [(1, ClockState.MET), (24, ClockState.MET), (24.5, ClockState.MET_LATE)])
def test_it_is_met_in_time_or_late_by_when_it_happened_not_by_when_it_was_written_down(hours, state):
    done = event(Kind.ENROLLED, at(hours), recorded_at=at(200))
    clock = only(clocks_of([done, ADMITTED], book(ENROLMENT), at(300), TAIPEI))
    assert (clock.state, clock.ended_at) == (state, at(hours))
    assert clock.priority is None
    assert not clock.is_open


def test_a_start_written_down_late_is_overdue_at_once():
    late = event(Kind.NOTE_WRITTEN, NOON, "note:N1", recorded_at=at(30))
    assert only(clocks_of([late], book(SIGNATURE), at(30), TAIPEI)).state is ClockState.OVERDUE


def test_what_has_not_happened_yet_neither_starts_nor_ends_a_clock():
    ahead = event(Kind.ENROLLED, at(5))
    assert clocks_of([ADMITTED, ahead], book(ENROLMENT), at(-1), TAIPEI) == ()
    assert only(clocks_of([ADMITTED, ahead], book(ENROLMENT), at(4), TAIPEI)).state is ClockState.RUNNING


def test_each_thing_has_its_own_clock_and_only_its_own_end_ends_it():
    line = [
        event(Kind.NOTE_WRITTEN, NOON, "note:N1", by="nurse1"),
        event(Kind.NOTE_WRITTEN, at(1), "note:N2", by="physician1"),
        event(Kind.NOTE_SIGNED, at(2), "note:N2"),
    ]
    first, second = clocks_of(line, book(SIGNATURE), at(3), TAIPEI)
    assert (first.state, first.entity_id, first.owner_id) == (ClockState.RUNNING, "N1", "nurse1")
    assert (second.state, second.entity_id, second.owner_id) == (ClockState.MET, "N2", "physician1")


def test_an_end_that_does_not_say_what_it_is_about_ends_nothing():
    by_fact = replace(SIGNATURE, match="note")
    line = [event(Kind.NOTE_WRITTEN, NOON, "note:N1"), event(Kind.NOTE_SIGNED, at(1), "visit_record:V1")]
    assert only(clocks_of(line, book(by_fact), at(2), TAIPEI)).state is ClockState.RUNNING
    named = event(Kind.NOTE_SIGNED, at(1), "visit_record:V1", note="N1")
    assert only(clocks_of([line[0], named], book(by_fact), at(2), TAIPEI)).state is ClockState.MET


def test_an_end_before_the_start_counts_only_within_the_lead():
    early = event(Kind.ARRIVED, at(-1))
    assert only(clocks_of([early, ADMITTED], book(ONSITE), at(1), TAIPEI)).state is ClockState.RUNNING
    with_lead = replace(ONSITE, lead=2 * HOUR)
    assert only(clocks_of([early, ADMITTED], book(with_lead), at(1), TAIPEI)).state is ClockState.MET


def test_only_events_with_the_facts_named_count():
    physician = (("profession", frozenset({"physician"})), ("mode", frozenset({"in-person"})))
    asked = replace(ONSITE, end=(Trigger(Kind.ARRIVED, physician),))
    nurse = event(Kind.ARRIVED, at(2), profession="nurse", mode="in-person")
    video = event(Kind.ARRIVED, at(3), profession="physician", mode="video")
    there = event(Kind.ARRIVED, at(4), profession="physician", mode="in-person")
    assert only(clocks_of([ADMITTED, nurse, video], book(asked), at(9), TAIPEI)).is_open
    assert only(clocks_of([ADMITTED, nurse, video, there], book(asked), at(9), TAIPEI)).ended_at == at(4)


def test_closing_voids_what_ends_with_the_case_and_leaves_what_is_still_owed():
    closed = event(Kind.CLOSED, at(10))
    void = only(clocks_of([ADMITTED, closed], book(ONSITE), at(11), TAIPEI))
    assert (void.state, void.reason, void.ended_at) == (ClockState.VOID, ClockReason.CLOSED, at(10))
    assert only(clocks_of([ADMITTED, closed], book(ENROLMENT), at(30), TAIPEI)).state is ClockState.OVERDUE


def test_what_begins_after_the_closing_is_owed_only_where_the_pack_says_so():
    line = [event(Kind.CLOSED, NOON), event(Kind.NOTE_WRITTEN, at(1), "note:N1")]
    assert only(clocks_of(line, book(SIGNATURE), at(2), TAIPEI)).is_open
    ends = replace(SIGNATURE, closing_ends=True)
    assert only(clocks_of(line, book(ends), at(2), TAIPEI)).reason is ClockReason.CLOSED


def test_closing_by_the_same_act_that_ends_a_clock_meets_it():
    stay = rule("target_day", Kind.ADMITTED, Kind.CLOSED)
    assert only(clocks_of([ADMITTED, event(Kind.CLOSED, at(5))], book(stay), at(6), TAIPEI)).state is ClockState.MET


def test_a_withdrawn_start_is_void_and_says_so():
    dose = rule("dose", Kind.DOSE_DUE, Kind.DOSE_GIVEN, 1, match=ENTITY,
                void=(Trigger(Kind.ORDER_STOPPED, match="order"),))  # fmt: skip
    line = [
        event(Kind.DOSE_DUE, NOON, "dose:D1", order="O1"),
        event(Kind.DOSE_DUE, NOON, "dose:D2", order="O2"),
        event(Kind.ORDER_STOPPED, at(0.5), "order:O1"),
    ]
    stopped, other = clocks_of(line, book(dose), at(0.9), TAIPEI)
    assert (stopped.state, stopped.reason) == (ClockState.VOID, ClockReason.WITHDRAWN)
    assert other.is_open


def test_a_hold_stops_the_clock_and_gives_back_its_time():
    line = [ADMITTED, event(Kind.ON_HOLD, at(10)), event(Kind.RESUMED, at(34))]
    paused = only(clocks_of(line[:2], book(ONSITE), at(20), TAIPEI))
    assert (paused.state, paused.limit_at) == (ClockState.PAUSED, at(82))
    resumed = only(clocks_of(line, book(ONSITE), at(40), TAIPEI))
    assert (resumed.state, resumed.limit_at) == (ClockState.RUNNING, at(96))
    assert only(clocks_of(line, book(ONSITE), at(97), TAIPEI)).state is ClockState.OVERDUE


def test_a_hold_after_the_limit_gives_nothing_back():
    line = [ADMITTED, event(Kind.ON_HOLD, at(73))]
    assert only(clocks_of(line, book(ONSITE), at(80), TAIPEI)).state is ClockState.OVERDUE


def test_a_clock_that_does_not_pause_runs_on_through_a_hold():
    line = [ADMITTED, event(Kind.ON_HOLD, at(1))]
    assert only(clocks_of(line, book(ENROLMENT), at(25), TAIPEI)).state is ClockState.OVERDUE


def test_a_watch_is_kept_when_its_time_has_passed_and_ends_early_when_what_is_watched_for_happens():
    watch = rule("return", Kind.CONTACT_HELD, Kind.EMERGENCY_DEPARTMENT, aim=Aim.WATCH, closing_ends=False)
    advice = event(Kind.CONTACT_HELD, NOON, "contact:C1")
    kept = only(clocks_of([advice], book(watch), at(25), TAIPEI))
    assert (kept.state, kept.reason, kept.ended_at) == (ClockState.MET, ClockReason.WATCHED, at(24))
    returned = only(clocks_of([advice, event(Kind.EMERGENCY_DEPARTMENT, at(3))], book(watch), at(25), TAIPEI))
    assert (returned.ended_at, returned.reason) == (at(3), None)
    after = only(clocks_of([advice, event(Kind.EMERGENCY_DEPARTMENT, at(30))], book(watch), at(31), TAIPEI))
    assert after.reason is ClockReason.WATCHED


def test_days_are_counted_with_the_day_of_admission_as_the_first_in_the_zone_of_the_site():
    days = {ANY_VALUE: Limit(9, LimitUnit.CALENDAR_DAYS)}
    stay = rule("target_day", Kind.ADMITTED, Kind.CLOSED, limits=days)
    late_evening = event(Kind.ADMITTED, datetime(2026, 11, 23, 15, 59, tzinfo=UTC))  # 23:59 in Taipei
    assert only(clocks_of([late_evening], book(stay), at(20), TAIPEI)).limit_at == midnight(1)
    past_midnight = event(Kind.ADMITTED, datetime(2026, 11, 23, 16, 0, tzinfo=UTC))
    assert only(clocks_of([past_midnight], book(stay), at(20), TAIPEI)).limit_at == midnight(2)


def test_hours_pass_at_the_same_pace_and_days_end_at_the_same_clock_when_clocks_change():
    new_york = ZoneInfo("America/New_York")  # 2026-11-01 02:00 becomes 01:00
    evening = datetime(2026, 10, 31, 22, 0, tzinfo=UTC)
    by_hours, by_days = Limit(24, LimitUnit.HOURS), Limit(1, LimitUnit.DAYS)
    assert by_hours.end(evening, new_york) == evening + 24 * HOUR
    assert by_days.end(evening, new_york) == evening + 25 * HOUR
    assert by_days.end(evening, TAIPEI) == evening + 24 * HOUR


def test_a_limit_may_depend_on_a_fact_and_a_case_without_one_is_void_with_its_reason():
    stay = rule("target_day", Kind.ADMITTED, Kind.CLOSED, limit_fact="condition",
                limits={"uti": Limit(7, LimitUnit.CALENDAR_DAYS)})  # fmt: skip
    uti, other = (event(Kind.ADMITTED, NOON, condition=name) for name in ("uti", "other"))
    assert only(clocks_of([uti], book(stay), at(1), TAIPEI)).limit_at == midnight(-1)
    clock = only(clocks_of([other], book(stay), at(1), TAIPEI))
    assert (clock.state, clock.reason) == (ClockState.VOID, ClockReason.NO_LIMIT)


def test_an_event_may_carry_its_own_limit_and_one_that_cannot_be_read_leaves_that_of_the_pack():
    courier = rule("specimen", Kind.SPECIMEN_TAKEN, Kind.SPECIMEN_RECEIVED, 2, due_fact="valid_until", match=ENTITY)
    told = event(Kind.SPECIMEN_TAKEN, NOON, "specimen:S1", valid_until=at(6).isoformat())
    assert only(clocks_of([told], book(courier), at(1), TAIPEI)).limit_at == at(6)
    for text in ("", "soon", "2026-11-23T10:00"):
        untold = event(Kind.SPECIMEN_TAKEN, NOON, "specimen:S1", valid_until=text)
        assert only(clocks_of([untold], book(courier), at(1), TAIPEI)).limit_at == at(2)


def test_every_calendar_day_of_the_stay_has_a_clock_of_its_own_until_midnight():
    visits = [event(Kind.ARRIVED, at(3)), event(Kind.ARRIVED, at(50))]
    days = clocks_of([ADMITTED, *visits], book(DAILY), at(51), TAIPEI)
    assert [clock.day for clock in days] == [date(2026, 11, d) for d in (23, 24, 25)]
    assert [clock.state for clock in days] == [ClockState.MET, ClockState.MET_LATE, ClockState.MET]
    assert days[1].ended_at == at(50)


def test_a_day_nobody_came_stays_overdue_until_somebody_does():
    days = clocks_of([ADMITTED], book(DAILY), at(40), TAIPEI)
    assert [clock.state for clock in days] == [ClockState.OVERDUE, ClockState.OVERDUE, ClockState.RUNNING]
    came = clocks_of([ADMITTED, event(Kind.ARRIVED, at(41))], book(DAILY), at(42), TAIPEI)
    assert [clock.state for clock in came] == [ClockState.MET_LATE, ClockState.MET_LATE, ClockState.MET]


@pytest.mark.parametrize(("minute", "state"), [(-1, ClockState.MET), (0, ClockState.MET_LATE)])
def test_a_visit_at_midnight_belongs_to_the_new_day(minute, state):
    midnight = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    visit = event(Kind.ARRIVED, midnight + timedelta(minutes=minute))
    assert clocks_of([ADMITTED, visit], book(DAILY), at(13), TAIPEI)[0].state is state


def test_a_visit_earlier_on_the_day_of_admission_counts_for_that_day():
    visit = event(Kind.ARRIVED, at(-2))
    assert only(clocks_of([visit, ADMITTED], book(DAILY), at(1), TAIPEI)).state is ClockState.MET


def test_a_day_on_hold_has_no_clock_and_one_that_ends_on_hold_is_void():
    line = [ADMITTED, event(Kind.ON_HOLD, at(2)), event(Kind.RESUMED, at(60))]
    assert only(clocks_of(line[:2], book(DAILY), at(3), TAIPEI)).state is ClockState.PAUSED
    days = clocks_of(line, book(DAILY), at(61), TAIPEI)
    assert [(clock.day.day, clock.state, clock.reason) for clock in days] == [
        (23, ClockState.VOID, ClockReason.ON_HOLD),
        (26, ClockState.RUNNING, None),
    ]
    assert days[1].started_at == at(60)


def test_the_day_of_closing_is_void_when_nobody_came_and_no_day_follows():
    days = clocks_of([ADMITTED, event(Kind.CLOSED, at(20))], book(DAILY), at(200), TAIPEI)
    assert [(clock.state, clock.reason) for clock in days] == [(ClockState.VOID, ClockReason.CLOSED)] * 2


def test_too_little_of_a_day_has_no_clock():
    late = event(Kind.ADMITTED, datetime(2026, 11, 23, 15, 0, tzinfo=UTC))  # 23:00
    short = replace(DAILY, least=2 * HOUR)
    assert [clock.day.day for clock in clocks_of([late], book(short), at(20), TAIPEI)] == [24]


def test_a_day_may_have_twenty_three_or_twenty_five_hours():
    new_york = ZoneInfo("America/New_York")
    admitted = event(Kind.ADMITTED, datetime(2026, 10, 31, 16, 0, tzinfo=UTC))
    days = clocks_of([admitted], book(DAILY), datetime(2026, 11, 2, 12, 0, tzinfo=UTC), new_york)
    long_day = days[1]
    assert long_day.limit_at is not None
    assert long_day.limit_at - long_day.started_at > 24.9 * HOUR


def test_a_clock_keeps_the_rules_of_the_day_on_which_it_started():
    old, new = book(ENROLMENT).editions[0], book(replace(ENROLMENT, limits={ANY_VALUE: Limit(12, LimitUnit.HOURS)}))
    newer = replace(new.editions[0], info=PackInfo("clocks", "newer", date(2026, 11, 24), "test"))
    both = ClockBook((old, newer))
    before = only(clocks_of([ADMITTED], both, at(30), TAIPEI))
    assert (before.limit_at, before.rules_version) == (at(24), "test")
    later = only(clocks_of([event(Kind.ADMITTED, at(24))], both, at(30), TAIPEI))
    assert (later.limit_at, later.rules_version) == (at(36), "newer")
    long_ago = only(clocks_of([event(Kind.ADMITTED, NOON - 900 * DAY)], both, at(30), TAIPEI))
    assert long_ago.rules_version == "test"


def test_a_corrected_time_takes_the_place_of_the_one_told_before_whatever_comes_first():
    right = event(Kind.ARRIVED, at(80), "visit_record:V1", recorded_at=at(90), corrects="yes")
    wrong = event(Kind.ARRIVED, at(8), "visit_record:V1", recorded_at=at(9))
    for line in ([ADMITTED, wrong, right], [right, wrong, ADMITTED]):
        clock = only(clocks_of(line, book(ONSITE), at(100), TAIPEI))
        assert (clock.state, clock.ended_at) == (ClockState.MET_LATE, at(80))
    other = event(Kind.ARRIVED, at(9), "visit_record:V2", recorded_at=at(9))
    assert only(clocks_of([ADMITTED, wrong, other, right], book(ONSITE), at(100), TAIPEI)).ended_at == at(9)


def test_of_two_corrections_the_one_written_last_counts():
    line = [event(Kind.ARRIVED, at(hour), "visit_record:V1", recorded_at=at(90 + hour), corrects="yes")
            for hour in (5, 3, 4)]  # fmt: skip
    assert only(clocks_of([ADMITTED, *line], book(ONSITE), at(100), TAIPEI)).ended_at == at(5)
