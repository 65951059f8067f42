"""Selected visits of a plan placed anew, exactly: never dearer, everything else as it was, and as good as any plan."""

import msgspec
import pytest

from scheduling.backends.exact import EXACT_OPERATIONS, improve_cluster
from scheduling.backends.fit import nothing_planned
from scheduling.backends.native import Native
from scheduling.check import check
from scheduling.errors import BackendUnable, ProblemInvalid
from scheduling.live import take_out
from scheduling.problem import Problem
from scheduling.random_problem import random_problem
from scheduling.result import Solution
from scheduling.stop import StopAfter
from scheduling.synthetic import synthetic_day
from tests.helpers.plan_oracle import Oracle
from tests.helpers.tiny_problems import KINDS, tiny_problem

PROOF_S = 60
"""Much more than any proof here takes; a loaded machine only waits longer."""


def planned(problem: Problem, moves: int) -> Solution:
    return Native(moves=moves).search(problem, StopAfter(PROOF_S), 1, lambda _: None)


def order_of_others(plan: Solution, free: frozenset[str]) -> dict[str, list[tuple[str, bool]]]:
    """The stops of each caregiver in order, without those selected and without laboratories, which follow."""
    rows = {
        route.caregiver_id: [
            (stop.visit_id, stop.companion)
            for stop in route.stops
            if stop.visit_id not in free and stop.kind != "laboratory"
        ]
        for route in plan.routes
    }
    return {caregiver_id: row for caregiver_id, row in rows.items() if row}


@pytest.fixture(scope="module")
def day() -> Problem:
    return synthetic_day(50, 10)


@pytest.fixture(scope="module")
def plan(day: Problem) -> Solution:
    """A plan that a short search found."""
    return planned(day, 3000)


@pytest.fixture(scope="module")
def selected(plan: Solution) -> frozenset[str]:
    """The first visits of eight routes."""
    return frozenset(route.stops[0].visit_id for route in plan.routes[:8])


@pytest.fixture(scope="module")
def improved(day: Problem, plan: Solution, selected: frozenset[str]) -> Solution:
    return improve_cluster(day, plan, selected, StopAfter(4.0))


def test_an_improved_plan_passes_the_check_and_is_not_dearer(day: Problem, plan: Solution, improved: Solution) -> None:
    assert check(day, improved).violations == ()
    assert improved.score.total <= plan.score.total


def test_visits_that_were_not_selected_keep_caregiver_and_order(
    plan: Solution, selected: frozenset[str], improved: Solution
) -> None:
    assert len(selected) == 8
    assert order_of_others(improved, selected) == order_of_others(plan, selected)


def test_visits_taken_out_are_put_back_at_least_as_well_as_before(day: Problem, plan: Solution) -> None:
    names = [route.stops[1].visit_id for route in plan.routes[:2]]
    without = plan
    for name in names:
        without = take_out(day, without, name)
    again = improve_cluster(day, without, names, StopAfter(PROOF_S))
    assert again.status == "optimal"
    assert again.bound == again.score.total <= plan.score.total


def test_a_plan_that_cannot_be_better_comes_back_proven(day: Problem, improved: Solution) -> None:
    name = improved.routes[0].stops[0].visit_id
    once = improve_cluster(day, improved, [name], StopAfter(PROOF_S))
    again = improve_cluster(day, once, [name], StopAfter(PROOF_S))
    assert (again.status, again.bound) == ("optimal", once.score.total)
    assert again.routes == once.routes


@pytest.mark.parametrize("seed", range(6))
def test_a_plan_with_every_kind_of_rule_can_be_improved(seed: int) -> None:
    problem = random_problem(seed + 300, visits=14, caregivers=4)
    before = planned(problem, 2000)
    names = [v.visit_id for v in problem.visits[:4]] + [s.shipment_id for s in problem.shipments[:1]]
    after = improve_cluster(problem, before, names, StopAfter(3.0))
    assert check(problem, after).violations == ()
    assert after.score.total <= before.score.total
    assert order_of_others(after, frozenset(names)) == order_of_others(before, frozenset(names))


@pytest.mark.parametrize("kind", KINDS)
def test_with_everything_selected_the_plan_is_the_best_of_all(kind: str) -> None:
    problem = tiny_problem(11, frozenset({kind, "windows"}))
    names = [*(v.visit_id for v in problem.visits), *(s.shipment_id for s in problem.shipments)]
    found = improve_cluster(problem, nothing_planned(problem), names, StopAfter(PROOF_S))
    assert (found.status, found.score.total) == ("optimal", Oracle(problem).best().score.travel)


def test_an_unknown_visit_is_named(day: Problem, plan: Solution) -> None:
    with pytest.raises(ProblemInvalid, match=r"visits\[nobody\]: is not in the problem"):
        improve_cluster(day, plan, ["nobody"], StopAfter(1))


def test_too_many_visits_are_refused(day: Problem, plan: Solution) -> None:
    names = [v.visit_id for v in day.visits[: EXACT_OPERATIONS + 1]]
    with pytest.raises(BackendUnable, match=f"up to {EXACT_OPERATIONS}"):
        improve_cluster(day, plan, names, StopAfter(1))


def test_a_plan_that_breaks_a_rule_is_refused(day: Problem, plan: Solution) -> None:
    broken = msgspec.structs.replace(plan, routes=plan.routes[1:])
    with pytest.raises(ProblemInvalid, match="plan: "):
        improve_cluster(day, broken, [day.visits[0].visit_id], StopAfter(1))
