"""The builder makes any problem, in any order of its parts."""

import random

import pytest

from scheduling.backends.native import Native
from scheduling.builder import Part, ProblemBuilder
from scheduling.errors import ProblemInvalid
from scheduling.freeze import freeze
from scheduling.problem import Problem
from scheduling.random_problem import random_problem
from scheduling.stop import StopAfter


def rebuilt(problem: Problem, rng: random.Random) -> Problem:
    """The problem from its parts, kinds in any order, parts of one kind as they come."""
    kinds: list[tuple[Part, ...]] = [
        problem.visits, problem.caregivers, problem.matrices, problem.depots, problem.groups, problem.dependencies,
        problem.shipments, problem.inventories, problem.laboratories, problem.pins, problem.underway, problem.previous,
    ]  # fmt: skip
    builder = ProblemBuilder(problem.name, problem.weights, problem.daylight, problem.freeze_time)
    for parts in rng.sample(kinds, len(kinds)):
        builder.add(*parts)
    return builder.build()


@pytest.mark.parametrize("seed", range(6))
def test_a_problem_is_built_again_from_its_parts(seed: int) -> None:
    problem = random_problem(seed, visits=12)
    assert rebuilt(problem, random.Random(seed)) == problem


def test_a_day_in_progress_is_built_again_from_its_parts() -> None:
    problem = random_problem(2, visits=14, caregivers=5)
    frozen = freeze(problem, Native(moves=3000).search(problem, StopAfter(120), 1, lambda _: None), 12 * 3600)
    assert frozen.pins
    assert rebuilt(frozen, random.Random(1)) == frozen


def test_parts_that_do_not_fit_together_name_the_field() -> None:
    visit = random_problem(1).visits[0]
    with pytest.raises(ProblemInvalid, match=r"visits\[V0\]: this id occurs twice"):
        ProblemBuilder("twice").add(visit, visit).build()


def test_what_is_no_part_is_refused() -> None:
    with pytest.raises(TypeError, match="is no part of a problem"):
        ProblemBuilder("wrong").add("V-1").build()  # type: ignore[arg-type]
