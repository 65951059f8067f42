"""Which problems the routing library can express as they are."""

from collections import Counter

from scheduling.native.compile import operations_of
from scheduling.problem import Problem


def beyond_routing(problem: Problem) -> str:
    """The first part of a problem that has no words in the routing library; empty when there is none."""
    weights, visits, people = problem.weights, problem.visits, problem.caregivers
    parts = {
        "visits that start together or wait for one another": bool(problem.groups or problem.dependencies),
        "two-person visits": any(v.two_person for v in visits),
        "breaks beside shipments, daylight, pins or limits of a day": any(c.breaks for c in people),
        "specimen deadlines": any(v.specimen_deadline is not None for v in visits),
        "equipment held during visits": any(v.equipment for v in visits),
        "kits of which there are fewer than shipments take": _kits_bind(problem),
        "hour bands of travel": len({m.vehicle for m in problem.matrices}) < len(problem.matrices),
        "visits or shipments that have begun": any(p.frozen for p in problem.pins) or bool(problem.underway),
        "a price for moving starts": bool(problem.previous) and weights.moved_second > 0,
        "a price for the worst lateness": weights.max_late_second > 0,
        "fairness": weights.unfair_second > 0,
        "soft ends of shifts": weights.soft_end_second > 0 and any(c.shift.soft_end is not None for c in people),
        "loads of visits beside shipments": bool(problem.shipments)
        and any(v.load for v in visits)
        and _limited(problem),
        "a soft window before another window": any(
            soft < hard for o in operations_of(problem) for _, soft, hard in sorted(o.windows)[:-1]
        ),
    }
    return next((name for name, there in parts.items() if there), "")


def _limited(problem: Problem) -> bool:
    return any(c.capacity is not None for c in problem.caregivers)


def _kits_bind(problem: Problem) -> bool:
    """Whether some shipment may have to wait for a unit: more of them take one than there are."""
    at = {x.kit: x for x in problem.inventories}
    taken = Counter(s.kit for s in problem.shipments if s.kit and s.pickup.place_id == at[s.kit].place_id)
    return any(count > at[kit].units for kit, count in taken.items())
