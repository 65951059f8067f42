"""Engine-side timing: the earliest schedule of given routes, with breaks placed and linked visits brought together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from scheduling.problem import Break, Caregiver, Problem, TimeWindow, Visit, VisitDependency

_ROUNDS = 200
"""Rounds after which links that keep pushing one another count as impossible (crossing pairs)."""

Routes = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class TimedRoute:
    """One route with its earliest times; ``cost`` is travel, lateness, overtime and continuity (no shared parts)."""

    sequence: tuple[str, ...]
    arrivals: tuple[int, ...]
    starts: tuple[int, ...]
    late: tuple[int, ...]
    leave: int
    end: int
    overtime: int
    breaks: tuple[int, ...]
    cost: int


@dataclass(slots=True)
class Timing:
    """Tables of one problem, made once, and the timing of routes on them."""

    problem: Problem
    visits: dict[str, Visit] = field(init=False)
    caregivers: dict[str, Caregiver] = field(init=False)
    links: tuple[VisitDependency, ...] = field(init=False)
    linked: frozenset[str] = field(init=False)
    _seconds: dict[str, dict[str, dict[str, int]]] = field(init=False)
    _metres: dict[str, dict[str, dict[str, int]]] = field(init=False)

    def __post_init__(self) -> None:
        self.visits = {v.visit_id: v for v in self.problem.visits}
        self.caregivers = {c.caregiver_id: c for c in self.problem.caregivers}
        self.links = all_links(self.problem)
        self.linked = frozenset(item for link in self.links for item in (link.first, link.second))
        self._seconds = {m.vehicle: _table(m.places, m.seconds) for m in self.problem.matrices}
        self._metres = {m.vehicle: _table(m.places, m.metres) for m in self.problem.matrices}

    def seconds(self, caregiver: Caregiver, here: str, there: str) -> int:
        """Driving seconds of the caregiver's vehicle between two places."""
        return self._seconds[caregiver.vehicle][here][there]

    def metres(self, caregiver: Caregiver, here: str, there: str) -> int:
        """Metres of the caregiver's vehicle between two places."""
        return self._metres[caregiver.vehicle][here][there]

    def price(self, caregiver: Caregiver, here: str, there: str) -> int:
        """Cost of a leg."""
        weights = self.problem.weights
        seconds = self._seconds[caregiver.vehicle][here][there]
        return weights.travel_second * seconds + weights.travel_metre * self._metres[caregiver.vehicle][here][there]

    def may_go(self, caregiver: Caregiver, visit: Visit) -> bool:
        """Whether skills and the lists of caregivers admit this caregiver."""
        return (
            all(caregiver.level(s) >= visit.minimum_levels.get(s, 1) for s in visit.required_skills)
            and caregiver.caregiver_id not in visit.prohibited_caregivers
            and (not visit.required_caregivers or caregiver.caregiver_id in visit.required_caregivers)
        )

    def route(
        self, caregiver_id: str, sequence: Sequence[str], floors: Mapping[str, int] | None = None
    ) -> TimedRoute | None:
        """The cheapest earliest schedule, ``floors`` being least starts by visit; None when a hard rule breaks."""
        walk = _Walk(self, self.caregivers[caregiver_id], tuple(self.visits[v] for v in sequence), floors or {})
        return walk.best()

    def plan(self, routes: Routes) -> dict[str, TimedRoute] | None:
        """All routes with their links honoured, or None. Only the routes given are looked at."""
        used = {caregiver_id: sequence for caregiver_id, sequence in routes.items() if sequence}
        where = {visit_id: caregiver_id for caregiver_id, sequence in used.items() for visit_id in sequence}
        links = [link for link in self.links if link.first in where and link.second in where]
        floors: dict[str, int] = {}
        timed: dict[str, TimedRoute] = {}
        stale = set(used)
        for _ in range(_ROUNDS):
            for caregiver_id in stale:
                found = self.route(caregiver_id, used[caregiver_id], floors)
                if found is None:
                    return None
                timed[caregiver_id] = found
            stale = _raise_floors(links, where, timed, floors)
            if not stale:
                return timed
        return None


