"""The native engine: every plan passes the check, changes settle as if computed anew, same seed and moves same plan."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from scheduling.backends.native import Native
from scheduling.check import Verdict, check
from scheduling.native.compile import compile_problem
from scheduling.native.decode import decode
from scheduling.native.session import Annealing
from scheduling.native.start import first_order, order_of
from scheduling.problem import Break, Caregiver, Laboratory, Matrix, Pin, Problem, Shift, TimeWindow, Visit, Weights
from scheduling.random_problem import FEATURES, random_problem
from scheduling.result import Solution
from scheduling.solve import solve
from scheduling.stop import StopAfter
from scheduling.synthetic import synthetic_day

ROOT = Path(__file__).resolve().parents[3]
SIDE = ("o", "a", "b")
TABLE = ((0, 600, 900), (600, 0, 700), (900, 700, 0))


def searched(problem: Problem, moves: int = 6000, seed: int = 1) -> Solution:
    return Native(moves=moves).search(problem, StopAfter(120), seed, lambda _: None)


def solved(problem: Problem) -> tuple[Solution, Verdict]:
    """A plan and the check's verdict, the same on any machine."""
    return solve(problem, Native(moves=3000), stop=StopAfter(120))


def two_homes(**changes: object) -> Problem:
    visits = tuple(
        Visit(visit_id=f"V-{p}", place_id=p, service_duration=1800, windows=(TimeWindow(0, 30_000),)) for p in "ab"
    )
    person = Caregiver(caregiver_id="C", shift=Shift(0, 36_000), start_place="o", end_place="o", vehicle="car")
    parts: dict[str, object] = {
        "name": "two homes",
        "visits": visits,
        "caregivers": (person,),
        "matrices": (Matrix("car", SIDE, TABLE, TABLE),),
    }
    return Problem(**{**parts, **changes}).validated()  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(12))
def test_a_plan_with_every_kind_of_rule_passes_the_check(seed: int) -> None:
    problem = random_problem(seed, visits=16, caregivers=5)
    assert check(problem, searched(problem)).violations == ()


@pytest.mark.parametrize("feature", sorted(FEATURES))
def test_a_plan_with_one_kind_of_rule_passes_the_check(feature: str) -> None:
    for seed in (1, 2):
        problem = random_problem(seed, visits=14, caregivers=4, features=frozenset({feature, "windows"}))
        assert check(problem, searched(problem, moves=3000)).violations == ()


@pytest.mark.parametrize("seed", range(20, 28))
def test_what_moves_leave_behind_is_what_computing_anew_gives(seed: int) -> None:
    compiled = compile_problem(random_problem(seed, visits=18, caregivers=5))
    run = Annealing(compiled, seed)
    run.start(*first_order(compiled, seed))
    for round_ in range(25):
        run.cool(100, 2000 * 0.85**round_, 2000 * 0.85**round_)
        anew = Annealing(compiled, 1)
        anew.start(*run.order())
        assert anew.cost == run.cost


@pytest.mark.parametrize("more", [(), ("dependencies", "specimens"), ("shipments", "two_person", "overtime")])
@pytest.mark.parametrize("units", [1, 2, 3, 6])
@pytest.mark.parametrize("seed", range(4))
def test_kits_of_several_units_settle_as_if_computed_anew_and_are_never_used_twice(
    seed: int, units: int, more: tuple[str, ...]
) -> None:
    features = frozenset({"windows", "kits", "pairs", "breaks", *more})
    made = random_problem(seed, visits=24, caregivers=6, features=features)
    inventories = tuple(msgspec.structs.replace(inventory, units=units) for inventory in made.inventories)
    compiled = compile_problem(msgspec.structs.replace(made, inventories=inventories))
    run = Annealing(compiled, seed)
    run.start(*first_order(compiled, seed))
    for round_ in range(15):
        run.cool(200, 2000 * 0.8**round_, 2000 * 0.8**round_)
        anew = Annealing(compiled, 1)
        anew.start(*run.order())
        assert anew.cost == run.cost
    assert check(compiled.problem, decode(compiled, *run.best_order())).violations == ()


def test_the_same_seed_and_moves_give_the_same_plan() -> None:
    problem = synthetic_day(40, 8)
    first, again = searched(problem, seed=5), searched(problem, seed=5)
    assert first.routes == again.routes
    assert searched(problem, seed=6).routes != first.routes


def test_the_plain_python_twin_finds_the_same_plan() -> None:
    problem_seed, moves = 3, 400
    program = (
        "import json; from scheduling.random_problem import random_problem; "
        "from scheduling.backends.native import Native; from scheduling.stop import StopAfter; "
        f"s = Native(moves={moves}).search(random_problem({problem_seed}, 8, 3), StopAfter(120), 1, lambda _: None); "
        "print(json.dumps([[r.caregiver_id, [x.start for x in r.stops]] for r in s.routes]))"
    )
    twin = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "SCHEDULING_PURE": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    plan = searched(random_problem(problem_seed, 8, 3), moves)
    assert json.loads(twin.stdout) == [[r.caregiver_id, [s.start for s in r.stops]] for r in plan.routes]


