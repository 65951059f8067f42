"""Greedy insertion in plain Python: a complete first plan in a fraction of a second, pairs included."""

import random
from collections.abc import Iterator, Mapping

from scheduling.assemble import Found
from scheduling.backends.best import Best, search_sequences
from scheduling.backends.protocol import OnBetter
from scheduling.backends.ruin import Ruin
from scheduling.problem import Problem, Visit
from scheduling.result import Solution
from scheduling.stop import Stop
from scheduling.timing import TimedRoute, Timing, left_out_cost, units

_FIRST_CHOICES = 8
"""How many places of the first visit of a pair are tried with all places of the next."""

Routes = dict[str, tuple[str, ...]]


class Insertion:
    """Backend ``insertion``: deterministic, needs no library."""

    name = "insertion"

    def search(self, problem: Problem, stop: Stop, seed: int, on_better: OnBetter) -> Solution:
        """The best plan found. Raises BackendUnable for what sequences with earliest timing cannot express."""
        return search_sequences(self._search, self.name, problem, stop, seed, on_better)

    def _search(self, timing: Timing, stop: Stop, seed: int, best: Best) -> Found:  # noqa: ARG002
        """One pass over all units; then, while time is left, re-insertion of units as long as it helps."""
        first_plan(timing, stop, best)
        while not stop(best.cost) and improve_units(timing, best, units(timing.problem), stop):
            pass
        return Found(best.routes, "cancelled" if stop.cancelled else "feasible")


def first_plan(timing: Timing, stop: Stop, best: Best) -> None:
    """Linked visits first, then the others one by one, hardest first; the plan goes to ``best``."""
    linked = tuple(unit for unit in units(timing.problem) if len(unit) > 1)
    single = sorted((unit for unit in units(timing.problem) if len(unit) == 1), key=lambda u: _hardness(timing, u))
    begin = insert_all(timing, {}, linked)
    Ruin(timing, best, stop, random.Random(0), begin).fill([unit[0] for unit in single])


def insert_all(timing: Timing, routes: Mapping[str, tuple[str, ...]], todo: tuple[tuple[str, ...], ...]) -> Routes:
    """Insert every unit at its cheapest place, hardest first; those that do not fit or do not pay stay out."""
    result = dict(routes)
    for unit in sorted(todo, key=lambda u: _hardness(timing, u)):
        result = insert(timing, result, unit) or result
    return result


def insert(timing: Timing, routes: Routes, unit: tuple[str, ...]) -> Routes | None:
    """The routes with the unit at its cheapest place; None when it does not fit or costs more than leaving it out."""
    before = _cost(timing.plan(routes))
    ways: list[tuple[Routes, int]] = [({}, 0)] if before is not None else []
    for visit_id in unit:
        ways = [way for changed, _ in ways for way in _places(timing, {**routes, **changed}, changed, visit_id)]
        ways = sorted(ways, key=lambda way: way[1])[:_FIRST_CHOICES]
    penalty = left_out_cost(timing.problem, (timing.visits[v] for v in unit))
    for changed, _ in ways:
        after = _cost(timing.plan({**routes, **changed}))
        if before is not None and after is not None and after - before < penalty:
            return {**routes, **changed}
    return None


def improve_units(timing: Timing, best: Best, todo: tuple[tuple[str, ...], ...], stop: Stop) -> bool:
    """Take each unit out and insert it again where it is cheapest now; returns whether anything got better."""
    better = False
    for unit in todo:
        if stop(best.cost):
            break
        without = {c: tuple(v for v in r if v not in unit) for c, r in best.routes.items()}
        again = insert(timing, without, unit)
        better |= again is not None and best.offer(again)
    return better


def improve_linked(timing: Timing, best: Best, stop: Stop) -> None:
    """Insert linked visits again, where they are cheapest now."""
    improve_units(timing, best, tuple(unit for unit in units(timing.problem) if len(unit) > 1), stop)


def _places(timing: Timing, routes: Routes, changed: Routes, visit_id: str) -> Iterator[tuple[Routes, int]]:
    """Every feasible place of one visit: changed routes and the cost of all routes that hang together with them."""
    visit = timing.visits[visit_id]
    for caregiver_id in _able(timing, visit, changed):
        sequence = routes.get(caregiver_id, ())
        touched = _hanging_together(timing, routes, {caregiver_id, *changed})
        before = _cost(timing.plan({c: r for c, r in touched.items() if c not in changed})) or 0
        for position in range(len(sequence) + 1):
            new = (*sequence[:position], visit_id, *sequence[position:])
            after = _cost(timing.plan({**touched, caregiver_id: new}))
            if after is not None:
                yield {**changed, caregiver_id: new}, after - before


def _able(timing: Timing, visit: Visit, changed: Routes) -> list[str]:
    """Who may do the visit; visits of one unit go to different people."""
    return [c for c, caregiver in timing.caregivers.items() if c not in changed and timing.may_go(caregiver, visit)]


def _hanging_together(timing: Timing, routes: Routes, caregivers: set[str]) -> Routes:
    """The routes of these caregivers and all routes tied to them by links."""
    where = {v: c for c, route in routes.items() for v in route if v in timing.linked}
    reach, size = set(caregivers), 0
    while len(reach) != size:
        size = len(reach)
        for link in timing.links:
            pair = {where.get(link.first), where.get(link.second)}
            if pair & reach:
                reach |= {c for c in pair if c is not None}
    return {c: routes.get(c, ()) for c in reach}


def _cost(timed: Mapping[str, TimedRoute] | None) -> int | None:
    return None if timed is None else sum(route.cost for route in timed.values())


def _hardness(timing: Timing, unit: tuple[str, ...]) -> tuple[object, ...]:
    """Sort key: pairs first, then required before optional, higher priority, few able people, narrow windows."""
    visits = [timing.visits[v] for v in unit]
    able = min(sum(timing.may_go(c, v) for c in timing.problem.caregivers) for v in visits)
    room = min(sum(w.end - w.start for w in v.windows) for v in visits)
    urgent = max(v.priority for v in visits)
    return (-len(unit), all(v.optional for v in visits), -urgent, room // 3600, able, visits[0].windows[-1].end, unit)
