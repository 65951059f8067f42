"""A road is closed, equipment breaks, an urgent visit is called in."""

import msgspec

from scheduling.disruptions.alternatives import SEARCH, Alternative, Search, alternatives
from scheduling.errors import ProblemInvalid
from scheduling.freeze import freeze
from scheduling.ground import UNREACHABLE, Matrix
from scheduling.problem import Problem, Visit
from scheduling.result import Solution


def travel_changed(
    problem: Problem,
    plan: Solution,
    matrices: tuple[Matrix, ...],
    now: int,
    search: Search = SEARCH,
) -> tuple[Alternative, ...]:
    """From ``now`` on these tables of travel count, as the roads' service computed them around what is closed.

    What has begun stands. Raises ProblemInvalid for tables that do not serve the problem.
    """
    changed = msgspec.structs.replace(freeze(problem, plan, now), matrices=matrices).validated()
    return alternatives(changed, plan, plan, search)


def road_closed(
    problem: Problem,
    plan: Solution,
    ends: tuple[str, str],
    now: int,
    detour_s: int | None = None,
    search: Search = SEARCH,
) -> tuple[Alternative, ...]:
    """The direct way between two places, both directions, is closed or takes ``detour_s`` seconds more.

    Other ways stay as they are; where more is closed, ``travel_changed`` takes new tables. Raises ProblemInvalid for
    places that no table knows.
    """
    if not any({*ends} <= {*matrix.places} for matrix in problem.matrices):
        raise ProblemInvalid("matrices.places", f"no table has both {ends[0]!r} and {ends[1]!r}")
    matrices = tuple(_closed(matrix, ends, detour_s) for matrix in problem.matrices)
    return travel_changed(problem, plan, matrices, now, search)


def _closed(matrix: Matrix, ends: tuple[str, str], detour_s: int | None) -> Matrix:
    if not {*ends} <= {*matrix.places}:
        return matrix
    a, b = (matrix.places.index(end) for end in ends)
    rows = [list(row) for row in matrix.seconds]
    for here, there in ((a, b), (b, a)):
        rows[here][there] = UNREACHABLE if detour_s is None else min(UNREACHABLE, rows[here][there] + detour_s)
    return msgspec.structs.replace(matrix, seconds=tuple(tuple(row) for row in rows))


def kit_broken(
    problem: Problem, plan: Solution, kit: str, now: int, search: Search = SEARCH
) -> tuple[Alternative, ...]:
    """One unit of a kit less from ``now`` on. Of units in use, or on the way to a use, it is the broken one only when
    there is no other: then the visit that began first goes on without it. Raises ProblemInvalid for an unknown kit or
    one without units.
    """
    inventory = next((x for x in problem.inventories if x.kit == kit), None)
    if inventory is None or not inventory.units:
        raise ProblemInvalid(f"inventories[{kit}]", "has no unit that could break")
    frozen = freeze(problem, plan, now)
    begun = {pin.visit_id for pin in frozen.pins if pin.frozen}
    units = inventory.units - 1
    using = [v.visit_id for v in frozen.visits if v.visit_id in begun and kit in v.equipment]
    using.sort(key=lambda name: _departure(plan, name))
    over = {name for name in using if _departure(plan, name) <= now}
    over |= {*[name for name in using if name not in over][: max(0, len(using) - len(over) - units)]}
    inventories = tuple(msgspec.structs.replace(x, units=units) if x.kit == kit else x for x in frozen.inventories)
    visits = tuple(
        msgspec.structs.replace(v, equipment=v.equipment - {kit}) if v.visit_id in over else v for v in frozen.visits
    )
    changed = msgspec.structs.replace(frozen, inventories=inventories, visits=visits)
    return alternatives(changed, plan, plan, search)


def _departure(plan: Solution, visit_id: str) -> int:
    return max((s.departure for route in plan.routes for s in route.stops if s.visit_id == visit_id), default=0)


def new_visit(
    problem: Problem, plan: Solution, visit: Visit, now: int, search: Search = SEARCH
) -> tuple[Alternative, ...]:
    """An urgent visit is called in at ``now``. Raises ProblemInvalid for one that the problem cannot take."""
    frozen = freeze(problem, plan, now)
    changed = msgspec.structs.replace(frozen, visits=(*frozen.visits, visit)).validated()
    return alternatives(changed, plan, plan, search, frozenset({visit.visit_id}))
