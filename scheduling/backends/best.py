"""The best plan so far of a search over sequences of visits; tells whenever it gets better."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from scheduling.assemble import Found, assemble, score
from scheduling.backends.protocol import OnBetter
from scheduling.errors import BackendUnable
from scheduling.problem import Problem
from scheduling.result import Solution
from scheduling.stop import Stop
from scheduling.timing import Timing


@dataclass(slots=True)
class Best:
    """Keeps the cheapest feasible routes of one search."""

    timing: Timing
    backend: str
    on_better: OnBetter | None = None
    routes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    cost: int | None = None
    first_feasible_s: float = 0.0
    began: float = field(default_factory=time.monotonic)

    def offer(self, routes: Mapping[str, tuple[str, ...]]) -> bool:
        """Keep the routes when they are feasible and cheaper; returns whether they were kept."""
        timed = self.timing.plan(routes)
        if timed is None:
            return False
        cost = score(self.timing, timed).total
        if self.cost is not None and cost >= self.cost:
            return False
        if self.cost is None:
            self.first_feasible_s = time.monotonic() - self.began
        self.cost, self.routes = cost, {c: tuple(r) for c, r in routes.items() if r}
        if self.on_better:
            self.on_better(assemble(self.timing, Found(self.routes, "feasible"), backend=self.backend))
        return True


MOST = 1000
"""Visits and shipments that a search in plain Python, or the routing library, takes."""
Search = Callable[[Timing, Stop, int, Best], Found]


def search_sequences(
    search: Search, name: str, problem: Problem, stop: Stop, seed: int, on_better: OnBetter
) -> Solution:
    """Run a search over sequences as a backend. Raises BackendUnable for what its timing does not know."""
    beyond = beyond_sequences(problem)
    if beyond:
        raise BackendUnable(name, f"cannot express {beyond}")
    demand_few(name, problem)
    timing = Timing(problem)
    work = timing.visits and timing.caregivers
    found = search(timing, stop, seed, Best(timing, name, on_better)) if work else Found({}, "feasible")
    return assemble(timing, found, backend=name)


def demand_few(name: str, problem: Problem) -> None:
    """Raise BackendUnable for a problem that would take minutes before there is a first plan."""
    count = len(problem.visits) + len(problem.shipments)
    if count > MOST:
        raise BackendUnable(name, f"{count} visits and shipments; it takes {MOST}, native takes all")


def beyond_sequences(problem: Problem) -> str:
    """The first part of a problem that sequences of visits with earliest timing cannot express; empty when none."""
    weights, visits, people = problem.weights, problem.visits, problem.caregivers
    parts = {
        "shipments": bool(problem.shipments),
        "two-person visits": any(v.two_person for v in visits),
        "daylight": any(v.daylight_only for v in visits),
        "specimen deadlines": any(v.specimen_deadline is not None for v in visits),
        "shared equipment": any(v.equipment for v in visits),
        "capacity": any(c.capacity is not None for c in people) and any(v.load for v in visits),
        "a largest number of visits": any(c.max_visits is not None for c in people),
        "wishes": any(v.wished_gender or v.wished_languages for v in visits),
        "pinned visits": bool(problem.pins) or problem.freeze_time > 0,
        "a price for moving visits": bool(problem.previous) and bool(weights.moved_visit or weights.moved_second),
        "hour bands of travel": len({m.vehicle for m in problem.matrices}) < len(problem.matrices),
        "soft ends of shifts": weights.soft_end_second > 0 and any(c.shift.soft_end is not None for c in people),
        "fairness": weights.unfair_second > 0,
        "a price for each caregiver": weights.used_caregiver > 0,
        "several windows of a break": any(len(b.windows) > 1 for c in people for b in c.breaks),
        "dependencies of one caregiver": any(d.caregivers != "different" for d in problem.dependencies),
    }
    return next((name for name, there in parts.items() if there), "")
