"""What nobody should send: every backend answers with a checked plan and reasons, or a typed error; nothing hangs."""

import time
from collections.abc import Callable

import msgspec
import pytest

from scheduling.backends import NAMES
from scheduling.errors import BackendUnable
from scheduling.problem import UNREACHABLE, Caregiver, Matrix, Problem, Shift, TimeWindow, Visit, VisitDependency
from scheduling.result import Reason, Solution
from scheduling.solve import solve
from scheduling.stop import StopAfter
from scheduling.synthetic import synthetic_day

SIDE = ("o", "a", "b")
NEAR = ((0, 600, 900), (600, 0, 700), (900, 700, 0))
NOWHERE = tuple(tuple(0 if a == b else UNREACHABLE for b in SIDE) for a in SIDE)
ONE_WAY = ((0, 600, 900), (600, 0, 700), (900, UNREACHABLE, 0))
NO_WAY_BACK = ((0, 600, 900), (UNREACHABLE, 0, UNREACHABLE), (900, UNREACHABLE, 0))
DAY = (TimeWindow(0, 30_000),)


def town(
    table: tuple[tuple[int, ...], ...] = NEAR, visits: tuple[Visit, ...] | None = None, **changes: object
) -> Problem:
    """Two homes and one caregiver."""
    homes = (visit("a"), visit("b")) if visits is None else visits
    parts: dict[str, object] = {
        "name": "town",
        "visits": homes,
        "caregivers": (person(),),
        "matrices": (Matrix("car", SIDE, table, NEAR),),
    }
    return Problem(**{**parts, **changes}).validated()  # type: ignore[arg-type]


def visit(place: str, **changes: object) -> Visit:
    parts = {"visit_id": place, "place_id": place, "service_duration": 1800, "windows": DAY}
    return Visit(**{**parts, **changes})  # type: ignore[arg-type]


def person(**changes: object) -> Caregiver:
    parts = {
        "caregiver_id": "C",
        "shift": Shift(0, 36_000),
        "start_place": "o",
        "end_place": "o",
        "vehicle": "car",
    }
    return Caregiver(**{**parts, **changes})  # type: ignore[arg-type]


def planned(problem: Problem, backend: str, seconds: float = 0.3) -> Solution:
    """The plan of this backend, which must pass the check."""
    solution, verdict = solve(problem, backend, stop=StopAfter(seconds))
    assert verdict.violations == ()
    named = [s.visit_id for r in solution.routes for s in r.stops] + [u.visit_id for u in solution.unassigned]
    assert sorted(named) == sorted(v.visit_id for v in problem.visits)
    return solution


every_backend = pytest.mark.parametrize("backend", NAMES)


@every_backend
@pytest.mark.parametrize(
    "build",
    [
        lambda: town(visits=()),
        lambda: town(caregivers=()),
        lambda: town(visits=(), caregivers=()),
        lambda: town(visits=(), caregivers=(), matrices=()),
    ],
    ids=["no visits", "nobody", "neither", "nothing at all"],
)
def test_nothing_to_plan_or_nobody_to_do_it(backend: str, build: Callable[[], Problem]) -> None:
    assert planned(build(), backend).planned == 0


def test_a_wish_about_a_caregiver_where_there_is_none() -> None:
    problem = town(visits=(visit("a", wished_gender="f", wished_languages=frozenset({"tai"})),), caregivers=())
    assert planned(problem, "native").planned == 0


@every_backend
@pytest.mark.parametrize("table", [NOWHERE, NO_WAY_BACK], ids=["no way", "no way back"])
def test_places_without_a_way_are_left_out_with_a_reason(backend: str, table: tuple[tuple[int, ...], ...]) -> None:
    solution = planned(town(table), backend)
    out = {item.visit_id: item.reason for item in solution.unassigned}
    assert "a" in out
    assert out["a"] is Reason.WINDOW
    assert solution.planned == (0 if table is NOWHERE else 1)


@every_backend
def test_a_one_way_street_is_driven_the_right_way(backend: str) -> None:
    solution = planned(town(ONE_WAY), backend)
    assert [stop.visit_id for stop in solution.routes[0].stops] == ["a", "b"]


@every_backend
def test_what_nobody_can_do_is_left_out_by_the_name_of_the_skill(backend: str) -> None:
    nobody = frozenset({"surgery"})
    solution = planned(town(visits=tuple(visit(p, required_skills=nobody) for p in "ab")), backend)
    assert [(u.reason, u.facts["needed"]) for u in solution.unassigned] == [(Reason.SKILL, "surgery")] * 2


@every_backend
def test_a_window_of_no_length_is_a_moment(backend: str) -> None:
    windows = {"a": (TimeWindow(9000, 9000),), "b": (TimeWindow(12_000, 12_000),)}
    solution = planned(town(visits=tuple(visit(p, windows=w) for p, w in windows.items())), backend)
    assert [(s.visit_id, s.start) for s in solution.routes[0].stops] == [("a", 9000), ("b", 12_000)]


@every_backend
def test_a_moment_before_anybody_can_be_there_is_left_out(backend: str) -> None:
    solution = planned(town(visits=(visit("a", windows=(TimeWindow(599, 599),)), visit("b"))), backend)
    assert [(u.visit_id, u.reason) for u in solution.unassigned] == [("a", Reason.WINDOW)]


@every_backend
def test_a_shift_of_no_length_serves_nobody(backend: str) -> None:
    solution = planned(town(caregivers=(person(shift=Shift(9000, 9000)),)), backend)
    assert solution.planned == 0


@every_backend
def test_a_delay_that_no_shift_is_long_enough_for_leaves_both_out(backend: str) -> None:
    far = VisitDependency(first="a", second="b", min_delay=40_000, max_delay=50_000)
    solution = planned(town(dependencies=(far,), caregivers=(person(), person(caregiver_id="D"))), backend)
    assert {u.visit_id for u in solution.unassigned} == {"a", "b"}


@every_backend
def test_a_cancel_in_the_first_millisecond_gives_a_checked_plan(backend: str) -> None:
    day, began = synthetic_day(9, 6, pairs=1), time.monotonic()
    solution, verdict = solve(day, backend, stop=StopAfter(60, cancel=lambda: True))
    assert verdict.ok
    assert solution.planned + len(solution.unassigned) == len(day.visits)
    assert time.monotonic() - began < 30


@every_backend
def test_no_time_at_all_gives_a_checked_plan(backend: str) -> None:
    day, began = synthetic_day(9, 6, pairs=1), time.monotonic()
    assert solve(day, backend, stop=StopAfter(0))[1].ok
    assert time.monotonic() - began < 30


@every_backend
def test_five_thousand_visits_are_planned_in_part_or_refused_in_words(backend: str) -> None:
    day = synthetic_day(100, 30, pairs=0)
    many = tuple(msgspec.structs.replace(v, visit_id=f"{n}-{v.visit_id}") for n in range(50) for v in day.visits)
    crowd = msgspec.structs.replace(day, visits=many)
    if backend != "native":
        with pytest.raises(BackendUnable, match=r"5000 (operations|visits)"):
            planned(crowd, backend, 1.0)
        return
    solution = planned(crowd, backend, 1.0)
    assert solution.planned > 0
    assert all(item.facts for item in solution.unassigned)
