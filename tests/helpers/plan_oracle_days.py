"""All days of one caregiver in a tiny problem: every choice and order of operations, every second of every start."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from scheduling.problem import Caregiver, Pin, Problem, TimeWindow, Visit
from scheduling.result import Route, Stop, StopKind, TakenBreak

NO_WAY = 1_000_000_000


class Op(NamedTuple):
    """One caregiver's work at one place."""

    name: str
    kind: StopKind
    companion: bool
    place: str
    duration: int
    windows: tuple[TimeWindow, ...]


class Option(NamedTuple):
    """One possible day of a caregiver: its cost, what only the whole plan prices, and the route itself."""

    cost: int
    work: int
    worst: int
    starts: tuple[tuple[int, int], ...]
    route: Route | None


Options = dict[frozenset[int], list[Option]]


def operations(problem: Problem) -> list[Op]:
    """Every operation: visits with their companions, then the ends of shipments."""
    found = []
    for v in problem.visits:
        for part in (False, True) if v.two_person else (False,):
            found.append(Op(v.visit_id, "visit", part, v.place_id, v.service_duration, v.windows))
    for s in problem.shipments:
        found.append(Op(s.shipment_id, "pickup", False, s.pickup.place_id, s.pickup.service_duration, s.pickup.windows))
        found.append(
            Op(s.shipment_id, "delivery", False, s.delivery.place_id, s.delivery.service_duration, s.delivery.windows)
        )
    return found


def days_of(problem: Problem, ops: Sequence[Op], caregiver: Caregiver) -> Options:
    """The cheapest day of the caregiver for every set of starts, by the operations done; cheapest first."""
    found: dict[tuple[tuple[tuple[int, int], ...], int, int], Option] = {((), 0, 0): Option(0, 0, 0, (), None)}
    for option in _Days(problem, ops, caregiver).all():
        key = (option.starts, option.work, option.worst)
        if key not in found or option.cost < found[key].cost:
            found[key] = option
    by: Options = {}
    for option in found.values():
        by.setdefault(frozenset(n for n, _ in option.starts), []).append(option)
    return {chosen: sorted(options, key=lambda o: o.cost) for chosen, options in by.items()}


@dataclass(frozen=True, slots=True)
class _State:
    """The caregiver on the way, after ``stops``."""

    place: str
    clock: int
    starts: tuple[tuple[int, int], ...] = ()
    stops: tuple[Stop, ...] = ()
    breaks: tuple[TakenBreak, ...] = ()
    due: int | None = None
    cost: int = 0
    work: int = 0
    worst: int = 0

    @property
    def rested(self) -> int:
        return self.breaks[-1].start + self.breaks[-1].duration if self.breaks else 0


