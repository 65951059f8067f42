"""The exact mode: the same optimum as trying all plans one by one, for every kind of rule, and proofs that hold."""

import random

import pytest

from scheduling.backends.exact import EXACT_OPERATIONS
from scheduling.backends.ortools_cpsat import OrtoolsCpSat
from scheduling.check import check
from scheduling.errors import BackendUnable
from scheduling.problem import (
    Break,
    Caregiver,
    Handover,
    Inventory,
    Laboratory,
    Matrix,
    Problem,
    Shift,
    Shipment,
    TimeWindow,
    Visit,
)
from scheduling.random_problem import random_problem
from scheduling.result import Solution
from scheduling.solve import solve
from scheduling.stop import StopAfter
from tests.helpers.plan_oracle import Oracle
from tests.helpers.tiny_problems import KINDS, tiny_problem

PROOF_S = 60
"""Much more than any proof here takes; a loaded machine only waits longer."""

MEETING = (
    "capacity shipments", "capacity shipments optional", "capacity companions", "max_visits companions shipments",
    "specimens breaks", "specimens bands unreachable", "specimens frozen", "specimens companions",
    "specimens two_breaks", "specimens access unreachable", "companions frozen", "companions skills lists",
    "companions pins", "kits optional", "kits kits_moved", "kits kits_moved optional", "breaks two_breaks freeze",
    "kits_moved optional", "breaks freeze", "breaks bands freeze", "two_breaks bands",
    "two_breaks companions", "groups pins", "groups fairness", "dependencies lists", "dependencies optional bands",
    "dependencies frozen", "frozen unreachable fairness", "frozen breaks", "soft_end overtime", "previous groups",
    "shipments bands", "shipments breaks", "shipments optional unreachable", "max_late companions", "used optional",
    "companions skills", "shipments skills", "kits_moved skills", "kits kits_moved overtime",
    "specimens breaks overtime",
)  # fmt: skip
"""Kinds of rules that only bind, or bind differently, when they meet."""


def solved(problem: Problem, seed: int = 0) -> Solution:
    return OrtoolsCpSat().search(problem, StopAfter(PROOF_S), seed, lambda _: None)


def expect_the_optimum(problem: Problem, kinds: frozenset[str]) -> None:
    """The exact plan costs what the cheapest of all plans costs; both pass the check, which counts the same cost."""
    oracle, exact = Oracle(problem).best(), solved(problem)
    broken = [violation for violation in check(problem, oracle).violations if violation.code != "score"]
    total = check(problem, oracle).score.total
    assert (broken, oracle.score.total) == ([], total), (problem.name, sorted(kinds))
    assert check(problem, exact).violations == (), (problem.name, sorted(kinds))
    assert (exact.score.total, exact.bound, exact.status) == (total, total, "optimal"), (problem.name, sorted(kinds))


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_rule_has_the_optimum_of_all_plans(kind: str) -> None:
    for seed in range(12):
        kinds = frozenset({kind, "windows"})
        expect_the_optimum(tiny_problem(seed, kinds), kinds)


@pytest.mark.parametrize("names", MEETING)
def test_kinds_of_rules_that_meet_have_the_optimum_of_all_plans(names: str) -> None:
    for seed in range(100, 110):
        kinds = frozenset({*names.split(), "windows"})
        expect_the_optimum(tiny_problem(seed, kinds), kinds)


@pytest.mark.parametrize("seed", range(60))
def test_many_kinds_of_rules_together_have_the_optimum_of_all_plans(seed: int) -> None:
    kinds = frozenset(random.Random(seed).sample(KINDS, 6))
    expect_the_optimum(tiny_problem(seed, kinds), kinds)


