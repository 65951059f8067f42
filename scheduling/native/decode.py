"""From an order of entries and a choice of caregivers to a whole solution with times, breaks and prices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate

import msgspec
import numpy as np

from scheduling.native import tables as c
from scheduling.native.anneal import settle_all
from scheduling.native.compile import Compiled, Operation
from scheduling.native.order import load_order
from scheduling.native.place import break_from, break_to_lab, table_at
from scheduling.native.run import new_run
from scheduling.native.tables import I64, table
from scheduling.native.wishes import wishes_broken
from scheduling.problem import Caregiver, Problem, Visit
from scheduling.result import Reason, Route, Score, Solution, Status, Stop, StopKind, TakenBreak, Unassigned

Visits = Mapping[str, Visit]


def decode(
    compiled: Compiled, order: I64, who: I64, *, backend: str = "native", status: Status = "feasible"
) -> Solution:
    """The solution of an order. What only half fits (one of a pair, a pickup without delivery) is left out whole."""
    run = new_run(compiled.tables, 1)
    chosen = who.copy()
    while True:
        load_order(compiled.tables, run, order, chosen)
        settle_all(compiled.tables, run)
        halves = _halves(compiled, run, chosen)
        if not halves:
            break
        chosen[list(halves)] = -1
    return _Decoder(compiled, run).solution(backend, status)


def records(compiled: Compiled, run: I64) -> I64:
    """The records of all operations, as a view of shape (operations, ``R_WIDTH``)."""
    return table(run, c.R_HEAD, len(compiled.operations), c.R_WIDTH)


def _halves(compiled: Compiled, run: I64, who: I64) -> set[int]:
    """Operations that somebody has but that must not be planned, because what belongs to them is not."""
    decoder = _Decoder(compiled, run)
    placed, chosen = (decoder.rows[:, c.PLACED] == 1).tolist(), who.tolist()
    found = {op for unit in compiled.units for op in unit if chosen[op] >= 0 and not all(placed[n] for n in unit)}
    for k, mine in enumerate(decoder.ops):
        if mine and not found and decoder.way_home(k) is None:
            last = max(mine, key=lambda op: int(decoder.rows[op, c.START]))
            found |= {op for unit in compiled.units if last in unit for op in unit if chosen[op] >= 0}
    return found


@dataclass(frozen=True, slots=True)
class _Home:
    """The end of a route: a last laboratory stop, the way, and breaks that were still due."""

    laboratory: Stop | None
    clock: int
    here: int
    seconds: int
    metres: int
    end: int
    breaks: tuple[TakenBreak, ...]
    specimen_late: int


@dataclass(slots=True)
class _Decoder:
    """Reads one settled run. ``ops``: the operations of each caregiver in their order; ``first_break``: of each the
    number of the first break. PERF(an urgent visit at once): read once for all stops."""

    compiled: Compiled
    run: I64
    units: dict[int, int] = field(default_factory=dict)
    rows: I64 = field(init=False)
    ops: list[list[int]] = field(init=False)
    first_break: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = records(self.compiled, self.run)
        self.ops = _by_caregiver(self.rows, len(self.problem.caregivers))
        self.first_break = list(accumulate((len(x.breaks) for x in self.problem.caregivers), initial=0))

    @property
    def problem(self) -> Problem:
        return self.compiled.problem

    def solution(self, backend: str, status: Status) -> Solution:
        """Routes, what is left out, and the score."""
        routes = tuple(route for k in range(len(self.problem.caregivers)) if (route := self._route(k)) is not None)
        planned = {(s.visit_id, s.kind != "visit") for route in routes for s in route.stops}
        left_out = [v for v in self.problem.visits if (v.visit_id, False) not in planned]
        not_sent = [s for s in self.problem.shipments if (s.shipment_id, True) not in planned]
        names = [*(v.visit_id for v in left_out), *(s.shipment_id for s in not_sent)]
        return Solution(
            backend=backend,
            status=status,
            routes=routes,
            unassigned=tuple(Unassigned(visit_id=name, reason=Reason.CAPACITY) for name in names),
            score=score(self.problem, routes),
        )

    def _route(self, k: int) -> Route | None:
        ops = self.ops[k]
        home = self.way_home(k)
        if not ops or home is None:
            return None
        caregiver = self.problem.caregivers[k]
        breaks = [b for before, op in zip((None, *ops), ops, strict=False) for b in self._breaks(k, before, op)]
        stops: list[Stop] = []
        here = caregiver.start_place
        due: int = c.NEVER
        for op in ops:
            stops += self._stops(k, op, here, due, breaks, first=not stops)
            here = self.compiled.operations[op].place_id
            due = int(self.rows[op, c.SPECIMEN])
        if home.laboratory is not None:
            stops.append(home.laboratory)
        return Route(
            caregiver_id=caregiver.caregiver_id,
            leave=stops[0].left,
            stops=tuple(stops),
            end=home.end,
            return_travel=home.seconds,
            return_metres=home.metres,
            overtime=max(0, home.end - caregiver.shift.end),
            breaks=(*breaks, *home.breaks),
        )

    def _breaks(self, k: int, before: int | None, op: int) -> list[TakenBreak]:
        """The breaks taken between the operation ``before`` (None: the start of the route) and ``op``."""
        row = self.rows[op]
        due = self.first_break[k] if before is None else int(self.rows[before, c.BREAK])
        breaks, first = self.problem.caregivers[k].breaks, due - self.first_break[k]
        return [
            TakenBreak(int(row[c.BREAK_0 + n]), breaks[first + n].duration)
            for n in range(int(row[c.BREAK]) - due)
        ]  # fmt: skip

    def _stops(self, k: int, op: int, here: str, due: int, breaks: list[TakenBreak], *, first: bool) -> Iterable[Stop]:
        row, operation = self.rows[op], self.compiled.operations[op]
        caregiver, left = self.problem.caregivers[k], int(row[c.LEFT])
        if row[c.LAB_PLACE] >= 0:
            lab = self.compiled.places[int(row[c.LAB_PLACE])]
            yield self._laboratory(k, here, lab, left, int(row[c.LAB_ARRIVED]), int(row[c.LAB_LEFT]), due)
            here, left, first = lab, int(row[c.LAB_LEFT]), False
        seconds, metres = self._leg(k, here, operation.place_id, left)
        access = caregiver.access_duration if here != operation.place_id else 0
        arrival, start = int(row[c.ARRIVED]), int(row[c.START])
        frozen = self._frozen(op)
        if frozen:
            seconds, metres = self._leg(k, here, operation.place_id, start)
        if frozen and seconds >= c.NO_WAY:
            seconds = metres = 0
        if frozen:
            left = arrival = start
        elif first and not any(b.start < start for b in breaks):
            late = start - seconds - access
            if late > left and table_at(self.compiled.tables, k, late) == table_at(self.compiled.tables, k, left):
                left, arrival = late, start
        paused = sum(max(0, min(start, b.start + b.duration) - max(arrival, b.start)) for b in breaks)
        yield Stop(
            visit_id=operation.name,
            place_id=operation.place_id,
            left=left,
            arrival=arrival,
            start=start,
            departure=int(row[c.CLOCK]),
            wait=start - arrival - paused,
            travel=seconds,
            access=access,
            metres=metres,
            late=int(row[c.LATE]),
            kind=_kind(operation),
            companion=operation.companion,
            units=self._units(op),
            frozen=frozen,
        )

    def _frozen(self, op: int) -> bool:
        return int(self.compiled.tables[c.T_HEAD + op * c.O_WIDTH + c.O_FROZEN]) >= 0

    def _units(self, op: int) -> dict[str, int]:
        tables, begin = self.compiled.tables, c.T_HEAD + op * c.O_WIDTH
        found: dict[str, int] = {}
        for n in range(int(tables[begin + c.O_KITS]), int(tables[begin + c.O_KITS_END])):
            ref = int(tables[tables[c.T_USE] + n])
            kit = int(tables[tables[c.T_KIT] + ref])
            if not self.units:
                self.units = units_of(self.compiled, self.run)
            found[self.problem.inventories[kit].kit] = self.units[ref] + 1
        return found

    def _laboratory(self, k: int, here: str, lab: str, left: int, arrival: int, departure: int, due: int) -> Stop:
        seconds, metres = self._leg(k, here, lab, left)
        access = self.problem.caregivers[k].access_duration if here != lab else 0
        return Stop(
            visit_id="", place_id=lab, left=left, arrival=arrival, start=arrival, departure=departure, wait=0,
            travel=seconds, access=access, metres=metres, late=max(0, arrival - due), kind="laboratory",
        )  # fmt: skip

    def _leg(self, k: int, here: str, there: str, clock: int) -> tuple[int, int]:
        """Seconds and metres of a way left at ``clock``."""
        tables, places = self.compiled.tables, self.compiled.numbers
        v = int(table_at(tables, k, clock))
        size = len(self.compiled.places)
        cell = int(tables[tables[c.T_TRAVEL] + (v * size + places[here]) * size + places[there]])
        return cell & c.TRAVEL_MASK, int(self.compiled.metres[v, places[here], places[there]])

    def way_home(self, k: int) -> _Home | None:
        """The end of the route of ``k``; None when it would break a hard rule."""
        ops, caregiver = self.ops[k], self.problem.caregivers[k]
        if not ops:
            return None
        row = self.rows[ops[-1]]
        clock, here, due = int(row[c.CLOCK]), self.compiled.operations[ops[-1]].place_id, int(row[c.SPECIMEN])
        laboratory, specimen_late = None, 0
        early: tuple[TakenBreak, ...] = ()
        if due < c.NEVER:
            v = int(table_at(self.compiled.tables, k, clock))
            since, laboratory = clock, self._last_laboratory(k, v, here, clock, due)
            if laboratory.place_id != caregiver.end_place:
                clock = max(clock, self.problem.freeze_time)
                laboratory = self._last_laboratory(k, v, here, clock, due)
                laboratory, early = self._breaks_to(laboratory, k, int(row[c.BREAK]), since, due)
            if laboratory.place_id == caregiver.end_place:
                specimen_late = max(0, clock + self._leg(k, here, laboratory.place_id, clock)[0] - due)
                laboratory = None
            else:
                clock, here, specimen_late = laboratory.departure, laboratory.place_id, laboratory.late
        seconds, metres = self._leg(k, here, caregiver.end_place, clock)
        end, breaks = self._last_breaks(k, int(row[c.BREAK]) + len(early), clock, clock + seconds)
        if breaks is None or end > caregiver.shift.end + caregiver.shift.max_overtime:
            return None
        here_number = self.compiled.numbers[here]
        return _Home(laboratory, clock, here_number, seconds, metres, end, (*early, *breaks), specimen_late)

    def _last_laboratory(self, k: int, v: int, here: str, clock: int, due: int) -> Stop:
        tables = self.compiled.tables
        number = int(tables[tables[c.T_LAB] + v * len(self.compiled.places) + self.compiled.numbers[here]])
        place = self.compiled.places[number]
        access = self.problem.caregivers[k].access_duration if place != here else 0
        arrival = clock + self._leg(k, here, place, clock)[0] + access
        return self._laboratory(
            k, here, place, clock, arrival, arrival + int(tables[tables[c.T_LAB_SERVICE] + number]), due
        )

    def _breaks_to(
        self, laboratory: Stop, k: int, first: int, since: int, due: int
    ) -> tuple[Stop, tuple[TakenBreak, ...]]:
        """The last laboratory after the breaks that have to be taken on the way to it."""
        taken: list[TakenBreak] = []
        arrival, service = laboratory.arrival, laboratory.departure - laboratory.arrival
        breaks = self.problem.caregivers[k].breaks
        for b in range(first, self.first_break[k] + len(breaks)):
            begin = int(break_to_lab(self.compiled.tables, b, since, arrival, arrival + service))
            if begin < 0:
                break
            pause = breaks[b - self.first_break[k]].duration
            since = begin + pause
            arrival += pause if begin >= laboratory.left else max(0, since - laboratory.left)
            taken.append(TakenBreak(begin, pause))
        moved = msgspec.structs.replace(
            laboratory, arrival=arrival, start=arrival, departure=arrival + service, late=max(0, arrival - due)
        )
        return moved, tuple(taken)

    def _last_breaks(self, k: int, first: int, clock: int, back: int) -> tuple[int, tuple[TakenBreak, ...] | None]:
        """When the route ends, and the breaks on the way home or after it."""
        taken, rested = [], 0
        breaks = self.problem.caregivers[k].breaks
        for b in range(first, self.first_break[k] + len(breaks)):
            duration = breaks[b - self.first_break[k]].duration
            begin = int(break_from(self.compiled.tables, b, max(back, rested)))
            if begin >= 0:
                rested = begin + duration
            else:
                begin = int(break_from(self.compiled.tables, b, clock)) if rested == 0 else -1
                if begin < 0:
                    return back, None
                back, clock = back + duration, begin + duration
            taken.append(TakenBreak(begin, duration))
        return back, tuple(taken)


def units_of(compiled: Compiled, run: I64) -> dict[int, int]:
    """Which unit of its kit each use takes, from 0: the chosen one, or the one free first where units are counted."""
    tables, rows = compiled.tables, records(compiled, run)
    refs = int(tables[c.T_REFS])
    kits, ops = (tables[tables[n] : tables[n] + refs].tolist() for n in (c.T_KIT, c.T_REF_OP))
    chosen, release = (run[run[n] : run[n] + refs].tolist() for n in (c.R_UNIT_OF, c.R_RELEASE))
    found: dict[int, int] = {}
    for kit, inventory in enumerate(compiled.problem.inventories):
        mine = [ref for ref in range(refs) if kits[ref] == kit and rows[ops[ref], c.PLACED] == 1]
        if tables[tables[c.T_SLOTS] + kit]:
            found |= {ref: chosen[ref] - int(tables[tables[c.T_UNIT_PTR] + kit]) for ref in mine}
            continue
        free = [0] * inventory.units
        for ref in sorted(mine, key=lambda ref: (int(rows[ops[ref], c.KEY]), ref)):
            found[ref] = free.index(min(free))
            free[found[ref]] = release[ref]
    return found


def _by_caregiver(rows: I64, people: int) -> list[list[int]]:
    """The placed operations of each of so many caregivers, by their keys."""
    found: list[list[int]] = [[] for _ in range(people)]
    placed = np.nonzero((rows[:, c.PLACED] == 1) & (rows[:, c.WHO] >= 0))[0]
    for op in placed[np.argsort(rows[placed, c.KEY], kind="stable")].tolist():
        found[int(rows[op, c.WHO])].append(op)
    return found


def _kind(operation: Operation) -> StopKind:
    if operation.shipment is None:
        return "visit"
    return "pickup" if operation.picks_up else "delivery"


def score(problem: Problem, routes: tuple[Route, ...]) -> Score:
    """What the routes cost, by part, as the engine counts it."""
    weights, people = problem.weights, {x.caregiver_id: x for x in problem.caregivers}
    visits = {v.visit_id: v for v in problem.visits}
    late = [s.late for route in routes for s in route.stops if s.kind != "laboratory"]
    legs = [(s.travel, s.metres) for route in routes for s in route.stops]
    legs += [(route.return_travel, route.return_metres) for route in routes]
    planned = {(s.visit_id, s.kind != "visit") for route in routes for s in route.stops}
    return Score(
        left_out=sum(v.penalty if v.optional else weights.required_left_out * v.priority
                     for v in problem.visits if (v.visit_id, False) not in planned)
        + sum(s.penalty if s.optional else weights.required_left_out * s.priority
              for s in problem.shipments if (s.shipment_id, True) not in planned),
        travel=sum(weights.travel_second * seconds + weights.travel_metre * metres for seconds, metres in legs),
        lateness=weights.late_second * sum(late),
        max_lateness=weights.max_late_second * max(late, default=0),
        overtime=weights.overtime_second * sum(route.overtime for route in routes),
        soft_end=weights.soft_end_second * sum(_after_soft_end(people[r.caregiver_id], r) for r in routes),
        continuity=weights.not_preferred * sum(_strange(visits, r) for r in routes),
        wishes=weights.wish_broken * sum(_wishes(visits, people[r.caregiver_id], r) for r in routes),
        specimens=weights.specimen_late_second * sum(specimen_lateness(visits, r) for r in routes),
        fairness=weights.unfair_second * _spread(problem, routes),
        stability=_moved(problem, routes),
        used=weights.used_caregiver * len(routes),
    )  # fmt: skip


def _after_soft_end(caregiver: Caregiver, route: Route) -> int:
    soft_end = caregiver.shift.soft_end
    return 0 if soft_end is None else max(0, min(route.end, caregiver.shift.end) - soft_end)


def _main_visits(route: Route) -> list[str]:
    return [s.visit_id for s in route.stops if s.kind == "visit" and not s.companion]


def _strange(visits: Visits, route: Route) -> int:
    names = (visits[visit_id].preferred_caregivers for visit_id in _main_visits(route))
    return sum(bool(preferred) and route.caregiver_id not in preferred for preferred in names)


def _wishes(visits: Visits, caregiver: Caregiver, route: Route) -> int:
    return sum(wishes_broken(visits[visit_id], caregiver) for visit_id in _main_visits(route))


def specimen_lateness(visits: Visits, route: Route) -> int:
    """Seconds that specimens of a route come too late, hand-in by hand-in."""
    due, late = c.NEVER, 0
    for stop in route.stops:
        if stop.kind == "laboratory":
            late, due = late + max(0, stop.arrival - due), c.NEVER
        elif stop.kind == "visit" and not stop.companion:
            limit = visits[stop.visit_id].specimen_deadline
            due = due if limit is None else min(due, stop.departure + limit)
    return late + (max(0, route.end - due) if due < c.NEVER else 0)


def _spread(problem: Problem, routes: tuple[Route, ...]) -> int:
    work = dict.fromkeys((x.caregiver_id for x in problem.caregivers), 0)
    for route in routes:
        served = [stop for stop in route.stops if stop.kind != "laboratory"]
        work[route.caregiver_id] += sum(stop.travel + stop.departure - stop.start for stop in served)
    return max(work.values(), default=0) - min(work.values(), default=0)


def _moved(problem: Problem, routes: tuple[Route, ...]) -> int:
    before, weights, total = {p.visit_id: p for p in problem.previous}, problem.weights, 0
    for route in routes:
        for stop in route.stops:
            old = before.get(stop.visit_id) if stop.kind == "visit" and not stop.companion else None
            if old is not None:
                total += weights.moved_visit * (old.caregiver_id != route.caregiver_id)
                total += weights.moved_second * abs(stop.start - old.start)
    return total
