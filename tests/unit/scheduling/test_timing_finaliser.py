"""The timing finaliser: never dearer, nothing but times changes, and what waiting can save is saved."""

import msgspec
import pytest

from scheduling.backends.bonds import bind
from scheduling.backends.differences import Differences
from scheduling.backends.moments import Moments
from scheduling.backends.native import Native
from scheduling.backends.ortools_cpsat import OrtoolsCpSat
from scheduling.backends.retime import retime
from scheduling.backends.rewrite import rewritten
from scheduling.check import check
from scheduling.problem import (
    Break,
    Caregiver,
    Laboratory,
    Matrix,
    Previous,
    Problem,
    Shift,
    TimeWindow,
    Visit,
    Weights,
)
from scheduling.random_problem import FEATURES, random_problem
from scheduling.result import Solution
from scheduling.solve import solve
from scheduling.stop import StopAfter

SIDE = ("o", "a", "b", "lab")
FEW_MOVES = Native(moves=2500)
TABLE = tuple(tuple(0 if a == b else 600 for b in SIDE) for a in SIDE)


def searched(problem: Problem, moves: int = 2500) -> Solution:
    return Native(moves=moves).search(problem, StopAfter(120), 1, lambda _: None)


def who_goes_where(plan: Solution) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(r.caregiver_id, [(s.visit_id, s.kind) for s in r.stops]) for r in plan.routes]


def one_route(**changes: object) -> Problem:
    visits = tuple(
        Visit(visit_id=f"V-{p}", place_id=p, service_duration=600, windows=(TimeWindow(0, 20_000),)) for p in "ab"
    )
    person = Caregiver(caregiver_id="C", shift=Shift(0, 36_000), start_place="o", end_place="o", vehicle="car")
    parts: dict[str, object] = {
        "name": "one route",
        "visits": visits,
        "caregivers": (person,),
        "matrices": (Matrix("car", SIDE, TABLE, TABLE),),
    }
    return Problem(**{**parts, **changes}).validated()  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(16))
def test_new_times_are_never_dearer_and_nothing_but_times_changes(seed: int) -> None:
    problem = random_problem(seed, visits=16, caregivers=5)
    before = searched(problem)
    after = retime(problem, before)
    assert after.score.total <= before.score.total
    assert who_goes_where(after) == who_goes_where(before)
    assert check(problem, after).violations == ()
    assert retime(problem, after).score.total == after.score.total


@pytest.mark.parametrize("feature", sorted(FEATURES))
def test_a_plan_written_with_the_times_it_has_is_the_same_plan(feature: str) -> None:
    for seed in (1, 2):
        problem = random_problem(seed, visits=14, caregivers=4, features=frozenset({feature, "windows", "max_late"}))
        plan = searched(problem)
        moments = Moments(problem, plan)
        bind(moments)
        assert moments.rules.sound
        again = rewritten(moments, moments.rules.now)
        assert again.score == plan.score
        assert check(problem, again).violations == ()


@pytest.mark.parametrize("seed", range(4))
def test_a_plan_with_proof_has_no_cheaper_times(seed: int) -> None:
    problem = random_problem(seed, visits=5, caregivers=2, features=FEATURES - {"bands"})
    plan = OrtoolsCpSat().search(problem, StopAfter(20), 1, lambda _: None)
    again = retime(problem, msgspec.structs.replace(plan, status="feasible"))
    if plan.status == "optimal":
        assert again.score.total == plan.score.total


def test_a_visit_waits_for_the_time_people_know() -> None:
    weights = Weights(moved_second=2)
    problem = one_route(previous=(Previous("V-a", "C", 4000), Previous("V-b", "C", 6000)), weights=weights)
    plan, verdict = solve(problem, FEW_MOVES, stop=StopAfter(120))
    assert verdict.ok
    assert plan.score.stability == 0
    assert [s.start for s in plan.routes[0].stops] == [4000, 6000]
    early = solve(problem, FEW_MOVES, stop=StopAfter(120), finish=False)[0]
    assert early.score.stability > 0


def test_a_specimen_is_taken_late_enough_to_be_handed_in_on_time() -> None:
    taken = Visit(
        visit_id="V-a", place_id="a", service_duration=600, windows=(TimeWindow(0, 20_000),), specimen_deadline=1800,
    )  # fmt: skip
    later = Visit(visit_id="V-b", place_id="b", service_duration=600, windows=(TimeWindow(9000, 9000),))
    problem = one_route(visits=(taken, later), laboratories=(Laboratory("o"),))
    plan, verdict = solve(problem, FEW_MOVES, stop=StopAfter(120))
    assert verdict.ok
    assert plan.score.specimens == 0
    assert plan.score.lateness == 0


def test_a_break_moves_within_its_window_when_that_saves_lateness() -> None:
    person = Caregiver(
        caregiver_id="C", shift=Shift(0, 36_000), start_place="o", end_place="o", vehicle="car",
        breaks=(Break((TimeWindow(0, 9000),), 1800),),
    )  # fmt: skip
    soft = (TimeWindow(0, 700, hard=False),)
    visit = Visit(visit_id="V-a", place_id="a", service_duration=600, windows=soft)
    problem = one_route(visits=(visit,), caregivers=(person,))
    plan, verdict = solve(problem, FEW_MOVES, stop=StopAfter(120))
    assert verdict.ok
    assert plan.score.lateness == 0


def test_rules_that_do_not_hold_now_are_noticed() -> None:
    rules = Differences()
    first, second = rules.moment(10), rules.moment(15)
    rules.after(second, first, 5)
    assert rules.sound
    rules.after(second, first, 6)
    assert not rules.sound


def test_the_cheapest_moments_are_as_early_as_their_price_allows() -> None:
    rules = Differences()
    first, second = rules.moment(0), rules.moment(50)
    rules.after(second, first, 30)
    rules.after(second, (0, 50))
    rules.pay(3, (first, second, 35))
    assert rules.cheapest() == [0, 15, 50]
    rules.pay(9, ((0, 0), first, 10))
    assert rules.cheapest() == [0, 10, 50]
