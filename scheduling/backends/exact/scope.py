"""What the model may decide: everything, or only the place of selected visits in a plan that is bound otherwise."""

from collections.abc import Collection
from dataclasses import dataclass, field

from scheduling.backends.exact.operations import Key, Operation
from scheduling.problem import Problem
from scheduling.result import Solution


@dataclass(slots=True)
class Scope:
    """Who may do which operation, and which may follow which on a route. Nothing is bound unless a plan is given."""

    operations: tuple[Operation, ...]
    bound: dict[int, int] = field(default_factory=dict)
    """Caregiver of each bound operation; -1 when it stays left out."""
    following: dict[int, int | None] = field(default_factory=dict)
    """The bound operation after each bound one on its route; None after the last."""
    first: dict[int, int | None] = field(default_factory=dict)
    """The first bound operation of each caregiver who has any."""

    def able(self, number: int) -> list[int]:
        """The caregivers who may do an operation."""
        if number in self.bound:
            return [k for k in self.operations[number].price if k == self.bound[number]]
        operation = self.operations[number]
        return list(operation.price) if operation.earliest <= operation.latest else []

    def may_follow(self, k: int, here: int | None, there: int | None) -> bool:
        """Whether caregiver ``k`` may go from one operation (None: from home) to another (None: home)."""
        if here == there:
            return False
        if there is None:
            return here not in self.bound or self.following[here] is None
        if there in self.bound:
            ahead = self.first.get(k) if here is None else self.following.get(here, there)
            if ahead != there:
                return False
        return self._in_sequence(here, self.operations[there])

    def _in_sequence(self, here: int | None, there: Operation) -> bool:
        """What has begun stands first, in order; a delivery does not come before its pickup."""
        before = None if here is None else self.operations[here]
        if there.frozen and before is not None:
            in_time = before.earliest + before.duration <= there.earliest
            return before.frozen and in_time and (before.earliest, before.key) < (there.earliest, there.key)
        if there.key[1] == "delivery":
            return before is not None
        return before is None or before.key != (there.name, "delivery", False)


def bound_except(problem: Problem, operations: tuple[Operation, ...], plan: Solution, free: Collection[str]) -> Scope:
    """Everything but the visits and shipments named ``free`` keeps its caregiver and its order, or stays left out."""
    numbers: dict[Key, int] = {o.key: n for n, o in enumerate(operations)}
    scope = Scope(operations, {n: -1 for n, o in enumerate(operations) if o.name not in free})
    people = {c.caregiver_id: k for k, c in enumerate(problem.caregivers)}
    for route in plan.routes:
        k, stops = people[route.caregiver_id], [s for s in route.stops if s.kind != "laboratory"]
        mine = [numbers[s.visit_id, s.kind, s.companion] for s in stops if s.visit_id not in free]
        scope.first[k] = mine[0] if mine else None
        for here, there in zip(mine, (*mine[1:], None), strict=False):
            scope.bound[here], scope.following[here] = k, there
    return scope
