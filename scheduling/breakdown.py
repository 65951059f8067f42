"""What every visit and every route of a plan costs; the shares add up to the plan's score, part by part."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from scheduling.check.facts import Facts
from scheduling.check.routes import hand_ins
from scheduling.check.scoring import spread, work_seconds
from scheduling.problem import Caregiver, Problem
from scheduling.result import Route, Score, Solution, Stop

Share = dict[str, int]
"""Cost units by part of the score; parts of 0 are not there."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Shares by visit or shipment id (the way to it, lateness, strangers, wishes, moves, being left out), by caregiver
    id (the way home, laboratories, overtime, being used), and of the plan as a whole (worst lateness, fairness)."""

    visits: dict[str, Share] = field(default_factory=dict)
    routes: dict[str, Share] = field(default_factory=dict)
    plan: Share = field(default_factory=dict)

    @property
    def score(self) -> Score:
        """The sum of all shares."""
        total: Share = {}
        for share in (*self.visits.values(), *self.routes.values(), self.plan):
            for part, cost in share.items():
                total[part] = total.get(part, 0) + cost
        return Score(**total)

    def dearest(self, count: int) -> list[tuple[str, Share]]:
        """The visits that cost most, dearest first."""
        return sorted(self.visits.items(), key=lambda item: (-sum(item[1].values()), item[0]))[:count]


def breakdown(problem: Problem, plan: Solution) -> Breakdown:
    """The shares of a plan that passes the check; rules that it breaks are not priced."""
    facts = Facts(problem, plan)
    names = (*facts.visits, *facts.shipments)
    return Breakdown(
        visits={name: share for name in names if (share := _visit_share(facts, name))},
        routes={route.caregiver_id: _route_share(facts, route) for route in plan.routes},
        plan=_plan_share(facts),
    )


def _visit_share(facts: Facts, name: str) -> Share:
    weights, share = facts.problem.weights, Share()
    for kind, companion in (("visit", False), ("visit", True), ("pickup", False), ("delivery", False)):
        found = facts.planned((name, kind, companion))
        if found is not None:
            _add(share, "travel", _way(facts, found[1]))
            _add(share, "lateness", weights.late_second * found[1].late)
            if kind == "visit" and not companion:
                _personal(facts, share, name, found)
    if any(item.visit_id == name for item in facts.solution.unassigned):
        item = facts.visits.get(name) or facts.shipments[name]
        _add(share, "left_out", item.penalty if item.optional else weights.required_left_out * item.priority)
    return share


def _personal(facts: Facts, share: Share, name: str, found: tuple[Route, Stop]) -> None:
    """Who goes, and whether that or the time is another than before."""
    visit, weights, who = facts.visits[name], facts.problem.weights, found[0].caregiver_id
    caregiver = facts.caregivers[who]
    _add(share, "continuity", weights.not_preferred * _strange(visit.preferred_caregivers, who))
    gender = bool(visit.wished_gender) and visit.wished_gender != caregiver.gender
    language = bool(visit.wished_languages) and not visit.wished_languages & caregiver.languages
    _add(share, "wishes", weights.wish_broken * (gender + language))
    before = next((p for p in facts.problem.previous if p.visit_id == name), None)
    if before is not None:
        moved = weights.moved_visit * (before.caregiver_id != who)
        _add(share, "stability", moved + weights.moved_second * abs(found[1].start - before.start))


def _strange(preferred: Iterable[str], who: str) -> bool:
    names = frozenset(preferred)
    return bool(names) and who not in names


def _route_share(facts: Facts, route: Route) -> Share:
    weights, caregiver, share = facts.problem.weights, facts.caregivers[route.caregiver_id], Share()
    home = weights.travel_second * route.return_travel + weights.travel_metre * route.return_metres
    laboratories = sum(_way(facts, stop) for stop in route.stops if stop.kind == "laboratory")
    _add(share, "travel", home + laboratories)
    _add(share, "overtime", weights.overtime_second * max(0, route.end - caregiver.shift.end))
    _add(share, "soft_end", weights.soft_end_second * _after_soft_end(caregiver, route))
    late = sum(seconds for _, seconds in hand_ins(facts, caregiver, route))
    _add(share, "specimens", weights.specimen_late_second * late)
    _add(share, "used", weights.used_caregiver)
    return share


def _after_soft_end(caregiver: Caregiver, route: Route) -> int:
    limit = caregiver.shift.soft_end
    return 0 if limit is None else max(0, min(route.end, caregiver.shift.end) - limit)


def _plan_share(facts: Facts) -> Share:
    weights, share = facts.problem.weights, Share()
    late = [s.late for route in facts.solution.routes for s in route.stops if s.kind != "laboratory"]
    _add(share, "max_lateness", weights.max_late_second * max(late, default=0))
    _add(share, "fairness", weights.unfair_second * spread(work_seconds(facts)))
    return share


def _way(facts: Facts, stop: Stop) -> int:
    weights = facts.problem.weights
    return weights.travel_second * stop.travel + weights.travel_metre * stop.metres


def _add(share: Share, part: str, cost: int) -> None:
    if cost:
        share[part] = share.get(part, 0) + cost
