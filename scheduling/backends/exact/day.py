"""One caregiver's day in the CP-SAT model: its stops, whether it is used, when it ends."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from scheduling.backends.exact.model import Model, Node, Var
from scheduling.problem import Caregiver


@dataclass(slots=True)
class Day:
    """Variables of the day of caregiver number ``k``.

    ``loose``: when the caregiver leaves matters (hour bands, a freeze time, breaks before the shift); otherwise
    leaving at once is never worse and the moment is not modelled. ``done`` is the departure from the last stop,
    ``visited`` tells for each node whether it is on this route, ``delays`` the seconds that breaks add to the way to
    a node (0: home).
    """

    model: Model
    k: int
    caregiver: Caregiver
    nodes: list[Node] = field(init=False)
    visited: dict[int, Var] = field(init=False)
    used: Var = field(init=False)
    done: Var = field(init=False)
    end: Var = field(init=False)
    loose: bool = field(init=False)
    breaks: list[Var] = field(default_factory=list)
    delays: dict[int, list[Var]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        model, shift = self.model, self.caregiver.shift
        self.used, self.done = model.literal(), model.moment()
        self.end = model.moment(0, shift.end + shift.max_overtime)
        self.visited = {n + 1: does for (k, n), does in model.does.items() if k == self.k}
        self.nodes = [model.nodes[number] for number in self.visited]
        if any(model.operations[node.number - 1].specimen is not None for node in self.nodes):
            self._add_laboratories()
        early = any(b.windows[0].start < shift.start for b in self.caregiver.breaks)
        bands = len(model.ways.bands[self.caregiver.vehicle]) > 1
        self.loose = bands or early or model.problem.freeze_time > shift.start
        if self.loose:
            model.loose.add(self.k)
        model.used[self.k], model.ends[self.k] = self.used, self.end

    def _add_laboratories(self) -> None:
        for lab in [lab for node in self.nodes for lab in self.model.laboratories_after(node.number - 1)]:
            self.nodes.append(lab)
            self.visited[lab.number] = self.model.literal()

    def operations(self) -> Iterator[tuple[int, Var]]:
        """Number of each operation the caregiver may do, and whether she does it."""
        for node in self.nodes:
            if node.operation is not None:
                yield node.operation, self.visited[node.number]
