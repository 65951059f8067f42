"""Attempts to put something into given routes, remembered: what is known to contradict itself is not asked again."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from scheduling.backends.why_ground import Ground, Rule
from scheduling.backends.why_model import Answer, Model
from scheduling.stop import Stop

ONE_ASK_S = 0.08
"""Seconds for one question to the solver at most; then it is asked again with the order of the routes kept."""
IN_ORDER_FROM = 9
"""From so many operations on the least of a change is looked for with the order of the routes kept."""
MOST_TOGETHER = 6
"""Caregivers whose routes are looked at together when several people must be found at once."""
FREE_OPERATIONS, FREE_PEOPLE = 14, 5
"""Up to this size the whole problem may be planned anew to answer."""


@dataclass(slots=True)
class Trial:
    """The wanted operations and the routes of some caregivers."""

    ground: Ground
    wanted: tuple[int, ...]
    asked: str
    scope: tuple[str, ...]
    stop: Stop
    free: bool = False
    order_kept: bool = False
    _model: Model | None = None
    _impossible: list[frozenset[Rule]] = field(default_factory=list)
    _possible: list[tuple[frozenset[Rule], Answer]] = field(default_factory=list)

    @property
    def model(self) -> Model:
        """Made when first needed."""
        if self._model is None:
            self._model = Model(self.ground, self.wanted, self.asked, self.scope, self.free)
        return self._model

    def objections(self) -> frozenset[Rule]:
        """What keeps the only caregiver of this trial from what is asked, whatever the day looks like."""
        if len(self.scope) > 1:
            return frozenset()
        mine = [op for op in self.wanted if self.ground.operations[op].name == self.asked]
        return frozenset(rule for op in mine for rule in self.ground.objections(op, self.scope[0]))

    def ask(self, rules: frozenset[Rule]) -> Answer:
        """Whether it is possible under these rules."""
        if blocked := sorted(self.objections() & rules, key=tuple(Rule).index):
            return Answer(False, frozenset(blocked[:1]))
        for core in self._impossible:
            if core <= rules:
                return Answer(False, core)
        for known, answer in self._possible:
            if rules <= known:
                return answer
        limit = ONE_ASK_S * len(self.scope)
        answer = self.model.solve(rules, min(limit, self.stop.left_s()))
        if answer.possible is None and not self.free:
            answer = self.model.solve(rules, min(2 * limit, self.stop.left_s()), in_order=True)
            self.order_kept = True
        if answer.possible is False:
            self._impossible.append(answer.core)
        elif answer.possible:
            self._possible.append((rules, answer))
        return answer

    def least(self, rules: frozenset[Rule], loose: Iterable[Rule], seconds: float) -> Answer:
        """What must be given of the loose rules at least. Not asked when something else is in the way."""
        if self.objections() & rules or any(core <= rules for core in self._impossible):
            return Answer(False)
        return self.model.solve(rules, seconds, loose, in_order=len(self.model.starts) >= IN_ORDER_FROM)


def trials(ground: Ground, wanted: tuple[int, ...], asked: str, stop: Stop) -> list[Trial]:
    """One for each caregiver, the likeliest first; one with several when the unit needs several people."""
    ranked = sorted(ground.people, key=lambda k: (_objections(ground, wanted, asked, k), _burden(ground, k)))
    if len({ground.operations[op].name for op in wanted}) == 1 and not any(
        ground.operations[op].companion for op in wanted
    ):
        return [Trial(ground, wanted, asked, (k,), stop) for k in ranked]
    few = [k for k in ranked if k in _needed(ground, wanted, ranked)]
    return [Trial(ground, wanted, asked, tuple(few), stop)]


def whole(ground: Ground, wanted: tuple[int, ...], asked: str, stop: Stop) -> Trial | None:
    """Everything that has not begun may go to anybody; None when that is too much."""
    free = len(wanted) + sum(len(ground.of_caregiver(k)) for k in ground.people)
    if free > FREE_OPERATIONS or not 1 < len(ground.people) <= FREE_PEOPLE:
        return None
    return Trial(ground, wanted, asked, tuple(ground.people), stop, free=True)


def _needed(ground: Ground, wanted: tuple[int, ...], ranked: list[str]) -> set[str]:
    """The likeliest caregivers of each wanted operation, so that nobody rare is missed."""
    share = max(2, MOST_TOGETHER // len(wanted) + 1)
    found: set[str] = set()
    for op in wanted:
        found |= {*sorted(ranked, key=lambda k: (len(ground.objections(op, k)), ranked.index(k)))[:share]}
    return found | {*ranked[: max(0, MOST_TOGETHER - len(found))]}


def _objections(ground: Ground, wanted: tuple[int, ...], asked: str, caregiver_id: str) -> int:
    mine = [op for op in wanted if ground.operations[op].name == asked]
    return sum(sum(ground.objections(op, caregiver_id).values()) for op in mine)


def _burden(ground: Ground, caregiver_id: str) -> int:
    """Seconds of service that are still to come, less the length of the shift."""
    shift = ground.people[caregiver_id].shift
    mine = sum(ground.operations[op].duration for op in ground.of_caregiver(caregiver_id))
    return mine + shift.start - shift.end
