"""How a clock is told: its day, its time left, its end."""

from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.case_lines import DAY, HOUR, NOON, book, event, rule
from helpers.ward import RULES

from hah_console.domain.case_event import CaseEventKind as Kind
from hah_console.domain.clock import TAIPEI, ManualClock
from hah_console.domain.clock_engine import clocks_of
from hah_console.domain.clock_rule import Scope
from hah_console.services.context import Context
from hah_console.ui.clock_line import clock_line
from hah_console.ui.clock_text import clock_left, clock_limit, clock_name, clock_span
from hah_console.ui.i18n import Texts

ENGLISH, CHINESE = Texts("en"), Texts("zh_TW")
BOOK = book(
    rule("enrolment", Kind.ADMITTED, Kind.ENROLLED, hold_pauses=True),
    rule("nurse_on_site", Kind.ADMITTED, Kind.ARRIVED, daily=True),
)
ADMITTED = event(Kind.ADMITTED, NOON)


def local(moment):
    return moment.astimezone(TAIPEI)


def enrolment(*more, after=timedelta(0)):
    clocks = clocks_of([ADMITTED, *more], BOOK, NOON + after, TAIPEI)
    return next(clock for clock in clocks if clock.clock_id == "enrolment"), NOON + after


@pytest.mark.parametrize(
    ("more", "after", "english", "chinese"),
    [
        ((), HOUR, "23 h left", "剩 23 小時"),
        ((), 25 * HOUR, "1 h over", "逾時 1 小時"),
        ((event(Kind.ON_HOLD, NOON + HOUR),), 5 * HOUR, "on hold, 23 h left", "暫停，剩 23 小時"),
        ((event(Kind.ENROLLED, NOON + HOUR),), 5 * HOUR, "Done in time", "如期完成"),
        ((event(Kind.ENROLLED, NOON + 2 * DAY),), 3 * DAY, "Done late", "逾時完成"),
        ((event(Kind.CLOSED, NOON + HOUR),), 5 * HOUR, "Ended with the case", "隨結案終止"),
    ],
)
def test_the_time_left_or_what_became_of_it_is_told(more, after, english, chinese):
    clock, now = enrolment(*more, after=after)
    assert clock_left(ENGLISH, clock, now) == english
    assert clock_left(CHINESE, clock, now) == chinese


def test_a_clock_that_has_ended_says_when_so_that_several_of_one_name_are_told_apart():
    clock, now = enrolment(event(Kind.ENROLLED, NOON + HOUR), after=2 * DAY)
    line = clock_line(ENGLISH, Context(None, ManualClock(now)), clock, now)
    assert line.left == f"{local(NOON + HOUR):%m-%d %H:%M} Done in time"


def test_a_limit_on_another_day_says_which_and_a_paused_one_has_no_moment_yet():
    clock, now = enrolment(after=HOUR)
    assert clock_limit(ENGLISH, local, clock, now) == "until 11-24 12:00"
    assert clock_limit(ENGLISH, local, clock, now + DAY) == "until 12:00"
    paused, now = enrolment(event(Kind.ON_HOLD, NOON), after=HOUR)
    assert clock_limit(ENGLISH, local, paused, now) == "On hold"


def test_the_clock_of_a_former_day_says_of_which_day_it_is():
    former, today = (c for c in clocks_of([ADMITTED], BOOK, NOON + DAY, TAIPEI) if c.day is not None)
    assert clock_name(ENGLISH, local, today, NOON + DAY) == "Today's visit of a nurse"
    assert clock_name(ENGLISH, local, former, NOON + DAY) == "Visit of a nurse 11-23"
    assert clock_name(CHINESE, local, former, NOON + DAY) == "11-23 護理師訪視"


def test_a_clock_of_the_site_without_a_word_is_told_by_its_id():
    clock, now = enrolment()
    assert clock_name(ENGLISH, local, replace(clock, clock_id="own_clock"), now) == "own_clock"


def shipped():
    """Every clock of every version of the pack."""
    return [one for edition in RULES.clocks.editions for one in edition.rules]


def test_every_clock_that_ships_has_a_word_in_both_languages_and_a_daily_one_two():
    for one in shipped():
        families = ("clocks.name", "clocks.name_daily") if one.daily else ("clocks.name",)
        assert all(texts.has(f"{family}.{one.clock_id}") for family in families for texts in (ENGLISH, CHINESE))


def test_every_place_a_clock_may_lead_to_has_a_word_on_the_worklist():
    places = {"alarms", *(one.place for one in shipped())}
    assert all(texts.has(f"work.place.{place}") for place in places for texts in (ENGLISH, CHINESE))


def test_a_clock_says_from_when_on_it_runs_how_long_and_by_which_rules():
    clock, now = enrolment(after=HOUR)
    assert clock_span(ENGLISH, local, clock, now) == f"24 h from 12:00 on, rules {clock.rules_version}"
    assert clock_span(CHINESE, local, replace(clock, limit_at=None), now) == ""


def test_the_clocks_of_a_beginning_are_four_and_each_has_its_own_start_limit_and_name():
    """No national limit of the decision was found; a day from the admission is the payer's for the enrolment."""
    line = [
        event(Kind.REFERRAL_RECEIVED, NOON, "referral:RF-1", episode_id=None),
        event(Kind.REFERRAL_RETURNED, NOON + HOUR, "referral:RF-1", episode_id=None),
        event(Kind.REFERRAL_COMPLETED, NOON + 2 * HOUR, "referral:RF-1", episode_id=None),
        event(Kind.REFERRAL_ACCEPTED, NOON + 3 * HOUR, "referral:RF-1", episode_id=None),
        event(Kind.ADMITTED, NOON + 5 * HOUR),
    ]
    told = [clocks_of(line, RULES.clocks, NOON + 6 * HOUR, TAIPEI, scope) for scope in Scope]
    found = {clock.clock_id: clock for clocks in told for clock in clocks}
    spans = {name: (c.started_at - NOON, c.limit_at - c.started_at) for name, c in found.items() if c.limit_at}
    rules = RULES.intake
    assert spans["referral_completion"] == (HOUR, rules.complete_within)
    assert spans["intake_decision"] == (3 * HOUR, rules.decide_within)
    assert spans["enrolment"] == (5 * HOUR, 24 * HOUR)
    assert (rules.answer_within, rules.complete_within, rules.decide_within) == (2 * HOUR, 24 * HOUR, 4 * HOUR)
    names = {clock_name(CHINESE, local, found[name], NOON) for name in spans if name in found}
    assert len(names) == len(spans)
