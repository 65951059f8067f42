"""Courier runs by the routing library: every plan passes the check, what it has no words for it says."""

import os
import signal
import subprocess
import time

import msgspec
import pytest

from scheduling.backends.best import beyond_sequences
from scheduling.backends.courier.model import CourierModel
from scheduling.backends.courier.plan import plan_of
from scheduling.backends.courier.scope import beyond_routing
from scheduling.backends.courier.search import CHILD
from scheduling.backends.courier.task import Answer, Task, task_of
from scheduling.backends.ortools_routing import OrtoolsRouting
from scheduling.backends.routing_child import answers
from scheduling.check import check
from scheduling.errors import BackendUnable
from scheduling.native.compile import compile_problem
from scheduling.problem import Caregiver, Handover, Matrix, Problem, Shift, Shipment, TimeWindow, Visit, Weights
from scheduling.random_problem import FEATURES, random_problem
from scheduling.solve import solve
from scheduling.stop import StopAfter
from scheduling.synthetic import courier_day

WORDS = frozenset({
    "windows", "skills", "lists", "optional", "overtime", "max_visits", "wishes", "daylight", "pins", "access", "used",
})  # fmt: skip
"""Features that the library can express beside shipments."""
SIDE = ("o", "a", "b")
TABLE = ((0, 600, 900), (600, 0, 700), (900, 700, 0))
DAY = (TimeWindow(0, 30_000),)


def run(**changes: object) -> Problem:
    """Two shipments and one courier."""
    shipments = (
        Shipment(shipment_id="S-1", pickup=Handover("o", DAY, 60), delivery=Handover("a", DAY, 60), amount=2),
        Shipment(shipment_id="S-2", pickup=Handover("o", DAY, 60), delivery=Handover("b", DAY, 60), amount=2),
    )
    courier = Caregiver(
        caregiver_id="K", shift=Shift(0, 36_000), start_place="o", end_place="o", vehicle="van", capacity=4
    )
    parts: dict[str, object] = {
        "name": "run",
        "visits": (),
        "shipments": shipments,
        "caregivers": (courier,),
        "matrices": (Matrix("van", SIDE, TABLE, TABLE),),
    }
    return Problem(**{**parts, **changes}).validated()  # type: ignore[arg-type]


def answered(problem: Problem, seconds: float) -> list[Answer]:
    """The plans of the model in this process: as many as it finds in so many seconds."""
    told: list[Answer] = []
    CourierModel(task_of(compile_problem(problem), seconds)).run(told.append)
    return told


@pytest.mark.parametrize("seed", range(6))
def test_plans_with_shipments_and_all_else_that_has_words_pass_the_check(seed: int) -> None:
    problem = random_problem(seed, visits=12, caregivers=4, features=WORDS | {"shipments"})
    assert beyond_routing(problem) == ""
    told = answered(problem, 0.3)
    assert told
    for answer in told:
        assert check(problem, plan_of(problem, answer, "ortools-routing")).violations == ()


@pytest.mark.parametrize("feature", sorted(FEATURES))
def test_each_kind_of_rule_is_planned_soundly_or_refused_in_words(feature: str) -> None:
    problem = random_problem(3, visits=10, caregivers=3, features=frozenset({feature, "windows"}))
    by_the_library_alone = beyond_sequences(problem)
    seconds = 0.6 if by_the_library_alone else 0.2
    if beyond := by_the_library_alone and beyond_routing(problem):
        with pytest.raises(BackendUnable, match=f"cannot express {beyond}"):
            OrtoolsRouting().search(problem, StopAfter(seconds), 1, lambda _: None)
        return
    plan = OrtoolsRouting().search(problem, StopAfter(seconds), 1, lambda _: None)
    assert check(problem, plan).violations == ()


def test_what_the_library_counts_is_what_the_plan_costs() -> None:
    problem = run()
    last = answered(problem, 0.3)[-1]
    plan = plan_of(problem, last, "ortools-routing")
    assert plan.score.total == last.cost == 2200
    assert plan.unassigned == ()


