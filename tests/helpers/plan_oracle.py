"""All plans of a tiny problem, one by one: every assignment, every order, every whole second. No solver, no engine.

Conventions beyond the check: a stop that has begun is left for at its start, in the order of starts; a laboratory is
visited only with specimens.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

from scheduling.problem import Problem
from scheduling.result import Reason, Score, Solution, StopKind, Unassigned
from tests.helpers.plan_oracle_days import Op, Option, days_of, operations


@dataclass(slots=True)
class Oracle:
    """The cheapest plan by trying all."""

    problem: Problem
    ops: list[Op] = field(init=False)

    def __post_init__(self) -> None:
        self.ops = operations(self.problem)

    def best(self) -> Solution:
        """The cheapest plan; the score in it holds the oracle's total as ``travel`` and nothing else."""
        days = [days_of(self.problem, self.ops, c) for c in self.problem.caregivers]
        best: tuple[int, tuple[Option, ...]] | None = None
        for chosen in self._unions():
            left_out = self._left_out(chosen)
            for options in self._splits(days, chosen):
                for picked in self._cheapest(options, left_out, best[0] if best else None):
                    best = picked
        assert best is not None
        return self._solution(*best)

    def _solution(self, total: int, options: tuple[Option, ...]) -> Solution:
        planned = {self.ops[n].name for option in options for n, _ in option.starts}
        names = dict.fromkeys(op.name for op in self.ops)
        return Solution(
            backend="oracle",
            status="optimal",
            routes=tuple(o.route for o in options if o.route is not None),
            unassigned=tuple(Unassigned(visit_id=n, reason=Reason.CAPACITY) for n in names if n not in planned),
            score=Score(travel=total),
        )

    # --- between routes -------------------------------------------------------------------------------------------

    def _unions(self) -> Iterator[frozenset[int]]:
        """Sets of operations that may be planned together: nothing that needs something else without it."""
        ties = [set(g.visit_ids) for g in self.problem.groups]
        ties += [{d.first, d.second} for d in self.problem.dependencies]
        names = sorted({op.name for op in self.ops})
        for size in range(len(names) + 1):
            for chosen in combinations(names, size):
                if all(tie <= set(chosen) or not tie & set(chosen) for tie in ties):
                    yield frozenset(n for n, op in enumerate(self.ops) if op.name in chosen)

    def _splits(
        self, days: Sequence[dict[frozenset[int], list[Option]]], chosen: frozenset[int]
    ) -> Iterator[list[list[Option]]]:
        """Every way to share operations among the caregivers, as the options of each."""
        for who in product(range(len(days)), repeat=len(chosen)):
            shares = [
                frozenset(n for n, k in zip(sorted(chosen), who, strict=True) if k == d) for d in range(len(days))
            ]
            options = [day.get(share, []) for day, share in zip(days, shares, strict=True)]
            if all(options):
                yield options

    def _cheapest(
        self, options: list[list[Option]], left_out: int, best: int | None
    ) -> Iterator[tuple[int, tuple[Option, ...]]]:
        """Every combination that is cheaper than the best so far and breaks no common rule."""
        stack: list[tuple[int, tuple[Option, ...]]] = [(left_out, ())]
        while stack:
            cost, taken = stack.pop()
            if best is not None and cost >= best:
                continue
            if len(taken) < len(options):
                stack += [(cost + o.cost, (*taken, o)) for o in reversed(options[len(taken)])]
                continue
            total = cost + self._common_price(taken)
            if (best is None or total < best) and self._common_rules(taken):
                best = total
                yield total, taken

    def _common_price(self, taken: Sequence[Option]) -> int:
        weights, work = self.problem.weights, [o.work for o in taken]
        return weights.max_late_second * max(o.worst for o in taken) + weights.unfair_second * (max(work) - min(work))

    def _left_out(self, chosen: frozenset[int]) -> int:
        planned, required = {self.ops[n].name for n in chosen}, self.problem.weights.required_left_out
        items = [(v.visit_id, v) for v in self.problem.visits]
        out = [v for name, v in items if name not in planned]
        price = sum(v.penalty if v.optional else required * v.priority for v in out)
        gone = [s for s in self.problem.shipments if s.shipment_id not in planned]
        return price + sum(s.penalty if s.optional else required * s.priority for s in gone)

    def _common_rules(self, taken: Sequence[Option]) -> bool:
        at = {(self.ops[n].name, self.ops[n].kind, self.ops[n].companion): s for o in taken for n, s in o.starts}
        who = {self.ops[n][:3]: k for k, o in enumerate(taken) for n, _ in o.starts}
        visits = {name: s for (name, kind, part), s in at.items() if kind == "visit" and not part}
        for (name, kind, part), start in at.items():
            if kind == "visit" and part and (visits[name] != start or who[name, kind, False] == who[name, kind, True]):
                return False
        for group in self.problem.groups:
            mine = [name for name in group.visit_ids if name in visits]
            if len({visits[name] for name in mine}) > 1 or len({who[n, "visit", False] for n in mine}) < len(mine):
                return False
        for link in self.problem.dependencies:
            if link.first in visits:
                same = who[link.first, "visit", False] == who[link.second, "visit", False]
                if not link.min_delay <= visits[link.second] - visits[link.first] <= link.max_delay:
                    return False
                if link.caregivers == ("different" if same else "same"):
                    return False
        return self._kits(at)

    def _kits(self, at: dict[tuple[str, StopKind, bool], int]) -> bool:
        """Second by second, no more units are out than there are."""
        for inventory in self.problem.inventories:
            change: dict[int, int] = {}
            for v in self.problem.visits:
                start = at.get((v.visit_id, "visit", False))
                if inventory.kit in v.equipment and start is not None:
                    end = start + v.service_duration + inventory.cleaning
                    change[start], change[end] = change.get(start, 0) + 1, change.get(end, 0) - 1
            for s in self.problem.shipments:
                if s.kit != inventory.kit or (s.shipment_id, "pickup", False) not in at:
                    continue
                if s.pickup.place_id == inventory.place_id:
                    start = at[s.shipment_id, "pickup", False]
                    change[start] = change.get(start, 0) + 1
                if s.delivery.place_id == inventory.place_id:
                    end = at[s.shipment_id, "delivery", False] + s.delivery.service_duration + inventory.cleaning
                    change[end] = change.get(end, 0) - 1
            out = 0
            for moment in sorted(change):
                out += change[moment]
                if out > inventory.units:
                    return False
        return True
