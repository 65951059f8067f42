"""The routing library's model of a task: dimensions of time, load and visits, pairs of pickup and delivery."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from scheduling.backends.courier.task import UNBOUND, Answer, Node, Pair, Task, Van

_LONGEST_STRING = 10
_MEAN_REMOVED = 10
_BYPASS = 0.01


@dataclass(slots=True)
class CourierModel:
    """Nodes are operations, then a start and an end for each vehicle."""

    task: Task
    manager: Any = field(init=False)
    routing: Any = field(init=False)
    time: Any = field(init=False)
    _lowest: int | None = None

    def __post_init__(self) -> None:
        count, vans = len(self.task.nodes), len(self.task.vans)
        starts, ends = list(range(count, count + vans)), list(range(count + vans, count + 2 * vans))
        self.manager = pywrapcp.RoutingIndexManager(count + 2 * vans, vans, starts, ends)
        self.routing = pywrapcp.RoutingModel(self.manager)
        self._add_time()
        self._add_prices()
        self._add_limits()
        for number, node in enumerate(self.task.nodes):
            self._add_node(self.manager.NodeToIndex(number), node)
        for pair in self.task.pairs:
            self._add_pair(pair)

    def run(self, on_answer: Callable[[Answer], None]) -> None:
        """Search until the limit of the task; every better plan is told."""
        self.routing.AddAtSolutionCallback(lambda: self._solution(on_answer))
        parameters = _parameters(self.task.limit_s)
        self.routing.CloseModelWithParameters(parameters)
        found = self.routing.SolveWithIteratedLocalSearch(parameters)
        if found is not None:
            self._tell(found.ObjectiveValue(), found.Value, on_answer)

    def _points(self, van: Van) -> list[tuple[int, int]]:
        """Place of each node and the service before leaving it; starts and ends are those of ``van``."""
        vans = len(self.task.vans)
        return [(n.place, n.duration) for n in self.task.nodes] + [(van.start, 0)] * vans + [(van.end, 0)] * vans

    def _add_time(self) -> None:
        last = max((van.hard_end for van in self.task.vans), default=0)
        tables: dict[tuple[int, ...], int] = {}
        evaluators = []
        for van in self.task.vans:
            key = van.kind, van.access, van.start, van.end
            if key not in tables:
                tables[key] = self.routing.RegisterTransitMatrix(self._transit(van))
            evaluators.append(tables[key])
        self.routing.AddDimensionWithVehicleTransits(evaluators, last, last, False, "time")
        self.time = self.routing.GetDimensionOrDie("time")
        for k, van in enumerate(self.task.vans):
            end = self.routing.End(k)
            self.time.CumulVar(self.routing.Start(k)).SetRange(van.leave, max(van.leave, van.hard_end))
            self.time.CumulVar(end).SetRange(van.leave, max(van.leave, van.hard_end))
            if self.task.overtime_second:
                self.time.SetCumulVarSoftUpperBound(end, van.shift_end, self.task.overtime_second)

    def _transit(self, van: Van) -> list[list[int]]:
        """Service at the first node, driving, and access at another place that is no end."""
        points, seconds, stops = self._points(van), self.task.seconds[van.kind], len(self.task.nodes)
        return [
            [
                service + seconds[here][there] + (van.access if there != here and to < stops else 0)
                for to, (there, _) in enumerate(points)
            ]
            for here, service in points
        ]

    def _add_prices(self) -> None:
        """Ways, and at each node what it costs with this caregiver."""
        known: dict[tuple[object, ...], int] = {}
        for k, van in enumerate(self.task.vans):
            key = van.kind, van.start, van.end, van.prices
            if key not in known:
                ways, points = self.task.prices[van.kind], self._points(van)
                extra = [*van.prices, *[0] * (2 * len(self.task.vans))]
                known[key] = self.routing.RegisterTransitMatrix(
                    [[ways[a][b] + price for (b, _), price in zip(points, extra, strict=True)] for a, _ in points]
                )
            self.routing.SetArcCostEvaluatorOfVehicle(known[key], k)
        if self.task.used:
            self.routing.SetFixedCostOfAllVehicles(self.task.used)

    def _add_limits(self) -> None:
        """Capacity and the largest number of visits."""
        ends = [0] * (2 * len(self.task.vans))
        for name, counts, limits in (
            ("load", [n.amount for n in self.task.nodes], [v.capacity for v in self.task.vans]),
            ("visits", [n.visits for n in self.task.nodes], [v.most for v in self.task.vans]),
        ):
            if any(limit < UNBOUND for limit in limits):
                evaluator = self.routing.RegisterUnaryTransitVector([*counts, *ends])
                self.routing.AddDimensionWithVehicleCapacity(evaluator, 0, limits, True, name)

    def _add_node(self, index: int, node: Node) -> None:
        # WORKAROUND: SetAllowedVehiclesForIndex raises TypeError in the 9.15 wheel.
        cumul = self.time.CumulVar(index)
        windows = [w for w in node.windows if w[0] <= cumul.Max()]
        self.routing.VehicleVar(index).SetValues([-1, *(node.able if windows else ())])
        self.routing.AddDisjunction([index], node.left_out)
        if not windows:
            return
        cumul.SetMin(windows[0][0])
        latest = max(hard for _, _, hard in windows)
        if latest < cumul.Max():
            cumul.SetMax(latest)
        for (_, _, before), (after, _, _) in pairwise(windows):
            if after > before + 1:
                cumul.RemoveInterval(before + 1, after - 1)
        if windows[-1][1] < latest and self.task.late_second:
            self.time.SetCumulVarSoftUpperBound(index, windows[-1][1], self.task.late_second)

    def _add_pair(self, pair: Pair) -> None:
        """The same vehicle, pickup first, the cold chain kept; both or neither."""
        pickup, delivery = self.manager.NodeToIndex(pair.pickup), self.manager.NodeToIndex(pair.delivery)
        solver, routing, taken = self.routing.solver(), self.routing, self.task.nodes[pair.pickup].duration
        routing.AddPickupAndDelivery(pickup, delivery)
        solver.Add(routing.VehicleVar(pickup) == routing.VehicleVar(delivery))
        begin, end = self.time.CumulVar(pickup), self.time.CumulVar(delivery)
        served, free = routing.ActiveVar(pickup), end.Max() + taken
        solver.Add(end - begin - free * served >= taken - free)
        if pair.keeps is not None:
            solver.Add(end - begin + free * served <= free + taken + pair.keeps)

    def _solution(self, on_answer: Callable[[Answer], None]) -> None:
        self._tell(self.routing.CostVar().Max(), lambda variable: variable.Min(), on_answer)

    def _tell(self, cost: int, value: Callable[[Any], int], on_answer: Callable[[Answer], None]) -> None:
        if self._lowest is None or cost < self._lowest:
            self._lowest = cost
            on_answer(Answer(cost, tuple(self._route(k, value) for k in range(len(self.task.vans)))))

    def _route(self, k: int, value: Callable[[Any], int]) -> tuple[tuple[int, int], ...]:
        index, found = value(self.routing.NextVar(self.routing.Start(k))), []
        while not self.routing.IsEnd(index):
            found.append((self.manager.IndexToNode(index), value(self.time.CumulVar(index))))
            index = value(self.routing.NextVar(index))
        return tuple(found)


def _parameters(limit_s: float) -> Any:
    """PARALLEL_CHEAPEST_INSERTION, then iterated local search that ruins by strings (SISR)."""
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    # PATH_CHEAPEST_ARC finds no first solution at all on days with tight windows.
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.use_iterated_local_search = True
    search = parameters.iterated_local_search_parameters
    ruin = search.ruin_recreate_parameters.ruin_strategies.add().sisr
    ruin.max_removed_sequence_size = _LONGEST_STRING
    ruin.avg_num_removed_visits = _MEAN_REMOVED
    ruin.bypass_factor = _BYPASS
    search.reference_solution_acceptance_strategy.simulated_annealing.automatic_temperatures = True
    parameters.time_limit.FromMilliseconds(max(1, round(limit_s * 1000)))
    return parameters
