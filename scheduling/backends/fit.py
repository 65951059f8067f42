"""The end of a search: a proof for a small problem, and a place for what a bigger one left out needlessly.

Both are CP-SAT's, which knows later starts and crossing orders that a schedule of earliest starts does not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

from scheduling.backends.exact.cluster import improve_cluster
from scheduling.backends.exact.operations import Operation, operations_of, together
from scheduling.backends.exact.scope import Scope
from scheduling.backends.exact.search import build, search_exactly
from scheduling.backends.protocol import EXACT_OPERATIONS, OnBetter
from scheduling.check import check
from scheduling.explain import explain
from scheduling.native.decode import score
from scheduling.problem import Problem
from scheduling.result import Reason, Route, Solution, Unassigned
from scheduling.stop import Stop, StopAfter

CLUSTER_S = 1.0
"""Longest search for one place."""
ROUTES = 4
"""Routes that are tried for what is left out, those passing nearest first."""
_MAY_FIT = frozenset({Reason.CAPACITY, Reason.PAIR})


def prove(problem: Problem, plan: Solution, stop: Stop, seed: int, on_better: OnBetter) -> Solution:
    """The cheapest plan of a problem of up to ``EXACT_OPERATIONS`` operations, with a proof where time allows one."""
    operations, start = operations_of(problem), sound(problem, plan)
    return search_exactly(build(problem, operations, Scope(operations)), start, stop, seed, on_better)


def sound(problem: Problem, plan: Solution) -> Solution:
    """The plan, or the empty one where it breaks a rule."""
    return plan if check(problem, plan).ok else nothing_planned(problem)


def nothing_planned(problem: Problem) -> Solution:
    """The plan without any route."""
    names = [*(v.visit_id for v in problem.visits), *(s.shipment_id for s in problem.shipments)]
    return Solution(
        backend="",
        status="feasible",
        routes=(),
        unassigned=tuple(Unassigned(visit_id=name, reason=Reason.CAPACITY) for name in names),
        score=score(problem, ()),
    )


def fit(problem: Problem, plan: Solution, stop: Stop, on_better: OnBetter) -> Solution:
    """The plan with what is left out placed where that makes it cheaper, until ``stop`` says so.

    For each visit or shipment, with all that must be planned with it, the stops near to it in time on a few routes are
    placed anew with it, exactly; everything else keeps its caregiver and order. A plan that breaks a rule stays.
    """
    if not plan.unassigned or not check(problem, plan).ok:
        return plan
    fitting = _Fitting(problem, plan)
    for unit in fitting.units():
        for cluster in fitting.clusters(unit):
            if stop(fitting.plan.score.total):
                return fitting.plan
            if fitting.improved(cluster, StopAfter(min(CLUSTER_S, stop.left_s()), cancel=lambda: stop.cancelled)):
                on_better(fitting.plan)
                break
    return fitting.plan


@dataclass(slots=True)
class _Fitting:
    """One plan that gets better."""

    problem: Problem
    plan: Solution
    operations: dict[str, list[Operation]] = field(init=False)

    def __post_init__(self) -> None:
        self.operations = {}
        for operation in operations_of(self.problem):
            self.operations.setdefault(operation.name, []).append(operation)

    def units(self) -> Iterator[tuple[str, ...]]:
        """What may fit and is planned or left out together, the dearest to leave out first."""
        out = {item.visit_id for item in explain(self.problem, self.plan) if item.reason in _MAY_FIT}
        everything = tuple(o for found in self.operations.values() for o in found)
        for numbers, _ in sorted(together(self.problem, everything), key=lambda unit: -unit[1]):
            names = tuple(dict.fromkeys(everything[n].name for n in numbers))
            if out.issuperset(names) and len(numbers) < EXACT_OPERATIONS:
                yield names

    def clusters(self, unit: tuple[str, ...]) -> Iterator[frozenset[str]]:
        """The unit with as many stops of one route as may be placed exactly, those nearest in time."""
        mine = [operation for name in unit for operation in self.operations[name]]
        able = {self.problem.caregivers[k].caregiver_id for operation in mine for k in operation.price}
        moment, places = min(operation.earliest for operation in mine), {operation.place_id for operation in mine}
        passing = [route for route in self.plan.routes if route.caregiver_id in able]
        for route in sorted(passing, key=lambda route: self._away(route, places))[:ROUTES]:
            stops = sorted(route.stops, key=lambda stop: abs(stop.start - moment))
            names = dict.fromkeys(stop.visit_id for stop in stops if stop.visit_id)
            yield frozenset({*unit, *self._as_many(names, EXACT_OPERATIONS - len(mine))})

    def improved(self, cluster: frozenset[str], stop: Stop) -> bool:
        """Whether placing the cluster anew made the plan cheaper; then it is the plan."""
        found = improve_cluster(self.problem, self.plan, cluster, stop)
        if found.score.total >= self.plan.score.total or not check(self.problem, found).ok:
            return False
        self.plan = msgspec.structs.replace(
            found, backend=self.plan.backend, status=self.plan.status, bound=self.plan.bound
        )
        return True

    def _away(self, route: Route, places: set[str]) -> int:
        """Seconds from the nearest stop of a route to the nearest of the places."""
        vehicle = next(c.vehicle for c in self.problem.caregivers if c.caregiver_id == route.caregiver_id)
        matrix = next(m for m in self.problem.matrices if m.vehicle == vehicle)
        to = [matrix.places.index(place) for place in places]
        rows = [matrix.seconds[matrix.places.index(stop.place_id)] for stop in route.stops]
        return min((row[column] for row in rows for column in to), default=0)

    def _as_many(self, names: Iterable[str], room: int) -> Iterator[str]:
        """Names from the front while their operations, none of which has begun, have room."""
        for name in names:
            found = self.operations[name]
            room -= len(found)
            if room >= 0 and not any(operation.frozen for operation in found):
                yield name
