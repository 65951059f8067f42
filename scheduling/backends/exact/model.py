"""The CP-SAT model of a whole problem: what is planned, when, how late; routes and common rules are added to it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ortools.sat.python import cp_model

from scheduling.backends.exact.operations import Operation, together
from scheduling.backends.exact.scope import Scope
from scheduling.backends.exact.ways import Ways
from scheduling.problem import Problem, Weights

Var = Any
"""A variable, literal or linear expression of CP-SAT."""


@dataclass(frozen=True, slots=True)
class Node:
    """A stop that a route may hold: an operation, or (``operation`` None) the laboratory visited right after one.

    ``left`` is when the caregiver leaves the place before, ``free`` when the service there has ended. ``arrival`` is
    modelled at laboratories only, where it decides on lateness.
    """

    number: int
    place_id: str
    duration: int
    start: Var
    left: Var
    free: Var
    operation: int | None = None
    after: int | None = None
    arrival: Var = None
    frozen: bool = False

    @property
    def departure(self) -> Var:
        """When the service ends."""
        return self.start + self.duration


@dataclass(frozen=True, slots=True)
class Arc:
    """Caregiver ``k`` goes from one node to the next (0: from or to home) when ``literal`` holds."""

    k: int
    here: int
    there: int
    literal: Var


@dataclass(slots=True)
class Model:
    """Variables by number of operation, node and caregiver, and the terms of the cost."""

    problem: Problem
    operations: tuple[Operation, ...]
    scope: Scope
    cp: Any = field(init=False)
    horizon: int = field(init=False)
    ways: Ways = field(init=False)
    planned: dict[int, Var] = field(default_factory=dict)
    late: dict[int, Var] = field(default_factory=dict)
    nodes: dict[int, Node] = field(default_factory=dict)
    does: dict[tuple[int, int], Var] = field(default_factory=dict)
    arcs: list[Arc] = field(default_factory=list)
    breaks: dict[int, list[Var]] = field(default_factory=dict)
    used: dict[int, Var] = field(default_factory=dict)
    ends: dict[int, Var] = field(default_factory=dict)
    work: dict[int, Var] = field(default_factory=dict)
    loose: set[int] = field(default_factory=set)
    costs: list[Var] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cp, self.horizon = cp_model.CpModel(), horizon_of(self.problem, self.operations)
        self.ways = Ways(self.problem, self.horizon)
        self._add_units()
        for number in range(len(self.operations)):
            self._add_operation(number)
        self._add_laboratories()
        self._add_lateness()

    @property
    def weights(self) -> Weights:
        return self.problem.weights

    def moment(self, least: int = 0, most: int | None = None) -> Var:
        """A new moment in seconds."""
        return self.cp.new_int_var(least, self.horizon if most is None else most, "")

    def literal(self) -> Var:
        """A new yes or no."""
        return self.cp.new_bool_var("")

    def node_of(self, number: int) -> Node:
        """The node of an operation."""
        return self.nodes[number + 1]

    def laboratories_after(self, number: int) -> Iterator[Node]:
        """The laboratory nodes that may follow an operation."""
        return (node for node in self.nodes.values() if node.after == number)

    def _add_units(self) -> None:
        for unit, price in together(self.problem, self.operations):
            literal = self.literal()
            self.costs.append(price * (1 - literal))
            for number in unit:
                self.planned[number] = literal

    def _add_operation(self, number: int) -> None:
        operation, able = self.operations[number], self.scope.able(number)
        least, most = (operation.earliest, operation.latest) if able else (0, 0)
        start = self.cp.new_int_var(least, most, f"start {operation.key}")
        self.nodes[number + 1] = Node(
            number + 1, operation.place_id, operation.duration, start, self.moment(), self.moment(),
            operation=number, frozen=operation.frozen,
        )  # fmt: skip
        for k in able:
            does = self.does[k, number] = self.literal()
            self.costs.append(operation.price[k] * does)
        self.cp.add(sum(self.does[k, number] for k in able) == self.planned[number])
        if number in self.scope.bound:
            self.cp.add(self.planned[number] == bool(able))

    def _add_laboratories(self) -> None:
        """One node behind every operation after which specimens may be aboard."""
        if all(o.specimen is None for o in self.operations):
            return
        for number in range(len(self.operations)):
            for laboratory in self.problem.laboratories:
                n = len(self.nodes) + 1
                self.nodes[n] = Node(
                    n, laboratory.place_id, laboratory.service_duration, self.moment(), self.moment(), self.moment(),
                    after=number, arrival=self.moment(),
                )  # fmt: skip

    def _add_lateness(self) -> None:
        """Each planned operation picks a window that admits its start; lateness counts after its end."""
        for number, operation in enumerate(self.operations):
            self.late[number] = self._lateness(number, operation)
            self.costs.append(self.weights.late_second * self.late[number])
        if self.weights.max_late_second:
            worst = self.moment()
            for late in self.late.values():
                self.cp.add(worst >= late)
            self.costs.append(self.weights.max_late_second * worst)

    def _lateness(self, number: int, operation: Operation) -> Var:
        start, planned = self.node_of(number).start, self.planned[number]
        if operation.pinned is not None:
            return operation.late_at(operation.pinned) * planned
        late, picks = self.moment(), []
        for window in operation.windows:
            pick = self.literal()
            picks.append(pick)
            self.cp.add(start >= window.start).only_enforce_if(pick)
            grace = 0 if window.hard else late
            self.cp.add(start <= window.end + grace).only_enforce_if(pick)
        self.cp.add(sum(picks) == planned)
        return late


def horizon_of(problem: Problem, operations: tuple[Operation, ...]) -> int:
    """A moment after everything that can happen in a plan, cleaning and deadlines of specimens included."""
    ends = [c.shift.end + c.shift.max_overtime for c in problem.caregivers]
    ends += [w.end + b.duration for c in problem.caregivers for b in c.breaks for w in b.windows]
    ends += [o.latest + o.duration for o in operations]
    more = [i.cleaning for i in problem.inventories] + [o.specimen for o in operations if o.specimen is not None]
    return max(ends, default=0) + max(more, default=0) + 1
