"""What caregivers carry in the CP-SAT model: loads, shipments aboard, the number of visits, specimens."""

from collections.abc import Iterable

from scheduling.backends.exact.day import Day
from scheduling.backends.exact.model import Arc, Model, Var


def add_cargo(model: Model, days: Iterable[Day]) -> None:
    """Add every limit on what is carried, and the hand-ins of specimens."""
    arcs: dict[int, list[Arc]] = {}
    for arc in model.arcs:
        arcs.setdefault(arc.k, []).append(arc)
    aboard = {number: model.moment(0, sum(abs(o.amount) for o in model.operations)) for number in model.nodes}
    for day in days:
        _visits(model, day)
        _capacity(model, day, arcs.get(day.k, []), aboard)
    if any(o.specimen is not None for o in model.operations):
        _Specimens(model).build(days, arcs)


def _visits(model: Model, day: Day) -> None:
    if day.caregiver.max_visits is not None:
        visits = [does for n, does in day.operations() if model.operations[n].key[1] == "visit"]
        model.cp.add(sum(visits) <= day.caregiver.max_visits)


def _capacity(model: Model, day: Day, arcs: list[Arc], aboard: dict[int, Var]) -> None:
    """The loads of all visits and, at every stop, the shipments then aboard."""
    capacity, cp = day.caregiver.capacity, model.cp
    if capacity is None:
        return
    load = sum(model.operations[n].load * does for n, does in day.operations())
    cp.add(load <= capacity)
    if not any(model.operations[n].amount for n, _ in day.operations()):
        return
    for n, does in day.operations():
        cp.add(load + aboard[n + 1] <= capacity).only_enforce_if(does)
    for arc in arcs:
        if arc.there:
            operation = model.nodes[arc.there].operation
            amount = 0 if operation is None else model.operations[operation].amount
            before = aboard[arc.here] if arc.here else 0
            cp.add(aboard[arc.there] == before + amount).only_enforce_if(arc.literal)


class _Specimens:
    """After each stop: whether specimens are carried, and when the earliest of them is due."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.carried = {number: model.literal() for number in model.nodes}
        self.due = {number: model.moment() for number in model.nodes}

    def build(self, days: Iterable[Day], arcs: dict[int, list[Arc]]) -> None:
        """Hand-ins with their lateness; nobody goes to a laboratory with nothing or home with something."""
        places = {laboratory.place_id for laboratory in self.model.problem.laboratories}
        for number, node in self.model.nodes.items():
            if node.operation is None:
                self.model.cp.add(self.carried[number] == 0)
            else:
                self._take(node.operation)
        for day in days:
            late = self._late() if day.caregiver.end_place in places else None
            for arc in arcs.get(day.k, []):
                self._pass(arc)
                if not arc.there:
                    self._bring_home(day, arc, late)
        self._hand_in()

    def _take(self, n: int) -> None:
        limit, cp = self.model.operations[n].specimen, self.model.cp
        if limit is not None:
            cp.add(self.carried[n + 1] == 1)
            cp.add(self.due[n + 1] <= self.model.node_of(n).departure + limit)

    def _pass(self, arc: Arc) -> None:
        """What was carried before a stop is carried after it, unless that is a laboratory."""
        cp, there = self.model.cp, self.model.nodes.get(arc.there)
        if there is None:
            return
        if there.operation is None:
            cp.add_implication(arc.literal, self.carried[arc.here])
            return
        takes = self.model.operations[there.operation].specimen is not None
        if not arc.here:
            if not takes:
                cp.add_implication(arc.literal, ~self.carried[arc.there])
            return
        cp.add(self.due[arc.there] <= self.due[arc.here]).only_enforce_if(arc.literal, self.carried[arc.here])
        if not takes:
            cp.add(self.carried[arc.there] == self.carried[arc.here]).only_enforce_if(arc.literal)

    def _late(self) -> Var:
        late = self.model.moment()
        self.model.costs.append(self.model.weights.specimen_late_second * late)
        return late

    def _bring_home(self, day: Day, arc: Arc, late: Var) -> None:
        cp, carried = self.model.cp, self.carried[arc.here]
        if late is None:
            cp.add_implication(arc.literal, ~carried)
        else:
            cp.add(late >= day.end - self.due[arc.here]).only_enforce_if(arc.literal, carried)

    def _hand_in(self) -> None:
        """Lateness at the laboratories, counted from the arrival."""
        model = self.model
        for node in model.nodes.values():
            if node.after is None:
                continue
            visits = [arc.literal for arc in model.arcs if arc.there == node.number]
            late = self._late()
            for literal in visits:
                model.cp.add(late >= node.arrival - self.due[node.after + 1]).only_enforce_if(literal)
