"""How fast a plan in progress takes an urgent visit, and how much of it moves: measured on made-up days."""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from scheduling.check import check
from scheduling.problem import Problem, TimeWindow, Visit
from scheduling.result import Solution
from scheduling.solve import solve
from scheduling.stop import StopAfter
from scheduling.synthetic import HOUR, synthetic_day

INSERTION_TARGET_MS = 50.0
REPLAN_TARGET_S = 2.0
MOVED_TARGET = 5
NOTICED_S = 900
"""People are told of a start that moves by more than this; less does not count as moved."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan in progress: the problem with what has begun frozen, and the plan for it."""

    problem: Problem
    solution: Solution


class LivePlanning(Protocol):
    """What is measured. ``now`` is in seconds of the problem's clock."""

    def insert(self, standing: Standing, visit: Visit, now: int) -> Standing:
        """The plan with the visit in its best place; nothing else changes its caregiver or order."""

    def replan(self, standing: Standing, before: Solution, now: int) -> Standing:
        """A short search from there that holds to the plan people know."""


@dataclass(slots=True)
class LiveRow:
    """The measurements at one number of visits."""

    visits: int
    insert_ms: list[float] = field(default_factory=list)
    replan_s: list[float] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    gain: list[int] = field(default_factory=list)
    begun_touched: int = 0
    violations: int = 0

    def figures(self) -> dict[str, object]:
        """The row as part of a JSON object."""
        return {
            "insert_p50_ms": percentile(self.insert_ms, 50),
            "insert_p95_ms": percentile(self.insert_ms, 95),
            "insert_max_ms": percentile(self.insert_ms, 100),
            "replan_max_s": percentile(self.replan_s, 100),
            "moved_mean": round(sum(self.moved) / max(1, len(self.moved)), 2),
            "moved_max": max(self.moved, default=0),
            "replan_gain_mean": round(sum(self.gain) / max(1, len(self.gain)), 1),
            "begun_touched": self.begun_touched,
            "violations": self.violations,
        }

    @property
    def ok(self) -> bool:
        """Whether every plan keeps the rules, leaves what has begun alone, and the targets hold."""
        sound = not self.violations and not self.begun_touched and bool(self.insert_ms)
        quick = percentile(self.insert_ms, 95) <= INSERTION_TARGET_MS
        quick = quick and percentile(self.replan_s, 100) <= REPLAN_TARGET_S
        return sound and quick and sum(self.moved) <= MOVED_TARGET * len(self.moved)


def live_rows(planning: LivePlanning, sizes: Sequence[int], urgent: int, plan_s: float, seed: int) -> Iterator[LiveRow]:
    """A row for each size: ``urgent`` visits, each put into the same day's plan at another moment."""
    for size in sizes:
        problem = synthetic_day(size, max(3, round(size * 14 / 75)), max(1, size // 25), seed)
        plan = solve(problem, stop=StopAfter(plan_s), seed=seed)[0]
        row = LiveRow(size)
        for visit, now in urgent_visits(problem, urgent, seed):
            _measure(row, planning, Standing(problem, plan), visit, now)
        yield row


def urgent_visits(problem: Problem, count: int, seed: int) -> Iterator[tuple[Visit, int]]:
    """Half an hour of nursing at a known address, to begin within the hour, called in between ten and three."""
    rng = random.Random(seed)
    places = sorted({visit.place_id for visit in problem.visits})
    for number in range(count):
        now = rng.randrange(10 * HOUR, 15 * HOUR)
        visit = Visit(
            visit_id=f"urgent-{number}",
            place_id=rng.choice(places),
            service_duration=HOUR // 2,
            windows=(TimeWindow(now, now + HOUR, hard=False),),
            required_skills=frozenset({"nurse"}),
            priority=3,
        )
        yield visit, now


def _measure(row: LiveRow, planning: LivePlanning, standing: Standing, visit: Visit, now: int) -> None:
    before, began = standing.solution, time.perf_counter()
    inserted = planning.insert(standing, visit, now)
    row.insert_ms.append(1000 * (time.perf_counter() - began))
    began = time.perf_counter()
    after = planning.replan(inserted, before, now)
    row.replan_s.append(time.perf_counter() - began)
    row.moved.append(len(moved(before, after.solution)))
    row.gain.append(inserted.solution.score.total - after.solution.score.total)
    row.begun_touched += begun_touched(before, after.solution, now)
    row.violations += sum(len(check(found.problem, found.solution).violations) for found in (inserted, after))


Operation = tuple[str, str, bool]


def starts(solution: Solution) -> dict[Operation, tuple[str, int]]:
    """Who does what from when, by visit or shipment, kind of stop and whether it is the second person's part."""
    return {
        (stop.visit_id, stop.kind, stop.companion): (route.caregiver_id, stop.start)
        for route in solution.routes
        for stop in route.stops
        if stop.visit_id
    }


def moved(before: Solution, after: Solution) -> set[Operation]:
    """Operations of the plan before that are left out, with another caregiver, or start noticeably otherwise."""
    now = starts(after)
    return {
        operation
        for operation, (person, start) in starts(before).items()
        if operation not in now or now[operation][0] != person or abs(now[operation][1] - start) > NOTICED_S
    }


def begun_touched(before: Solution, after: Solution, now: int) -> int:
    """How many operations that had begun by ``now`` are not where they were."""
    later = starts(after)
    return sum(later.get(operation) != stop for operation, stop in starts(before).items() if stop[1] <= now)


def percentile(values: Sequence[float], percent: int) -> float:
    """The least value that at least so many percent do not exceed; 0 without values."""
    if not values:
        return 0.0
    rank = -(-len(values) * percent // 100)
    return round(sorted(values)[max(0, rank - 1)], 3)
