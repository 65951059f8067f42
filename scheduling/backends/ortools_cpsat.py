"""OR-Tools CP-SAT: the exact full model for small problems, with a proof, linked visits and breaks included."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ortools.sat.python import cp_model

from scheduling.assemble import Found
from scheduling.backends.best import Best, search_sequences
from scheduling.backends.insertion import first_plan
from scheduling.backends.protocol import OnBetter
from scheduling.errors import BackendUnable
from scheduling.problem import Caregiver, Problem, Visit
from scheduling.result import Solution, Status
from scheduling.stop import Stop
from scheduling.timing import Timing, left_out_cost

MAX_OPERATIONS = 13
"""Above this many visits the proof takes minutes and the plans are worse than those of other backends."""

_LOOK_EVERY_S = 0.02


class OrtoolsCpSat:
    """Backend ``ortools-cpsat``. Raises BackendUnable for more than 13 visits or two breaks in one shift."""

    name = "ortools-cpsat"

    def search(self, problem: Problem, stop: Stop, seed: int, on_better: OnBetter) -> Solution:
        """The best plan found. Raises BackendUnable for what sequences with earliest timing cannot express."""
        return search_sequences(self._search, self.name, problem, stop, seed, on_better)

    def _search(self, timing: Timing, stop: Stop, seed: int, best: Best) -> Found:
        """Deterministic by seed (one worker)."""
        if len(timing.visits) > MAX_OPERATIONS:
            raise BackendUnable(self.name, f"{len(timing.visits)} visits; the exact model takes {MAX_OPERATIONS}")
        if any(len(c.breaks) > 1 for c in timing.problem.caregivers):
            raise BackendUnable(self.name, "the exact model takes one break per shift")
        first_plan(timing, stop, best)
        model = _Model(timing)
        model.hint(best)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        solver.parameters.max_time_in_seconds = max(0.01, stop.left_s())
        with _stopped_by(solver, stop, best):
            status = solver.solve(model.model, _Listener(model, best))
        if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            best.offer(model.routes(solver.boolean_value))
        bound = round(solver.best_objective_bound) if status != cp_model.UNKNOWN else None
        return Found(best.routes, _status(status, stop), bound)


def _status(status: Any, stop: Stop) -> Status:
    if status == cp_model.OPTIMAL:
        return "optimal"
    return "cancelled" if stop.cancelled else "feasible"


@contextmanager
def _stopped_by(solver: Any, stop: Stop, best: Best) -> Iterator[None]:
    """Stop the solver from a side thread as soon as the criterion says so (the solver releases the interpreter)."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_LOOK_EVERY_S):
            if stop(best.cost):
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

    def __init__(self, model: "_Model", best: Best) -> None:
        super().__init__()
        self._model, self._best = model, best

    def on_solution_callback(self) -> None:
        """Called by the solver in its own thread."""
        self._best.offer(self._model.routes(self.boolean_value))