def test_a_known_plan_can_be_gone_on_from() -> None:
    problem = synthetic_day(40, 8)
    compiled, before = compile_problem(problem), searched(problem)
    assert decode(compiled, *order_of(compiled, before)).score.total <= before.score.total
    after = Native(moves=4000, start=before).search(problem, StopAfter(120), 1, lambda _: None)
    assert after.score.total <= before.score.total
    assert check(problem, after).ok


@pytest.mark.parametrize(("field", "empty"), [("visits", ()), ("caregivers", ())])
def test_nobody_or_nothing_to_plan_gives_a_checked_plan_at_once(field: str, empty: tuple[()]) -> None:
    problem = two_homes(**{field: empty})
    solution, verdict = solve(problem, stop=StopAfter(5))
    assert verdict.ok
    assert solution.planned == 0
    assert len(solution.unassigned) == len(problem.visits)


def test_everything_unplaceable_is_left_out_with_reasons() -> None:
    far = tuple(tuple(0 if a == b else 1_000_000_000 for b in SIDE) for a in SIDE)
    problem = two_homes(matrices=(Matrix("car", SIDE, far, TABLE),))
    solution, verdict = solved(problem)
    assert verdict.ok
    assert {item.visit_id for item in solution.unassigned} == {"V-a", "V-b"}


def test_a_one_way_street_is_only_driven_one_way() -> None:
    table = ((0, 600, 900), (600, 0, 700), (900, 1_000_000_000, 0))
    problem = two_homes(matrices=(Matrix("car", SIDE, table, TABLE),))
    solution, verdict = solved(problem)
    assert verdict.ok
    assert [stop.visit_id for stop in solution.routes[0].stops] == ["V-a", "V-b"]


def test_a_cancel_in_the_first_millisecond_still_gives_a_checked_plan() -> None:
    began = time.monotonic()
    problem = synthetic_day(75, 14)
    solution, verdict = solve(problem, stop=StopAfter(60, cancel=lambda: True))
    assert verdict.ok
    assert solution.status == "cancelled"
    assert time.monotonic() - began < 30


def test_begun_stops_stay_where_and_when_they_are() -> None:
    pins = (Pin(visit_id="V-b", caregiver_id="C", start=5000, frozen=True),)
    problem = two_homes(pins=pins, freeze_time=6000)
    solution, verdict = solved(problem)
    assert verdict.ok
    begun, other = solution.routes[0].stops
    assert (begun.visit_id, begun.start, begun.frozen) == ("V-b", 5000, True)
    assert other.left >= 6000


def test_a_visit_pinned_to_a_moment_starts_then() -> None:
    problem = two_homes(pins=(Pin(visit_id="V-a", start=12_345),))
    solution, verdict = solved(problem)
    assert verdict.ok
    assert {s.start for s in solution.routes[0].stops if s.visit_id == "V-a"} == {12_345}


def test_better_plans_are_told_and_get_cheaper() -> None:
    told: list[int] = []
    problem = synthetic_day(75, 14)
    solution = Native().search(problem, StopAfter(1.2), 1, lambda found: told.append(found.score.total))
    assert told == sorted(told, reverse=True)
    assert solution.score.total == told[-1]
    assert not any(item.reason == "skill" for item in solution.unassigned)


def test_five_thousand_visits_are_planned_in_part_and_checked() -> None:
    day = synthetic_day(200, 40, pairs=0)
    many = tuple(msgspec.structs.replace(v, visit_id=f"{n}-{v.visit_id}") for n in range(25) for v in day.visits)
    solution, verdict = solve(msgspec.structs.replace(day, visits=many), stop=StopAfter(2.0))
    assert verdict.ok
    assert solution.planned > 100


def test_nothing_costs_less_than_leaving_an_unwanted_optional_visit_out() -> None:
    visit = Visit(
        visit_id="V-a",
        place_id="a",
        service_duration=0,
        windows=(TimeWindow(0, 30_000),),
        optional=True,
        penalty=10,
    )
    problem = two_homes(visits=(visit,), weights=Weights())
    solution, verdict = solved(problem)
    assert verdict.ok
    assert [item.visit_id for item in solution.unassigned] == ["V-a"]


def test_a_break_is_taken_on_the_way_to_the_last_laboratory() -> None:
    visit = Visit(visit_id="V-a", place_id="a", service_duration=1800, windows=(TimeWindow(0, 600),),
                  specimen_deadline=7200)  # fmt: skip
    noon = Break((TimeWindow(2700, 2700),), 900)
    problem = two_homes(
        visits=(visit,),
        caregivers=(msgspec.structs.replace(two_homes().caregivers[0], breaks=(noon,)),),
        laboratories=(Laboratory("b", 300),),
    )
    plan = searched(problem)
    assert check(problem, plan).violations == ()
    handed_in = plan.routes[0].stops[-1]
    assert (handed_in.kind, handed_in.left, handed_in.arrival) == ("laboratory", 2400, 2400 + 700 + 900)
    assert [taken.start for taken in plan.routes[0].breaks] == [2700]
