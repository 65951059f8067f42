"""A few visits of a plan placed anew, exactly, with everything else bound as it is."""

from collections.abc import Collection

import msgspec

from scheduling.backends.exact.operations import Operation, operations_of
from scheduling.backends.exact.plan import NAME
from scheduling.backends.exact.scope import bound_except
from scheduling.backends.exact.search import build, search_exactly
from scheduling.backends.protocol import EXACT_OPERATIONS
from scheduling.check import check
from scheduling.errors import BackendUnable, ProblemInvalid
from scheduling.explain import explain
from scheduling.problem import Problem
from scheduling.result import Solution
from scheduling.stop import Stop


def improve_cluster(problem: Problem, plan: Solution, visit_ids: Collection[str], stop: Stop) -> Solution:
    """The plan with the visits and shipments named placed as cheaply as possible; never dearer than ``plan``.

    All others keep their caregiver and their order, or stay left out; times may move, and stops at laboratories.
    ``status`` optimal means: no placing of these visits is cheaper; ``bound`` bounds such plans only. Raises
    ProblemInvalid for an unknown visit or a plan that breaks a rule, BackendUnable for more than can be placed exactly.
    """
    operations = operations_of(problem)
    _demand(problem, plan, operations, visit_ids)
    scope = bound_except(problem, operations, plan, visit_ids)
    found = search_exactly(build(problem, operations, scope), plan, stop, plan.seed, lambda _: None)
    return msgspec.structs.replace(found, seed=plan.seed, unassigned=explain(problem, found))


def _demand(problem: Problem, plan: Solution, operations: tuple[Operation, ...], visit_ids: Collection[str]) -> None:
    known = {o.name for o in operations}
    for name in visit_ids:
        if name not in known:
            raise ProblemInvalid(f"visits[{name}]", "is not in the problem")
    chosen = sum(o.name in visit_ids for o in operations)
    if chosen > EXACT_OPERATIONS:
        raise BackendUnable(NAME, f"{chosen} operations selected; the exact mode places up to {EXACT_OPERATIONS}")
    verdict = check(problem, plan)
    if not verdict.ok:
        raise ProblemInvalid("plan", str(verdict.violations[0]))