def all_links(problem: Problem) -> tuple[VisitDependency, ...]:
    """Groups and dependencies as one list of links between two visits."""
    grouped = (
        VisitDependency(first=first, second=second, min_delay=0, max_delay=0)
        for group in problem.groups
        for first, second in pairwise(group.visit_ids)
    )
    return (*grouped, *problem.dependencies)


def units(problem: Problem) -> tuple[tuple[str, ...], ...]:
    """Visits that can only be planned together: linked ones in one tuple, the others alone, in the problem's order."""
    unit_of: dict[str, tuple[str, ...]] = {v.visit_id: (v.visit_id,) for v in problem.visits}
    for link in all_links(problem):
        first, second = unit_of[link.first], unit_of[link.second]
        if first is not second:
            joined = (*first, *second)
            unit_of.update(dict.fromkeys(joined, joined))
    return tuple(dict.fromkeys(unit_of[v.visit_id] for v in problem.visits))


def left_out_cost(problem: Problem, visits: Iterable[Visit]) -> int:
    """The cost of leaving these visits out."""
    each = problem.weights.required_left_out
    return sum(v.penalty if v.optional else each * v.priority for v in visits)


def lateness(windows: Sequence[TimeWindow], start: int) -> int | None:
    """Least lateness of a start over all windows, None when no window admits it."""
    best: int | None = None
    for window in windows:
        if start >= window.start and (start <= window.end or not window.hard):
            late = max(0, start - window.end)
            best = late if best is None or late < best else best
    return best


def earliest_start(windows: Sequence[TimeWindow], moment: int) -> int | None:
    """The first admissible start at or after ``moment``, or None."""
    if len(windows) == 1:
        only = windows[0]
        start = max(moment, only.start)
        return start if start <= only.end or not only.hard else None
    starts = [max(moment, w.start) for w in windows if not w.hard or max(moment, w.start) <= w.end]
    return min(starts, default=None)


def _table(places: Sequence[str], rows: Sequence[Sequence[int]]) -> dict[str, dict[str, int]]:
    return {place: dict(zip(places, row, strict=True)) for place, row in zip(places, rows, strict=True)}


def _raise_floors(
    links: Iterable[VisitDependency], where: Mapping[str, str], timed: Mapping[str, TimedRoute], floors: dict[str, int]
) -> set[str]:
    """Push least starts until every link holds; returns the caregivers whose routes must be timed again."""
    stale: set[str] = set()
    for link in links:
        first, second = _start(link.first, where, timed), _start(link.second, where, timed)
        for visit_id, now, least in (
            (link.second, second, first + link.min_delay),
            (link.first, first, second - link.max_delay),
        ):
            if now < least:
                floors[visit_id] = least
                stale.add(where[visit_id])
    return stale


def _start(visit_id: str, where: Mapping[str, str], timed: Mapping[str, TimedRoute]) -> int:
    route = timed[where[visit_id]]
    return route.starts[route.sequence.index(visit_id)]