@dataclass(slots=True)
class _Days:
    problem: Problem
    ops: Sequence[Op]
    caregiver: Caregiver
    visits: dict[str, Visit] = field(init=False)
    pins: dict[str, Pin] = field(init=False)
    labs: dict[str, int] = field(init=False)
    last: int = field(init=False)

    def __post_init__(self) -> None:
        self.visits = {v.visit_id: v for v in self.problem.visits}
        self.pins = {p.visit_id: p for p in self.problem.pins}
        self.labs = {x.place_id: x.service_duration for x in self.problem.laboratories}
        self.last = self.caregiver.shift.end + self.caregiver.shift.max_overtime

    def all(self) -> Iterator[Option]:
        """Every day with at least one operation."""
        stack = [_State(self.caregiver.start_place, -1)]
        while stack:
            state = stack.pop()
            for n in range(len(self.ops)):
                if all(n != m for m, _ in state.starts):
                    stack += self._after(state, n)
            if state.starts:
                yield from self._ends(state)

    # --- one more stop --------------------------------------------------------------------------------------------

    def _after(self, state: _State, n: int) -> Iterator[_State]:
        op = self.ops[n]
        if not self._may(state, op):
            return
        pin = self.pins.get(op.name)
        if op.kind == "visit" and pin is not None and pin.frozen:
            yield from self._begun(state, n, pin)
            return
        for before in (state, *self._by_laboratory(state)):
            for rested in self._rests(before, before.clock):
                for left in self._leavings(rested):
                    yield from self._serve(rested, n, left)

    def _serve(self, state: _State, n: int, left: int) -> Iterator[_State]:
        op = self.ops[n]
        way = self._leg(state.place, op.place, left)
        if way is None:
            return
        access = self.caregiver.access_duration if op.place != state.place else 0
        arrival = self._walk(left, way[0] + access, state.breaks)
        for start in range(max(arrival, state.rested if state.breaks else 0), self.last - op.duration + 1):
            if self._admits(op, start):
                yield self._done(state, n, (left, arrival, start), (*way, access))

    def _begun(self, state: _State, n: int, pin: Pin) -> Iterator[_State]:
        assert pin.start is not None
        op, previous = self.ops[n], state.stops[-1] if state.stops else None
        if previous and (
            not previous.frozen
            or previous.departure > pin.start
            or (previous.start, previous.visit_id) > (pin.start, op.name)
        ):
            return
        way = self._leg(state.place, op.place, pin.start) or (0, 0)
        access = self.caregiver.access_duration if op.place != state.place else 0
        for rested in self._rests(state, state.clock):
            if rested.rested <= pin.start or not rested.breaks:
                yield self._done(rested, n, (pin.start, pin.start, pin.start), (*way, access), frozen=True)

    def _done(
        self, state: _State, n: int, times: tuple[int, int, int], way: tuple[int, int, int], frozen: bool = False
    ) -> _State:
        op, weights, (left, arrival, start) = self.ops[n], self.problem.weights, times
        visit = self.visits.get(op.name) if not op.companion else None
        late, due = self._late(op, start), state.due
        if visit is not None and visit.specimen_deadline is not None:
            mine = start + op.duration + visit.specimen_deadline
            due = mine if due is None else min(due, mine)
        stop = Stop(
            visit_id=op.name, place_id=op.place, left=left, arrival=arrival, start=start, departure=start + op.duration,
            wait=start - arrival - self._paused(arrival, start, state.breaks), travel=way[0], access=way[2],
            metres=way[1], late=late, kind=op.kind, companion=op.companion, frozen=frozen,
        )  # fmt: skip
        return _State(
            op.place, start + op.duration, (*state.starts, (n, start)), (*state.stops, stop), state.breaks, due,
            state.cost + self._price(way) + weights.late_second * late + self._personal(visit, start),
            state.work + way[0] + op.duration, max(state.worst, late),
        )  # fmt: skip

    def _by_laboratory(self, state: _State) -> Iterator[_State]:
        """The state after handing in what is carried, at each laboratory."""
        if state.due is None:
            return
        for lab in self.labs:
            for rested in self._rests(state, state.clock):
                for left in self._leavings(rested):
                    way = self._leg(state.place, lab, left)
                    if way is not None:
                        yield from self._hand_in(rested, state.due, lab, left, way)

    def _hand_in(self, state: _State, due: int, lab: str, left: int, way: tuple[int, int]) -> Iterator[_State]:
        """Every start at the laboratory: waiting there may make the way home fall in another hour band."""
        access = self.caregiver.access_duration if lab != state.place else 0
        arrival = self._walk(left, way[0] + access, state.breaks)
        late = max(0, arrival - due)
        cost = state.cost + self._price(way) + self.problem.weights.specimen_late_second * late
        for start in range(max(arrival, state.rested), self.last + 1):
            done = start + self.labs[lab]
            stop = Stop(
                visit_id="", place_id=lab, left=left, arrival=arrival, start=start, departure=done,
                wait=start - arrival - self._paused(arrival, start, state.breaks), travel=way[0], access=access,
                metres=way[1], late=late, kind="laboratory",
            )  # fmt: skip
            yield replace(state, place=lab, clock=done, stops=(*state.stops, stop), due=None, cost=cost)

    # --- the end --------------------------------------------------------------------------------------------------

    def _ends(self, state: _State) -> Iterator[Option]:
        if not self._whole(state):
            return
        for before in (state, *self._by_laboratory(state)):
            if before.due is not None and self.caregiver.end_place not in self.labs:
                continue
            way = self._leg(before.place, self.caregiver.end_place, before.clock)
            for rested in self._rests(before, before.clock) if way is not None else ():
                if way is not None and len(rested.breaks) == len(self.caregiver.breaks):
                    end = self._walk(before.clock, way[0], rested.breaks)
                    if end <= self.last:
                        yield self._option(rested, way, end)

    def _option(self, state: _State, way: tuple[int, int], end: int) -> Option:
        shift, weights = self.caregiver.shift, self.problem.weights
        over = max(0, end - shift.end)
        soft = 0 if shift.soft_end is None else max(0, min(end, shift.end) - shift.soft_end)
        cost = state.cost + self._price(way) + weights.overtime_second * over + weights.soft_end_second * soft
        cost += weights.used_caregiver
        if state.due is not None:
            cost += weights.specimen_late_second * max(0, end - state.due)
        route = Route(
            caregiver_id=self.caregiver.caregiver_id, leave=state.stops[0].left, stops=state.stops, end=end,
            return_travel=way[0], return_metres=way[1], overtime=over, breaks=state.breaks,
        )  # fmt: skip
        return Option(cost, state.work, state.worst, tuple(sorted(state.starts)), route)

    def _whole(self, state: _State) -> bool:
        """Pickups with deliveries, and nobody overloaded."""
        at = {(self.ops[n].name, self.ops[n].kind): s for n, s in state.starts}
        for s in self.problem.shipments:
            pickup, delivery = at.get((s.shipment_id, "pickup")), at.get((s.shipment_id, "delivery"))
            if (pickup is None) != (delivery is None):
                return False
            kept = 0 if pickup is None or delivery is None else delivery - pickup - s.pickup.service_duration
            if s.cold_chain is not None and kept > s.cold_chain:
                return False
        if self.caregiver.capacity is None:
            return True
        amounts = {s.shipment_id: s.amount for s in self.problem.shipments}
        load, aboard, most = 0, 0, 0
        for stop in state.stops:
            if stop.kind == "visit" and not stop.companion:
                load += self.visits[stop.visit_id].load
            elif stop.kind != "laboratory" and stop.kind != "visit":
                aboard += amounts[stop.visit_id] if stop.kind == "pickup" else -amounts[stop.visit_id]
                most = max(most, aboard)
        return load + most <= self.caregiver.capacity

    # --- the small print ------------------------------------------------------------------------------------------

    def _rests(self, state: _State, since: int) -> Iterator[_State]:
        """No break more, or the next ones, at every second of their windows from ``since`` on."""
        yield state
        if len(state.breaks) < len(self.caregiver.breaks):
            pause = self.caregiver.breaks[len(state.breaks)]
            for begin in sorted({t for w in pause.windows for t in range(w.start, w.end + 1)}):
                if begin >= max(since, state.rested):
                    taken = (*state.breaks, TakenBreak(begin, pause.duration))
                    yield from self._rests(replace(state, breaks=taken), since)

    def _leavings(self, state: _State) -> Iterator[int]:
        """At once, or when an hour band begins: between these, leaving later only arrives later."""
        least = max(state.clock, self.problem.freeze_time)
        if not state.stops:
            least = max(least, self.caregiver.shift.start)
        yield least
        bands = {m.from_time for m in self.problem.matrices if m.vehicle == self.caregiver.vehicle}
        yield from (moment for moment in sorted(bands) if moment > least)

    def _walk(self, left: int, seconds: int, breaks: Sequence[TakenBreak]) -> int:
        """Second by second: a journey stands still during breaks."""
        moment = left
        while seconds > 0:
            if not any(b.start <= moment < b.start + b.duration for b in breaks):
                seconds -= 1
            moment += 1
        return moment

    def _paused(self, since: int, until: int, breaks: Sequence[TakenBreak]) -> int:
        return sum(any(b.start <= t < b.start + b.duration for b in breaks) for t in range(since, until))

    def _leg(self, here: str, there: str, moment: int) -> tuple[int, int] | None:
        tables = [m for m in self.problem.matrices if m.vehicle == self.caregiver.vehicle and m.from_time <= moment]
        table = max(tables, key=lambda m: m.from_time)
        a, b = table.places.index(here), table.places.index(there)
        return None if table.seconds[a][b] >= NO_WAY else (table.seconds[a][b], table.metres[a][b])

    def _price(self, way: Sequence[int]) -> int:
        return self.problem.weights.travel_second * way[0] + self.problem.weights.travel_metre * way[1]

    def _admits(self, op: Op, start: int) -> bool:
        """Whether the start lies in a window, in daylight, on its pin, before the shipment's end of validity."""
        if op.kind == "delivery":
            limit = next(s.valid_until for s in self.problem.shipments if s.shipment_id == op.name)
            if limit is not None and start > limit:
                return False
        visit = self.visits.get(op.name)
        pin = self.pins.get(op.name)
        if visit is not None and pin is not None and pin.start is not None:
            return start == pin.start
        day = self.problem.daylight
        needs_light = visit is not None and visit.daylight_only and day is not None
        if needs_light and day is not None and (start < day.start or start + op.duration > day.end):
            return False
        return any(w.start <= start and (start <= w.end or not w.hard) for w in op.windows)

    def _late(self, op: Op, start: int) -> int:
        admitting = [w for w in op.windows if w.start <= start and (start <= w.end or not w.hard)]
        return min(max(0, start - w.end) for w in admitting or op.windows)

    def _may(self, state: _State, op: Op) -> bool:
        """Skills, lists, pins, number of visits, and pickup before delivery."""
        c, done = self.caregiver, {self.ops[n][:3] for n, _ in state.starts}
        if op.kind == "visit" and (op.name, "visit", not op.companion) in done:
            return False
        visits = sum(kind == "visit" for _, kind, _ in done)
        if op.kind == "visit" and c.max_visits is not None and visits >= c.max_visits:
            return False
        if op.kind != "visit":
            s = next(s for s in self.problem.shipments if s.shipment_id == op.name)
            return s.required_skills <= c.skills and (op.kind == "pickup" or (op.name, "pickup", False) in done)
        v, pin = self.visits[op.name], self.pins.get(op.name)
        if c.caregiver_id in v.prohibited_caregivers:
            return False
        if op.companion:
            return v.companion_skills <= c.skills
        listed = not v.required_caregivers or c.caregiver_id in v.required_caregivers
        pinned = pin is None or pin.caregiver_id in ("", c.caregiver_id)
        skilled = all(c.level(skill) >= v.minimum_levels.get(skill, 1) for skill in v.required_skills)
        return listed and pinned and skilled

    def _personal(self, visit: Visit | None, start: int) -> int:
        """Continuity, wishes, and moving the visit from where it was."""
        if visit is None:
            return 0
        c, weights = self.caregiver, self.problem.weights
        cost = 0
        if visit.preferred_caregivers and c.caregiver_id not in visit.preferred_caregivers:
            cost += weights.not_preferred
        if visit.wished_gender and visit.wished_gender != c.gender:
            cost += weights.wish_broken
        if visit.wished_languages and not visit.wished_languages & c.languages:
            cost += weights.wish_broken
        for before in self.problem.previous:
            if before.visit_id == visit.visit_id:
                cost += weights.moved_visit * (before.caregiver_id != c.caregiver_id)
                cost += weights.moved_second * abs(start - before.start)
        return cost
