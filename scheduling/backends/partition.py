"""Set partitioning by CP-SAT: of all routes a search has met, those that together serve everything at the least cost.

For problems whose routes do not depend on one another (``native.strings.suited``). Routes of caregivers that are alike
in everything count once and may be driven by any of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

Route = tuple[int, tuple[int, ...]]
"""The number of a caregiver and operations in order."""

_MOST_ROUTES = 30_000
"""The cheapest by request are kept of more."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What there is to choose from. Prices of routes are in cost units, with those of who goes (``assignment``)."""

    requests: Sequence[Sequence[int]]
    left_out: Sequence[int]
    kinds: Sequence[int]
    routes: Mapping[Route, int]

    def cost(self, routes: Iterable[Route]) -> int:
        """What these routes cost with everything they leave out; each must be one of the choice."""
        chosen = list(routes)
        served = {op for _, operations in chosen for op in operations}
        out = sum(
            price for members, price in zip(self.requests, self.left_out, strict=True) if members[0] not in served
        )
        return out + sum(self.routes[route] for route in chosen)


def partition(
    choice: Choice, incumbent: Mapping[int, Sequence[int]], below: int, seconds: float
) -> dict[int, tuple[int, ...]] | None:
    """Routes by caregiver that cost less than ``below``, the cheapest found in ``seconds``; None without any.

    ``incumbent`` are the routes of the best plan so far, from which the search begins. One thread, same every time
    unless the time ends it; the solver leaves the interpreter to other threads.
    """
    routes = _promising(choice, _distinct(choice), below)
    if not routes:
        return None
    cp = cp_model.CpModel()
    chosen = {route: cp.new_bool_var("") for route in routes}
    absent = [cp.new_int_var(0, int(price < below), "") for price in choice.left_out]
    _serve_once(cp, choice, chosen, absent)
    _limit_kinds(cp, choice, chosen)
    cost = sum(price * chosen[route] for route, price in routes.items())
    cost += sum(min(price, below) * out for price, out in zip(choice.left_out, absent, strict=True))
    cp.add(cost < below)
    cp.minimize(cost)
    _hint(cp, choice, chosen, absent, incumbent)
    solver = _solver(seconds)
    if solver.solve(cp) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None
    return _to_people(choice, [route for route, literal in chosen.items() if solver.value(literal)])


def _distinct(choice: Choice) -> dict[Route, int]:
    """The cheapest order of each set of requests for each kind of caregiver, by kind instead of caregiver."""
    best: dict[tuple[int, frozenset[int]], tuple[int, tuple[int, ...]]] = {}
    for (k, operations), price in choice.routes.items():
        key = choice.kinds[k], frozenset(operations)
        best[key] = min(best.get(key, (price, operations)), (price, operations))
    served = _gains(choice)
    worth = {(kind, ops): price for (kind, _), (price, ops) in best.items() if price < sum(served[op] for op in ops)}
    ranked = sorted(worth.items(), key=lambda item: (item[1] / len(item[0][1]), item[0]))
    return dict(ranked[:_MOST_ROUTES])


def _gains(choice: Choice) -> dict[int, int]:
    """The price that serving a request saves, at its first operation."""
    gains: dict[int, int] = {}
    for members, price in zip(choice.requests, choice.left_out, strict=True):
        gains |= dict.fromkeys(members, 0)
        gains[members[0]] = price
    return gains


def _promising(choice: Choice, routes: Mapping[Route, int], below: int) -> dict[Route, int]:
    """Routes that can be part of a plan cheaper than ``below``: by their reduced costs in the linear relaxation.

    The first plan below the bound of the relaxation plus a reduced cost cannot hold that route.
    """
    solver = pywraplp.Solver.CreateSolver("GLOP")
    rows, limits = _relaxed(solver, choice, below)
    columns = {}
    for (kind, operations), price in routes.items():
        column = columns[kind, operations] = solver.NumVar(0, solver.infinity(), "")
        solver.Objective().SetCoefficient(column, price)
        limits[kind].SetCoefficient(column, 1)
        for op in operations:
            if op in rows:
                rows[op].SetCoefficient(column, 1)
    solver.Objective().SetMinimization()
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return dict(routes)
    room = below - solver.Objective().Value()
    return {route: price for route, price in routes.items() if columns[route].reduced_cost() < room}


def _relaxed(solver: Any, choice: Choice, below: int) -> tuple[dict[int, Any], dict[int, Any]]:
    """Rows of the requests by first operation, each with the column of leaving it out; rows of kinds.

    What nobody can afford to leave out has no column: its price would spoil the numbers of the others.
    """
    rows = {}
    for members, price in zip(choice.requests, choice.left_out, strict=True):
        row = rows[members[0]] = solver.Constraint(1, 1)
        out = solver.NumVar(0, 1 if price < below else 0, "")
        solver.Objective().SetCoefficient(out, min(price, below))
        row.SetCoefficient(out, 1)
    return rows, {kind: solver.Constraint(0, list(choice.kinds).count(kind)) for kind in set(choice.kinds)}


def _serve_once(cp: Any, choice: Choice, chosen: Mapping[Route, Any], absent: Sequence[Any]) -> None:
    through: dict[int, list[Any]] = {}
    for (_, operations), literal in chosen.items():
        for op in operations:
            through.setdefault(op, []).append(literal)
    for members, out in zip(choice.requests, absent, strict=True):
        cp.add(sum(through.get(members[0], ())) + out == 1)


def _limit_kinds(cp: Any, choice: Choice, chosen: Mapping[Route, Any]) -> None:
    """No more routes of a kind than there are caregivers of it."""
    by_kind: dict[int, list[Any]] = {}
    for (kind, _), literal in chosen.items():
        by_kind.setdefault(kind, []).append(literal)
    for kind, literals in by_kind.items():
        cp.add(sum(literals) <= sum(other == kind for other in choice.kinds))


def _hint(
    cp: Any, choice: Choice, chosen: Mapping[Route, Any], absent: Sequence[Any], incumbent: Mapping[int, Sequence[int]]
) -> None:
    known = {(choice.kinds[k], frozenset(operations)) for k, operations in incumbent.items()}
    served = {op for operations in incumbent.values() for op in operations}
    for (kind, operations), literal in chosen.items():
        cp.add_hint(literal, (kind, frozenset(operations)) in known)
    for members, out in zip(choice.requests, absent, strict=True):
        cp.add_hint(out, members[0] not in served)


def _solver(seconds: float) -> Any:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_time_in_seconds = max(0.01, seconds)
    return solver


def _to_people(choice: Choice, routes: Iterable[Route]) -> dict[int, tuple[int, ...]]:
    """The routes of each kind given to its caregivers in turn."""
    free: dict[int, list[int]] = {}
    for k in reversed(range(len(choice.kinds))):
        free.setdefault(choice.kinds[k], []).append(k)
    return {free[kind].pop(): operations for kind, operations in routes}
