"""From the values of a CP-SAT solution to a plan with every stop, break and unit written out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import msgspec

from scheduling.backends.exact.model import Model, Node, Var
from scheduling.backends.exact.operations import Key
from scheduling.backends.exact.timetable import arrival, paused, with_hand_ins
from scheduling.backends.exact.units import units_held
from scheduling.backends.exact.ways import NO_WAY, Way
from scheduling.native.decode import score
from scheduling.problem import Caregiver
from scheduling.result import Reason, Route, Solution, Status, Stop, TakenBreak, Unassigned

Value = Callable[[Var], int]
"""The value of a variable or a literal in a solution."""

NAME = "ortools-cpsat"
"""The backend of every plan read here."""


def read_plan(model: Model, value: Value, status: Status, bound: int | None = None) -> Solution:
    """The plan of a solution; its score is counted from the routes, not taken from the solver."""
    routes = tuple(_Reader(model, value).routes())
    planned = {s.visit_id for route in routes for s in route.stops}
    names = dict.fromkeys(o.name for o in model.operations)
    return Solution(
        backend=NAME,
        status=status,
        routes=routes,
        unassigned=tuple(Unassigned(visit_id=name, reason=Reason.CAPACITY) for name in names if name not in planned),
        score=score(model.problem, routes),
        bound=bound,
    )


@dataclass(slots=True)
class _Reader:
    """Reads one solution."""

    model: Model
    value: Value
    units: dict[Key, dict[str, int]] = field(init=False)
    after: dict[int, dict[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        self.after = {}
        for arc in self.model.arcs:
            if self.value(arc.literal):
                self.after.setdefault(arc.k, {})[arc.here] = arc.there
        planned = (n for n in range(len(self.model.operations)) if self.value(self.model.planned[n]))
        starts = {self.model.operations[n].key: self.value(self.model.node_of(n).start) for n in planned}
        self.units = units_held(self.model.problem, self.model.operations, starts)

    def routes(self) -> Iterator[Route]:
        """The route of every caregiver who is used."""
        for k, caregiver in enumerate(self.model.problem.caregivers):
            if k in self.after:
                yield self._route(k, caregiver)

    def _route(self, k: int, caregiver: Caregiver) -> Route:
        starts = (self.value(start) for start in self.model.breaks[k])
        breaks = tuple(TakenBreak(at, b.duration) for at, b in zip(starts, caregiver.breaks, strict=True))
        nodes = list(self._sequence(k))
        stops = [self._first(k, nodes[0], breaks)]
        for before, node in pairwise(nodes):
            stops.append(self._stop(k, before.place_id, stops[-1].departure, node, breaks))
        operations = [None if node.operation is None else self.model.operations[node.operation] for node in nodes]
        way = self.model.ways.at(caregiver, stops[-1].place_id, caregiver.end_place, stops[-1].departure)
        end = arrival(stops[-1].departure, way.seconds, breaks)
        return Route(
            caregiver_id=caregiver.caregiver_id,
            leave=stops[0].left,
            stops=with_hand_ins(stops, operations),
            end=end,
            return_travel=way.seconds,
            return_metres=way.metres,
            overtime=max(0, end - caregiver.shift.end),
            breaks=breaks,
        )

    def _sequence(self, k: int) -> Iterator[Node]:
        number = self.after[k][0]
        while number:
            yield self.model.nodes[number]
            number = self.after[k][number]

    def _first(self, k: int, node: Node, breaks: tuple[TakenBreak, ...]) -> Stop:
        """The first stop; its caregiver leaves home as late as changes nothing."""
        caregiver = self.model.problem.caregivers[k]
        stop = self._stop(k, caregiver.start_place, caregiver.shift.start, node, breaks)
        left = stop.start - stop.travel - stop.access
        if stop.frozen or any(b.start < stop.start for b in breaks):
            return stop
        if left >= self._way(caregiver, caregiver.start_place, stop.place_id, stop.left).until:
            return stop
        return msgspec.structs.replace(stop, left=left, arrival=stop.start, wait=0)

    def _stop(self, k: int, here: str, clock: int, node: Node, breaks: tuple[TakenBreak, ...]) -> Stop:
        model, caregiver, start = self.model, self.model.problem.caregivers[k], self.value(node.start)
        operation = None if node.operation is None else model.operations[node.operation]
        left = start if node.frozen else self.value(node.left) if k in model.loose else clock
        way = self._way(caregiver, here, node.place_id, left)
        access = caregiver.access_duration if here != node.place_id else 0
        there = start if node.frozen else arrival(left, way.seconds + access, breaks)
        return Stop(
            visit_id="" if operation is None else operation.name,
            place_id=node.place_id,
            left=left,
            arrival=there,
            start=start,
            departure=start + node.duration,
            wait=start - there - paused(there, start, breaks),
            travel=way.seconds,
            access=access,
            metres=way.metres,
            late=0 if operation is None else operation.late_at(start),
            kind="laboratory" if operation is None else operation.key[1],
            companion=operation is not None and operation.key[2],
            units={} if operation is None else self.units.get(operation.key, {}),
            frozen=node.frozen,
        )

    def _way(self, caregiver: Caregiver, here: str, there: str, moment: int) -> Way:
        """The way left at a moment; of no length where there is none, which only history can have taken."""
        way = self.model.ways.at(caregiver, here, there, moment)
        return way if way.seconds < NO_WAY else Way(way.since, way.until, 0, 0, 0, 0)