def test_a_cold_chain_is_kept_by_going_twice() -> None:
    cold = msgspec.structs.replace
    shipments = tuple(cold(s, cold_chain=900) for s in run().shipments)
    problem = run(shipments=shipments)
    plan = plan_of(problem, answered(problem, 0.3)[-1], "ortools-routing")
    assert check(problem, plan).ok
    assert plan.unassigned == ()
    assert [s.kind for s in plan.routes[0].stops] == ["pickup", "delivery", "pickup", "delivery"]


def test_what_is_to_be_kept_cold_waits_at_the_pharmacy_while_a_visit_is_waited_for() -> None:
    late = (TimeWindow(5000, 5000),)
    shipment = Shipment(
        shipment_id="S-1", pickup=Handover("o", DAY, 60), delivery=Handover("b", late, 60), cold_chain=2000
    )
    visit = Visit(visit_id="V", place_id="a", service_duration=60, windows=(TimeWindow(4000, 4000),))
    problem = run(shipments=(shipment,), visits=(visit,))
    plan = plan_of(problem, answered(problem, 0.3)[-1], "ortools-routing")
    assert check(problem, plan).ok
    assert [(s.kind, s.start) for s in plan.routes[0].stops][1:] == [("visit", 4000), ("delivery", 5000)]


def test_a_shipment_that_cannot_be_kept_cold_is_left_out_and_the_other_is_not() -> None:
    first, second = run().shipments
    problem = run(shipments=(msgspec.structs.replace(first, cold_chain=100), second))
    plan = plan_of(problem, answered(problem, 0.3)[-1], "ortools-routing")
    assert check(problem, plan).ok
    assert [item.visit_id for item in plan.unassigned] == ["S-1"]


def test_what_does_not_fit_into_the_van_at_once_is_fetched_in_two_tours() -> None:
    courier = msgspec.structs.replace(run().caregivers[0], capacity=3)
    problem = run(caregivers=(courier,))
    plan = plan_of(problem, answered(problem, 0.3)[-1], "ortools-routing")
    assert check(problem, plan).ok
    assert plan.unassigned == ()


def test_kits_that_someone_may_have_to_wait_for_are_refused() -> None:
    problem = next(p for p in (courier_day(seed, 20, 2) for seed in range(9)) if beyond_routing(p))
    with pytest.raises(BackendUnable, match="kits of which there are fewer than shipments take"):
        solve(problem, "ortools-routing", stop=StopAfter(0.5))


def test_breaks_beside_shipments_are_refused() -> None:
    problem = random_problem(1, visits=12, caregivers=4, features=frozenset({"shipments", "breaks"}))
    with pytest.raises(BackendUnable, match="breaks beside shipments"):
        solve(problem, "ortools-routing", stop=StopAfter(0.5))


def test_nobody_or_nothing_to_carry_gives_a_checked_plan() -> None:
    plan, verdict = solve(run(caregivers=()), "ortools-routing", stop=StopAfter(0.5))
    assert verdict.ok
    assert len(plan.unassigned) == 2
    empty = run(shipments=(), weights=Weights(used_caregiver=5))
    assert solve(empty, "ortools-routing", stop=StopAfter(0.5))[1].ok


def test_a_cancel_ends_the_child_at_once() -> None:
    began = time.monotonic()
    plan, verdict = solve(courier_day(1, 20, 2, kits=False), "ortools-routing", stop=StopAfter(60, cancel=lambda: True))
    assert verdict.ok
    assert plan.status == "cancelled"
    assert time.monotonic() - began < 30


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that are started."""
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def remember(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
        started.append(start(*arguments, **options))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", remember)
    return started


def test_a_child_that_is_killed_ends_the_answers_and_those_it_gave_stand(
    children: list[subprocess.Popen[bytes]],
) -> None:
    task: Task = task_of(compile_problem(courier_day(2, 20, 2, kits=False)), 60.0)
    told = answers(CHILD, task, Answer, StopAfter(60))
    first = next(told)
    os.kill(children[0].pid, signal.SIGKILL)
    rest = list(told)
    assert first.routes
    assert len(rest) < 1000
    assert children[0].returncode == -signal.SIGKILL
