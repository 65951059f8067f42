"""Which problems the string kernel can express: those whose routes do not depend on one another or on the hour."""

from scheduling.native.compile import operations_of
from scheduling.problem import Problem

MOST_PAIRS = 4_000_000
"""Operations times caregivers that fit into memory."""


def suitable(problem: Problem) -> bool:
    """Whether routes are independent and all that counts is hard windows, load, who may go, and the way."""
    return _independent(problem) and _plain(problem) and _single_windows(problem)


def _independent(problem: Problem) -> bool:
    weights = problem.weights
    tied = problem.groups or problem.dependencies or any(v.two_person or v.equipment for v in problem.visits)
    return not tied and not any(s.kit for s in problem.shipments) and not weights.unfair_second


def _plain(problem: Problem) -> bool:
    vehicles = [m.vehicle for m in problem.matrices]
    timed = (
        len(vehicles) != len(set(vehicles))
        or any(c.breaks for c in problem.caregivers)
        or any(p.frozen for p in problem.pins)
        or problem.underway
        or (problem.previous and problem.weights.moved_second)
        or any(v.specimen_deadline is not None for v in problem.visits)
        or any(s.cold_chain is not None for s in problem.shipments)
    )
    size = (len(problem.visits) + 2 * len(problem.shipments)) * len(problem.caregivers)
    return not timed and size <= MOST_PAIRS


def _single_windows(problem: Problem) -> bool:
    """One window for each operation, in which nothing can be late at a price."""
    free = not problem.weights.late_second and not problem.weights.max_late_second
    return all(len(o.windows) == 1 and (free or o.windows[0][2] <= o.windows[0][1]) for o in operations_of(problem))
