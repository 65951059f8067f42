"""The routes of the question "why not": a circuit for each caregiver with journey, breaks, laboratory, load, shift."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from scheduling.backends.why_ground import NO_WAY, Begun, Rule
from scheduling.problem import Break, Caregiver

if TYPE_CHECKING:
    from scheduling.backends.why_model import Model


@dataclass(frozen=True, slots=True)
class _Node:
    """A place that may be gone to: a literal, a start, how long it takes; ``wanted`` belongs to the question."""

    place_id: str
    on: Any
    start: Any
    duration: int
    wanted: bool = False
    op: int = -1
    aboard: int = 0


@dataclass(slots=True)
class Routes:
    """Adds the routes of all caregivers in the scope to a model."""

    model: "Model"

    def add(self) -> None:
        """Everything a route must keep; shared rules are the model's."""
        for caregiver_id in self.model.scope:
            caregiver = self.model.ground.people[caregiver_id]
            _Route(self.model, caregiver, self.model.ground.begun(caregiver)).add()


@dataclass(slots=True)
class _Route:
    """One caregiver's circuit; node 0 is start and end."""

    model: "Model"
    caregiver: Caregiver
    begun: Begun
    nodes: list[_Node] = field(default_factory=list)
    labs: list[_Node] = field(default_factory=list)
    arcs: dict[tuple[int, int], list[Any]] = field(default_factory=dict)
    gaps: dict[tuple[int, int], Any] = field(default_factory=dict)
    ways: list[Any] = field(default_factory=list)
    leave: Any = None
    end: Any = None
    idle: Any = None

    def add(self) -> None:
        """Nodes, arcs, breaks, limits."""
        cp, horizon, begun = self.model.cp, self.model.ground.horizon, self.begun
        self._add_nodes()
        self.leave, self.end = cp.new_int_var(0, horizon, ""), cp.new_int_var(0, horizon, "")
        self.idle = cp.new_bool_var("")
        free_from = max(begun.clock if begun.any else 0, self.model.ground.problem.freeze_time)
        cp.add(self.leave >= free_from)
        if not begun.any or begun.clock <= self.caregiver.shift.start:
            early = self.model.loosen(Rule.SHIFT, horizon, f"start {self.caregiver.caregiver_id}")
            cp.add(self.leave >= begun.clock - early)
        over = self.model.loosen(Rule.SHIFT, horizon, f"end {self.caregiver.caregiver_id}")
        shift = self.caregiver.shift
        cp.add(self.end <= shift.end + shift.max_overtime + over)
        self._add_breaks()
        self._add_arcs()
        self._add_break_order()
        self._add_limits()
        self._add_specimens()

    def _add_nodes(self) -> None:
        model = self.model
        for op, able in model.does.items():
            if self.caregiver.caregiver_id in able:
                operation = model.ground.operations[op]
                amount = operation.shipment.amount if operation.shipment else 0
                self.nodes.append(
                    _Node(
                        operation.place_id, able[self.caregiver.caregiver_id], model.starts[op], operation.duration,
                        op in model.wanted, op, amount if operation.picks_up else -amount,
                    )
                )  # fmt: skip
        laboratories = {x.place_id: x.service_duration for x in model.ground.problem.laboratories}
        if self.caregiver.end_place not in laboratories and (self.begun.specimen or self._carriers()):
            for place, duration in laboratories.items():
                on = model.cp.new_bool_var(f"laboratory {place}")
                node = _Node(place, on, model.cp.new_int_var(0, model.ground.horizon, ""), duration)
                self.labs.append(node)
            self.nodes += self.labs

    def _carriers(self) -> list[_Node]:
        """Nodes after which a specimen is carried."""
        operations = self.model.ground.operations
        mine = [n for n in self.nodes if n.op >= 0 and not operations[n.op].companion]
        return [n for n in mine if (v := operations[n.op].visit) is not None and v.specimen_deadline is not None]

    def _add_arcs(self) -> None:
        cp, size = self.model.cp, len(self.nodes)
        circuit = [(0, 0, self.idle), *((n + 1, n + 1, ~node.on) for n, node in enumerate(self.nodes))]
        for here in range(size + 1):
            for there in range(size + 1):
                if here != there:
                    circuit += [(here, there, literal) for literal in self._arc(here, there)]
        cp.add_circuit(circuit)
        self._add_length()
        self._add_order()

    def _add_order(self) -> None:
        """Nobody turns back in the order of the plan when it is to be kept."""
        before = [n for n, node in enumerate(self.nodes, 1) if node.op >= 0 and not node.wanted]
        for place, later in enumerate(before):
            for earlier in before[:place]:
                for literal in self.arcs[later, earlier]:
                    self.model.cp.add_implication(self.model.ordered, ~literal)
        for first, second in pairwise(before):
            a, b = self.nodes[first - 1], self.nodes[second - 1]
            both = [self.model.ordered, a.on, b.on]
            self.model.cp.add(b.start >= a.start + a.duration).only_enforce_if(both)

    def _add_length(self) -> None:
        """All ways, services and breaks lie between leaving and the end: implied, but it shortens proofs a lot."""
        served = sum(node.duration * node.on for node in self.nodes)
        rested = sum(p.duration * (1 - self.gaps[n, -1]) for n, p in self._breaks())
        busy = sum(self.ways) + served + rested
        self.model.cp.add(self.leave + busy <= self.end).only_enforce_if(~self.idle)

    def _arc(self, here: int, there: int) -> list[Any]:
        """A literal for each hour band of the way from one node to another."""
        cp, ground = self.model.cp, self.model.ground
        a = self.begun.place_id if here == 0 else self.nodes[here - 1].place_id
        b = self.caregiver.end_place if there == 0 else self.nodes[there - 1].place_id
        asked = any(n and self.nodes[n - 1].wanted for n in (here, there))
        bands, found = ground.leg(self.caregiver, a, b), []
        access = self.caregiver.access_duration if there and a != b else 0
        done = self.leave if here == 0 else self.nodes[here - 1].start + self.nodes[here - 1].duration
        arrive = self.end if there == 0 else self.nodes[there - 1].start
        for n, (begins, seconds) in enumerate(bands):
            if seconds >= NO_WAY and not asked:
                continue
            literal = cp.new_bool_var("")
            found.append(literal)
            if seconds >= NO_WAY:
                cp.add_implication(self.model.rule(Rule.ROAD), ~literal)
                self.model.count(Rule.ROAD, 1 * literal)
            if n:
                cp.add(done >= begins).only_enforce_if(literal)
            if n + 1 < len(bands):
                cp.add(done < bands[n + 1][0]).only_enforce_if(literal)
            way = (seconds if seconds < NO_WAY else 0) + access
            self.ways.append(way * literal)
            paused = sum(pause.duration * self.gaps[number, here] for number, pause in self._breaks())
            cp.add(arrive >= done + way + paused).only_enforce_if(literal)
        self.arcs[here, there] = found
        return found

    def _breaks(self) -> list[tuple[int, Break]]:
        return list(enumerate(self.caregiver.breaks))[self.begun.breaks :]

    def _add_breaks(self) -> None:
        """Each break lies in the gap behind one node, or (-1) behind the end of the route."""
        for number, _ in self._breaks():
            for gap in (*range(len(self.nodes) + 1), -1):
                literal = self.gaps[number, gap] = self.model.cp.new_bool_var("")
                if gap > 0:
                    self.model.cp.add_implication(literal, self.nodes[gap - 1].on)
            gaps = [self.gaps[number, gap] for gap in (*range(len(self.nodes) + 1), -1)]
            self.model.cp.add(sum(gaps) == 1).only_enforce_if(~self.idle)

    def _add_break_order(self) -> None:
        before: Any = None
        for number, pause in self._breaks():
            start = self._break_start(pause)
            if before is not None:
                self.model.cp.add(start >= before)
            before = start + pause.duration
            self._place_break(number, start, pause.duration)

    def _break_start(self, pause: Break) -> Any:
        cp, horizon, picks = self.model.cp, self.model.ground.horizon, []
        start = cp.new_int_var(0, horizon, "")
        label = self.caregiver.caregiver_id
        early, late = (self.model.loosen(Rule.BREAK, horizon, f"{end} {label}") for end in ("start", "end"))
        for window in pause.windows:
            pick = cp.new_bool_var("")
            picks.append(pick)
            cp.add(start >= window.start - early).only_enforce_if(pick)
            cp.add(start <= window.end + late).only_enforce_if(pick)
        cp.add_at_least_one(picks)
        return start

    def _place_break(self, number: int, start: Any, duration: int) -> None:
        cp = self.model.cp
        cp.add(start >= self.end).only_enforce_if(self.gaps[number, -1])
        if self.begun.any:
            cp.add(start >= self.begun.clock).only_enforce_if(self.gaps[number, 0])
        for here in range(len(self.nodes) + 1):
            gap = self.gaps[number, here]
            if here:
                node = self.nodes[here - 1]
                cp.add(start >= node.start + node.duration).only_enforce_if(gap)
            for there in range(1, len(self.nodes) + 1):
                for literal in self.arcs.get((here, there), ()):
                    cp.add(start + duration <= self.nodes[there - 1].start).only_enforce_if([gap, literal])

    def _add_limits(self) -> None:
        """Visits of the day, and what is carried at once."""
        cp, operations = self.model.cp, self.model.ground.operations
        visits = [n for n in self.nodes if n.op >= 0 and operations[n.op].visit is not None]
        asked = any(node.wanted for node in self.nodes)
        if self.caregiver.max_visits is not None:
            more = self.model.loosen(Rule.VISITS, len(visits), self.caregiver.caregiver_id) if asked else 0
            cp.add(sum(n.on for n in visits) + self.begun.visits <= self.caregiver.max_visits + more)
        if self.caregiver.capacity is None:
            return
        loads = [(operations[n.op].visit, n) for n in visits if not operations[n.op].companion]
        carried = self.begun.load + sum(visit.load * n.on for visit, n in loads if visit is not None)
        most = (
            sum(visit.load for visit, _ in loads if visit is not None)
            + sum(abs(n.aboard) for n in self.nodes)
            + self.begun.aboard
        )
        room = self.caregiver.capacity + (
            self.model.loosen(Rule.CAPACITY, most, self.caregiver.caregiver_id) if asked else 0
        )
        cp.add(carried + max(0, self.begun.aboard) <= room)
        if any(node.aboard for node in self.nodes):
            self._add_aboard(carried, room, most)

    def _add_aboard(self, carried: Any, room: Any, most: int) -> None:
        """Shipments aboard behind each node."""
        cp = self.model.cp
        aboard = [self.begun.aboard, *(cp.new_int_var(-most, most, "") for _ in self.nodes)]
        for (here, there), literals in self.arcs.items():
            for literal in literals if there else ():
                cp.add(aboard[there] == aboard[here] + self.nodes[there - 1].aboard).only_enforce_if(literal)
        for level, node in zip(aboard[1:], self.nodes, strict=True):
            cp.add(carried + level <= room).only_enforce_if(node.on)

    def _add_specimens(self) -> None:
        """Behind the last specimen carried there is a laboratory."""
        if not self.labs:
            return
        cp = self.model.cp
        cp.add_at_most_one(lab.on for lab in self.labs)
        if self.begun.specimen:
            cp.add_at_least_one(lab.on for lab in self.labs)
        for node in self._carriers():
            on = [node.on, self.model.rule(Rule.SPECIMEN)] if node.wanted else [node.on]
            cp.add_at_least_one(lab.on for lab in self.labs).only_enforce_if(on)
            for lab in self.labs:
                cp.add(lab.start >= node.start + node.duration).only_enforce_if([*on, lab.on])