@dataclass(slots=True)
class _Model:
    """Nodes of a caregiver's circuit: 0 is start and end, k + 1 is visit k; arcs exist twice when a break may fit."""

    timing: Timing
    model: Any = field(init=False)
    starts: list[Any] = field(default_factory=list)
    planned: list[Any] = field(default_factory=list)
    arcs: dict[str, list[tuple[int, int, Any]]] = field(default_factory=dict)
    costs: list[Any] = field(default_factory=list)
    visits: tuple[Visit, ...] = field(init=False)
    horizon: int = field(init=False)

    def __post_init__(self) -> None:
        self.model, self.visits = cp_model.CpModel(), self.timing.problem.visits
        self.horizon = max((c.shift.end + c.shift.max_overtime for c in self.timing.problem.caregivers), default=0)
        for visit in self.visits:
            self._add_visit(visit)
        by: dict[int, list[Any]] = {k: [] for k in range(len(self.visits))}
        for caregiver in self.timing.problem.caregivers:
            for k, does in self._add_caregiver(caregiver).items():
                by[k].append(does)
        for k, does in by.items():
            self.model.add(sum(does) == self.planned[k])
        self._add_links()
        self._add_late()
        self.model.minimize(sum(self.costs))

    def routes(self, value: Any) -> dict[str, tuple[str, ...]]:
        """The sequences of a solution; ``value`` tells whether a literal is true."""
        found = {}
        for caregiver_id, arcs in self.arcs.items():
            after = {here: there for here, there, literal in arcs if value(literal)}
            route, node = [], after.get(0, 0)
            while node:
                route.append(self.visits[node - 1].visit_id)
                node = after[node]
            found[caregiver_id] = tuple(route)
        return found

    def hint(self, best: Best) -> None:
        """Tell the solver the first plan's starts."""
        timed = self.timing.plan(best.routes) or {}
        starts = {v: s for route in timed.values() for v, s in zip(route.sequence, route.starts, strict=True)}
        for k, visit in enumerate(self.visits):
            self.model.add_hint(self.planned[k], visit.visit_id in starts)
            if visit.visit_id in starts:
                self.model.add_hint(self.starts[k], starts[visit.visit_id])

    def _add_visit(self, visit: Visit) -> None:
        name = visit.visit_id
        self.starts.append(self.model.new_int_var(0, self.horizon, f"start {name}"))
        planned = self.model.new_bool_var(f"planned {name}")
        self.planned.append(planned)
        penalty = left_out_cost(self.timing.problem, (visit,))
        self.costs.append(penalty * (1 - planned))

    def _add_late(self) -> None:
        """Each planned visit picks one window; lateness counts after its end."""
        weights, worst = self.timing.problem.weights, self.model.new_int_var(0, self.horizon, "worst")
        for k, visit in enumerate(self.visits):
            late = self.model.new_int_var(0, self.horizon, f"late {visit.visit_id}")
            picks = []
            for window in visit.windows:
                pick = self.model.new_bool_var("")
                picks.append(pick)
                self.model.add(self.starts[k] >= window.start).only_enforce_if(pick)
                grace = 0 if window.hard else late
                self.model.add(self.starts[k] <= window.end + grace).only_enforce_if(pick)
            self.model.add(sum(picks) == self.planned[k])
            self.model.add(late <= worst)
            self.costs.append(weights.late_second * late)
        self.costs.append(weights.max_late_second * worst)

    def _add_links(self) -> None:
        number = {v.visit_id: k for k, v in enumerate(self.visits)}
        for link in self.timing.links:
            first, second = number[link.first], number[link.second]
            both = self.planned[first]
            self.model.add(both == self.planned[second])
            gap = self.starts[second] - self.starts[first]
            self.model.add(gap >= link.min_delay).only_enforce_if(both)
            self.model.add(gap <= link.max_delay).only_enforce_if(both)

    def _add_caregiver(self, caregiver: Caregiver) -> dict[int, Any]:
        """Circuit, times, break and costs of one caregiver; returns who-does-it literals by visit number."""
        shift, weights = caregiver.shift, self.timing.problem.weights
        able = [k for k, v in enumerate(self.visits) if self.timing.may_go(caregiver, v)]
        does = {k: self.model.new_bool_var(f"{caregiver.caregiver_id} does {self.visits[k].visit_id}") for k in able}
        end = self.model.new_int_var(shift.start, shift.end + shift.max_overtime, "")
        idle = self.model.new_bool_var("")
        pause = self._pause(caregiver)
        arcs = [(0, 0, idle)] + [(k + 1, k + 1, ~does[k]) for k in able]
        for here in (None, *able):
            for there in (*able, None):
                if here != there:
                    arcs += self._arcs(caregiver, here, there, end, pause)
        self.model.add_circuit(arcs)
        self.arcs[caregiver.caregiver_id] = [arc for arc in arcs if arc[0] != arc[1]]
        self._apart(does)
        overtime = self.model.new_int_var(0, shift.max_overtime, "")
        self.model.add(overtime >= end - shift.end)
        self.costs.append(weights.overtime_second * overtime)
        for k in able:
            wanted = self.visits[k].preferred_caregivers
            if wanted and caregiver.caregiver_id not in wanted:
                self.costs.append(weights.not_preferred * does[k])
        return does

    def _pause(self, caregiver: Caregiver) -> tuple[Any, int] | None:
        if not caregiver.breaks:
            return None
        pause = caregiver.breaks[0]
        return self.model.new_int_var(pause.windows[0].start, pause.windows[0].end, "break"), pause.duration

    def _arcs(
        self, caregiver: Caregiver, here: int | None, there: int | None, end: Any, pause: tuple[Any, int] | None
    ) -> list[tuple[int, int, Any]]:
        """One arc for each moment of the break: before the arc's first service, within the arc, after the arc."""
        a = caregiver.start_place if here is None else self.visits[here].place_id
        b = caregiver.end_place if there is None else self.visits[there].place_id
        way = self.timing.seconds(caregiver, a, b)
        weights = self.timing.problem.weights
        price = weights.travel_second * way + weights.travel_metre * self.timing.metres(caregiver, a, b)
        total = way + (caregiver.access_duration if there is not None and a != b else 0)
        done = caregiver.shift.start if here is None else self.starts[here] + self.visits[here].service_duration
        begin = end if there is None else self.starts[there]
        moments = () if here is None else ("before",)
        found = []
        for moment in (*moments, "within", "after") if pause else ("never",):
            literal = self.model.new_bool_var("")
            self.costs.append(price * literal)
            extra = pause[1] if pause and moment == "within" else 0
            self.model.add(begin >= done + total + extra).only_enforce_if(literal)
            if pause:
                self._break_fits(literal, moment, pause, (here, there), (done, begin))
            found.append((0 if here is None else here + 1, 0 if there is None else there + 1, literal))
        return found

    def _break_fits(
        self,
        literal: Any,
        moment: str,
        pause: tuple[Any, int],
        nodes: tuple[int | None, int | None],
        times: tuple[Any, Any],
    ) -> None:
        """The break ends before the service at the tail, lies between the two, or follows the one at the head."""
        start, duration = pause
        if moment == "before" and nodes[0] is not None:
            self.model.add(start + duration <= self.starts[nodes[0]]).only_enforce_if(literal)
        else:
            self.model.add(start >= times[0]).only_enforce_if(literal)
        if moment == "after":
            over = times[1] + (self.visits[nodes[1]].service_duration if nodes[1] is not None else 0)
            self.model.add(start >= over).only_enforce_if(literal)
        else:
            self.model.add(start + duration <= times[1]).only_enforce_if(literal)

    def _apart(self, does: dict[int, Any]) -> None:
        """Visits of one group, and dependent ones that ask for it, go to different people."""
        number = {v.visit_id: k for k, v in enumerate(self.visits)}
        problem = self.timing.problem
        sets = [g.visit_ids for g in problem.groups]
        sets += [(d.first, d.second) for d in problem.dependencies]
        for names in sets:
            self.model.add_at_most_one(does[number[name]] for name in names if number[name] in does)
