"""What the question "why not" stands on: rules by name, operations, the plan's stops, ways, what has begun."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

from scheduling.errors import ProblemInvalid
from scheduling.native.compile import Operation, operations_of
from scheduling.problem import Caregiver, Inventory, Matrix, Problem, Visit
from scheduling.result import Route, Solution, Stop

NO_WAY = 1_000_000_000
"""Seconds of a way from which on there is none."""


class Rule(StrEnum):
    """A family of rules that can keep a visit out; ``OTHERS`` is that the other visits stay in the plan."""

    SKILL = "skill"
    LEVEL = "level"
    CAREGIVER = "caregiver"
    PIN = "pin"
    ROAD = "road"
    SHIFT = "shift"
    WINDOW = "window"
    DAYLIGHT = "daylight"
    PAIR = "pair"
    DEPENDENCY = "dependency"
    KIT = "kit"
    CAPACITY = "capacity"
    VISITS = "visits"
    SPECIMEN = "specimen"
    COLD_CHAIN = "cold_chain"
    BREAK = "break"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Begun:
    """Where a caregiver's free part of the day begins: place, moment (seconds), what the begun part used up."""

    place_id: str
    clock: int
    load: int = 0
    visits: int = 0
    specimen: bool = False
    breaks: int = 0
    aboard: int = 0
    any: bool = False


@dataclass(slots=True)
class Ground:
    """Problem and plan side by side, by number of operation; made once for a question."""

    problem: Problem
    plan: Solution
    operations: tuple[Operation, ...] = field(init=False)
    people: dict[str, Caregiver] = field(init=False)
    served: dict[int, tuple[str, Stop]] = field(init=False)
    units: dict[int, tuple[int, ...]] = field(init=False)
    bands: dict[str, list[tuple[int, dict[str, int], Matrix]]] = field(init=False)
    horizon: int = field(init=False)
    _routes: dict[str, Route] = field(init=False)

    def __post_init__(self) -> None:
        problem = self.problem
        self.operations = operations_of(problem)
        self.people = {c.caregiver_id: c for c in problem.caregivers}
        self._routes = {r.caregiver_id: r for r in self.plan.routes}
        number = {_key(o): n for n, o in enumerate(self.operations)}
        self.served = {
            number[s.visit_id, s.kind, s.companion]: (r.caregiver_id, s)
            for r in self.plan.routes
            for s in r.stops
            if (s.visit_id, s.kind, s.companion) in number
        }
        self.units = _units(problem, self.operations)
        self.bands = {}
        for matrix in sorted(problem.matrices, key=lambda m: m.from_time):
            rows = {place: n for n, place in enumerate(matrix.places)}
            self.bands.setdefault(matrix.vehicle, []).append((matrix.from_time, rows, matrix))
        self.horizon = _horizon(problem)

    def wanted(self, name: str) -> tuple[int, ...]:
        """The operations of a visit or shipment and of all that must be planned with it. Raises ProblemInvalid."""
        ops = [n for n, o in enumerate(self.operations) if o.name == name]
        if not ops:
            raise ProblemInvalid(f"visits[{name}]", "is not in the problem")
        unit = self.units[ops[0]]
        if any(op in self.served for op in unit):
            raise ProblemInvalid(f"visits[{name}]", "is planned already")
        return unit

    def of_caregiver(self, caregiver_id: str) -> tuple[int, ...]:
        """The operations on a caregiver's route that have not begun, in the order of the plan."""
        mine = [(s.start, op) for op, (who, s) in self.served.items() if who == caregiver_id and not s.frozen]
        return tuple(op for _, op in sorted(mine))

    def leg(self, caregiver: Caregiver, here: str, there: str) -> tuple[tuple[int, int], ...]:
        """(from when, driving seconds) of a way by hour band; neighbouring bands with equal seconds are one."""
        found: list[tuple[int, int]] = []
        for begins, rows, matrix in self.bands[caregiver.vehicle]:
            seconds = matrix.seconds[rows[here]][rows[there]] if here in rows and there in rows else NO_WAY
            if not found or found[-1][1] != seconds:
                found.append((begins, seconds))
        return tuple(found)

    def begun(self, caregiver: Caregiver) -> Begun:
        """What of the caregiver's day has begun. Breaks that are over, or have begun, count as taken."""
        route = self._routes.get(caregiver.caregiver_id)
        clock = max(caregiver.shift.start, self.problem.freeze_time)
        if route is None:
            return Begun(caregiver.start_place, clock)
        last = max((n for n, s in enumerate(route.stops) if s.frozen), default=-1)
        done = route.stops[: last + 1]
        until = max([self.problem.freeze_time, *(s.departure for s in done)])
        over = [b.start + b.duration for b in route.breaks if b.start < until]
        if not done:
            return Begun(caregiver.start_place, max([clock, *over]), breaks=len(over), any=bool(over))
        visits = [(self._visit(s), s.companion) for s in done if s.kind == "visit"]
        lab = max((n for n, s in enumerate(done) if s.kind == "laboratory"), default=-1)
        return Begun(
            place_id=done[-1].place_id,
            clock=max([until, *over]),
            load=sum(v.load for v, companion in visits if not companion),
            visits=len(visits),
            specimen=any(s.kind == "visit" and self._visit(s).specimen_deadline is not None for s in done[lab + 1 :]),
            breaks=len(over),
            aboard=sum(self._aboard(s) for s in done),
            any=True,
        )

    def objections(self, op: int, caregiver_id: str) -> dict[Rule, int]:
        """Which rules keep a caregiver from an operation, and how much is missing (skills, levels, or 1)."""
        operation, who = self.operations[op], self.people[caregiver_id]
        if operation.shipment is not None:
            return _some({Rule.SKILL: len(operation.shipment.required_skills - who.skills)})
        visit = operation.visit
        assert visit is not None
        if operation.companion:
            banned = caregiver_id in visit.prohibited_caregivers
            return _some({Rule.SKILL: len(visit.companion_skills - who.skills), Rule.CAREGIVER: banned})
        pinned = next((p.caregiver_id for p in self.problem.pins if p.visit_id == visit.visit_id), "")
        listed = not visit.required_caregivers or caregiver_id in visit.required_caregivers
        low = {s: visit.minimum_levels.get(s, 1) - who.level(s) for s in visit.required_skills & who.skills}
        return _some(
            {
                Rule.SKILL: len(visit.required_skills - who.skills),
                Rule.LEVEL: sum(max(0, missing) for missing in low.values()),
                Rule.CAREGIVER: not listed or caregiver_id in visit.prohibited_caregivers,
                Rule.PIN: bool(pinned) and pinned != caregiver_id,
            }
        )

    def links(self) -> Iterator[tuple[int, int, int, int | None, str, Rule]]:
        """(first, second, least, most, sameness of caregivers, family) of every pair of operations that are tied."""
        main = {o.name: n for n, o in enumerate(self.operations) if not o.companion and not o.picks_up}
        for n, operation in enumerate(self.operations):
            if operation.companion:
                yield main[operation.name], n, 0, 0, "different", Rule.PAIR
            if operation.picks_up and operation.shipment is not None:
                held, cold = operation.duration, operation.shipment.cold_chain
                most = None if cold is None else held + cold
                yield n, main[operation.name], held, most, "same", Rule.COLD_CHAIN
        for group in self.problem.groups:
            for first, second in combinations(group.visit_ids, 2):
                yield main[first], main[second], 0, 0, "different", Rule.PAIR
        for link in self.problem.dependencies:
            yield main[link.first], main[link.second], link.min_delay, link.max_delay, link.caregivers, Rule.DEPENDENCY

    def kit_uses(self, op: int) -> tuple[tuple[str, int, int], ...]:
        """(kit, seconds after the start, units more in use) of an operation."""
        operation = self.operations[op]
        if operation.visit is not None:
            kits = () if operation.companion else sorted(operation.visit.equipment)
            found = [(k, operation.duration + self._inventory(k).cleaning) for k in kits]
            return tuple(use for kit, free in found for use in ((kit, 0, 1), (kit, free, -1)))
        kit = operation.shipment.kit if operation.shipment else ""
        if not kit or self._inventory(kit).place_id != operation.place_id:
            return ()
        given = (kit, operation.duration + self._inventory(kit).cleaning, -1)
        return ((kit, 0, 1),) if operation.picks_up else (given,)

    def _inventory(self, kit: str) -> Inventory:
        return next(i for i in self.problem.inventories if i.kit == kit)

    def _aboard(self, stop: Stop) -> int:
        if stop.kind not in ("pickup", "delivery"):
            return 0
        amount = next(s.amount for s in self.problem.shipments if s.shipment_id == stop.visit_id)
        return amount if stop.kind == "pickup" else -amount

    def _visit(self, stop: Stop) -> Visit:
        return next(v for v in self.problem.visits if v.visit_id == stop.visit_id)


