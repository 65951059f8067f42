"""Routes in the CP-SAT model: a circuit for each caregiver, times along it, the end of the shift."""

from dataclasses import dataclass, field

from scheduling.backends.exact.breaks import add_breaks
from scheduling.backends.exact.day import Day
from scheduling.backends.exact.model import Arc, Model, Node, Var
from scheduling.backends.exact.ways import NO_WAY, Way


def add_routes(model: Model) -> list[Day]:
    """Add the route of every caregiver to the model."""
    days = [Day(model, k, caregiver) for k, caregiver in enumerate(model.problem.caregivers)]
    for day in days:
        _Circuit(day).build()
    return days


@dataclass(slots=True)
class _Circuit:
    """The way of one caregiver in the making."""

    day: Day
    arcs: list[tuple[int, int, Var]] = field(default_factory=list)
    travelled: list[Var] = field(default_factory=list)

    @property
    def model(self) -> Model:
        return self.day.model

    def build(self) -> None:
        """Circuit, times and cost of the day."""
        day, model = self.day, self.model
        if not day.nodes:
            model.cp.add(day.used == 0)
            return
        add_breaks(day)
        for node in day.nodes:
            self._depart(node)
        self._leave_home()
        loops = [(number, number, ~visited) for number, visited in day.visited.items()]
        model.cp.add_circuit([*self.arcs, (0, 0, ~day.used), *loops])
        for (
            visited
        ) in day.visited.values():  # else stops of no duration could go round in a circle without leaving home
            model.cp.add_implication(visited, day.used)
        served = [model.operations[n].duration * does for n, does in day.operations()]
        model.work[day.k] = sum(self.travelled) + sum(served)
        self._price_the_end()
        self._keep_apart()

    def _leave_home(self) -> None:
        for there in self.day.nodes:
            if there.operation is not None and self.model.scope.may_follow(self.day.k, None, there.operation):
                self._go(None, there)

    def _depart(self, here: Node) -> None:
        """Every way from a stop: to others, to the laboratory after it, home."""
        scope, k = self.model.scope, self.day.k
        last = here.after if here.operation is None else here.operation
        for there in self.day.nodes:
            if there.operation is None:
                if there.after == here.operation and here.operation is not None:
                    self._go(here, there)
            elif not (here.operation is None and there.frozen) and scope.may_follow(k, last, there.operation):
                self._go(here, there)
        if scope.may_follow(k, last, None):
            self._go_home(here)

    def _go(self, here: Node | None, there: Node) -> None:
        caregiver = self.day.caregiver
        place = caregiver.start_place if here is None else here.place_id
        if there.frozen:
            assert there.operation is not None
            moment = self.model.operations[there.operation].earliest
            way = self.model.ways.at(caregiver, place, there.place_id, moment)
            arc = self._arc(here, there, way if way.seconds < NO_WAY else None)
            self._follow(here, there, arc)
            return
        for way in self.model.ways.between(caregiver, place, there.place_id):
            if self._in_time(here, there, way):
                arc = self._arc(here, there, way)
                self._follow(here, there, arc)
                self._travel(here, there, way, arc)

    def _arc(self, here: Node | None, there: Node | None, way: Way | None) -> Var:
        """A new arc with its price; the way is None where it is history."""
        model, literal = self.model, self.model.literal()
        ends = (0 if here is None else here.number, 0 if there is None else there.number)
        self.arcs.append((*ends, literal))
        model.arcs.append(Arc(self.day.k, *ends, literal))
        if way is not None:
            model.costs.append(way.price * literal)
            if there is not None and there.operation is not None:
                self.travelled.append(way.seconds * literal)
        return literal

    def _in_time(self, here: Node | None, there: Node, way: Way) -> bool:
        """Whether a way may be taken at all, by the bounds of both ends."""
        least = self.day.caregiver.shift.start
        if here is not None and here.operation is not None:
            operation = self.model.operations[here.operation]
            least = operation.earliest + operation.duration
        latest = self.model.horizon if there.operation is None else self.model.operations[there.operation].latest
        return max(least, way.since) + way.total <= latest

    def _follow(self, here: Node | None, there: Node, arc: Var) -> None:
        """Order and, where a stop has begun, nothing else."""
        cp = self.model.cp
        if here is not None:
            if self.day.breaks or self.day.loose:
                cp.add(there.free >= here.departure).only_enforce_if(arc)
            cp.add(there.start >= here.departure).only_enforce_if(arc)

    def _travel(self, here: Node | None, there: Node, way: Way, arc: Var) -> None:
        """The times of a journey: left, delayed by breaks, arrived in time for the service."""
        day, cp = self.day, self.model.cp
        since = day.caregiver.shift.start if here is None else here.departure
        if day.loose:
            least = max(way.since, self.model.problem.freeze_time)
            cp.add(there.left >= least).only_enforce_if(arc)
            cp.add(there.left >= since).only_enforce_if(arc)
            if way.until <= self.model.horizon:
                cp.add(there.left < way.until).only_enforce_if(arc)
            since = there.left
        arrived = since + way.total + sum(day.delays.get(there.number, ()))
        if there.arrival is None:
            cp.add(there.start >= arrived).only_enforce_if(arc)
        else:
            cp.add(there.arrival >= arrived).only_enforce_if(arc)
            cp.add(there.start >= there.arrival).only_enforce_if(arc)

    def _go_home(self, here: Node) -> None:
        day, cp = self.day, self.model.cp
        for way in self.model.ways.home(day.caregiver, here.place_id):
            arc = self._arc(here, None, way)
            cp.add(day.end >= here.departure + way.seconds + sum(day.delays.get(0, ()))).only_enforce_if(arc)
            if day.breaks:
                cp.add(day.done >= here.departure).only_enforce_if(arc)
            if way.since > 0:
                cp.add(here.departure >= way.since).only_enforce_if(arc)
            if way.until <= self.model.horizon:
                cp.add(here.departure < way.until).only_enforce_if(arc)

    def _price_the_end(self) -> None:
        """Overtime after the shift, and the seconds between its soft end and its end."""
        day, model = self.day, self.model
        shift, weights = day.caregiver.shift, model.weights
        model.costs.append(weights.used_caregiver * day.used)
        overtime = model.moment(0, shift.max_overtime)
        model.cp.add(overtime >= day.end - shift.end)
        model.costs.append(weights.overtime_second * overtime)
        if shift.soft_end is None or not weights.soft_end_second:
            return
        after, over = model.moment(0, shift.end + shift.max_overtime), model.literal()
        model.cp.add(day.end >= shift.end).only_enforce_if(over)
        model.cp.add(after >= shift.end - shift.soft_end).only_enforce_if(over)
        model.cp.add(after >= day.end - shift.soft_end).only_enforce_if(~over)
        model.costs.append(weights.soft_end_second * after)

    def _keep_apart(self) -> None:
        """Services and breaks of one caregiver do not overlap (the circuit says so too; this proves faster)."""
        day, cp = self.day, self.model.cp
        busy = [
            cp.new_optional_fixed_size_interval_var(node.start, node.duration, day.visited[node.number], "")
            for node in day.nodes
        ]
        for start, pause in zip(day.breaks, day.caregiver.breaks, strict=True):
            busy.append(cp.new_optional_fixed_size_interval_var(start, pause.duration, day.used, ""))
        cp.add_no_overlap(busy)
