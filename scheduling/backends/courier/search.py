"""The search by the routing library: a first plan at once, then every better plan of the child."""

import msgspec

from scheduling.backends.courier.plan import plan_of
from scheduling.backends.courier.task import Answer, task_of
from scheduling.backends.protocol import OnBetter
from scheduling.backends.routing_child import answers
from scheduling.native.compile import compile_problem
from scheduling.native.decode import decode
from scheduling.native.start import first_order
from scheduling.problem import Problem
from scheduling.result import Solution
from scheduling.stop import Stop

CHILD = "scheduling.backends.courier.child"
_LONGEST_S = 86_400.0
"""A limit for the child where the stop knows none; the stop ends it anyway."""


def search_routing(name: str, problem: Problem, stop: Stop, seed: int, on_better: OnBetter) -> Solution:
    """The best plan of the child. ``problem`` must be one for which ``scope.beyond_routing`` finds nothing.

    The library has no seed: ``seed`` only chooses the plan before its first.
    """
    compiled = compile_problem(problem)
    best = msgspec.structs.replace(decode(compiled, *first_order(compiled, seed)), backend=name)
    on_better(best)
    if compiled.operations and problem.caregivers:
        task = task_of(compiled, min(stop.left_s(), _LONGEST_S))
        for answer in answers(CHILD, task, Answer, stop):
            found = plan_of(problem, answer, name)
            if found.score.total < best.score.total:
                best = found
                on_better(best)
    return msgspec.structs.replace(best, status="cancelled") if stop.cancelled else best
