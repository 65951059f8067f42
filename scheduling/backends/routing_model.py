"""The routing library's model of one day: nodes, prices, windows, breaks, shifts, pinned links."""

import operator
import time
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from ortools.constraint_solver import pywrapcp, routing_enums_pb2
from ortools.util import optional_boolean_pb2

from scheduling.backends.best import Best
from scheduling.problem import Caregiver, Visit
from scheduling.stop import Stop
from scheduling.timing import Timing, left_out_cost

_LOOK_EVERY_S = 0.02
_SLOW_OPERATORS = frozenset({"use_relocate_path_global_cheapest_insertion_insert_unperformed"})


@dataclass(slots=True)
class RoutingModel:
    """One routing model: nodes are visits, then a start and an end for each caregiver."""

    timing: Timing
    best: Best
    stop: Stop
    limit_s: float
    visits: tuple[Visit, ...] = field(init=False)
    caregivers: tuple[Caregiver, ...] = field(init=False)
    manager: Any = field(init=False)
    routing: Any = field(init=False)
    time: Any = field(init=False)
    _lowest: int | None = None
    _looked_at: float = 0.0
    _stopped: bool = False

    def __post_init__(self) -> None:
        self.visits, self.caregivers = self.timing.problem.visits, self.timing.problem.caregivers
        visits, staff = len(self.visits), len(self.caregivers)
        starts = list(range(visits, visits + staff))
        ends = list(range(visits + staff, visits + 2 * staff))
        self.manager = pywrapcp.RoutingIndexManager(visits + 2 * staff, staff, starts, ends)
        self.routing = pywrapcp.RoutingModel(self.manager)
        self._add_travel()
        self._add_visits()
        self._pin_links()
        self._add_shifts()

    def run(self) -> None:
        """Search until the limit; better plans go to ``best`` as they are found."""
        self.routing.AddAtSolutionCallback(self._solution)
        self.routing.AddSearchMonitor(self.routing.solver().CustomLimit(self._limit))
        parameters = _parameters(self.limit_s)
        self.routing.CloseModelWithParameters(parameters)
        # PERF: ReadAssignmentFromRoutes takes 2.4 s for 75 visits, this 1 ms.
        initial = self.routing.solver().Assignment()
        if self.routing.RoutesToAssignment(self._rows(), True, True, initial):
            self.routing.SolveFromAssignmentWithParameters(initial, parameters)
        else:
            self.routing.SolveWithParameters(parameters)

    def _add_travel(self) -> None:
        evaluators = {self._kind(c): self._transit(c) for c in self.caregivers}
        last = max(c.shift.end + c.shift.max_overtime for c in self.caregivers)
        by_caregiver = [evaluators[self._kind(c)] for c in self.caregivers]
        self.routing.AddDimensionWithVehicleTransits(by_caregiver, last, last, False, "time")
        self.time = self.routing.GetDimensionOrDie("time")
        legs = {self._kind(c): self._legs(c) for c in self.caregivers}
        for number, caregiver in enumerate(self.caregivers):
            strange = self._strange(caregiver)
            prices = [list(map(operator.add, row, strange)) for row in legs[self._kind(caregiver)]]
            self.routing.SetArcCostEvaluatorOfVehicle(self.routing.RegisterTransitMatrix(prices), number)

    @staticmethod
    def _kind(caregiver: Caregiver) -> tuple[object, ...]:
        """Caregivers of one kind travel alike."""
        return caregiver.vehicle, caregiver.access_duration, caregiver.start_place, caregiver.end_place

    def _places(self, caregiver: Caregiver) -> list[tuple[str, int]]:
        """Place of each node and the service before leaving it; starts and ends are those of ``caregiver``."""
        staff = len(self.caregivers)
        nodes = [(v.place_id, v.service_duration) for v in self.visits]
        return [*nodes, *[(caregiver.start_place, 0)] * staff, *[(caregiver.end_place, 0)] * staff]

    def _transit(self, caregiver: Caregiver) -> int:
        """Service at the first node, driving, and access at a visit with another address."""
        nodes, visits, access = self._places(caregiver), len(self.visits), caregiver.access_duration
        table = [
            [
                service + self.timing.seconds(caregiver, here, there) + (access if there != here and to < visits else 0)
                for to, (there, _) in enumerate(nodes)
            ]
            for here, service in nodes
        ]
        return int(self.routing.RegisterTransitMatrix(table))

    def _legs(self, caregiver: Caregiver) -> list[list[int]]:
        """Price of each leg for a kind of caregiver."""
        weights, nodes, timing = self.timing.problem.weights, self._places(caregiver), self.timing
        return [
            [
                weights.travel_second * timing.seconds(caregiver, here, there)
                + weights.travel_metre * timing.metres(caregiver, here, there)
                for there, _ in nodes
            ]
            for here, _ in nodes
        ]

    def _strange(self, caregiver: Caregiver) -> list[int]:
        """What it costs at each node that this caregiver is not a preferred one."""
        price, name = self.timing.problem.weights.not_preferred, caregiver.caregiver_id
        known = [not v.preferred_caregivers or name in v.preferred_caregivers for v in self.visits]
        return [0 if at_home else price for at_home in known] + [0] * (2 * len(self.caregivers))

    def _add_visits(self) -> None:
        for number, visit in enumerate(self.visits):
            index = self.manager.NodeToIndex(number)
            able = [k for k, c in enumerate(self.caregivers) if self.timing.may_go(c, visit)]
            # WORKAROUND: SetAllowedVehiclesForIndex raises TypeError in the 9.15 wheel.
            self.routing.VehicleVar(index).SetValues([-1, *able])
            self.routing.AddDisjunction([index], left_out_cost(self.timing.problem, (visit,)))
            self._add_windows(index, visit)

    def _add_windows(self, index: int, visit: Visit) -> None:
        """The last window may be soft; lateness after an earlier soft window is not offered to this library."""
        windows = sorted(visit.windows, key=lambda w: w.start)
        cumul = self.time.CumulVar(index)
        cumul.SetMin(windows[0].start)
        if windows[-1].hard:
            cumul.SetMax(max(w.end for w in windows))
        else:
            self.time.SetCumulVarSoftUpperBound(index, windows[-1].end, self.timing.problem.weights.late_second)
        for before, after in pairwise(windows):
            if after.start > before.end + 1:
                cumul.RemoveInterval(before.end + 1, after.start - 1)

    def _pin_links(self) -> None:
        """Linked visits keep the caregiver and the start of the best plan, or stay out."""
        timed = self.timing.plan(self.best.routes) or {}
        staff = {c.caregiver_id: number for number, c in enumerate(self.caregivers)}
        pinned = {
            visit_id: (staff[caregiver_id], start)
            for caregiver_id, route in timed.items()
            for visit_id, start in zip(route.sequence, route.starts, strict=True)
        }
        for number, visit in enumerate(self.visits):
            if visit.visit_id in self.timing.linked:
                index = self.manager.NodeToIndex(number)
                vehicle, start = pinned.get(visit.visit_id, (-1, None))
                self.routing.VehicleVar(index).SetValues([vehicle])
                if start is not None:
                    self.time.CumulVar(index).SetRange(start, start)

    def _add_shifts(self) -> None:
        solver, weights = self.routing.solver(), self.timing.problem.weights
        services = self._services()
        for number, caregiver in enumerate(self.caregivers):
            shift, start, end = caregiver.shift, self.routing.Start(number), self.routing.End(number)
            self.time.CumulVar(start).SetRange(shift.start, shift.end + shift.max_overtime)
            self.time.CumulVar(end).SetRange(shift.start, shift.end + shift.max_overtime)
            self.time.SetCumulVarSoftUpperBound(end, shift.end, weights.overtime_second)
            pauses = [
                solver.FixedDurationIntervalVar(
                    b.windows[0].start, b.windows[0].end, b.duration, False, f"break {number}"
                )
                for b in caregiver.breaks
            ]
            if pauses:
                self.time.SetBreakIntervalsOfVehicle(pauses, number, services)

    def _services(self) -> list[int]:
        services = [0] * self.routing.Size()
        for number, visit in enumerate(self.visits):
            services[self.manager.NodeToIndex(number)] = visit.service_duration
        return services

    def _rows(self) -> list[list[int]]:
        """The best plan as lists of indices, one per caregiver."""
        index = {v.visit_id: self.manager.NodeToIndex(number) for number, v in enumerate(self.visits)}
        return [[index[v] for v in self.best.routes.get(c.caregiver_id, ())] for c in self.caregivers]

    def _limit(self) -> bool:
        """Asked very often by the search: look at the clock and the stop criterion a few dozen times a second."""
        now = time.monotonic()
        if now - self._looked_at >= _LOOK_EVERY_S:
            self._looked_at, self._stopped = now, self.stop(self.best.cost)
        return self._stopped

    def _solution(self) -> None:
        cost = self.routing.CostVar().Max()
        if self._lowest is None or cost < self._lowest:
            self._lowest = cost
            self.best.offer(self._routes())

    def _routes(self) -> dict[str, tuple[str, ...]]:
        routes = {}
        for number, caregiver in enumerate(self.caregivers):
            index, found = self.routing.NextVar(self.routing.Start(number)).Value(), []
            while not self.routing.IsEnd(index):
                found.append(self.visits[self.manager.IndexToNode(index)].visit_id)
                index = self.routing.NextVar(index).Value()
            routes[caregiver.caregiver_id] = tuple(found)
        return routes


def _parameters(limit_s: float) -> Any:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    # PATH_CHEAPEST_ARC finds no first solution at all on days with tight windows.
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    # PERF: timing is made exact afterwards, so the library's own (an LP per move) is off: 4 times as many moves.
    parameters.disable_scheduling_beware_this_may_degrade_performance = True
    # PERF: insertion-based neighbourhoods cost more than they find on days with breaks (3-5 % at 10 s).
    operators = parameters.local_search_operators
    for name in (f.name for f in operators.DESCRIPTOR.fields if "lns" in f.name or f.name in _SLOW_OPERATORS):
        setattr(operators, name, optional_boolean_pb2.BOOL_FALSE)
    parameters.time_limit.FromMilliseconds(max(1, round(limit_s * 1000)))
    return parameters
