"""Why a visit is left out: the first reason that holds, with facts a person can act on."""

from collections.abc import Iterator, Mapping

from scheduling.problem import Caregiver, Problem, Visit
from scheduling.result import Reason, Unassigned
from scheduling.timing import TimedRoute, Timing, units


def explain(timing: Timing, timed: Mapping[str, TimedRoute]) -> tuple[Unassigned, ...]:
    """One entry for every visit that is in no route, in the problem's order."""
    planned = {visit_id for route in timed.values() for visit_id in route.sequence}
    mates = {visit_id: unit for unit in units(timing.problem) for visit_id in unit}
    return tuple(
        _explain(timing, timed, visit, mates[visit.visit_id])
        for visit in timing.problem.visits
        if visit.visit_id not in planned
    )


def _explain(timing: Timing, timed: Mapping[str, TimedRoute], visit: Visit, unit: tuple[str, ...]) -> Unassigned:
    alone = _alone(timing, visit)
    if alone is not None:
        return alone
    if len(unit) > 1:
        facts = {"with": ", ".join(item for item in unit if item != visit.visit_id)}
        for other in unit:
            cause = _alone(timing, timing.visits[other]) if other != visit.visit_id else None
            if cause is not None:
                facts |= {"because_of": other, "cause": cause.reason.value}
        return Unassigned(visit_id=visit.visit_id, reason=Reason.PAIR, facts=facts)
    return _no_room(timing, timed, visit)


def _alone(timing: Timing, visit: Visit) -> Unassigned | None:
    """A reason that would hold even if there were no other visit."""
    problem = timing.problem
    skilled = [c for c in problem.caregivers if visit.required_skills <= c.skills]
    if not skilled:
        return _because(visit, Reason.SKILL, needed=", ".join(sorted(_rarest(problem, visit))))
    able = [c for c in skilled if timing.may_go(c, visit)]
    if not able:
        return _because(visit, Reason.CAREGIVER, skilled=str(len(skilled)))
    present = [c for c in able if _on_shift(c, visit)]
    if not present:
        return _because(visit, Reason.SHIFT, able=str(len(able)), **_window(visit))
    if all(timing.route(c.caregiver_id, (visit.visit_id,)) is None for c in present):
        return _because(visit, Reason.WINDOW, able=str(len(present)), **_window(visit))
    return None


def _no_room(timing: Timing, timed: Mapping[str, TimedRoute], visit: Visit) -> Unassigned:
    able = [c for c in timing.problem.caregivers if timing.may_go(c, visit) and _on_shift(c, visit)]
    extra = min((cost for c in able for cost in _extra_costs(timing, timed, c, visit)), default=None)
    if extra is None:
        return _because(visit, Reason.CAPACITY, able=str(len(able)), **_window(visit))
    price = visit.penalty if visit.optional else timing.problem.weights.required_left_out * visit.priority
    reason = Reason.OPTIONAL if visit.optional and extra >= price else Reason.CAPACITY
    return _because(visit, reason, able=str(len(able)), extra_cost=str(extra), penalty=str(price))


def _extra_costs(timing: Timing, timed: Mapping[str, TimedRoute], caregiver: Caregiver, visit: Visit) -> Iterator[int]:
    """What the visit would cost at each feasible place of one route, the other routes untouched."""
    old = timed.get(caregiver.caregiver_id)
    sequence, before = (old.sequence, old.cost) if old else ((), 0)
    held = {v: s for v, s in zip(sequence, old.starts, strict=True) if v in timing.linked} if old else {}
    for position in range(len(sequence) + 1):
        new = timing.route(caregiver.caregiver_id, (*sequence[:position], visit.visit_id, *sequence[position:]), held)
        if new and all(s == held[v] for v, s in zip(new.sequence, new.starts, strict=True) if v in held):
            yield new.cost - before


def _rarest(problem: Problem, visit: Visit) -> frozenset[str]:
    """The skills nobody has, or all required ones when only their combination is missing."""
    known = frozenset(skill for c in problem.caregivers for skill in c.skills)
    return (visit.required_skills - known) or visit.required_skills


def _on_shift(caregiver: Caregiver, visit: Visit) -> bool:
    shift = caregiver.shift
    last = shift.end + shift.max_overtime - visit.service_duration
    return any(w.start <= last and (shift.start <= w.end or not w.hard) for w in visit.windows)


def _window(visit: Visit) -> dict[str, str]:
    return {"window_start": str(visit.windows[0].start), "window_end": str(visit.windows[-1].end)}


def _because(visit: Visit, reason: Reason, **facts: str) -> Unassigned:
    return Unassigned(visit_id=visit.visit_id, reason=reason, facts=facts)
