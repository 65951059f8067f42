"""What a plan costs and how it spreads work: shares add up to the score, and two plans differ by what they differ."""

import json
from pathlib import Path

import msgspec
import pytest

from scheduling import codec
from scheduling.backends.native import Native
from scheduling.breakdown import breakdown
from scheduling.check import check
from scheduling.cli import main
from scheduling.problem import Problem
from scheduling.random_problem import random_problem
from scheduling.report import compare_plans, continuity, fairness
from scheduling.result import Solution
from scheduling.solve import as_document
from scheduling.stop import StopAfter


def planned(problem: Problem, moves: int = 2000, seed: int = 1) -> Solution:
    return Native(moves=moves).search(problem, StopAfter(120), seed, lambda _: None)


@pytest.mark.parametrize("seed", range(20))
def test_the_shares_of_visits_routes_and_plan_add_up_to_the_score_part_by_part(seed: int) -> None:
    problem = random_problem(seed, visits=18, caregivers=5)
    plan = planned(problem)
    assert breakdown(problem, plan).score == check(problem, plan).score


def test_the_dearest_visits_come_first() -> None:
    problem = random_problem(3, visits=18, caregivers=5)
    costs = [sum(share.values()) for _, share in breakdown(problem, planned(problem)).dearest(5)]
    assert costs == sorted(costs, reverse=True)
    assert len(costs) == 5


@pytest.mark.parametrize("seed", range(5))
def test_fairness_counts_what_the_score_counts(seed: int) -> None:
    made = random_problem(seed, visits=18, caregivers=5)
    problem = msgspec.structs.replace(made, weights=msgspec.structs.replace(made.weights, unfair_second=1))
    plan = planned(problem)
    found = fairness(problem, plan)
    assert found.difference_s == check(problem, plan).score.fairness
    assert len(found.workloads) == len(problem.caregivers)
    assert sum(load.visits for load in found.workloads) == sum(s.kind == "visit" for r in plan.routes for s in r.stops)


@pytest.mark.parametrize("seed", range(5))
def test_continuity_counts_strangers_as_the_score_does(seed: int) -> None:
    problem = random_problem(seed, visits=18, caregivers=5)
    plan = planned(problem)
    found = continuity(problem, plan)
    strangers = found.with_preference - found.preferred
    assert strangers * problem.weights.not_preferred == check(problem, plan).score.continuity
    assert 0 <= found.kept <= found.known


@pytest.mark.parametrize("seed", range(5))
def test_two_plans_differ_by_what_their_scores_differ(seed: int) -> None:
    problem = random_problem(seed, visits=18, caregivers=5)
    first, second = planned(problem, 200), planned(problem, 4000)
    found = compare_plans(problem, first, second)
    assert found.total == check(problem, second).score.total - check(problem, first).score.total
    same = compare_plans(problem, first, first)
    assert (same.cost, same.moved, same.added, same.dropped) == ({}, (), (), ())


def files(folder: Path, problem: Problem, *plans: Solution) -> list[str]:
    (folder / "day.json").write_bytes(codec.write_problem(problem))
    names = [str(folder / "day.json")]
    for number, plan in enumerate(plans):
        path = folder / f"plan-{number}.json"
        path.write_bytes(codec.write_answer(plan, as_document(check(problem, plan))))
        names.append(str(path))
    return names


def test_the_commands_print_shares_and_differences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = random_problem(2, visits=14, caregivers=4)
    day, one, two = files(tmp_path, problem, planned(problem, 200), planned(problem, 4000))
    with pytest.raises(SystemExit) as ended:
        main(["check", day, one, "--breakdown", "--json"])
    assert ended.value.code == 0
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    shares = [*report["visits"].values(), *report["route_costs"].values(), report["plan_costs"]]
    assert sum(sum(share.values()) for share in shares) == report["cost"]
    with pytest.raises(SystemExit) as ended:
        main(["compare", day, "--plans", one, two, "--json"])
    assert ended.value.code == 0
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert report["total"] == sum(report["cost"].values())
