"""The independent verifier and scorer. It shares no code with any backend: only the problem and the plan are read."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from scheduling.problem import Caregiver, Matrix, Problem, TimeWindow, Visit, VisitDependency
from scheduling.result import Route, Score, Solution


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule: a stable ``code``, whom it concerns, and what was found."""

    code: str
    subject: str
    detail: str

    def __str__(self) -> str:
        return f"{self.code}: {self.subject}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every violation found and the score as the check computes it."""

    violations: tuple[Violation, ...]
    score: Score

    @property
    def ok(self) -> bool:
        """Whether the plan may be used."""
        return not self.violations


@dataclass(slots=True)
class _Facts:
    """What the walk over the routes collects."""

    start_of: dict[str, int] = field(default_factory=dict)
    caregiver_of: dict[str, str] = field(default_factory=dict)
    late: list[int] = field(default_factory=list)
    travel_cost: int = 0
    overtime: int = 0
    not_preferred: int = 0


def check(problem: Problem, solution: Solution) -> Verdict:
    """Verify every rule of the problem on the plan and compare the plan's own score with a fresh one."""
    facts = _Facts()
    found = [*_coverage(problem, solution)]
    for route in solution.routes:
        found += _route(problem, route, facts)
    found += _linked(problem, facts)
    score = _score(problem, solution, facts)
    if score != solution.score:
        found.append(Violation("score", "plan", f"says {solution.score}, is {score}"))
    return Verdict(tuple(found), score)


def _coverage(problem: Problem, solution: Solution) -> Iterator[Violation]:
    seen = Counter(stop.visit_id for route in solution.routes for stop in route.stops)
    seen.update(item.visit_id for item in solution.unassigned)
    for visit in problem.visits:
        if seen[visit.visit_id] != 1:
            yield Violation("coverage", visit.visit_id, f"occurs {seen[visit.visit_id]} times")
    for unknown in seen.keys() - {v.visit_id for v in problem.visits}:
        yield Violation("unknown_visit", unknown, "is not in the problem")
    for caregiver_id, count in Counter(route.caregiver_id for route in solution.routes).items():
        if count > 1:
            yield Violation("two_routes", caregiver_id, f"has {count} routes")


def _route(problem: Problem, route: Route, facts: _Facts) -> Iterator[Violation]:
    caregiver = next((c for c in problem.caregivers if c.caregiver_id == route.caregiver_id), None)
    if caregiver is None:
        yield Violation("unknown_caregiver", route.caregiver_id, "is not in the problem")
        return
    if not route.stops:
        yield Violation("empty_route", route.caregiver_id, "a route needs a stop")
    matrix = next(m for m in problem.matrices if m.vehicle == caregiver.vehicle)
    visits = {v.visit_id: v for v in problem.visits}
    yield from _shift(caregiver, route)
    yield from _breaks(caregiver, route)
    yield from _journey(problem, caregiver, matrix, route, visits, facts)
    for stop in route.stops:
        if visit := visits.get(stop.visit_id):
            yield from _service(caregiver, visit, stop.start, stop.late, facts)
            if stop.departure != stop.start + visit.service_duration:
                yield Violation("service_time", visit.visit_id, f"departs {stop.departure}, starts {stop.start}")
    facts.overtime += max(0, route.end - caregiver.shift.end)


def _shift(caregiver: Caregiver, route: Route) -> Iterator[Violation]:
    shift = caregiver.shift
    if route.leave < shift.start:
        yield Violation("shift", caregiver.caregiver_id, f"leaves at {route.leave}, shift starts {shift.start}")
    if route.end > shift.end + shift.max_overtime:
        yield Violation(
            "shift", caregiver.caregiver_id, f"ends at {route.end}, allowed {shift.end + shift.max_overtime}"
        )
    if route.overtime != max(0, route.end - shift.end):
        yield Violation("overtime", caregiver.caregiver_id, f"says {route.overtime}, ends {route.end}")


def _breaks(caregiver: Caregiver, route: Route) -> Iterator[Violation]:
    if len(route.breaks) != len(caregiver.breaks):
        yield Violation("break", caregiver.caregiver_id, f"{len(route.breaks)} of {len(caregiver.breaks)} breaks")
        return
    for wanted, taken in zip(caregiver.breaks, route.breaks, strict=True):
        if not wanted.earliest <= taken.start <= wanted.latest:
            yield Violation(
                "break", caregiver.caregiver_id, f"at {taken.start}, not in {wanted.earliest}..{wanted.latest}"
            )
        if taken.duration != wanted.duration:
            yield Violation("break", caregiver.caregiver_id, f"lasts {taken.duration}, not {wanted.duration}")
        for stop in route.stops:
            if taken.start < stop.departure and stop.start < taken.start + taken.duration:
                yield Violation("break", caregiver.caregiver_id, f"at {taken.start} interrupts {stop.visit_id}")
    ordered = sorted((b.start, b.start + b.duration) for b in route.breaks)
    for first, second in pairwise(ordered):
        if second[0] < first[1]:
            yield Violation("break", caregiver.caregiver_id, f"breaks overlap at {second[0]}")


def _paused(route: Route, start: int, end: int) -> int:
    """Break seconds inside [start, end]."""
    return sum(max(0, min(end, b.start + b.duration) - max(start, b.start)) for b in route.breaks)


