"""The least changes that make room for a visit: found with slacks, made on the problem, tried with a checked plan."""

from dataclasses import dataclass

import msgspec

from scheduling import live
from scheduling.backends.why_apply import Draft, given_up, made, one_more
from scheduling.backends.why_ground import Ground, Rule
from scheduling.backends.why_model import Answer
from scheduling.backends.why_trial import Trial
from scheduling.check import check
from scheduling.errors import ProblemInvalid
from scheduling.explain import explain
from scheduling.native.compile import compile_problem
from scheduling.native.decode import decode
from scheduling.native.start import order_of
from scheduling.problem import Pin, Problem
from scheduling.result import Route, Solution, StopKind
from scheduling.result import Stop as ResultStop
from scheduling.stop import Stop, StopAfter

LOOK_AT, LOOK_AT_PEOPLE = 12, 4
"""Trials (caregivers) in which the least of a change is looked for; fewer for rules about people."""
ONE_LEAST_S = 0.15
"""Seconds for the least of a rule in one trial."""


_ABOUT_PEOPLE = frozenset({Rule.SKILL, Rule.LEVEL, Rule.CAREGIVER, Rule.PIN})


@dataclass(frozen=True, slots=True)
class Change:
    """Something that makes room: rules that give way (none: a better place), facts, and the plan that proves it.

    ``kind`` is the rule's name, or ``place``, ``anew``, ``caregiver_more``, ``several``. ``weight`` ranks changes;
    ``extra_cost`` is what the plan costs more, without the price of leaving something out. Starts in seconds.
    """

    kind: str
    facts: dict[str, str]
    weight: int
    caregiver_ids: tuple[str, ...]
    start: int
    extra_cost: int
    given_up: tuple[str, ...]
    moved: tuple[live.Move, ...]
    problem: Problem
    plan: Solution


def changes(ground: Ground, tried: list[Trial], conflict: frozenset[Rule]) -> tuple[Change, ...]:
    """Single rules of the conflict that may give way, or all of them; one caregiver more. The least comes first."""
    every = frozenset(Rule)
    if not conflict:
        place = next(((t, a) for t in tried if (a := t.ask(every)).possible), None)
        found = [_tried(place[0], place[1], Draft("place", ground.problem, {}, 0))] if place else []
        return tuple(change for change in found if change is not None)
    if not tried:
        return ()
    loose = [rule for rule in Rule if rule in conflict and rule is not Rule.ROAD]
    kept: list[Change] = []
    for left, rule in zip(range(len(loose), 0, -1), loose, strict=True):
        change = _loosened(tried, rule, StopAfter(tried[0].stop.left_s() / (left + 1)))
        kept += [] if change is None else [change]
    more = _one_more(tried[0]) if tried[0].stop.left_s() > 0 else None
    kept += [] if more is None else [more]
    several = None if kept[: -1 if more else None] else _several(tried, conflict)
    kept += [] if several is None else [several]
    return tuple(sorted(kept, key=lambda change: change.weight))


def moved_apart(trial: Trial, answer: Answer) -> Change | None:
    """The plan in which visits change hands; nothing is given up."""
    return _tried(trial, answer, Draft("anew", trial.ground.problem, {}, 0))


def _loosened(tried: list[Trial], rule: Rule, stop: Stop) -> Change | None:
    """The least of one rule over all trials that makes it possible."""
    rules, most = frozenset(Rule) - {rule}, LOOK_AT_PEOPLE if rule in _ABOUT_PEOPLE else LOOK_AT
    answers: list[tuple[int, int, Answer]] = []
    for number, trial in enumerate(tried):
        if len(answers) >= most or stop.left_s() <= 0:
            break
        answer = trial.least(rules, (rule,), min(ONE_LEAST_S * len(trial.scope), stop.left_s()))
        if answer.possible:
            answers.append((answer.amount, number, answer))
    for _, number, answer in sorted(answers, key=lambda item: item[:2])[:3]:
        draft = made(tried[number], answer, (rule,))
        change = None if draft is None else _tried(tried[number], answer, draft)
        if change is not None:
            return change
    return None


def _several(tried: list[Trial], conflict: frozenset[Rule]) -> Change | None:
    """Rules of the conflict that give way together as little as they can; or any rules."""
    never = frozenset({Rule.ROAD, Rule.OTHERS})
    for loose in (conflict - never, frozenset(Rule) - never, conflict - {Rule.ROAD}):
        until = StopAfter(tried[0].stop.left_s() / 2)
        for trial in tried[:LOOK_AT]:
            if until.left_s() <= 0 or not loose:
                break
            answer = trial.least(frozenset(Rule) - loose, loose, until.left_s() / 2)
            draft = made(trial, answer, tuple(rule for rule in Rule if rule in loose)) if answer.possible else None
            change = None if draft is None else _tried(trial, answer, draft)
            if change is not None:
                return change
    return None


