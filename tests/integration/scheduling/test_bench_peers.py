"""Other programs get our problem and their tours are priced with our matrix; without them a column says so."""

import importlib.util
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from scheduling.bench.benchmark import Benchmark
from scheduling.bench.measure import measure
from scheduling.bench.peers import PeerUnable
from scheduling.bench.peers.priced import Call, priced
from scheduling.bench.peers.pyvrp import PyVrp
from scheduling.bench.peers.vroom import Vroom
from scheduling.bench.sets import benchmarks
from scheduling.problem import Problem

needs_pyvrp = pytest.mark.skipif(importlib.util.find_spec("pyvrp") is None, reason="the extra bench is not installed")
needs_vroom = pytest.mark.skipif(importlib.util.find_spec("vroom") is None, reason="the extra bench is not installed")
pytestmark = pytest.mark.shared_data


def one(data: Path, name: str, instance: str) -> Benchmark:
    return benchmarks(name, data / "scheduling", only=[instance])[0]


@needs_pyvrp
@pytest.mark.parametrize(("name", "instance"), [("solomon", "C101"), ("lilim100", "lc101")])
def test_pyvrp_finds_the_best_known_plan_of_an_easy_instance(shared_data: Path, name: str, instance: str) -> None:
    benchmark = one(shared_data, name, instance)
    plan, verdict = PyVrp().plan(benchmark.read(), 2.0, 1)
    assert verdict.ok
    assert not plan.unassigned
    assert benchmark.published(verdict.score.total) == benchmark.best_known


@needs_vroom
@pytest.mark.parametrize(("name", "instance"), [("solomon", "C101"), ("lilim100", "lc101")])
def test_vroom_finds_the_best_known_plan_of_an_easy_instance(shared_data: Path, name: str, instance: str) -> None:
    benchmark = one(shared_data, name, instance)
    plan, verdict = Vroom().plan(benchmark.read(), 5.0, 0)
    assert verdict.ok
    assert not plan.unassigned
    assert benchmark.published(verdict.score.total) == benchmark.best_known


@needs_vroom
def test_vroom_makes_pairs_start_together_in_two_passes(shared_data: Path) -> None:
    benchmark = one(shared_data, "mankowska", "InstanzCPLEX_HCSRP_10_5")
    problem = benchmark.read()
    assert problem.groups or problem.dependencies
    plan, verdict = Vroom().plan(problem, 2.0, 0)
    assert verdict.ok
    assert not plan.unassigned
    assert benchmark.published(verdict.score.total) > (benchmark.best_known or 0)


@needs_pyvrp
def test_pyvrp_says_what_it_cannot_express(shared_data: Path) -> None:
    with pytest.raises(PeerUnable, match="no pairs"):
        PyVrp().plan(one(shared_data, "mankowska", "InstanzCPLEX_HCSRP_10_1").read(), 1.0, 0)


@pytest.mark.parametrize("peer", [PyVrp(), Vroom()])
def test_a_program_that_is_absent_has_a_column_that_says_so(
    shared_data: Path, monkeypatch: pytest.MonkeyPatch, peer: PyVrp | Vroom
) -> None:
    def absent(name: str, package: str | None = None) -> ModuleSpec | None:
        return None

    monkeypatch.setattr(f"scheduling.bench.peers.{peer.name}.find_spec", absent)
    rows = list(measure([one(shared_data, "solomon", "C101")], 0.2, 1, [peer]))
    assert rows[0].unable == {peer.name: "not installed"}


def tiny(shared_data: Path) -> Problem:
    return one(shared_data, "mankowska", "InstanzCPLEX_HCSRP_10_1").read()


def test_half_a_pair_is_left_out_with_the_other_half(shared_data: Path) -> None:
    problem = tiny(shared_data)
    first, second = problem.groups[0].visit_ids
    plan, verdict = priced(problem, {"c1": (Call(first),)}, "someone", 0.0)
    assert {first, second} <= {item.visit_id for item in plan.unassigned}
    assert verdict.ok
    assert plan.routes == ()


def test_a_tour_by_somebody_without_the_skill_is_found_out(shared_data: Path) -> None:
    problem = tiny(shared_data)
    paired = {name for group in problem.groups for name in group.visit_ids}
    paired |= {name for link in problem.dependencies for name in (link.first, link.second)}
    person = problem.caregivers[0]
    visit = next(v for v in problem.visits if v.visit_id not in paired and v.required_skills - person.skills)
    _, verdict = priced(problem, {person.caregiver_id: (Call(visit.visit_id),)}, "someone", 0.0)
    assert [violation.code for violation in verdict.violations] == ["skill"]
