"""The search by strings: its costs are those of the plan, plans pass the check, the same seed gives the same plan."""

import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from scheduling.backends.native import Native
from scheduling.check import check
from scheduling.native.compile import compile_problem
from scheduling.native.decode import decode
from scheduling.native.start import order_of
from scheduling.native.strings.race import order_from, routes_from
from scheduling.native.strings.search import StringSearch
from scheduling.native.strings.suited import suitable
from scheduling.problem import Problem, TimeWindow, Weights
from scheduling.random_problem import random_problem
from scheduling.result import Solution
from scheduling.stop import StopAfter
from scheduling.supply import Handover, Shipment

ROOT = Path(__file__).resolve().parents[3]
PLAIN = frozenset({"windows", "skills", "lists", "optional", "overtime", "soft_end", "capacity", "max_visits",
                   "shipments", "wishes", "access", "used"})  # fmt: skip


def plain_problem(seed: int, visits: int = 18, caregivers: int = 4) -> Problem:
    """A random problem whose routes do not depend on one another."""
    made = random_problem(seed, visits, caregivers, features=PLAIN)
    return msgspec.structs.replace(
        made,
        visits=tuple(msgspec.structs.replace(v, windows=_hard(v.windows)) for v in made.visits),
        shipments=tuple(_unbound(s) for s in made.shipments),
    ).validated()


def _unbound(shipment: Shipment) -> Shipment:
    pickup, delivery = (_single(end) for end in (shipment.pickup, shipment.delivery))
    return msgspec.structs.replace(shipment, pickup=pickup, delivery=delivery, kit="", cold_chain=None)


def _single(end: Handover) -> Handover:
    return msgspec.structs.replace(end, windows=_hard(end.windows))


def _hard(windows: tuple[TimeWindow, ...]) -> tuple[TimeWindow, ...]:
    return (msgspec.structs.replace(windows[0], hard=True),)


def searched(problem: Problem, moves: int = 6000, seed: int = 1, start: Solution | None = None) -> Solution:
    return Native(moves=moves, start=start).search(problem, StopAfter(120), seed, lambda _: None)


@pytest.mark.parametrize("seed", range(15))
def test_what_the_rounds_count_is_what_the_plan_costs_and_it_passes_the_check(seed: int) -> None:
    problem = plain_problem(seed)
    assert suitable(problem)
    compiled = compile_problem(problem)
    search = StringSearch(compiled, seed)
    search.start()
    search.run(600, 500.0, 5.0)
    plan = decode(compiled, *order_from(compiled, search.best_routes()))
    assert plan.score.total == search.best_cost
    assert check(problem, plan).violations == ()


@pytest.mark.parametrize("seed", range(6))
def test_routes_survive_the_way_to_a_plan_and_back(seed: int) -> None:
    problem = plain_problem(seed)
    compiled = compile_problem(problem)
    search = StringSearch(compiled, seed)
    search.start()
    routes = search.best_routes()
    plan = decode(compiled, *order_from(compiled, routes))
    assert routes_from(compiled, *order_of(compiled, plan)) == routes


@pytest.mark.parametrize("seed", range(6))
def test_both_searches_find_plans_of_much_the_same_cost(seed: int) -> None:
    problem = plain_problem(seed, visits=10, caregivers=3)
    strings = searched(problem, 20_000)
    orders = Native(moves=20_000, strings=False).search(problem, StopAfter(120), 1, lambda _: None)
    assert strings.score.total <= orders.score.total * 1.02
    assert orders.score.total <= strings.score.total * 1.02


def test_the_same_seed_and_moves_give_the_same_routes() -> None:
    problem = plain_problem(3, visits=40, caregivers=6)
    assert searched(problem, seed=5).routes == searched(problem, seed=5).routes


def test_a_known_plan_is_never_made_dearer() -> None:
    problem = plain_problem(4, visits=30, caregivers=5)
    before = searched(problem, 2000)
    after = searched(problem, 4000, start=before)
    assert after.score.total <= before.score.total
    assert check(problem, after).ok


def test_a_plan_of_another_day_is_a_start_without_what_no_longer_fits() -> None:
    problem = plain_problem(4, visits=30, caregivers=5)
    before = searched(problem, 2000)
    gone = {problem.caregivers[0].caregiver_id}
    short = tuple(
        msgspec.structs.replace(c, shift=msgspec.structs.replace(c.shift, end=c.shift.start + 3600, max_overtime=0,
                                                                 soft_end=None))
        if c.caregiver_id in gone else c
        for c in problem.caregivers
    )  # fmt: skip
    changed = msgspec.structs.replace(problem, caregivers=short)
    assert check(changed, searched(changed, 2000, start=before)).ok


@pytest.mark.parametrize(
    "feature", ["pairs", "two_person", "dependencies", "breaks", "bands", "specimens", "kits", "fairness"]
)
def test_what_ties_routes_together_is_left_to_the_other_search(feature: str) -> None:
    tied = [random_problem(seed, 20, 5, features=frozenset({feature, "shipments"})) for seed in range(6)]
    assert not any(suitable(problem) for problem in tied if _holds(problem, feature))


def _holds(problem: Problem, feature: str) -> bool:
    return {
        "pairs": bool(problem.groups),
        "two_person": any(v.two_person for v in problem.visits),
        "dependencies": bool(problem.dependencies),
        "breaks": any(c.breaks for c in problem.caregivers),
        "bands": len(problem.matrices) > len({m.vehicle for m in problem.matrices}),
        "specimens": any(v.specimen_deadline is not None for v in problem.visits),
        "kits": any(v.equipment for v in problem.visits),
        "fairness": problem.weights.unfair_second > 0,
    }[feature]


def test_a_soft_window_that_is_late_at_a_price_is_left_to_the_other_search() -> None:
    problem = plain_problem(1)
    soft = tuple(msgspec.structs.replace(v, windows=(TimeWindow(0, 600, hard=False),)) for v in problem.visits)
    assert not suitable(msgspec.structs.replace(problem, visits=soft))
    assert suitable(msgspec.structs.replace(problem, visits=soft, weights=Weights(late_second=0)))


def test_the_plain_python_twin_of_the_string_search_finds_the_same_plan() -> None:
    program = (
        "import json, sys; sys.path.insert(0, 'tests/unit/scheduling'); "
        "from test_string_search import plain_problem, searched; "
        "s = searched(plain_problem(2, 8, 3), 1000); "
        "print(json.dumps([[r.caregiver_id, [x.start for x in r.stops]] for r in s.routes]))"
    )
    twin = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env={**os.environ, "SCHEDULING_PURE": "1"}, capture_output=True,
        text=True, check=True, timeout=240,
    )  # fmt: skip
    plan = searched(plain_problem(2, 8, 3), 1000)
    assert json.loads(twin.stdout) == [[r.caregiver_id, [s.start for s in r.stops]] for r in plan.routes]
