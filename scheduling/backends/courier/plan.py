"""From an answer of the child to a plan: the starts of the library, then the cheapest times by the finaliser.

The kernel's earliest times are not used: a cold chain may need a pickup that waits.
"""

from scheduling.backends.courier.task import Answer
from scheduling.backends.exact.operations import Operation, operations_of
from scheduling.backends.exact.units import units_held
from scheduling.backends.exact.ways import Ways
from scheduling.backends.retime import retime
from scheduling.ground import HORIZON_S
from scheduling.native.decode import score
from scheduling.problem import Caregiver, Problem
from scheduling.result import Reason, Route, Solution, Stop, Unassigned

Served = tuple[tuple[int, int], ...]
"""Number of an operation and its start, in order."""


def plan_of(problem: Problem, answer: Answer, backend: str) -> Solution:
    """The plan of an answer; what no route holds is left out."""
    operations, ways = operations_of(problem), Ways(problem, HORIZON_S)
    starts = {operations[op].key: start for served in answer.routes for op, start in served}
    units = units_held(problem, operations, starts)
    routes = tuple(
        _route(ways, caregiver, [(operations[op], start, units.get(operations[op].key, {})) for op, start in served])
        for caregiver, served in zip(problem.caregivers, answer.routes, strict=True)
        if served
    )
    names = dict.fromkeys(o.name for o in operations if o.key not in starts)
    plan = Solution(
        backend=backend,
        status="feasible",
        routes=routes,
        unassigned=tuple(Unassigned(visit_id=name, reason=Reason.CAPACITY) for name in names),
        score=score(problem, routes),
    )
    return retime(problem, plan)


def _route(ways: Ways, caregiver: Caregiver, served: list[tuple[Operation, int, dict[str, int]]]) -> Route:
    stops: list[Stop] = []
    for operation, start, units in served:
        stops.append(_stop(ways, caregiver, stops[-1] if stops else None, operation, start, units))
    last = stops[-1]
    home = ways.at(caregiver, last.place_id, caregiver.end_place, last.departure)
    end = last.departure + home.seconds
    return Route(
        caregiver_id=caregiver.caregiver_id,
        leave=stops[0].left,
        stops=tuple(stops),
        end=end,
        return_travel=home.seconds,
        return_metres=home.metres,
        overtime=max(0, end - caregiver.shift.end),
    )


def _stop(
    ways: Ways, caregiver: Caregiver, before: Stop | None, operation: Operation, start: int, units: dict[str, int]
) -> Stop:
    """One stop; home is left as late as the first start allows."""
    here = caregiver.start_place if before is None else before.place_id
    way = ways.at(caregiver, here, operation.place_id, 0)
    access = caregiver.access_duration if here != operation.place_id else 0
    left = start - way.seconds - access if before is None else before.departure
    arrival = left + way.seconds + access
    return Stop(
        visit_id=operation.name,
        place_id=operation.place_id,
        left=left,
        arrival=arrival,
        start=start,
        departure=start + operation.duration,
        wait=start - arrival,
        travel=way.seconds,
        access=access,
        metres=way.metres,
        late=operation.late_at(start),
        kind=operation.key[1],
        units=units,
    )
