"""What is typed into the forms of closure, visits and referrals: all that is wrong told at once, each at its field."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from helpers.order_bench import due_dose

from hah_console.domain.closing.closure import HomeCareStage, ReturnPath
from hah_console.domain.closing.summary import Said, SummarySection
from hah_console.domain.episode import Outcome
from hah_console.domain.errors import InvalidFields
from hah_console.domain.ids import TaskId
from hah_console.services.closure_fields import ClosingSaid, read_closure
from hah_console.services.referral_fields import read_attended, read_enrolment, read_hospital_issue
from hah_console.services.visit_fields import read_times, read_visit

ZONE = ZoneInfo("Asia/Taipei")
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TASK = TaskId("T-1")
WHOLE = {
    "outcome": "completed-treatment",
    "path": "home_care",
    "stage": "E1",
    "task.T-1": "yes",
    "task_reason": "well",
    "summary.course": "three days",
    **{f"said.{section}": "none" for section in SummarySection if section is not SummarySection.COURSE},
}
VISIT = {"episode": "E", "staff": "N-1", "mode": "in-person", "arrived_at": "115/11/23 10:00"}


def faults(read: object, *arguments: object) -> dict[str, str]:
    with pytest.raises(InvalidFields) as refusal:
        read(*arguments)  # type: ignore[operator]
    return {str(fault.facts["field"]): str(fault.facts["reason"]) for fault in refusal.value.faults}


def closure(fields: dict[str, str], *doses: Any) -> ClosingSaid:
    return read_closure(fields, [TASK], doses, ZONE, NOW)


def test_a_whole_closure_is_read_as_it_was_filled_in() -> None:
    said = closure(WHOLE)
    form, named, reason = said.form, said.named, said.task_reason
    assert (form.outcome, form.path, form.stage) == (
        Outcome.COMPLETED_TREATMENT,
        ReturnPath.HOME_CARE,
        HomeCareStage.HOME_MEDICAL,
    )
    assert (named, reason) == (frozenset({TASK}), "well")
    course = form.summary.section(SummarySection.COURSE)
    assert course is not None
    assert (course.said, course.text) == (Said.TEXT, "three days")


@pytest.mark.parametrize("name", ["outcome", "path", "stage", "task_reason", "summary.course"])
def test_each_thing_a_closure_lacks_is_told_at_its_field(name: str) -> None:
    assert faults(closure, WHOLE | {name: ""}) == {name: "empty"}


def test_a_task_nobody_has_named_is_told_at_its_own_line() -> None:
    assert faults(closure, WHOLE | {"task.T-1": ""}) == {"task.T-1": "must_be_named"}


def test_a_section_with_words_and_a_reason_for_none_is_refused() -> None:
    assert faults(closure, WHOLE | {"said.course": "unknown"}) == {"said.course": "contradiction"}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, {"dose.D-1": "dose_unsettled"}),
        ({"dose.D-1": "given.staff"}, {"dose_at.D-1": "empty"}),
        ({"dose.D-1": "given.staff", "dose_at.D-1": "25:00"}, {"dose_at.D-1": "not_a_moment"}),
        ({"dose.D-1": "given.staff", "dose_at.D-1": "23:00"}, {"dose_at.D-1": "in_the_future"}),
        ({"dose.D-1": "given.staff", "dose_at.D-1": "10:30"}, {"dose_words.D-1": "too_early_needs_reason"}),
        ({"dose.D-1": "not_given.other"}, {"dose_words.D-1": "empty"}),
        ({"dose.D-1": "handed_on"}, {"dose_words.D-1": "to_whom"}),
    ],
)
def test_what_is_missing_of_a_dose_that_was_due_is_told_at_its_line(
    fields: dict[str, str], told: dict[str, str]
) -> None:
    assert faults(closure, WHOLE | fields, due_dose(NOW)) == told


def test_a_dose_given_late_at_closing_says_why() -> None:
    dose = due_dose(NOW - timedelta(hours=6))
    fields = WHOLE | {"dose.D-1": "given.caregiver", "dose_at.D-1": "09:30"}
    assert faults(closure, fields, dose) == {"dose_words.D-1": "too_late_needs_reason"}
    (end,) = closure(fields | {"dose_words.D-1": "塞車"}, dose).dose_ends
    assert (end.fate, end.at, end.words) == ("given.caregiver", datetime(2026, 11, 23, 1, 30, tzinfo=UTC), "塞車")


def test_a_death_leads_nowhere() -> None:
    assert faults(closure, WHOLE | {"outcome": "death"}) == {"path": "contradiction"}


@pytest.mark.parametrize(
    ("left_at", "reason"),
    [
        ("2026-11-23 09:59", "before_arrival"),
        ("2026-11-24 01:00", "in_the_future"),
        ("25 o'clock", "not_a_moment"),
    ],
)
def test_a_leaving_that_cannot_be_is_told_at_its_field(left_at: str, reason: str) -> None:
    assert faults(read_visit, VISIT | {"left_at": left_at}, ZONE, NOW) == {"left_at": reason}


def test_a_visit_of_more_than_half_a_day_is_a_mistyped_day() -> None:
    fields = {"arrived_at": "2026-11-22 10:00", "left_at": "2026-11-23 10:30", "reason": "x"}
    assert faults(read_times, fields, ZONE, NOW) == {"left_at": "too_long_visit"}


def test_full_width_digits_and_years_of_the_republic_are_read() -> None:
    entry = read_visit(VISIT | {"arrived_at": "１１５／１１／２３ １０：００"}, ZONE, NOW)
    assert entry.arrived_at == datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)
    assert entry.left_at is None


def test_who_is_enrolled_needs_to_be_said_where() -> None:
    assert faults(read_enrolment, {"enrolment": "enrolled"}, NOW) == {"enrolled_unit": "empty"}
    assert faults(read_enrolment, {}, NOW) == {"enrolment": "empty"}


def test_everything_a_medical_referral_lacks_is_told_at_once() -> None:
    told = faults(read_hospital_issue, {"valid_until": "2026-02-30"})
    assert set(told) == {"purpose", "receiver_name", "department", "history", "valid_until"}
    assert told["valid_until"] == "impossible_date"


def test_an_attendance_without_a_time_is_not_one() -> None:
    assert faults(read_attended, {"attendance": "outpatient"}, ZONE) == {"happened_at": "empty"}
