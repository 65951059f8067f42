"""``solve``: a problem in, a checked solution out; pure apart from the clock."""

import time

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
