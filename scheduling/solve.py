"""``solve``: a problem in, a checked solution out; pure apart from the clock."""

import time

from scheduling import codec
from scheduling.assemble import assemble
from scheduling.backends import backend as backend_named
from scheduling.backends.protocol import Best, Progress
from scheduling.check import Verdict, check
from scheduling.problem import Problem
from scheduling.result import Solution
from scheduling.stop import Stop, StopAfter
from scheduling.timing import Timing

DEFAULT_BACKEND = "ortools-routing"


def solve(
    problem: Problem,
    backend: str = DEFAULT_BACKEND,
    *,
    stop: Stop | None = None,
    seed: int = 0,
    on_progress: Progress | None = None,
) -> tuple[Solution, Verdict]:
    """Search until ``stop`` says so (10 s unless given) and verify the plan independently.

    Visits that do not fit are left out with a reason. Raises BackendUnable when the backend cannot express the problem.
    """
    began = time.monotonic()
    timing = Timing(problem)
    best = Best(timing, on_progress, began=began)
    found = backend_named(backend).search(timing, stop or StopAfter(10.0), seed, best)
    solution = assemble(timing, found, backend=backend, seed=seed, solve_s=time.monotonic() - began)
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
