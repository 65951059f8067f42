"""The second pass for programs without pairs: times and exclusions that make pairs come true."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scheduling.bench.peers.priced import Tours
from scheduling.problem import Problem, Visit, VisitDependency


@dataclass(slots=True)
class Fixed:
    """A visit starts exactly at ``start``; each made-up skill in ``wanted`` belongs to these caregivers."""

    start: int
    wanted: dict[str, frozenset[str]] = field(default_factory=dict)


def fixed_times(problem: Problem, first: Tours) -> dict[str, Fixed]:
    """The start of every visit that belongs to others, as near as possible to a plan that ignored that."""
    visits = {v.visit_id: v for v in problem.visits}
    starts = {call.item_id: call.earliest for tour in first.values() for call in tour}
    fixed: dict[str, Fixed] = {}
    for group in problem.groups:
        together = max(_start(visits[name], starts) for name in group.visit_ids)
        fixed |= {name: Fixed(together) for name in group.visit_ids}
    people = frozenset(c.caregiver_id for c in problem.caregivers)
    who = {call.item_id: person for person, tour in first.items() for call in tour}
    for number, link in enumerate(problem.dependencies):
        pair = _apart(link, visits, starts)
        if link.caregivers == "different" and link.first in who:
            chosen = frozenset({who[link.first]})
            pair[0].wanted[f"first of {number}"] = chosen
            pair[1].wanted[f"second of {number}"] = people - chosen
        fixed |= {link.first: pair[0], link.second: pair[1]}
    return fixed


def _start(visit: Visit, starts: Mapping[str, int]) -> int:
    return starts.get(visit.visit_id, visit.windows[0].start)


def _apart(link: VisitDependency, visits: Mapping[str, Visit], starts: Mapping[str, int]) -> tuple[Fixed, Fixed]:
    """Both starts inside their windows when the delays permit it."""
    first, second = visits[link.first], visits[link.second]
    least = max(first.windows[0].start, second.windows[0].start - link.max_delay)
    most = min(first.windows[-1].end, second.windows[-1].end - link.min_delay)
    start = max(least, min(most, _start(first, starts)))
    then = max(start + link.min_delay, min(start + link.max_delay, _start(second, starts)))
    return Fixed(start), Fixed(max(start + link.min_delay, min(then, second.windows[-1].end)))
