"""What a change by hand costs, in figures people count in, and every rule it breaks or mends."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass

import msgspec

from scheduling.check import Violation
from scheduling.check.facts import Facts
from scheduling.check.routes import route_rules
from scheduling.check.scoring import score_of, spread, work_seconds
from scheduling.check.together import ties
from scheduling.hand.edit import Edit
from scheduling.hand.standing import Standing
from scheduling.problem import Visit
from scheduling.result import Route, Score, Solution


class Figures(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Sums of a plan: seconds, metres, counts. ``strangers`` are visits by somebody other than who is preferred,
    ``spread`` the seconds of work between the busiest and the least busy, ``cost`` the soft cost."""

    travel: int = 0
    metres: int = 0
    late: int = 0
    late_visits: int = 0
    overtime: int = 0
    waiting: int = 0
    strangers: int = 0
    wishes: int = 0
    spread: int = 0
    planned: int = 0
    left_out: int = 0
    cost: int = 0


class Price(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A change and what comes of it. ``broken`` are rules the plan keeps now and would not keep, ``mended`` the other
    way round; ``routes`` are those that change, ``emptied`` the people who would have no work left."""

    before: Figures
    after: Figures
    broken: tuple[Violation, ...]
    mended: tuple[Violation, ...]
    routes: tuple[Route, ...]
    emptied: tuple[str, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """What one route adds to a plan: broken rules, sums, score, work in seconds, its worst lateness."""

    broken: tuple[Violation, ...]
    sums: Figures
    score: Score
    work: int
    latest: int


class Judged:
    """A standing plan with its verdict. PERF: of a changed plan only the routes that changed are looked at again."""

    def __init__(self, standing: Standing, known: "Judged | None" = None) -> None:
        self.standing, self.solution = standing, standing.bare()
        same = known is not None and known.standing.ground is standing.ground
        self.facts = (
            _moved_facts(known, standing, self.solution)
            if known and same
            else Facts(standing.ground.problem, self.solution)
        )
        self.shares: dict[str, Share] = {
            who: known.shares[who]
            if known and same and known.standing.routes.get(who) is route
            else _share(self.facts, route)
            for who, route in standing.routes.items()
        }
        circle = [Violation("circle", name, "waits for itself") for name in standing.circle]
        found = (violation for share in self.shares.values() for violation in share.broken)
        self.broken: tuple[Violation, ...] = (*found, *ties(self.facts), *circle)
        self.figures = self._sum()

    def after(self, new: Standing) -> "Judged":
        """The same of a changed plan."""
        return Judged(new, self)

    def _sum(self) -> Figures:
        shares, weights = self.shares.values(), self.facts.problem.weights
        work = {**dict.fromkeys(self.facts.caregivers, 0), **{who: share.work for who, share in self.shares.items()}}
        uneven = spread(work)
        soft = sum(share.score.soft for share in shares)
        soft += weights.max_late_second * max((share.latest for share in shares), default=0)
        return Figures(
            **{name: sum(getattr(share.sums, name) for share in shares) for name in _SUMMED},
            spread=uneven,
            left_out=len(self.standing.left_out),
            cost=soft + weights.unfair_second * uneven,
        )


_SUMMED = ("travel", "metres", "late", "late_visits", "overtime", "waiting", "strangers", "wishes", "planned")


def _moved_facts(known: Judged, standing: Standing, solution: Solution) -> Facts:
    """The look-up tables of the plan before with the routes that changed."""
    facts = copy(known.facts)
    facts.solution, facts.stops = solution, dict(known.facts.stops)
    changed = standing.changed(known.standing)
    for who in changed:
        before = known.standing.routes.get(who)
        for stop in before.stops if before else ():
            facts.stops.pop((stop.visit_id, stop.kind, stop.companion), None)
    for who in changed:
        after = standing.routes.get(who)
        for stop in after.stops if after else ():
            facts.stops[stop.visit_id, stop.kind, stop.companion] = [(after, stop)] if after else []
    return facts


def _share(facts: Facts, route: Route) -> Share:
    alone = copy(facts)
    alone.solution = msgspec.structs.replace(facts.solution, routes=(route,), unassigned=())
    alone.stops = {}
    for stop in route.stops:
        alone.stops.setdefault((stop.visit_id, stop.kind, stop.companion), []).append((route, stop))
    score, work = score_of(alone, 0), work_seconds(alone)
    own = msgspec.structs.replace(score, max_lateness=0, fairness=0)
    late = [stop.late for stop in route.stops if stop.kind != "laboratory"]
    sums = _sums(alone, route, own)
    return Share(
        (*route_rules(facts, route), *_pinned(facts, route)),
        sums,
        own,
        work.get(route.caregiver_id, 0),
        max(late, default=0),
    )


def _pinned(facts: Facts, route: Route) -> Iterable[Violation]:
    """What a person has bound of things that move, of which the check knows no pins: who goes."""
    for stop in route.stops:
        pin = facts.pins.get(stop.visit_id) if stop.kind == "delivery" else None
        if pin is not None and pin.caregiver_id and pin.caregiver_id != route.caregiver_id:
            yield Violation("pin", stop.visit_id, f"is {route.caregiver_id}'s, pinned to {pin.caregiver_id}")


def price(before: Judged, edit: Edit) -> tuple[Price, Judged]:
    """What a change would cost, and the plan after it. Raises EditRefused."""
    new = before.standing.edited(edit)
    return compared(before, before.after(new))


def compared(before: Judged, after: Judged) -> tuple[Price, Judged]:
    """What lies between two states of a plan."""
    old, new = (_named(judged.broken) for judged in (before, after))
    changed = after.standing.changed(before.standing)
    routes = after.standing.routes
    return Price(
        before=before.figures,
        after=after.figures,
        broken=tuple(new[name] for name in new if name not in old),
        mended=tuple(old[name] for name in old if name not in new),
        routes=tuple(routes[who] for who in changed if who in routes),
        emptied=tuple(who for who in changed if who not in routes),
        left_out=after.standing.left_out,
    ), after


def _sums(facts: Facts, route: Route, score: Score) -> Figures:
    stops, weights = route.stops, facts.problem.weights
    return Figures(
        travel=sum(s.travel + s.access for s in stops) + route.return_travel,
        metres=sum(s.metres for s in stops) + route.return_metres,
        late=sum(s.late for s in stops),
        late_visits=sum(1 for s in stops if s.late and s.kind != "laboratory"),
        overtime=route.overtime,
        waiting=sum(s.wait for s in stops),
        strangers=_strange(facts.visits, route),
        wishes=score.wishes // max(1, weights.wish_broken),
        planned=sum(1 for s in stops if s.kind in ("visit", "delivery")),
    )


def _strange(visits: dict[str, Visit], route: Route) -> int:
    wanted = [
        visits[s.visit_id].preferred_caregivers
        for s in route.stops
        if s.kind == "visit" and not s.companion and s.visit_id in visits
    ]
    return sum(1 for names in wanted if names and route.caregiver_id not in names)


def _named(found: Iterable[Violation]) -> dict[tuple[str, str], Violation]:
    """Violations by what they are and whom they concern; the words may change with every minute."""
    return {(violation.code, violation.subject): violation for violation in found}