def _one_more(trial: Trial) -> Change | None:
    """One more caregiver, with whatever skills it takes."""
    draft, scope = one_more(trial), trial.scope if len(trial.scope) > 1 else ()
    new = draft.problem.caregivers[-1].caregiver_id
    more = Trial(Ground(draft.problem, trial.ground.plan), trial.wanted, trial.asked, (*scope, new), trial.stop)
    answer = more.ask(frozenset(Rule))
    return _tried(more, answer, draft) if answer.possible else None


def _tried(trial: Trial, answer: Answer, draft: Draft) -> Change | None:
    """The change with its plan; None when it does not hold on the whole problem."""
    ground = trial.ground
    try:
        problem = draft.problem.validated()
        plan = _inserted(problem, ground, trial.asked, answer, set(draft.given_up))
    except ProblemInvalid:
        return None
    if plan is None:
        return None
    served = [(s.companion, r.caregiver_id, s.start) for r in plan.routes for s in r.stops if s.visit_id == trial.asked]
    return Change(
        kind=draft.kind,
        facts=draft.facts,
        weight=draft.weight,
        caregiver_ids=tuple(dict.fromkeys(who for _, who, _ in sorted(served))),
        start=min(start for _, _, start in served),
        extra_cost=plan.score.soft - ground.plan.score.soft,
        given_up=draft.given_up,
        moved=tuple(move for move in live.moves(ground.plan, plan) if move.visit_id not in draft.given_up),
        problem=problem,
        plan=plan,
    )


def _inserted(problem: Problem, ground: Ground, asked: str, answer: Answer, gone: set[str]) -> Solution | None:
    """A checked plan with everything the plan before served and what is asked; its cheapest place, or the one found."""
    must = {s.visit_id for r in ground.plan.routes for s in r.stops if s.visit_id} - gone | {asked}
    before = given_up(ground.plan, gone)
    alone = len(ground.wanted(asked)) == 1
    plan = live.insert(problem, before, asked) if alone else None
    for bound in (False, True) if answer.starts else ():
        if plan is None or not must <= _served(plan):
            plan = _as_found(problem, ground, before, answer, bound=bound)
    if plan is None or not must <= _served(plan):
        return None
    return plan if check(problem, plan).ok else None


def _served(plan: Solution) -> set[str]:
    return {s.visit_id for r in plan.routes for s in r.stops}


def _as_found(problem: Problem, ground: Ground, before: Solution, answer: Answer, *, bound: bool) -> Solution:
    """The solver's plan as the engine writes it: its order with the earliest times, or ``bound`` to its times."""
    pinned = problem
    if bound:
        known = {p.visit_id for p in problem.pins if p.frozen}
        starts = {
            o.name: Pin(visit_id=o.name, caregiver_id=answer.who[op], start=start)
            for op, start in answer.starts.items()
            if (o := ground.operations[op]).visit is not None and not o.companion and o.name not in known
        }
        kept = tuple(p for p in problem.pins if p.visit_id not in starts)
        pinned = msgspec.structs.replace(problem, pins=(*kept, *starts.values()))
    compiled = compile_problem(pinned)
    found = decode(compiled, *order_of(compiled, _sketch(ground, before, answer)))
    return msgspec.structs.replace(found, unassigned=explain(problem, found))


def _sketch(ground: Ground, before: Solution, answer: Answer) -> Solution:
    """Who does what from when as the solver found it, and as the plan has it where it did not look; no other times."""
    kept, stops = _served(before), dict[str, list[ResultStop]]()
    for op, operation in enumerate(ground.operations):
        if op in answer.starts:
            who, start = answer.who[op], answer.starts[op]
        elif op in ground.served and operation.name in kept:
            who, start = ground.served[op][0], ground.served[op][1].start
        else:
            continue
        kind: StopKind = "visit" if operation.shipment is None else "pickup" if operation.picks_up else "delivery"
        stop = ResultStop(
            visit_id=operation.name, place_id=operation.place_id, left=start, arrival=start, start=start,
            departure=start + operation.duration, wait=0, travel=0, access=0, metres=0, kind=kind,
            companion=operation.companion,
        )  # fmt: skip
        stops.setdefault(who, []).append(stop)
    routes = (
        Route(caregiver_id=k, leave=0, stops=tuple(mine), end=0, return_travel=0, return_metres=0, overtime=0)
        for k, mine in stops.items()
    )
    return msgspec.structs.replace(before, routes=tuple(routes))
