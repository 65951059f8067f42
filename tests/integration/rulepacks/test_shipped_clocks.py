"""The clocks that ship, each at both sides of its limit; a clock that could run wrong is refused with its line."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from helpers.case_lines import HOUR, NOON, event

from hah_console.adapters.rulepacks.fields import RulePackInvalid
from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.domain.alarm import Priority
from hah_console.domain.care_clock import CareClock, ClockReason, ClockState
from hah_console.domain.case_event import CaseEvent
from hah_console.domain.case_event import CaseEventKind as Kind
from hah_console.domain.clock import TAIPEI
from hah_console.domain.clock_engine import clocks_of
from hah_console.domain.clock_rule import Scope
from hah_console.ui.i18n import LANGUAGES, Texts

BOOK = load_rule_packs(Path(__file__).parents[3] / "resources" / "rulepacks").clocks
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ADMITTED = event(Kind.ADMITTED, NOON, condition="pneumonia")
PHYSICIAN = {"profession": "physician", "mode": "in-person"}
NURSE = {"profession": "nurse", "mode": "in-person"}
RECEIVED = event(Kind.REFERRAL_RECEIVED, NOON, "referral:R1", episode_id=None)
CLOSED = event(Kind.CLOSED, NOON, outcome="completed-treatment")
LAST_OF_DAY = datetime(2026, 11, 23, 15, 59, tzinfo=UTC) - NOON


def clock_of(clock_id: str, line: list[CaseEvent], now: datetime, scope: Scope = Scope.EPISODE) -> CareClock:
    return next(clock for clock in clocks_of(line, BOOK, now, TAIPEI, scope) if clock.clock_id == clock_id)


def day(number: int) -> timedelta:
    """From noon of day 1 to the last minute of a day of the stay."""
    return LAST_OF_DAY + (number - 1) * DAY


@pytest.mark.parametrize(
    ("clock_id", "start", "limit", "end"),
    [
        ("enrolment", ADMITTED, 24 * HOUR, event(Kind.ENROLLED, NOON)),
        ("physician_on_site", ADMITTED, 3 * DAY, event(Kind.ARRIVED, NOON, **PHYSICIAN)),
        ("nurse_on_site", ADMITTED, day(1), event(Kind.ARRIVED, NOON, **NURSE)),
        ("target_day", ADMITTED, day(9), CLOSED),
        ("maximum_day", ADMITTED, day(14), CLOSED),
        ("target_day", event(Kind.ADMITTED, NOON, condition="uti"), day(7), CLOSED),
        ("maximum_day", event(Kind.ADMITTED, NOON, condition="uti"), day(9), CLOSED),
        ("target_day", event(Kind.ADMITTED, NOON, condition="soft_tissue"), day(6), CLOSED),
        ("maximum_day", event(Kind.ADMITTED, NOON, condition="soft_tissue"), day(8), CLOSED),
        ("card_upload", event(Kind.LEFT, NOON, "visit_record:V1", mode="in-person"), 24 * HOUR,
         event(Kind.CARD_UPLOADED, NOON, "visit_record:V1")),
        ("signature", event(Kind.NOTE_WRITTEN, NOON, "note:N1"), 24 * HOUR, event(Kind.NOTE_SIGNED, NOON, "note:N1")),
        ("signature", event(Kind.NOTE_CORRECTED, NOON, "note:N1"), 24 * HOUR,
         event(Kind.NOTE_SIGNED, NOON, "note:N1")),
        ("specimen", event(Kind.SPECIMEN_TAKEN, NOON, "specimen:S1", until=(NOON + 6 * HOUR).isoformat()),
         6 * HOUR, event(Kind.SPECIMEN_RECEIVED, NOON, "specimen:S1")),
        ("specimen", event(Kind.SPECIMEN_TAKEN, NOON, "specimen:S1"), 2 * HOUR,
         event(Kind.SPECIMEN_RECEIVED, NOON, "specimen:S1")),
        ("emergency_arrival", event(Kind.CONTACT_HELD, NOON, "contact:C1", reason="emergency"), 30 * MINUTE,
         event(Kind.ARRIVED, NOON, **NURSE)),
        ("after_closure_result", CLOSED, 17 * DAY, event(Kind.WATCH_ENDED, NOON)),
        ("care_referral_reply", event(Kind.FORM_SENT, NOON, "form:F1", form="care_referral"), 7 * DAY,
         event(Kind.FORM_ANSWERED, NOON, "form:F1")),
        ("medical_referral_validity", event(Kind.FORM_ISSUED, NOON, "form:F1", form="medical_referral"), 90 * DAY,
         event(Kind.FORM_ATTENDED, NOON, "form:F1")),
        ("medical_referral_reply",
         event(Kind.FORM_ATTENDED, NOON, "form:F1", form="medical_referral", care="outpatient"),
         3 * DAY, event(Kind.FORM_ANSWERED, NOON, "form:F1")),
        ("medical_referral_reply",
         event(Kind.FORM_DISCHARGED, NOON, "form:F1", form="medical_referral", care="inpatient"),
         14 * DAY, event(Kind.FORM_ANSWERED, NOON, "form:F1")),
    ],
)  # fmt: skip
def test_each_clock_is_met_at_its_limit_and_late_a_minute_after_it(clock_id, start, limit, end):
    for moment, state in ((NOON + limit, ClockState.MET), (NOON + limit + MINUTE, ClockState.MET_LATE)):
        done = event(end.kind, moment, f"{end.entity}:{end.entity_id}", **dict(end.facts))
        assert clock_of(clock_id, [start, done], moment + HOUR).state is state
    assert clock_of(clock_id, [start], NOON + limit + MINUTE).state is ClockState.OVERDUE


@pytest.mark.parametrize(
    ("clock_id", "start", "limit", "end"),
    [
        ("tele_consult_return", event(Kind.CONTACT_HELD, NOON, "contact:C1", advice="stay"), 24 * HOUR,
         Kind.EMERGENCY_DEPARTMENT),
        ("after_closure", CLOSED, 14 * DAY, Kind.READMITTED),
    ],
)  # fmt: skip
def test_a_watch_ends_by_what_is_watched_for_and_else_by_itself(clock_id, start, limit, end):
    assert clock_of(clock_id, [start], NOON + limit).is_open
    assert clock_of(clock_id, [start], NOON + limit + MINUTE).reason is ClockReason.WATCHED
    back = event(end, NOON + limit - MINUTE)
    assert clock_of(clock_id, [start, back], NOON + limit + DAY).ended_at == back.at


@pytest.mark.parametrize(
    ("clock_id", "line", "limit", "end"),
    [
        ("referral_answer", [RECEIVED], 2 * HOUR, Kind.REFERRAL_RETURNED),
        ("referral_completion", [RECEIVED, event(Kind.REFERRAL_RETURNED, NOON, "referral:R1")], 24 * HOUR,
         Kind.REFERRAL_COMPLETED),
        ("intake_decision", [RECEIVED, event(Kind.REFERRAL_ACCEPTED, NOON, "referral:R1")], 4 * HOUR, Kind.ADMITTED),
    ],
)  # fmt: skip
def test_a_referral_has_its_clocks_before_there_is_an_admission(clock_id, line, limit, end):
    assert clock_of(clock_id, line, NOON + limit, Scope.REFERRAL).is_open
    assert clock_of(clock_id, line, NOON + limit + MINUTE, Scope.REFERRAL).state is ClockState.OVERDUE
    done = event(end, NOON + HOUR, "episode:E1", referral="R1")
    assert clock_of(clock_id, [*line, done], NOON + 2 * HOUR, Scope.REFERRAL).state is ClockState.MET


def test_the_admission_is_the_physician_s_contact_of_its_day_and_each_later_day_needs_one():
    first, second = (c for c in clocks_of([ADMITTED], BOOK, NOON + DAY, TAIPEI) if c.clock_id == "physician_contact")
    assert (first.state, second.state) == (ClockState.MET, ClockState.RUNNING)
    for kind in (Kind.CONTACT_HELD, Kind.ARRIVED):
        seen = event(kind, NOON + DAY, "contact:C1", profession="physician", mode="video")
        days = clocks_of([ADMITTED, seen], BOOK, NOON + 2 * DAY, TAIPEI)
        assert [c.state for c in days if c.clock_id == "physician_contact"][1] is ClockState.MET


def test_no_card_is_owed_for_a_visit_by_video():
    video = event(Kind.LEFT, NOON, "visit_record:V1", mode="video")
    assert not [c for c in clocks_of([video], BOOK, NOON + DAY, TAIPEI) if c.clock_id == "card_upload"]


def test_death_is_not_watched_and_a_pending_decision_decides_nothing():
    died = event(Kind.CLOSED, NOON, outcome="death")
    assert not [c for c in clocks_of([died], BOOK, NOON + HOUR, TAIPEI) if c.clock_id.startswith("after_closure")]
    pending = event(Kind.INTAKE_DECIDED, NOON + HOUR, "intake:I1", referral="R1", decision="pending")
    line = [event(Kind.REFERRAL_ACCEPTED, NOON, "referral:R1"), pending]
    assert clock_of("intake_decision", line, NOON + 2 * HOUR, Scope.REFERRAL).is_open


def test_a_note_that_was_struck_through_as_a_whole_needs_no_signature():
    line = [event(Kind.NOTE_WRITTEN, NOON, "note:N1")]
    line.append(event(Kind.NOTE_CORRECTED, NOON + HOUR, "note:N1", withdrawn="yes"))
    signatures = [clock for clock in clocks_of(line, BOOK, NOON + 2 * DAY, TAIPEI) if clock.clock_id == "signature"]
    assert [clock.reason for clock in signatures] == [ClockReason.WITHDRAWN]


def test_what_cannot_wait_is_as_urgent_as_a_high_alarm_and_a_missed_day_as_a_medium_one():
    rules = {rule.clock_id: rule for rule in BOOK.editions[-1].rules}
    high = {name for name, rule in rules.items() if rule.overdue is Priority.HIGH}
    assert high == {"specimen", "emergency_arrival"}
    medium = {name for name, rule in rules.items() if rule.overdue is Priority.MEDIUM}
    assert {"physician_on_site", "nurse_on_site", "physician_contact", "maximum_day"} <= medium


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clock_and_its_source_can_be_told_to_a_person(language):
    texts = Texts(language)
    for rule in BOOK.editions[-1].rules:
        assert texts.has(f"clocks.name.{rule.clock_id}"), rule.clock_id
        assert rule.source


FIRST, OF_INTAKE = "limit = { hours = 24 }", 'limit = { pack = "intake", key = "referral.answer_minutes"'


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        (FIRST, "limit = { hours = 0 }", "clock[3].limit.hours", "not_positive"),
        (FIRST, "limit = { hours = 24, days = 1 }", "clock[3].limit.days", "said_twice"),
        (FIRST, "limit = { hour = 2 }", "clock[3].limit.hour", "unknown_word"),
        (FIRST, "limit = {}", "clock[3].limit.hours", "missing"),
        (FIRST, "", "clock[3].limit", "missing"),
        (OF_INTAKE, "daily = true\n" + OF_INTAKE, "clock[0].limit", "said_twice"),
        ('{ programme = "target_days" }', '{ programme = "days" }', "clock[7].limit.programme", "unknown_word"),
        ('clock_id = "referral_completion"', 'clock_id = "referral_answer"', "clock[1].clock_id", "said_twice"),
        ('start = [{ event = "referral_received" }', 'start = [{ event = "referral_come" }',
         "clock[0].start[0].event", "unknown_word"),
        ('end = [{ event = "enrolled" }]', "end = []", "clock[3].end", "missing"),
        ("near_share = 0.25", "near_share = 1.0", "clock[0].near_share", "out_of_range"),
        ('near = "low"\noverdue = "medium"', 'near = "high"\noverdue = "medium"', "clock[0].near", "not_rising"),
        ('on_hold = "pauses"', 'onhold = "pauses"', "clock[4].onhold", "unknown_word"),
        ('on_hold = "pauses"', 'on_hold = "stops"', "clock[4].on_hold", "unknown_word"),
        ("limit = { days = 3 }", "limit = { calendar_days = 3 }", "clock[4].on_hold", "not_with_calendar_days"),
        ("least_hours = 4", 'least_hours = 4\nat_closing = "runs"', "clock[5].at_closing", "never_ends"),
        ('owner = "nurse"\noverdue = "low"\nat_closing = "runs"\nplace = "patient"\n\n[[clock]]\nclock_id = "after_',
         'owner = "nurse"\noverdue = "low"\nplace = "patient"\nat_closing = "end"\n\n[[clock]]\nclock_id = "after_',
         "clock[13].at_closing", "unknown_word"),
        ('pack = "claims", key = "card_upload_hours"', 'pack = "claim", key = "card_upload_hours"',
         "clock[9].limit.pack", "unknown_word"),
        ('dose_late = "medium"', 'dose_late = "urgent"', "urgency.dose_late", "unknown_word"),
        ('dose_late = "medium"', 'dose_lately = "medium"', "urgency.dose_lately", "unknown_word"),
        ('owner = "nurse"', 'owner = "nurses"', "clock[0].owner", "unknown_word"),
        ('place = "referrals"', 'place = "referal"', "clock[0].place", "unknown_word"),
        ('where = { profession = "physician"', 'were = { profession = "physician"', "clock[4].end[0].were",
         "unknown_word"),
    ],
)  # fmt: skip
def test_a_clock_that_could_run_wrong_is_refused_with_its_line(packs, old, new, key, reason):
    folder = packs("clocks", old, new)
    with pytest.raises(RulePackInvalid) as caught:
        load_rule_packs(folder)
    facts = caught.value.facts
    assert (facts["file"], facts["key"], facts["reason"]) == ("clocks-2026-05.toml", key, reason)
    assert facts["line"] > 0


def test_a_watch_after_closing_that_would_end_as_it_starts_is_refused(packs):
    text = (packs() / "clocks-2026-05.toml").read_text("utf-8")
    old = text[text.index('clock_id = "after_closure"') : text.index('clock_id = "after_closure_result"')]
    with pytest.raises(RulePackInvalid) as caught:
        load_rule_packs(packs("clocks", old, old.replace('at_closing = "runs"\n', "")))
    assert caught.value.facts["reason"] == "ends_at_start"


def test_a_borrowed_number_that_is_not_there_is_told_where_it_should_stand(packs):
    with pytest.raises(RulePackInvalid) as caught:
        load_rule_packs(packs("claims", "card_upload_hours = 24", "card_hours = 24"))
    assert (caught.value.facts["file"], caught.value.facts["key"]) == ("claims-2019-07.toml", "card_upload_hours")


def test_other_days_of_a_stay_take_effect_for_those_admitted_from_then_on(packs):
    folder = packs("programme", "effective_from = 2026-05-01", "effective_from = 2026-11-24", "programme-next.toml")
    text = (folder / "programme-next.toml").read_text("utf-8")
    (folder / "programme-next.toml").write_text(text.replace("target = 9", "target = 10"), "utf-8")
    clocks = load_rule_packs(folder).clocks
    later = event(Kind.ADMITTED, NOON + DAY, condition="pneumonia")
    limits = {
        start.at: clock.limit_at
        for start in (ADMITTED, later)
        for clock in clocks_of([start], clocks, NOON + 2 * DAY, TAIPEI)
        if clock.clock_id == "target_day"
    }
    assert [limit.astimezone(TAIPEI).date() for limit in limits.values()] == [date(2026, 12, 1), date(2026, 12, 3)]
