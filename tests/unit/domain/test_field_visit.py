"""A visit in the field goes its way: no step back, times that never run backwards, reasons where they are owed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.field_visit import FieldState, FieldVisit, moment_of
from hah_console.domain.ids import EpisodeId, PatientId, StaffId, TaskId, VisitId

AT = datetime(2026, 11, 24, 1, tzinfo=UTC)
VISIT = FieldVisit(
    VisitId("T-1"), TaskId("T-1"), PatientId("P-1"), EpisodeId("E-1"), StaffId("N-1"), date(2026, 11, 24), AT
)
S = FieldState


def walked(*states: FieldState) -> FieldVisit:
    """The visit after these states, a minute each."""
    visit = VISIT
    for number, state in enumerate(states, 1):
        reason = "nobody_home" if state is S.COULD_NOT else ""
        visit = visit.moved(state, AT + timedelta(minutes=number), reason)
    return visit


def test_the_whole_way_keeps_when_somebody_came_and_went() -> None:
    done = walked(S.ACCEPTED, S.ON_THE_WAY, S.ARRIVED, S.LEFT, S.DONE)
    assert (done.state, done.arrived_at, done.left_at) == (
        S.DONE, AT + timedelta(minutes=3), AT + timedelta(minutes=4),
    )  # fmt: skip


def test_who_says_done_without_leaving_has_left() -> None:
    assert walked(S.ARRIVED, S.DONE).left_at == AT + timedelta(minutes=2)


@pytest.mark.parametrize(
    ("states", "to"),
    [
        ((), S.LEFT), ((), S.DONE), ((S.ON_THE_WAY,), S.ACCEPTED), ((S.ARRIVED,), S.ON_THE_WAY),
        ((S.ARRIVED, S.LEFT), S.ARRIVED), ((S.ARRIVED, S.DONE), S.COULD_NOT), ((S.ARRIVED, S.DONE), S.DONE),
    ],
)  # fmt: skip
def test_a_step_that_cannot_follow_is_refused(states: tuple[FieldState, ...], to: FieldState) -> None:
    with pytest.raises(IllegalTransition):
        walked(*states).moved(to, AT + timedelta(hours=1), "nobody_home")


@pytest.mark.parametrize(("reason", "remark"), [("", ""), ("tired", ""), ("other", "")])
def test_what_could_not_be_done_needs_its_reason(reason: str, remark: str) -> None:
    with pytest.raises(InvalidInput):
        VISIT.moved(S.COULD_NOT, AT, reason, remark)
    assert VISIT.moved(S.COULD_NOT, AT, "other", "dog").reason == "other"


def test_another_attempt_begins_anew_and_counts() -> None:
    again = walked(S.ARRIVED, S.COULD_NOT, S.ON_THE_WAY)
    assert (again.attempt, again.arrived_at, again.left_at, again.reason) == (2, None, None, "")


def test_a_report_that_comes_late_never_turns_time_back() -> None:
    assert walked(S.ON_THE_WAY).moved(S.ARRIVED, AT - timedelta(hours=1)).since == AT + timedelta(minutes=1)


def test_a_visit_goes_to_somebody_else_only_before_it_has_begun() -> None:
    other = StaffId("N-2")
    assert walked(S.ON_THE_WAY).given_to(other, AT + timedelta(hours=1)).state is S.ASSIGNED
    assert walked(S.ARRIVED, S.COULD_NOT).given_to(other, AT + timedelta(hours=1)).staff_id == other
    with pytest.raises(IllegalTransition):
        walked(S.ARRIVED).given_to(other, AT + timedelta(hours=1))


def test_of_a_phones_clock_only_how_long_it_waited_is_taken() -> None:
    assert moment_of(AT, timedelta(minutes=40)) == AT - timedelta(minutes=40)
    assert moment_of(AT, timedelta(minutes=-5)) == AT
    assert moment_of(AT, timedelta(days=3)) == AT - timedelta(hours=16)


def test_the_visit_itself_is_never_changed() -> None:
    assert replace(VISIT) == VISIT
    walked(S.ARRIVED)
    assert VISIT.state is S.ASSIGNED
