"""A plan while it is edited: the routes as they stand, and the same after a change, timed anew where it must be."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import msgspec

from scheduling.check.facts import Facts
from scheduling.check.routes import paused
from scheduling.check.scoring import score_of
from scheduling.hand.along import completed
from scheduling.hand.edit import Edit, Orders, applied
from scheduling.hand.ground import Ground, Job, Key
from scheduling.hand.timing import timed
from scheduling.problem import Pin, Problem
from scheduling.result import Reason, Route, Score, Solution, Stop, Unassigned

MOST_ROUNDS = 24
"""People who meet are timed again until nobody is held back any more; beyond this they wait in a circle."""


@dataclass(frozen=True, slots=True)
class Standing:
    """``orders`` and ``routes`` by caregiver id; ``circle`` names visits that wait for one another without end."""

    ground: Ground
    orders: Orders
    routes: dict[str, Route]
    circle: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    """Visits and shipments that nobody has, in the order of the problem."""

    def bare(self) -> Solution:
        """The plan without its score."""
        return Solution(
            backend="hand",
            status="feasible",
            routes=tuple(self.routes.values()),
            unassigned=tuple(Unassigned(visit_id=name, reason=Reason.OPTIONAL) for name in self.left_out),
            score=Score(),
        )

    def solution(self) -> Solution:
        """The plan with its score as the check counts it."""
        bare = self.bare()
        return msgspec.structs.replace(bare, score=score_of(Facts(self.ground.problem, bare), 0))

    def edited(self, edit: Edit) -> "Standing":
        """The plan after a change. Raises EditRefused."""
        return self.timed(applied(self.ground, self.orders, edit))

    def retimed(self, caregivers: Iterable[str]) -> "Standing":
        """The same orders at their earliest times."""
        return self.timed({who: self.orders[who] for who in caregivers if who in self.orders})

    def changed(self, before: "Standing") -> tuple[str, ...]:
        """Caregivers whose route is another than before."""
        everybody = {**before.routes, **self.routes}
        return tuple(who for who in everybody if self.routes.get(who) is not before.routes.get(who))

    def timed(self, orders: Orders) -> "Standing":
        """The plan with these orders instead, timed, and with everybody who has to meet one of these people."""
        wanted = {**self.orders, **orders}
        tied = {key for jobs in orders.values() for job in jobs for key in self.ground.partners.get(job.key, ())}
        meeting = {who for who, jobs in wanted.items() if any(job.key in tied for job in jobs)} if tied else set()
        routes, circle = _met(self.ground, wanted, dict(self.routes), {*orders, *meeting})
        return replace(
            self,
            orders={who: jobs for who, jobs in wanted.items() if jobs},
            routes=routes,
            circle=tuple(circle),
            left_out=self._left_out(orders),
        )

    def _left_out(self, orders: Orders) -> tuple[str, ...]:
        """What nobody has any more when these orders count; only what they change is looked at."""
        had = {job.name for who in orders for job in self.orders.get(who, ())}
        have = {job.name for jobs in orders.values() for job in jobs}
        if had == have:
            return self.left_out
        missing = (set(self.left_out) | had) - have
        return tuple(name for name in self.ground.names if name in missing)


def opened(
    problem: Problem, routes: Iterable[Route], fetched: frozenset[str] = frozenset(), *, as_is: bool = False
) -> Standing:
    """A plan ready to be edited. Work that the problem does not know is taken out, what has begun stands first, and
    routes whose times are not those of the problem are completed with the loading, bringing back and handing in that
    they lack and timed anew; all others keep their times. ``fetched``: see Ground.

    ``as_is``: routes whose ways do not add up from stop to stop keep their times too, and cannot be edited: of them the
    caller knows less than whoever planned them.
    """
    ground, orders, kept, stale = Ground(problem, fetched), Orders(), dict[str, Route](), dict[str, tuple[Job, ...]]()
    for route in routes:
        who = route.caregiver_id
        if who not in ground.caregivers:
            continue
        jobs = [job for stop in route.stops if (job := ground.job_of(stop)) is not None]
        order = tuple(sorted(jobs, key=lambda job: not job.begun))
        whole, kept[who], adds_up = completed(ground, who, order), _as_begun(ground, route), _adds_up(ground, route)
        if adds_up or not as_is:
            orders[who] = whole
        if orders.get(who) and not (adds_up and _agrees(ground, route) and whole == order):
            stale[who] = whole
    planned = {job.name for jobs in orders.values() for job in jobs}
    planned |= {stop.visit_id for who, route in kept.items() if who not in orders for stop in route.stops}
    standing = Standing(
        ground,
        {who: jobs for who, jobs in orders.items() if jobs},
        {who: route for who, route in kept.items() if who not in orders or orders[who]},
        left_out=tuple(name for name in ground.names if name not in planned),
    )
    return standing.timed(stale)


def pinned(standing: Standing, pin: Pin | None, visit_id: str) -> Standing:
    """The plan with a visit bound to somebody, to a time or to both; free again without a pin. A begun one stays."""
    problem = standing.ground.problem
    kept = tuple(item for item in problem.pins if item.visit_id != visit_id or item.frozen)
    ground = Ground(msgspec.structs.replace(problem, pins=(*kept, pin) if pin else kept), standing.ground.fetched)
    orders = {who: tuple(_fresh(ground, job) for job in jobs) for who, jobs in standing.orders.items()}
    who = next((who for who, jobs in orders.items() if any(job.name == visit_id for job in jobs)), None)
    new = replace(standing, ground=ground, orders=orders)
    return new.timed({who: orders[who]}) if who is not None else new


def _fresh(ground: Ground, job: Job) -> Job:
    return ground.jobs.get(job.key, job)


def _as_begun(ground: Ground, route: Route) -> Route:
    """The route with its stops marked as the problem says they have begun."""
    stops = tuple(
        msgspec.structs.replace(stop, frozen=bool((job := ground.job_of(stop)) and job.begun)) for stop in route.stops
    )
    return msgspec.structs.replace(route, stops=stops)


def _adds_up(ground: Ground, route: Route) -> bool:
    """Whether every way leads straight from stop to stop, in the time the tables give."""
    caregiver = ground.caregivers[route.caregiver_id]
    here, clock = caregiver.start_place, route.leave
    if not route.stops or (route.leave != route.stops[0].left and not route.stops[0].frozen):
        return False
    for stop in route.stops:
        job = ground.job_of(stop)
        moved = stop.arrival - stop.left - paused(route, stop.left, stop.arrival)
        straight = _same_way(ground, caregiver.vehicle, here, stop) and stop.left >= clock
        if job is None or not (job.begun or (straight and moved == stop.travel + stop.access)):
            return False
        here, clock = stop.place_id, stop.departure
    home = ground.leg(caregiver.vehicle, here, caregiver.end_place, clock)
    back = route.end - clock - paused(route, clock, route.end)
    return home == (route.return_travel, route.return_metres) and back == route.return_travel


def _agrees(ground: Ground, route: Route) -> bool:
    """Whether everything a route says of its ways and services is so."""
    caregiver, here = ground.caregivers[route.caregiver_id], ground.caregivers[route.caregiver_id].start_place
    free = False
    for stop in route.stops:
        job = ground.job_of(stop)
        if job is None or job.place != stop.place_id or stop.departure - stop.start != job.service:
            return False
        if job.begun and (free or stop.start != job.pin):
            return False
        free = free or not job.begun
        if not _same_way(ground, caregiver.vehicle, here, stop) or _too_early(ground, stop, job):
            return False
        here = stop.place_id
    home = ground.leg(caregiver.vehicle, here, caregiver.end_place, route.stops[-1].departure) if route.stops else None
    return home == (route.return_travel, route.return_metres) and len(route.breaks) == len(caregiver.breaks)


def _same_way(ground: Ground, vehicle: str, here: str, stop: Stop) -> bool:
    return ground.leg(vehicle, here, stop.place_id, stop.left) == (stop.travel, stop.metres)


def _too_early(ground: Ground, stop: Stop, job: Job) -> bool:
    """Whether somebody would have to leave in the past, or not at the pinned time."""
    return not job.begun and (stop.left < ground.problem.freeze_time or (job.pin is not None and stop.start != job.pin))


def _met(
    ground: Ground, orders: Orders, routes: dict[str, Route], waiting: set[str]
) -> tuple[dict[str, Route], list[str]]:
    """Time the waiting people, hold back whoever has to wait for another, and go on until all of them meet."""
    held: dict[Key, int] = {}
    at = {job.key: who for who, jobs in orders.items() for job in jobs if job.key in ground.partners}
    for round_number in range(MOST_ROUNDS):
        touched = waiting & orders.keys()
        for who in touched:
            route = timed(ground, ground.caregivers[who], orders[who], held)
            routes.pop(who, None)
            if route is not None:
                routes[who] = route
        late = _held_back(ground, at, routes, held)
        if not late:
            return routes, []
        held.update(late)
        waiting = {at[key] for key in late}
        if round_number == MOST_ROUNDS - 1:
            return routes, sorted({key[0] for key in late})
    return routes, []


def _held_back(ground: Ground, at: dict[Key, str], routes: dict[str, Route], held: dict[Key, int]) -> dict[Key, int]:
    """Jobs that begin before somebody else lets them, and when they may."""
    starts: dict[Key, int] = {
        key: stop.start
        for key, who in at.items()
        for stop in (routes[who].stops if who in routes else ())
        if (stop.visit_id, stop.kind, stop.companion) == key
    }
    late: dict[Key, int] = {}
    for key, moment in _bounds(ground, starts):
        if starts[key] < moment and not ground.jobs[key].begun and held.get(key, 0) < moment:
            late[key] = max(moment, late.get(key, 0))
    return late


def _bounds(ground: Ground, starts: dict[Key, int]) -> Iterable[tuple[Key, int]]:
    """The moment before which a job may not begin, by what others do."""
    problem = ground.problem
    pairs = [[(name, "visit", False) for name in group.visit_ids] for group in problem.groups]
    pairs += [[(v.visit_id, "visit", False), (v.visit_id, "visit", True)] for v in problem.visits if v.two_person]
    for keys in pairs:
        found = [starts[key] for key in keys if key in starts]
        yield from ((key, max(found)) for key in keys if key in starts)
    for link in problem.dependencies:
        first, second = (link.first, "visit", False), (link.second, "visit", False)
        if first in starts and second in starts:
            yield second, starts[first] + link.min_delay
            yield first, starts[second] - link.max_delay