def _journey(
    problem: Problem, caregiver: Caregiver, matrix: Matrix, route: Route, visits: dict[str, Visit], facts: _Facts
) -> Iterator[Violation]:
    row = {place: position for position, place in enumerate(matrix.places)}
    clock, here, weights = route.leave, caregiver.start_place, problem.weights
    for stop in route.stops:
        if stop.visit_id not in visits:
            continue
        there = visits[stop.visit_id].place_id
        travel, metres = matrix.seconds[row[here]][row[there]], matrix.metres[row[here]][row[there]]
        access = caregiver.access_duration if there != here else 0
        if (stop.travel, stop.metres, stop.access) != (travel, metres, access):
            yield Violation("travel", stop.visit_id, f"says {stop.travel} s {stop.metres} m, is {travel} s {metres} m")
        moved = stop.arrival - clock - _paused(route, clock, stop.arrival)
        if moved != travel + access:
            yield Violation("travel", stop.visit_id, f"arrives after {moved} s, the way takes {travel + access} s")
        if stop.wait < 0 or stop.wait != stop.start - stop.arrival - _paused(route, stop.arrival, stop.start):
            yield Violation("wait", stop.visit_id, f"says {stop.wait}, arrives {stop.arrival}, starts {stop.start}")
        facts.travel_cost += weights.travel_second * travel + weights.travel_metre * metres
        clock, here = stop.departure, there
    travel = matrix.seconds[row[here]][row[caregiver.end_place]]
    metres = matrix.metres[row[here]][row[caregiver.end_place]]
    moved = route.end - clock - _paused(route, clock, route.end)
    if (route.return_travel, route.return_metres) != (travel, metres) or moved != travel:
        yield Violation("travel", caregiver.caregiver_id, f"returns after {moved} s, the way takes {travel} s")
    facts.travel_cost += weights.travel_second * travel + weights.travel_metre * metres


def _service(caregiver: Caregiver, visit: Visit, start: int, late: int, facts: _Facts) -> Iterator[Violation]:
    facts.start_of[visit.visit_id] = start
    facts.caregiver_of[visit.visit_id] = caregiver.caregiver_id
    if visit.preferred_caregivers and caregiver.caregiver_id not in visit.preferred_caregivers:
        facts.not_preferred += 1
    missing = visit.required_skills - caregiver.skills
    if missing:
        yield Violation("skill", visit.visit_id, f"{caregiver.caregiver_id} lacks {', '.join(sorted(missing))}")
    if caregiver.caregiver_id in visit.prohibited_caregivers:
        yield Violation("prohibited", visit.visit_id, f"{caregiver.caregiver_id} may not go")
    if visit.required_caregivers and caregiver.caregiver_id not in visit.required_caregivers:
        yield Violation("required_caregiver", visit.visit_id, f"{caregiver.caregiver_id} is not one of those required")
    lateness = [_lateness(window, start) for window in visit.windows]
    possible = [value for value in lateness if value is not None]
    if not possible:
        yield Violation("window", visit.visit_id, f"starts at {start}, in none of its windows")
        return
    facts.late.append(min(possible))
    if late != min(possible):
        yield Violation("lateness", visit.visit_id, f"says {late}, is {min(possible)}")


def _lateness(window: TimeWindow, start: int) -> int | None:
    """Seconds after the window's end, or None when the window does not admit the start."""
    if start < window.start or (window.hard and start > window.end):
        return None
    return max(0, start - window.end)


def _linked(problem: Problem, facts: _Facts) -> Iterator[Violation]:
    for group in problem.groups:
        for other in group.visit_ids[1:]:
            link = VisitDependency(first=group.visit_ids[0], second=other, min_delay=0, max_delay=0)
            yield from _link(link, group.group_id, facts)
        people = [facts.caregiver_of[item] for item in group.visit_ids if item in facts.caregiver_of]
        if len(set(people)) != len(people):
            yield Violation("pair", group.group_id, "the same caregiver twice")
    for link in problem.dependencies:
        yield from _link(link, f"{link.first}>{link.second}", facts)
        both = {facts.caregiver_of.get(link.first), facts.caregiver_of.get(link.second)} - {None}
        if (
            link.different_caregivers
            and len(both) == 1
            and link.first in facts.start_of
            and link.second in facts.start_of
        ):
            yield Violation("pair", f"{link.first}>{link.second}", "the same caregiver twice")


def _link(link: VisitDependency, subject: str, facts: _Facts) -> Iterator[Violation]:
    first, second = facts.start_of.get(link.first), facts.start_of.get(link.second)
    if first is None and second is None:
        return
    if first is None or second is None:
        yield Violation("pair", subject, "only one of them is planned")
    elif not link.min_delay <= second - first <= link.max_delay:
        yield Violation("pair", subject, f"starts {second - first} s apart, not {link.min_delay}..{link.max_delay}")


def _score(problem: Problem, solution: Solution, facts: _Facts) -> Score:
    weights, visits = problem.weights, {v.visit_id: v for v in problem.visits}
    left_out = [visits[item.visit_id] for item in solution.unassigned if item.visit_id in visits]
    return Score(
        travel=facts.travel_cost,
        lateness=weights.late_second * sum(facts.late),
        max_lateness=weights.max_late_second * max(facts.late, default=0),
        overtime=weights.overtime_second * facts.overtime,
        continuity=weights.not_preferred * facts.not_preferred,
        left_out=sum(v.penalty if v.optional else weights.required_left_out * v.priority for v in left_out),
    )
