"""The exact search: build the model, begin at a known plan, solve with proof, and settle what costs nothing early."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from ortools.sat.python import cp_model

from scheduling.backends.exact.cargo import add_cargo
from scheduling.backends.exact.links import add_links
from scheduling.backends.exact.model import Model
from scheduling.backends.exact.operations import Operation
from scheduling.backends.exact.plan import NAME, read_plan
from scheduling.backends.exact.routes import add_routes
from scheduling.backends.exact.scope import Scope
from scheduling.backends.protocol import OnBetter
from scheduling.problem import Problem
from scheduling.result import Solution
from scheduling.stop import Stop

_LOOK_EVERY_S = 0.02
_SETTLE_S = 1.0


def build(problem: Problem, operations: tuple[Operation, ...], scope: Scope) -> Model:
    """The whole model with its cost as the objective."""
    model = Model(problem, operations, scope)
    days = add_routes(model)
    add_cargo(model, days)
    add_links(model)
    model.cp.minimize(sum(model.costs))
    return model


def search_exactly(model: Model, start: Solution, stop: Stop, seed: int, on_better: OnBetter) -> Solution:
    """The cheapest plan the model allows, from a plan it allows; ``start`` itself when nothing cheaper is found.

    ``status`` is optimal with a proof, and ``bound`` what no plan of the model can cost less than. The same every
    time for a seed, unless ``stop`` ends the search.
    """
    hint(model, start)
    model.cp.add(sum(model.costs) <= start.score.total)
    solver = _solver(seed, stop.left_s())
    best = [start.score.total]
    with _stopped_by(solver, stop, best):
        status = solver.solve(model.cp, _Listener(model, best, on_better))
    known = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    bound = round(solver.best_objective_bound) if known else None
    found = start
    if known and round(solver.objective_value) < start.score.total:
        found = _settled(model, solver, seed)
    proven = status == cp_model.OPTIMAL
    return msgspec.structs.replace(
        found,
        backend=NAME,
        status="optimal" if proven else "cancelled" if stop.cancelled else "feasible",
        bound=bound,
    )


def hint(model: Model, plan: Solution) -> None:
    """Tell the solver where a plan has every operation, when it starts, and in which order."""
    cp, people = model.cp, {c.caregiver_id: k for k, c in enumerate(model.problem.caregivers)}
    numbers = {o.key: n for n, o in enumerate(model.operations)}
    starts: dict[int, int] = {}
    follows: set[tuple[int, int, int]] = set()
    for route in plan.routes:
        k, here = people[route.caregiver_id], 0
        for stop in route.stops:
            if stop.kind == "laboratory":
                after = (x.number for x in model.laboratories_after(here - 1) if x.place_id == stop.place_id)
                there = next(after, 0)
                if there:
                    cp.add_hint(model.nodes[there].start, stop.start)
            else:
                there = numbers[stop.visit_id, stop.kind, stop.companion] + 1
                starts[there] = stop.start
            follows.add((k, here, there))
            here = there
        follows.add((k, here, 0))
        for start, taken in zip(model.breaks.get(k, ()), route.breaks, strict=False):
            cp.add_hint(start, taken.start)
    _hint_times(model, starts)
    _hint_arcs(model, follows)


def _hint_times(model: Model, starts: dict[int, int]) -> None:
    for number, literal in {model.planned[n].index: (n, model.planned[n]) for n in model.planned}.values():
        model.cp.add_hint(literal, number + 1 in starts)
    for node, start in starts.items():
        model.cp.add_hint(model.nodes[node].start, start)


def _hint_arcs(model: Model, follows: set[tuple[int, int, int]]) -> None:
    """An arc that occurs in several hour bands is left open."""
    count: dict[tuple[int, int, int], int] = {}
    for arc in model.arcs:
        count[arc.k, arc.here, arc.there] = count.get((arc.k, arc.here, arc.there), 0) + 1
    for arc in model.arcs:
        taken = (arc.k, arc.here, arc.there) in follows
        if not taken or count[arc.k, arc.here, arc.there] == 1:
            model.cp.add_hint(arc.literal, taken)
    visited = {(k, there) for k, _, there in follows}
    for (k, number), does in model.does.items():
        model.cp.add_hint(does, (k, number + 1) in visited)


def _settled(model: Model, solver: Any, seed: int) -> Solution:
    """The plan of the solver with every time as early as its cost and its order allow."""
    cp, cost = model.cp, round(solver.objective_value)
    first = read_plan(model, solver.value, "feasible")
    cp.clear_hints()
    for arc in model.arcs:
        cp.add(arc.literal == solver.value(arc.literal))
    cp.add(sum(model.costs) <= cost)
    times = [t for node in model.nodes.values() for t in (node.start, node.left)]
    cp.clear_objective()
    cp.minimize(sum(times) + sum(start for starts in model.breaks.values() for start in starts))
    for index in range(len(cp.proto.variables)):
        cp.add_hint(cp.get_int_var_from_proto_index(index), solver.value(cp.get_int_var_from_proto_index(index)))
    again = _solver(seed, _SETTLE_S)
    if again.solve(cp) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return first
    return read_plan(model, again.value, "feasible")


def _solver(seed: int, seconds: float) -> Any:
    """One worker, so the same every time; PERF: with all of the linear relaxation some proofs take a hundredth."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(0.01, seconds)
    return solver


@contextmanager
def _stopped_by(solver: Any, stop: Stop, best: list[int]) -> Iterator[None]:
    """Stop the solver from a side thread as soon as the criterion says so (the solver releases the interpreter)."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_LOOK_EVERY_S):
            if stop(best[-1]):
                solver.stop_search()

    thread = threading.Thread(target=watch, name="cpsat-stop", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


class _Listener(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]
    """Passes every better plan on."""

    def __init__(self, model: Model, best: list[int], on_better: OnBetter) -> None:
        super().__init__()
        self._model, self._best, self._on_better = model, best, on_better

    def on_solution_callback(self) -> None:
        """Called by the solver."""
        if round(self.objective_value) < self._best[-1]:
            found = read_plan(self._model, self.value, "feasible")
            self._best.append(found.score.total)
            self._on_better(found)
