"""Why something is left out of a plan: the first cheap reason that holds, with facts a person can act on.

``backends.why_not`` finds out more about a single visit; this is quick enough for every plan.
"""

import msgspec

from scheduling.problem import Caregiver, Problem, Shipment, TimeWindow, Visit
from scheduling.result import Reason, Solution, Unassigned


def explain(problem: Problem, solution: Solution) -> tuple[Unassigned, ...]:
    """The plan's left-out visits and shipments, each with a reason, in the plan's order."""
    out = {item.visit_id for item in solution.unassigned}
    visits = {v.visit_id: v for v in problem.visits}
    shipments = {s.shipment_id: s for s in problem.shipments}
    found: dict[str, Unassigned] = {}
    for name in out:
        if name in visits:
            found[name] = _visit(problem, visits[name])
        else:
            found[name] = _shipment(problem, shipments[name])
    for name, item in found.items():
        if item.reason in (Reason.CAPACITY, Reason.OPTIONAL):
            found[name] = _because_of_others(problem, name, found) or item
    return tuple(found[item.visit_id] for item in solution.unassigned)


def _visit(problem: Problem, visit: Visit) -> Unassigned:
    people = problem.caregivers
    skilled = [c for c in people if _skilled(c, visit)]
    if not skilled:
        return _because(visit.visit_id, Reason.SKILL, needed=", ".join(sorted(_rarest(problem, visit))))
    able = [c for c in skilled if _listed(c, visit)]
    if not able or (visit.two_person and not _companions(problem, visit)):
        return _because(visit.visit_id, Reason.CAREGIVER, skilled=str(len(skilled)))
    present = [c for c in able if _on_shift(c, visit.windows, visit.service_duration)]
    if not present:
        return _because(visit.visit_id, Reason.SHIFT, able=str(len(able)), **_window(visit.windows))
    if not any(_in_time(problem, c, visit) for c in present):
        return _because(visit.visit_id, Reason.WINDOW, able=str(len(present)), **_window(visit.windows))
    reason = Reason.OPTIONAL if visit.optional else Reason.CAPACITY
    return _because(visit.visit_id, reason, able=str(len(present)), **_window(visit.windows))


def _shipment(problem: Problem, shipment: Shipment) -> Unassigned:
    able = [c for c in problem.caregivers if shipment.required_skills <= c.skills]
    if not able:
        return _because(shipment.shipment_id, Reason.SKILL, needed=", ".join(sorted(shipment.required_skills)))
    present = [c for c in able if _on_shift(c, shipment.pickup.windows, shipment.pickup.service_duration)]
    facts = {"able": str(len(able)), **_window(shipment.delivery.windows)}
    if not present:
        return _because(shipment.shipment_id, Reason.SHIFT, **facts)
    return _because(shipment.shipment_id, Reason.OPTIONAL if shipment.optional else Reason.CAPACITY, **facts)


def _because_of_others(problem: Problem, name: str, found: dict[str, Unassigned]) -> Unassigned | None:
    """A reason that lies with a visit this one is tied to."""
    tied = [g.visit_ids for g in problem.groups] + [(d.first, d.second) for d in problem.dependencies]
    mates = list(dict.fromkeys(other for unit in tied if name in unit for other in unit if other != name))
    if not mates:
        return None
    facts = {"with": ", ".join(mates)}
    for other in mates:
        if other in found and found[other].reason not in (Reason.CAPACITY, Reason.OPTIONAL, Reason.PAIR):
            facts |= {"because_of": other, "cause": found[other].reason.value}
    return msgspec.structs.replace(found[name], reason=Reason.PAIR, facts=facts)


def _skilled(caregiver: Caregiver, visit: Visit) -> bool:
    return all(caregiver.level(skill) >= visit.minimum_levels.get(skill, 1) for skill in visit.required_skills)


def _listed(caregiver: Caregiver, visit: Visit) -> bool:
    wanted = visit.required_caregivers
    return caregiver.caregiver_id not in visit.prohibited_caregivers and (
        not wanted or caregiver.caregiver_id in wanted
    )


def _companions(problem: Problem, visit: Visit) -> bool:
    able = [c for c in problem.caregivers if visit.companion_skills <= c.skills]
    return len([c for c in able if c.caregiver_id not in visit.prohibited_caregivers]) > 1


def _rarest(problem: Problem, visit: Visit) -> frozenset[str]:
    """The skills nobody has, or all required ones when only their combination or level is missing."""
    known = frozenset(skill for c in problem.caregivers for skill in c.skills)
    return (visit.required_skills - known) or visit.required_skills


def _on_shift(caregiver: Caregiver, windows: tuple[TimeWindow, ...], duration: int) -> bool:
    last = caregiver.shift.end + caregiver.shift.max_overtime - duration
    return any(w.start <= last and (caregiver.shift.start <= w.end or not w.hard) for w in windows)


def _in_time(problem: Problem, caregiver: Caregiver, visit: Visit) -> bool:
    """Whether the caregiver could serve this visit alone: there in time, and home before the shift must end."""
    leave = max(caregiver.shift.start, problem.freeze_time)
    for matrix in (m for m in problem.matrices if m.vehicle == caregiver.vehicle):
        if visit.place_id not in matrix.places:
            continue
        row, home = matrix.places.index(caregiver.start_place), matrix.places.index(caregiver.end_place)
        place = matrix.places.index(visit.place_id)
        there = leave + matrix.seconds[row][place] + (caregiver.access_duration if row != place else 0)
        last = caregiver.shift.end + caregiver.shift.max_overtime
        last -= visit.service_duration + matrix.seconds[place][home]
        for window in visit.windows:
            start = max(there, window.start)
            if start <= last and (start <= window.end or not window.hard):
                return True
    return False


def _window(windows: tuple[TimeWindow, ...]) -> dict[str, str]:
    return {"window_start": str(windows[0].start), "window_end": str(windows[-1].end)}


def _because(name: str, reason: Reason, **facts: str) -> Unassigned:
    return Unassigned(visit_id=name, reason=reason, facts=facts)
