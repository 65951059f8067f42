"""The score as the check counts it, from the problem and the stops alone."""

from scheduling.check.facts import Facts, main_visits
from scheduling.check.routes import hand_ins
from scheduling.problem import Caregiver, Visit
from scheduling.result import Route, Score


def score_of(facts: Facts, hard: int) -> Score:
    """Every part of the score; ``hard`` violations were found."""
    weights, routes = facts.problem.weights, facts.solution.routes
    known = [(r, facts.caregivers[r.caregiver_id]) for r in routes if r.caregiver_id in facts.caregivers]
    late = [s.late for r in routes for s in r.stops if s.kind != "laboratory"]
    seconds = sum(s.travel for r in routes for s in r.stops) + sum(r.return_travel for r in routes)
    metres = sum(s.metres for r in routes for s in r.stops) + sum(r.return_metres for r in routes)
    return Score(
        hard=hard,
        left_out=_left_out(facts),
        travel=weights.travel_second * seconds + weights.travel_metre * metres,
        lateness=weights.late_second * sum(late),
        max_lateness=weights.max_late_second * max(late, default=0),
        overtime=weights.overtime_second * sum(max(0, r.end - c.shift.end) for r, c in known),
        soft_end=weights.soft_end_second * sum(_soft_end(c, r) for r, c in known),
        continuity=weights.not_preferred * sum(_strangers(facts, r) for r, _ in known),
        wishes=weights.wish_broken * sum(_wishes(facts, c, r) for r, c in known),
        specimens=weights.specimen_late_second * sum(late for r, c in known for _, late in hand_ins(facts, c, r)),
        fairness=weights.unfair_second * spread(work_seconds(facts)),
        stability=_stability(facts),
        used=weights.used_caregiver * len(routes),
    )


def _left_out(facts: Facts) -> int:
    weights, total = facts.problem.weights, 0
    for name in {item.visit_id for item in facts.solution.unassigned}:
        item = facts.visits.get(name) or facts.shipments.get(name)
        if item is not None:
            total += item.penalty if item.optional else weights.required_left_out * item.priority
    return total


def _soft_end(caregiver: Caregiver, route: Route) -> int:
    limit = caregiver.shift.soft_end
    return 0 if limit is None else max(0, min(route.end, caregiver.shift.end) - limit)


def _visits(facts: Facts, route: Route) -> list[Visit]:
    return [facts.visits[s.visit_id] for s in main_visits(route) if s.visit_id in facts.visits]


def _strangers(facts: Facts, route: Route) -> int:
    wanted = [v.preferred_caregivers for v in _visits(facts, route) if v.preferred_caregivers]
    return sum(route.caregiver_id not in names for names in wanted)


def _wishes(facts: Facts, caregiver: Caregiver, route: Route) -> int:
    visits = _visits(facts, route)
    gender = sum(1 for v in visits if v.wished_gender and v.wished_gender != caregiver.gender)
    return gender + sum(1 for v in visits if v.wished_languages and not v.wished_languages & caregiver.languages)


def work_seconds(facts: Facts) -> dict[str, int]:
    """Seconds of travel to and service at visits and shipments of each caregiver; no access, laboratory, way home."""
    work = dict.fromkeys(facts.caregivers, 0)
    for route in facts.solution.routes:
        if route.caregiver_id in work:
            served = [stop for stop in route.stops if stop.kind != "laboratory"]
            work[route.caregiver_id] += sum(s.travel + s.departure - s.start for s in served)
    return work


def spread(work: dict[str, int]) -> int:
    """The difference between the busiest and the least busy caregiver, in seconds."""
    return max(work.values(), default=0) - min(work.values(), default=0)


def _stability(facts: Facts) -> int:
    weights, total = facts.problem.weights, 0
    for before in facts.problem.previous:
        now = facts.planned((before.visit_id, "visit", False))
        if now is not None:
            total += weights.moved_visit if now[0].caregiver_id != before.caregiver_id else 0
            total += weights.moved_second * abs(now[1].start - before.start)
    return total
