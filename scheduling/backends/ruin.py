"""Ruin and recreate in plain Python: take out strings of neighbouring visits, put them back where they cost least.

After Christiaens and Vanden Berghe 2020, "Slack induction by string removals", doi 10.1287/trsc.2019.0914. Linked
visits keep their caregiver and start here; ``insertion.improve_units`` moves them.
"""

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scheduling.backends.best import Best
from scheduling.problem import Visit
from scheduling.stop import Stop
from scheduling.timing import TimedRoute, Timing, left_out_cost

_MEAN_REMOVED = 9
_LONGEST_STRING = 6
_BLINK = 0.01
_HOT, _COLD = 0.01, 0.0005
"""Temperatures as a share of the cost of the plan without what is left out."""

Change = tuple[int, str, TimedRoute]


@dataclass(slots=True)
class Ruin:
    """One annealed search from ``begin``; better plans go to ``best``."""

    timing: Timing
    best: Best
    stop: Stop
    rng: random.Random
    begin: Mapping[str, tuple[str, ...]]
    routes: dict[str, TimedRoute] = field(init=False)
    out: set[str] = field(init=False)
    cost: int = 0
    _held: dict[str, int] = field(init=False)
    _near: dict[str, list[str]] = field(init=False)
    _able: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        timed = self.timing.plan(self.begin) or {}
        self.routes = dict(timed)
        self._held = {
            v: start
            for route in timed.values()
            for v, start in zip(route.sequence, route.starts, strict=True)
            if v in self.timing.linked
        }
        planned = {v for route in timed.values() for v in route.sequence}
        self.out = {v for v in self.timing.visits if v not in planned and v not in self.timing.linked}
        self.cost = self._total(self.routes, self.out)
        self._near = {v: self._neighbours(visit) for v, visit in self.timing.visits.items()}
        self._able = {
            v: [c.caregiver_id for c in self.timing.problem.caregivers if self.timing.may_go(c, visit)]
            for v, visit in self.timing.visits.items()
        }

    def fill(self, order: Sequence[str]) -> None:
        """Put visits into the plan in this order and offer what comes out."""
        self.out = set(self.timing.linked - self._held.keys())
        for visit_id in order:
            self._put(self.routes, self.out, visit_id)
        self.cost = self._total(self.routes, self.out)
        self.best.offer({c: r.sequence for c, r in self.routes.items()})

    def run(self, limit_s: float) -> None:
        """Search for ``limit_s`` seconds or until the stop criterion says so."""
        if not self._near:
            return
        ends = max(0.0, self.stop.left_s() - limit_s)
        whole = max(1e-9, self.stop.left_s() - ends)
        lowest, scale, temperature = self.cost, max(1, self.cost - self._left_out(self.out)), 0.0
        while not self.stop(self.best.cost) and self.stop.left_s() > ends:
            share = 1 - (self.stop.left_s() - ends) / whole
            temperature = scale * _HOT * (_COLD / _HOT) ** share
            routes, out = dict(self.routes), set(self.out)
            self._recreate(routes, out, self._ruin(routes, out))
            cost = self._total(routes, out)
            if cost < self.cost - temperature * math.log(max(1e-12, self.rng.random())):
                self.routes, self.out, self.cost = routes, out, cost
                if cost < lowest:
                    lowest = cost
                    self.best.offer({c: r.sequence for c, r in routes.items()})

    def _total(self, routes: dict[str, TimedRoute], out: Iterable[str]) -> int:
        worst = self.timing.problem.weights.max_late_second
        late = max((max(r.late, default=0) for r in routes.values()), default=0) if worst else 0
        return sum(r.cost for r in routes.values()) + self._left_out(out) + worst * late

    def _left_out(self, out: Iterable[str]) -> int:
        return left_out_cost(self.timing.problem, (self.timing.visits[v] for v in out))

    def _neighbours(self, visit: Visit) -> list[str]:
        """Other visits that are not linked, nearest in place and time first."""
        caregiver, start = self.timing.problem.caregivers[0], visit.windows[0].start

        def apart(other: Visit) -> float:
            gap = max(0, other.windows[0].start - visit.windows[-1].end, start - other.windows[-1].end)
            return self.timing.seconds(caregiver, visit.place_id, other.place_id) + 0.2 * gap

        others = [v for v in self.timing.problem.visits if v.visit_id not in self.timing.linked]
        return [v.visit_id for v in sorted(others, key=lambda v: (apart(v), v.visit_id))]

    def _ruin(self, routes: dict[str, TimedRoute], out: set[str]) -> list[str]:
        """Take strings of visits around a seed out of ``routes``; returns what has to be put in again."""
        where = {v: c for c, route in routes.items() for v in route.sequence}
        pool = sorted(out) if out and self.rng.random() < 0.5 else list(self._near)
        seed, wanted = self.rng.choice(pool), self.rng.randint(_MEAN_REMOVED // 2, _MEAN_REMOVED * 3 // 2)
        removed, ruined = sorted(out), set[str]()
        for visit_id in self._near[seed]:
            if len(removed) - len(out) >= wanted:
                break
            caregiver_id = where.get(visit_id)
            if caregiver_id is None or caregiver_id in ruined:
                continue
            ruined.add(caregiver_id)
            removed += self._cut(routes, caregiver_id, visit_id)
        out.clear()
        return removed

    def _cut(self, routes: dict[str, TimedRoute], caregiver_id: str, around: str) -> list[str]:
        """Remove a string that contains ``around``; linked visits stay."""
        sequence = routes[caregiver_id].sequence
        length = self.rng.randint(1, min(_LONGEST_STRING, len(sequence)))
        position = sequence.index(around)
        first = self.rng.randint(max(0, position - length + 1), min(position, len(sequence) - length))
        cut = [v for v in sequence[first : first + length] if v not in self.timing.linked]
        rest = tuple(v for v in sequence if v not in cut)
        timed = self.timing.route(caregiver_id, rest, self._held) if rest else None
        if rest and (timed is None or not self._holds(timed)):
            return []
        if timed is None:
            del routes[caregiver_id]
        else:
            routes[caregiver_id] = timed
        return cut

    def _recreate(self, routes: dict[str, TimedRoute], out: set[str], removed: list[str]) -> None:
        """Put every visit back where it costs least; what does not fit or pay goes to ``out``."""
        visits = self.timing.visits
        self.rng.shuffle(removed)
        order = self.rng.randrange(4)
        if order == 0:
            removed.sort(key=lambda v: (visits[v].optional, -visits[v].priority, len(self._able[v])))
        elif order == 1:
            removed.sort(key=lambda v: sum(w.end - w.start for w in visits[v].windows))
        elif order == 2:
            removed.sort(key=lambda v: visits[v].windows[0].start)
        for visit_id in removed:
            self._put(routes, out, visit_id)

    def _put(self, routes: dict[str, TimedRoute], out: set[str], visit_id: str) -> None:
        found = self._cheapest(routes, self.timing.visits[visit_id])
        if found is None:
            out.add(visit_id)
        else:
            routes[found[1]] = found[2]

    def _cheapest(self, routes: dict[str, TimedRoute], visit: Visit) -> Change | None:
        """The cheapest place of one visit. Travel alone is a lower bound of the cost, so most places are not timed."""
        bound = left_out_cost(self.timing.problem, (visit,))
        best: Change | None = None
        for floor, caregiver_id, position in sorted(self._places(routes, visit, bound)):
            if floor >= bound:
                break
            if self.rng.random() < _BLINK:
                continue
            old = routes.get(caregiver_id)
            sequence = old.sequence if old else ()
            new = (*sequence[:position], visit.visit_id, *sequence[position:])
            timed = self.timing.route(caregiver_id, new, self._held)
            if timed is None or not self._holds(timed):
                continue
            extra = timed.cost - (old.cost if old else 0)
            if extra < bound:
                bound, best = extra, (extra, caregiver_id, timed)
        return best

    def _places(self, routes: dict[str, TimedRoute], visit: Visit, bound: int) -> Iterable[tuple[int, str, int]]:
        """Places that a look at the two neighbours does not rule out, with the least extra cost each can have."""
        timing, weights, there = self.timing, self.timing.problem.weights, visit.place_id
        closes = max(w.end for w in visit.windows) if all(w.hard for w in visit.windows) else None
        opens = min(w.start for w in visit.windows)
        for caregiver_id in self._able[visit.visit_id]:
            caregiver, route = timing.caregivers[caregiver_id], routes.get(caregiver_id)
            strange = bool(visit.preferred_caregivers) and caregiver_id not in visit.preferred_caregivers
            floor = weights.not_preferred * strange
            stops = [timing.visits[v] for v in route.sequence] if route else []
            here, done = caregiver.start_place, caregiver.shift.start
            for position in range(len(stops) + 1):
                following = stops[position] if position < len(stops) else None
                onward = following.place_id if following else caregiver.end_place
                arrival = done + timing.seconds(caregiver, here, there)
                if closes is not None and arrival > closes:
                    break
                leaves = max(arrival, opens) + visit.service_duration
                reaches = leaves + timing.seconds(caregiver, there, onward)
                if not self._too_late(caregiver_id, following, reaches):
                    extra = timing.price(caregiver, here, there) + timing.price(caregiver, there, onward)
                    extra += floor - timing.price(caregiver, here, onward)
                    if extra < bound:
                        yield extra, caregiver_id, position
                if following and route:
                    here, done = following.place_id, route.starts[position] + following.service_duration

    def _too_late(self, caregiver_id: str, following: Visit | None, reaches: int) -> bool:
        if following is None:
            shift = self.timing.caregivers[caregiver_id].shift
            return reaches > shift.end + shift.max_overtime
        if following.visit_id in self._held:
            return reaches > self._held[following.visit_id]
        return all(w.hard and reaches > w.end for w in following.windows)

    def _holds(self, route: TimedRoute) -> bool:
        """Whether the linked visits of a route start when they have to."""
        if not self._held:
            return True
        return all(self._held.get(v, s) == s for v, s in zip(route.sequence, route.starts, strict=True))
