"""What is foreseen of a route goes by reports first, then by the plan, and never promises the past."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hah_console.domain.field_visit import FieldState, FieldVisit
from hah_console.domain.ids import EpisodeId, PatientId, StaffId, TaskId, VisitId
from hah_console.domain.live_route import RouteStop, foresee
from hah_console.domain.visit import LegSource, PlannedVisit

NINE = datetime(2026, 11, 24, 1, tzinfo=UTC)
MIN = timedelta(minutes=1)
S = FieldState


def planned(number: int, arrival: int) -> RouteStop:
    """A visit of 30 minutes, 20 minutes on the way, minutes after nine."""
    at = NINE + arrival * MIN
    visit = PlannedVisit(
        VisitId(f"V-{number}"), TaskId(f"T-{number}"), PatientId("P"), StaffId("N"), number, at, at, at + 30 * MIN,
        1200, 5000, LegSource.ESTIMATE,
    )  # fmt: skip
    return RouteStop(visit, at - 10 * MIN, at + 30 * MIN)


def reported(stop: RouteStop, *steps: tuple[FieldState, int]) -> RouteStop:
    visit = stop.visit
    field = FieldVisit(
        visit.visit_id, visit.task_id, visit.patient_id, EpisodeId("E"), visit.staff_id, NINE.date(), NINE - 9 * MIN
    )
    for state, minutes in steps:
        field = field.moved(state, NINE + minutes * MIN, "nobody_home" if state is S.COULD_NOT else "")
    return replace(stop, field=field)


FIRST, SECOND = planned(1, 20), planned(2, 70)


def minutes(moment: datetime) -> float:
    return (moment - NINE) / MIN


def test_as_planned_nothing_changes() -> None:
    found = foresee([FIRST, SECOND], NINE)
    assert [minutes(f.arrival) for f in found] == [20, 70]
    assert not any(f.begun or f.late for f in found)


def test_who_has_not_left_when_she_should_is_foreseen_from_now() -> None:
    first, second = foresee([FIRST, SECOND], NINE + 50 * MIN)
    assert (minutes(first.arrival), minutes(second.arrival)) == (70, 120)
    assert first.late == 20 * MIN


def test_a_visit_that_lasts_longer_moves_all_that_follows() -> None:
    stop = reported(FIRST, (S.ON_THE_WAY, 0), (S.ARRIVED, 20))
    first, second = foresee([stop, SECOND], NINE + 60 * MIN)
    assert (minutes(first.departure), minutes(second.arrival)) == (60, 80)
    assert first.begun
    assert not first.over


def test_who_is_early_waits_for_the_window_and_leaves_no_earlier_than_planned() -> None:
    stop = reported(FIRST, (S.ON_THE_WAY, -5), (S.ARRIVED, 12), (S.LEFT, 30))
    first, second = foresee([stop, SECOND], NINE + 31 * MIN)
    assert (first.over, minutes(first.departure), minutes(second.left)) == (True, 30, 50)


def test_on_the_way_counts_from_when_she_left_and_not_into_the_past() -> None:
    stop = reported(FIRST, (S.ON_THE_WAY, 5))
    assert minutes(foresee([stop], NINE + 10 * MIN)[0].arrival) == 25
    assert minutes(foresee([stop], NINE + 40 * MIN)[0].arrival) == 40


def test_what_could_not_be_done_and_what_is_not_wanted_holds_nobody_up() -> None:
    in_vain = reported(FIRST, (S.ARRIVED, 20), (S.COULD_NOT, 25))
    cancelled = replace(SECOND, wanted=False)
    found = foresee([in_vain, cancelled, planned(3, 120)], NINE + 26 * MIN)
    assert [f.over for f in found] == [True, True, False]
    assert minutes(found[2].arrival) == 120


def test_the_break_is_kept_free() -> None:
    late = reported(FIRST, (S.ON_THE_WAY, 0), (S.ARRIVED, 20))
    pause = (NINE + 50 * MIN, 30 * MIN)
    later = replace(SECOND, visit=replace(SECOND.visit, arrival=NINE + 100 * MIN, start=NINE + 100 * MIN))
    assert minutes(foresee([late, later], NINE + 60 * MIN, pause)[1].left) == 90


def test_who_is_behind_still_has_to_load_on_the_way_and_who_is_not_is_foreseen_as_planned() -> None:
    by_the_store = replace(planned(2, 90), detour=20 * MIN)
    assert [minutes(f.arrival) for f in foresee([FIRST, by_the_store], NINE)] == [20, 90]
    behind = reported(FIRST, (S.ON_THE_WAY, 0), (S.ARRIVED, 50))
    _, second = foresee([behind, by_the_store], NINE + 55 * MIN)
    assert minutes(second.arrival) == 80 + 20 + 20
    over = reported(FIRST, (S.ON_THE_WAY, 0), (S.ARRIVED, 20), (S.LEFT, 50))
    assert minutes(foresee([over, by_the_store], NINE + 65 * MIN)[1].arrival) == 90, "she is loading now"
    driving = reported(by_the_store, (S.ON_THE_WAY, 50))
    assert minutes(foresee([over, driving], NINE + 52 * MIN)[1].arrival) == 90
