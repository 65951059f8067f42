"""The search by the routing library: a first plan at once, then every better plan of the child, timed by the kernel."""

import msgspec
import numpy as np

from scheduling.backends.courier.process import answers
from scheduling.backends.courier.task import Answer, task_of
from scheduling.backends.protocol import OnBetter
from scheduling.native.compile import Compiled, compile_problem
from scheduling.native.decode import decode
from scheduling.native.start import first_order
from scheduling.problem import Problem
from scheduling.result import Solution
from scheduling.stop import Stop

_LONGEST_S = 86_400.0
"""A limit for the child where the stop knows none; the stop ends it anyway."""


def search_routing(name: str, problem: Problem, stop: Stop, seed: int, on_better: OnBetter) -> Solution:
    """The best plan of the child. ``problem`` must be one for which ``scope.beyond_routing`` finds nothing.

    The library has no seed: ``seed`` only chooses the plan before its first.
    """
    compiled = compile_problem(problem)
    best = _named(name, decode(compiled, *first_order(compiled, seed)))
    on_better(best)
    if compiled.operations and problem.caregivers:
        for answer in answers(task_of(compiled, min(stop.left_s(), _LONGEST_S)), stop):
            found = _named(name, plan_of(compiled, answer))
            if found.score.total < best.score.total:
                best = found
                on_better(best)
    return msgspec.structs.replace(best, status="cancelled") if stop.cancelled else best


def plan_of(compiled: Compiled, answer: Answer) -> Solution:
    """The plan with the routes of an answer, at the earliest times."""
    who = np.full(len(compiled.operations), -1, dtype=np.int64)
    entry_of = {op: e for e, ops in enumerate(compiled.entries) for op in ops}
    rows = []
    for k, route in enumerate(answer.routes):
        for n, (op, start) in enumerate(route):
            who[op] = k
            rows.append((start, n, k, entry_of[op]))
    order = [e for *_, e in sorted(rows)]
    rest = sorted(set(range(len(compiled.entries))) - set(order))
    return decode(compiled, np.array(order + rest, dtype=np.int64), who)


def _named(name: str, plan: Solution) -> Solution:
    return msgspec.structs.replace(plan, backend=name)
