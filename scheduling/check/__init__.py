"""The independent verifier and scorer. It shares no code with any backend: only the problem and the plan are read."""

import msgspec

from scheduling.check.facts import Facts
from scheduling.check.routes import route_rules
from scheduling.check.scoring import score_of
from scheduling.check.together import common_rules
from scheduling.check.verdict import Verdict, Violation
from scheduling.problem import Problem
from scheduling.result import Solution

__all__ = ["Verdict", "Violation", "check"]


def check(problem: Problem, solution: Solution) -> Verdict:
    """Verify every rule of the problem on the plan and compare the plan's own score with a fresh one."""
    facts = Facts(problem, solution)
    found = [violation for route in solution.routes for violation in route_rules(facts, route)]
    found += common_rules(facts)
    score = score_of(facts, 0)
    if score != msgspec.structs.replace(solution.score, hard=0):
        found.append(Violation("score", "plan", f"says {solution.score}, is {score}"))
    return Verdict(tuple(found), msgspec.structs.replace(score, hard=len(found)))
