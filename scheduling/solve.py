"""``solve``: a problem in, a checked solution out; pure apart from the clock."""

import time

import msgspec

from scheduling import codec
from scheduling.backends import backend as backend_named
from scheduling.backends.protocol import Backend, Progress
from scheduling.backends.retime import retime
from scheduling.check import Verdict, check
from scheduling.explain import explain
from scheduling.problem import Problem
from scheduling.result import Solution
from scheduling.stop import Stop, StopAfter

DEFAULT_BACKEND = "native"


def solve(
    problem: Problem,
    backend: str | Backend = DEFAULT_BACKEND,
    *,
    stop: Stop | None = None,
    seed: int = 0,
    on_progress: Progress | None = None,
    finish: bool = True,
) -> tuple[Solution, Verdict]:
    """Search until ``stop`` says so (10 s unless given) and verify the plan independently.

    ``finish`` gives the plan its cheapest times at the end (see ``backends.retime``).
    Visits that do not fit are left out with a reason. Raises BackendUnable when the backend cannot express the problem.
    """
    began, first = time.monotonic(), 0.0
    engine = backend_named(backend) if isinstance(backend, str) else backend

    def tell(found: Solution) -> None:
        nonlocal first
        spent = time.monotonic() - began
        first = first or spent
        if on_progress:
            on_progress(spent, found.score.total, len(found.unassigned))

    found = engine.search(problem, stop or StopAfter(10.0), seed, tell)
    if finish:
        found = retime(problem, found)
    solution = msgspec.structs.replace(
        found,
        unassigned=explain(problem, found),
        seed=seed,
        solve_s=round(time.monotonic() - began, 3),
        first_feasible_s=round(first, 3),
    )
    return solution, check(problem, solution)


def solve_document(
    document: bytes, backend: str, *, stop: Stop, seed: int = 0, on_progress: Progress | None = None
) -> bytes:
    """The same from a problem document to an answer document, the check's verdict inside. Raises SchedulingError."""
    solution, verdict = solve(codec.read_problem(document), backend, stop=stop, seed=seed, on_progress=on_progress)
    return codec.write_answer(solution, as_document(verdict))


def as_document(verdict: Verdict) -> codec.Verdict:
    """The verdict as it travels in an answer document."""
    return codec.Verdict(violations=tuple(str(v) for v in verdict.violations), score=verdict.score)