@dataclass(slots=True)
class _Walk:
    """One caregiver walking one sequence; tries the gaps in which each break can be taken."""

    timing: Timing
    caregiver: Caregiver
    visits: tuple[Visit, ...]
    floors: Mapping[str, int]

    def best(self) -> TimedRoute | None:
        pauses = self.caregiver.breaks
        if not pauses:
            return self._walk({})
        plain = self._walk({})
        if plain is None:
            return None
        options: list[dict[int, tuple[int, ...]]] = [{}]
        for number, pause in enumerate(pauses):
            gaps = self._gaps(pause, plain)
            options = [{**o, gap: (*o.get(gap, ()), number)} for o in options for gap in gaps]
        walks = (self._walk(option) for option in options)
        return min((w for w in walks if w is not None), key=lambda w: (w.cost, w.end), default=None)

    def _gaps(self, pause: Break, plain: TimedRoute) -> list[int]:
        """Gap k lies before stop k, gap n on the way back, gap n + 1 after the end; dominated gaps are left out."""
        gaps, several = [], len(self.caregiver.breaks) > 1
        for gap in range(len(self.visits) + 2):
            begins = self.caregiver.shift.start if gap == 0 else self._done(plain, gap - 1)
            finished = self._done(plain, gap)
            if begins <= pause.windows[0].end and (
                finished > pause.windows[0].start or gap == len(self.visits) + 1 or several
            ):
                gaps.append(gap)
        return gaps

    def _done(self, plain: TimedRoute, position: int) -> int:
        if position >= len(self.visits):
            return plain.end
        return plain.starts[position] + self.visits[position].service_duration

    def _walk(self, taken_in: Mapping[int, tuple[int, ...]]) -> TimedRoute | None:
        caregiver, weights = self.caregiver, self.timing.problem.weights
        seconds = self.timing._seconds[caregiver.vehicle]  # noqa: SLF001
        metres = self.timing._metres[caregiver.vehicle]  # noqa: SLF001
        access, here, clock, cost = caregiver.access_duration, caregiver.start_place, caregiver.shift.start, 0
        arrivals: list[int] = []
        starts: list[int] = []
        lates: list[int] = []
        pauses: dict[int, int] = {}
        leave = clock
        for position, visit in enumerate(self.visits):
            there = visit.place_id
            way = seconds[here][there] + (access if there != here else 0)
            arrival, free = clock + way, clock + way
            if position in taken_in:
                moved = self._pause(taken_in[position], clock, way, pauses)
                if moved is None:
                    return None
                arrival, free = moved
            start = earliest_start(visit.windows, max(free, self.floors.get(visit.visit_id, 0)))
            if start is None:
                return None
            late = lateness(visit.windows, start) or 0
            if position == 0:
                leave, arrival = self._late_leave(start, way, pauses, arrival)
            arrivals.append(arrival)
            starts.append(start)
            lates.append(late)
            cost += weights.travel_second * seconds[here][there] + weights.travel_metre * metres[here][there]
            cost += weights.late_second * late
            if visit.preferred_caregivers and caregiver.caregiver_id not in visit.preferred_caregivers:
                cost += weights.not_preferred
            here, clock = there, start + visit.service_duration
        way, last = seconds[here][caregiver.end_place], len(self.visits)
        end = clock + way
        if last in taken_in:
            # On the way back the pause must be over at the end place: the journey waits for it.
            moved = self._pause(taken_in[last], clock, way, pauses)
            if moved is None or moved[0] != moved[1]:
                return None
            end = moved[0]
        if last + 1 in taken_in and self._pause(taken_in[last + 1], end, 0, pauses) is None:
            return None
        overtime = max(0, end - caregiver.shift.end)
        if overtime > caregiver.shift.max_overtime:
            return None
        cost += weights.overtime_second * overtime
        cost += weights.travel_second * way + weights.travel_metre * metres[here][caregiver.end_place]
        return TimedRoute(
            sequence=tuple(v.visit_id for v in self.visits),
            arrivals=tuple(arrivals),
            starts=tuple(starts),
            late=tuple(lates),
            leave=leave,
            end=end,
            overtime=overtime,
            breaks=tuple(pauses[number] for number in range(len(caregiver.breaks))) if pauses else (),
            cost=cost,
        )

    def _pause(self, numbers: Sequence[int], clock: int, way: int, pauses: dict[int, int]) -> tuple[int, int] | None:
        """Take breaks in one gap: (arrival at the door, free to start), or None when one begins too late."""
        left, arrival = way, clock + way
        for number in numbers:
            pause = self.caregiver.breaks[number]
            begin = max(pause.windows[0].start, clock)
            if begin > pause.windows[0].end:
                return None
            pauses[number] = begin
            left = max(0, left - (begin - clock))
            clock = begin + pause.duration
            arrival = clock + left if left else arrival
        return arrival, clock + left

    def _late_leave(self, start: int, way: int, pauses: Mapping[int, int], arrival: int) -> tuple[int, int]:
        """Leave as late as the first start allows, so that nobody waits at a closed door."""
        if not pauses:
            return start - way, start
        done = max(pauses[n] + self.caregiver.breaks[n].duration for n in pauses)
        if start - way >= done:
            return start - way, start
        return self.caregiver.shift.start, arrival
