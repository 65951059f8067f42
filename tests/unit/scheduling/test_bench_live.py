"""What counts as moved when a plan in progress changes, and the figures of a row of the live bench."""

from dataclasses import replace

import pytest

from scheduling.bench.live import LiveRow, begun_touched, moved, percentile, urgent_visits
from scheduling.result import Route, Score, Solution, Stop
from scheduling.synthetic import HOUR, synthetic_day


def stop(name: str, start: int) -> Stop:
    return Stop(
        visit_id=name, place_id="p", left=0, arrival=start, start=start, departure=start + 600, wait=0, travel=start,
        access=0, metres=0,
    )  # fmt: skip


def plan(**routes: dict[str, int]) -> Solution:
    made = tuple(
        Route(
            caregiver_id=person,
            leave=0,
            stops=tuple(stop(name, start) for name, start in stops.items()),
            end=0,
            return_travel=0,
            return_metres=0,
            overtime=0,
        )
        for person, stops in routes.items()
    )
    return Solution(backend="test", status="feasible", routes=made, unassigned=(), score=Score())


BEFORE = plan(ann={"a": 1000, "b": 5000}, bob={"c": 2000})


def test_nothing_moves_in_the_same_plan() -> None:
    assert moved(BEFORE, BEFORE) == set()


def test_another_caregiver_a_much_later_start_and_leaving_out_are_moves() -> None:
    after = plan(ann={"a": 1000}, bob={"b": 5000})
    assert {name for name, _, _ in moved(BEFORE, after)} == {"b", "c"}
    assert {name for name, _, _ in moved(BEFORE, plan(ann={"a": 1000, "b": 7000}, bob={"c": 2000}))} == {"b"}


def test_a_few_minutes_and_a_new_visit_are_no_moves() -> None:
    assert moved(BEFORE, plan(ann={"a": 1000, "new": 3000, "b": 5600}, bob={"c": 2000})) == set()


def test_what_has_begun_may_not_move_by_a_second() -> None:
    after = plan(ann={"a": 1001, "b": 9000}, bob={"c": 2000})
    assert begun_touched(BEFORE, after, 1500) == 1
    assert begun_touched(BEFORE, after, 500) == 0


@pytest.mark.parametrize(("percent", "value"), [(50, 2.0), (95, 4.0), (100, 4.0), (25, 1.0)])
def test_a_percentile_is_a_measured_value(percent: int, value: float) -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], percent) == value


def test_a_row_holds_only_with_sound_and_quick_plans() -> None:
    row = LiveRow(100, insert_ms=[1.0, 40.0], replan_s=[1.5, 1.9], moved=[5, 5])
    assert row.ok
    assert not replace(row, insert_ms=[60.0]).ok
    assert not replace(row, replan_s=[2.1]).ok
    assert not replace(row, moved=[6]).ok
    assert not replace(row, begun_touched=1).ok
    assert not replace(row, violations=1).ok
    assert not LiveRow(100).ok


def test_urgent_visits_are_the_same_for_a_seed_and_lie_in_the_working_day() -> None:
    day = synthetic_day(30, 6)
    found = list(urgent_visits(day, 5, 1))
    assert found == list(urgent_visits(day, 5, 1))
    assert all(10 * HOUR <= now < 15 * HOUR and visit.windows[0].start == now for visit, now in found)
    assert {visit.place_id for visit, _ in found} <= set(day.matrices[0].places)
