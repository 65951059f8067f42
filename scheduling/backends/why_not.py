"""Why a visit or shipment cannot be in a plan, by CP-SAT assumptions, and the least that would make room for it."""

from dataclasses import dataclass

from scheduling.backends.why_changes import Change, changes, moved_apart
from scheduling.backends.why_facts import facts_of
from scheduling.backends.why_ground import Ground, Rule
from scheduling.backends.why_trial import Trial, trials, whole
from scheduling.explain import explain
from scheduling.problem import Problem
from scheduling.result import Reason, Solution
from scheduling.stop import Stop, StopAfter

__all__ = ["Change", "Rule", "WhyNot", "why_not"]

ASK_S = 2.0
"""Seconds for an answer unless said otherwise."""
CONFLICT_SHARE = 0.5
"""Part of the time after which the conflict is no longer made smaller."""


@dataclass(frozen=True, slots=True)
class WhyNot:
    """``conflict`` contradicts itself while the other visits stay with their caregivers (they may move in their
    routes); ``smallest`` is False when time was too short to leave every rule out once. It is empty when nothing is in
    the way but cost: then the first change is the place found. ``order_kept``: routes too hard to turn round in the
    time were only looked at in the order of the plan.

    ``anew`` tells whether all visits can be planned when every visit may change hands; None when it is not known.
    ``changes`` are what would make it possible, the least first, each tried on the problem with a checked plan.
    """

    visit_id: str
    reason: Reason
    facts: dict[str, str]
    conflict: tuple[Rule, ...]
    smallest: bool
    order_kept: bool
    anew: bool | None
    changes: tuple[Change, ...]


def why_not(problem: Problem, plan: Solution, visit_id: str, stop: Stop | None = None) -> WhyNot:
    """Why the visit or shipment, which the plan leaves out, does not fit in; 2 seconds unless ``stop`` says otherwise.

    What must be planned with it is asked for together. Raises ProblemInvalid for one that is unknown or planned.
    """
    stop = stop or StopAfter(ASK_S)
    ground = Ground(problem, plan)
    wanted = ground.wanted(visit_id)
    tried = trials(ground, wanted, visit_id, stop)
    conflict, smallest = _conflict(tried, stop)
    found = changes(ground, tried, frozenset(conflict))
    nothing = not conflict and smallest
    anew = None if nothing else whole(ground, wanted, visit_id, stop)
    answer = anew.ask(frozenset(Rule)) if anew is not None else None
    if anew is not None and answer is not None and answer.possible:
        moved = moved_apart(anew, answer)
        found = (moved, *found) if moved is not None else found
    return WhyNot(
        visit_id=visit_id,
        reason=_reason(problem, plan, visit_id, frozenset(conflict)),
        facts=facts_of(ground, wanted, visit_id, conflict),
        conflict=conflict,
        smallest=smallest,
        order_kept=any(trial.order_kept for trial in tried),
        anew=True if nothing else None if answer is None else answer.possible,
        changes=found,
    )


def _conflict(tried: list[Trial], stop: Stop) -> tuple[tuple[Rule, ...], bool]:
    """A set of rules that contradict each other in every trial, of which none can be left out."""
    every, until = frozenset(Rule), stop.left_s() * (1 - CONFLICT_SHARE)
    answers = [trial.ask(every) for trial in tried]
    if any(answer.possible for answer in answers):
        return (), True
    if not tried:
        return (Rule.SHIFT,), True
    core: frozenset[Rule] = frozenset().union(*(answer.core for answer in answers))
    known = all(answer.possible is False for answer in answers) and bool(core)
    for rule in Rule:
        if rule in core and _contradictory(tried, frozenset({rule})):
            return (rule,), known
    for rule in reversed(Rule):
        if rule in core and stop.left_s() > until and _contradictory(tried, core - {rule}):
            core -= {rule}
    return tuple(rule for rule in Rule if rule in core), known and stop.left_s() > until


def _contradictory(tried: list[Trial], rules: frozenset[Rule]) -> bool:
    return all(trial.ask(rules).possible is False for trial in tried)


_REASONS = {
    Rule.SKILL: Reason.SKILL, Rule.LEVEL: Reason.SKILL, Rule.CAREGIVER: Reason.CAREGIVER, Rule.PIN: Reason.CAREGIVER,
    Rule.PAIR: Reason.PAIR, Rule.DEPENDENCY: Reason.PAIR, Rule.KIT: Reason.CAPACITY, Rule.CAPACITY: Reason.CAPACITY,
    Rule.VISITS: Reason.CAPACITY, Rule.OTHERS: Reason.CAPACITY, Rule.SPECIMEN: Reason.SHIFT, Rule.BREAK: Reason.SHIFT,
    Rule.SHIFT: Reason.SHIFT, Rule.COLD_CHAIN: Reason.WINDOW, Rule.DAYLIGHT: Reason.WINDOW, Rule.WINDOW: Reason.WINDOW,
    Rule.ROAD: Reason.SHIFT,
}  # fmt: skip
"""The headline of a conflict is the first of these that is in it; the other visits come first of all."""
_HEADLINES = (Rule.OTHERS, *_REASONS)


def _reason(problem: Problem, plan: Solution, visit_id: str, conflict: frozenset[Rule]) -> Reason:
    """The headline; without a conflict the first cheap reason, which is that of any plan."""
    if not conflict:
        return next(item.reason for item in explain(problem, plan) if item.visit_id == visit_id)
    return next(_REASONS[rule] for rule in _HEADLINES if rule in conflict)
