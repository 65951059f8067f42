"""The routing library of OR-Tools, as our backend ``ortools-routing`` uses it."""

from scheduling.check import Verdict
from scheduling.problem import Problem
from scheduling.result import Solution
from scheduling.solve import solve
from scheduling.stop import StopAfter


class OrtoolsRouting:
    """Our problem in the library's words; what it cannot express the backend says."""

    name = "ortools"

    def plan(self, problem: Problem, seconds: float, seed: int) -> tuple[Solution, Verdict]:
        """The plan after ``seconds`` of wall time; raises BackendUnable."""
        return solve(problem, "ortools-routing", stop=StopAfter(seconds), seed=seed)
