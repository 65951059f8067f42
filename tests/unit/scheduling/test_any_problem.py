"""Whatever the problem and whoever plans it: the plan passes the check; a damaged document is refused by its field."""

import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.backends import NAMES
from scheduling.backends.native import Native
from scheduling.check import check
from scheduling.codec import read_problem, write_problem
from scheduling.errors import BackendUnable, ProblemInvalid
from scheduling.problem import Problem
from scheduling.random_problem import FEATURES, random_problem
from scheduling.solve import solve
from scheduling.stop import StopAfter

SOME = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
PROBLEMS = st.builds(
    random_problem,
    st.integers(0, 10**6),
    visits=st.integers(0, 9),
    caregivers=st.integers(0, 4),
    features=st.frozensets(st.sampled_from(sorted(FEATURES)), max_size=6),
)
RUBBISH = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=4),
    st.just([]),
    st.just({}),
    st.just([[]]),
)


def expect_everything_once(problem: Problem, names: list[str]) -> None:
    asked = [v.visit_id for v in problem.visits] + [s.shipment_id for s in problem.shipments]
    assert sorted(names) == sorted(asked)


@pytest.mark.parametrize("backend", NAMES)
@SOME
@given(problem=PROBLEMS, seed=st.integers(0, 99))
def test_every_plan_of_every_backend_passes_the_check(backend: str, problem: Problem, seed: int) -> None:
    try:
        plan, verdict = solve(problem, backend, stop=StopAfter(0.12), seed=seed)
    except BackendUnable:
        assert backend != "native", "plans everything"
        return
    assert verdict.violations == ()
    assert verdict.score == plan.score
    out = [u.visit_id for u in plan.unassigned]
    begun = {s.visit_id for r in plan.routes for s in r.stops if s.kind != "laboratory"}
    expect_everything_once(problem, [*out, *begun])


@SOME
@given(problem=PROBLEMS, seed=st.integers(0, 99), moves=st.integers(1, 3000))
def test_the_native_plan_is_the_same_again(problem: Problem, seed: int, moves: int) -> None:
    first, again = (Native(moves=moves).search(problem, StopAfter(60), seed, lambda _: None) for _ in range(2))
    assert first.routes == again.routes
    assert check(problem, first).ok


@settings(SOME, max_examples=200)
@given(problem=PROBLEMS, place=st.integers(0, 10**6), rubbish=RUBBISH)
def test_a_document_with_rubbish_somewhere_is_refused_by_its_field_or_planned(
    problem: Problem, place: int, rubbish: object
) -> None:
    document = json.loads(write_problem(problem))
    put_somewhere(document["problem"], random.Random(place), rubbish)
    read = read_or_refused(json.dumps(document).encode())
    if isinstance(read, ProblemInvalid):
        assert read.field
        assert read.reason
        return
    plan = Native(moves=200).search(read, StopAfter(60), 1, lambda _: None)
    assert check(read, plan).violations == ()


def read_or_refused(document: bytes) -> Problem | ProblemInvalid:
    try:
        return read_problem(document)
    except ProblemInvalid as refused:
        return refused


def put_somewhere(tree: Any, rng: random.Random, rubbish: object) -> None:
    """Put ``rubbish`` in the place of one value of the tree, deep or not."""
    while True:
        keys = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
        key = rng.choice(keys)
        below = tree[key]
        if not isinstance(below, dict | list) or not below or rng.random() < 0.15:
            tree[key] = rubbish
            return
        tree = below


@pytest.mark.parametrize(
    "document",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"format": "scheduling.problem"}', b"0" * 10_000],
    ids=["empty", "cut", "list", "null", "bytes", "deep", "no version", "long number"],
)
def test_a_document_that_is_no_problem_is_refused(document: bytes) -> None:
    with pytest.raises(ProblemInvalid):
        read_problem(document)
