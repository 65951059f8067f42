"""What ties visits to each other and to decisions: groups, dependencies, pins, the plan before."""

from collections.abc import Iterable

from scheduling.problem import Pin, Problem
from scheduling.validate.need import amount, distinct, need, span


def validate_links(problem: Problem) -> None:
    """Names are known, nothing goes round in a circle, no two decisions contradict each other."""
    _groups(problem)
    _dependencies(problem)
    _circles(problem)
    _pins(problem)
    distinct("previous", (p.visit_id for p in problem.previous))


def _groups(problem: Problem) -> None:
    known = frozenset(v.visit_id for v in problem.visits)
    taken: set[str] = set()
    distinct("groups", (g.group_id for g in problem.groups))
    for group in problem.groups:
        field = f"groups[{group.group_id}].visit_ids"
        need(len(group.visit_ids) >= 2, field, "needs at least two visits")
        distinct(field, group.visit_ids)
        for item in group.visit_ids:
            need(item in known, field, f"unknown visit {item!r}")
            need(item not in taken, field, f"{item!r} is in another group too")
            taken.add(item)


def _dependencies(problem: Problem) -> None:
    known = frozenset(v.visit_id for v in problem.visits)
    for position, link in enumerate(problem.dependencies):
        field = f"dependencies[{position}]"
        for name in ("first", "second"):
            need(getattr(link, name) in known, f"{field}.{name}", f"unknown visit {getattr(link, name)!r}")
        need(link.first != link.second, f"{field}.second", "is the same visit as first")
        span(field, ("min_delay", link.min_delay), ("max_delay", link.max_delay))


def _circles(problem: Problem) -> None:
    """Raise when visits wait for each other; visits of a group count as one."""
    head = {item: group.visit_ids[0] for group in problem.groups for item in group.visit_ids}
    after: dict[str, set[str]] = {}
    for position, link in enumerate(problem.dependencies):
        first, second = head.get(link.first, link.first), head.get(link.second, link.second)
        need(first != second, f"dependencies[{position}]", "both visits are in one group, which starts together")
        after.setdefault(first, set()).add(second)
    done: set[str] = set()
    for start in after:
        _follow(after, start, done)


def _follow(after: dict[str, set[str]], start: str, done: set[str]) -> None:
    path: list[tuple[str, Iterable[str]]] = [(start, iter(sorted(after.get(start, ()))))]
    open_now = {start}
    while path:
        here, rest = path[-1]
        step = next(iter(rest), None)
        if step is None:
            path.pop()
            open_now.discard(here)
            done.add(here)
        elif step in open_now:
            need(False, "dependencies", f"go round in a circle through {step!r}")
        elif step not in done:
            open_now.add(step)
            path.append((step, iter(sorted(after.get(step, ())))))


def _pins(problem: Problem) -> None:
    distinct("pins", (p.visit_id for p in problem.pins))
    visits = {v.visit_id: v for v in problem.visits}
    people = frozenset(c.caregiver_id for c in problem.caregivers)
    for pin in problem.pins:
        field = f"pins[{pin.visit_id}]"
        need(pin.visit_id in visits, f"{field}.visit_id", "unknown visit")
        need(not pin.caregiver_id or pin.caregiver_id in people, f"{field}.caregiver_id", "unknown caregiver")
        complete = bool(pin.caregiver_id) and pin.start is not None
        need(not pin.frozen or complete, field, "a stop that has begun needs caregiver and start")
        visit = visits[pin.visit_id]
        banned = visit.prohibited_caregivers
        need(pin.caregiver_id not in banned, f"{field}.caregiver_id", "is prohibited for this visit")
        required = visit.required_caregivers
        listed = not pin.caregiver_id or not required or pin.caregiver_id in required
        need(listed, f"{field}.caregiver_id", "is not one of the required caregivers")
    _pinned_groups(problem)
    _overlaps(problem, [p for p in problem.pins if p.start is not None and p.caregiver_id])
    _underway(problem, people)


def _underway(problem: Problem, people: frozenset[str]) -> None:
    distinct("underway", (u.shipment_id for u in problem.underway))
    shipments = {s.shipment_id: s for s in problem.shipments}
    for item in problem.underway:
        field = f"underway[{item.shipment_id}]"
        need(item.shipment_id in shipments, f"{field}.shipment_id", "unknown shipment")
        need(item.caregiver_id in people, f"{field}.caregiver_id", "unknown caregiver")
        amount(f"{field}.picked_up", item.picked_up)
        taken = item.picked_up + shipments[item.shipment_id].pickup.service_duration
        late = item.delivered is None or item.delivered >= taken
        need(late, f"{field}.delivered", "is before the end of the pickup")


def _pinned_groups(problem: Problem) -> None:
    pins = {p.visit_id: p for p in problem.pins}
    for group in problem.groups:
        found = [pins[item] for item in group.visit_ids if item in pins]
        starts = {p.start for p in found if p.start is not None}
        need(len(starts) < 2, f"groups[{group.group_id}]", "its visits are pinned to different starts")
        people = [p.caregiver_id for p in found if p.caregiver_id]
        need(len(set(people)) == len(people), f"groups[{group.group_id}]", "its visits are pinned to one caregiver")


def _overlaps(problem: Problem, pins: list[Pin]) -> None:
    """Raise when one caregiver is pinned to two places at once."""
    length = {v.visit_id: v.service_duration for v in problem.visits}
    busy: dict[str, tuple[int, str]] = {}
    for pin in sorted(pins, key=lambda p: (p.caregiver_id, p.start or 0)):
        assert pin.start is not None
        until, other = busy.get(pin.caregiver_id, (0, ""))
        need(pin.start >= until, f"pins[{pin.visit_id}].start", f"{pin.caregiver_id!r} is still at {other!r}")
        busy[pin.caregiver_id] = (pin.start + length[pin.visit_id], pin.visit_id)