def _some(missing: dict[Rule, int]) -> dict[Rule, int]:
    return {rule: int(count) for rule, count in missing.items() if count}


def _key(operation: Operation) -> tuple[str, str, bool]:
    kind = "visit" if operation.shipment is None else "pickup" if operation.picks_up else "delivery"
    return operation.name, kind, operation.companion


def _units(problem: Problem, operations: tuple[Operation, ...]) -> dict[int, tuple[int, ...]]:
    """The operations that are planned together or not at all, by each of them."""
    by_name: dict[str, set[int]] = {}
    for n, operation in enumerate(operations):
        by_name.setdefault(operation.name, set()).add(n)
    tied: Iterable[tuple[str, ...]] = (
        *(g.visit_ids for g in problem.groups),
        *((d.first, d.second) for d in problem.dependencies),
    )
    for names in tied:
        joined = set().union(*(by_name[name] for name in names))
        by_name.update({operations[op].name: joined for op in joined})
    return {n: tuple(sorted(by_name[o.name])) for n, o in enumerate(operations)}


def _horizon(problem: Problem) -> int:
    """A moment after which nothing needs to be looked at, a day after everything known."""
    ends = [c.shift.end + c.shift.max_overtime for c in problem.caregivers]
    ends += [w.end for v in problem.visits for w in v.windows]
    ends += [w.end for s in problem.shipments for end in (s.pickup, s.delivery) for w in end.windows]
    ends += [p.start for p in problem.pins if p.start is not None]
    return max([problem.freeze_time, *ends]) + 86_400