def one_caregiver(**parts: object) -> Problem:
    """One caregiver, everything a second away from everything."""
    places = ("base", "lab", "a", "b")
    seconds = tuple(tuple(int(here != there) for there in places) for here in places)
    person = Caregiver(
        caregiver_id="X", shift=Shift(0, 12), start_place="base", end_place="base", vehicle="car",
        breaks=(Break((TimeWindow(2, 2),), 2),),
    )  # fmt: skip
    tables = (Matrix("car", places, seconds, seconds),)
    fixed: dict[str, object] = {"name": "one", "caregivers": (person,), "matrices": tables}
    return Problem(**{**fixed, **parts}).validated()  # type: ignore[arg-type]


def test_a_break_at_the_door_of_a_laboratory_does_not_make_specimens_late() -> None:
    visit = Visit(visit_id="V", place_id="a", service_duration=0, windows=(TimeWindow(1, 1),), specimen_deadline=1)
    problem = one_caregiver(visits=(visit,), laboratories=(Laboratory("lab", 3),))
    expect_the_optimum(problem, frozenset())
    (route,) = solved(problem).routes
    assert [(s.arrival, s.start, s.late) for s in route.stops] == [(1, 1, 0), (2, 4, 0)]


def test_a_unit_that_was_carried_away_is_there_no_more() -> None:
    window = (TimeWindow(5, 6),)
    visit = Visit(visit_id="V", place_id="b", service_duration=1, windows=window, equipment=frozenset({"pump"}))
    ends = Handover("a", (TimeWindow(0, 1),)), Handover("b", (TimeWindow(0, 9),))
    away = Shipment(shipment_id="S", pickup=ends[0], delivery=ends[1], kit="pump")
    problem = one_caregiver(visits=(visit,), shipments=(away,), inventories=(Inventory("pump", "a", 1),))
    expect_the_optimum(problem, frozenset())
    assert len(solved(problem).unassigned) == 1


@pytest.mark.parametrize("seed", [101, 103, 107, 111, 121, 126])
def test_a_plan_with_every_kind_of_rule_is_proven_and_passes_the_check(seed: int) -> None:
    problem = random_problem(seed, visits=6, caregivers=3)
    solution, verdict = solve(problem, "ortools-cpsat", stop=StopAfter(PROOF_S))
    assert verdict.violations == ()
    assert (solution.status, solution.bound) == ("optimal", verdict.score.total)


def test_the_same_seed_gives_the_same_plan() -> None:
    problem = random_problem(107, visits=6, caregivers=3)
    assert solved(problem, seed=3).routes == solved(problem, seed=3).routes


def test_every_plan_told_on_the_way_is_better_than_the_one_before() -> None:
    problem, told = random_problem(105, visits=6, caregivers=3), list[Solution]()
    OrtoolsCpSat().search(problem, StopAfter(PROOF_S), 0, told.append)
    costs = [plan.score.total for plan in told]
    assert costs == sorted(costs, reverse=True)
    assert all(check(problem, plan).ok for plan in told)


def test_a_cancelled_search_keeps_the_plan_it_began_at() -> None:
    problem = random_problem(100, visits=8, caregivers=3)
    stop = StopAfter(PROOF_S, cancel=lambda: True)
    solution, verdict = solve(problem, "ortools-cpsat", stop=stop)
    assert (solution.status, verdict.violations) == ("cancelled", ())


def test_too_many_operations_are_refused() -> None:
    problem = random_problem(1, visits=EXACT_OPERATIONS + 1, caregivers=3)
    with pytest.raises(BackendUnable, match=f"takes {EXACT_OPERATIONS}"):
        solved(problem)


@pytest.mark.parametrize("empty", ["visits", "caregivers"])
def test_nothing_to_do_or_nobody_to_do_it_is_an_optimal_plan(empty: str) -> None:
    problem = random_problem(1, 3, 0, frozenset()) if empty == "caregivers" else random_problem(1, 0, 2, frozenset())
    solution, verdict = solve(problem, "ortools-cpsat", stop=StopAfter(PROOF_S))
    assert (solution.status, solution.routes, verdict.violations) == ("optimal", (), ())
