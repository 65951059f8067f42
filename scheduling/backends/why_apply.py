"""What each change does to the problem: a wider window, a longer shift, one unit more, a visit less."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from scheduling.backends.why_ground import Rule
from scheduling.backends.why_model import Answer
from scheduling.backends.why_trial import Trial
from scheduling.problem import Break, Caregiver, Problem, Shipment, TimeWindow, Visit
from scheduling.result import Solution

MINUTE = 60
_SECOND, _UNIT, _PEOPLE, _PERSON = 1, 3600, 20_000, 100_000
_KINDS = {
    Rule.WINDOW: _SECOND, Rule.DAYLIGHT: _SECOND, Rule.SHIFT: _SECOND, Rule.BREAK: _SECOND, Rule.DEPENDENCY: _SECOND,
    Rule.COLD_CHAIN: _SECOND, Rule.KIT: 2 * _UNIT, Rule.CAPACITY: _UNIT, Rule.VISITS: _UNIT,
}  # fmt: skip
"""Weights of one second or unit of a rule; a rule that is not here is about people and weighs more."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A change on the problem that has not been tried yet."""

    kind: str
    problem: Problem
    facts: dict[str, str]
    weight: int
    given_up: tuple[str, ...] = ()


Apply = Callable[[Problem, Trial, Answer], tuple[Problem, dict[str, str]] | None]


def made(trial: Trial, answer: Answer, loose: tuple[Rule, ...]) -> Draft | None:
    """The problem in which these rules give way as far as the answer needs; None when that cannot be asked for."""
    problem, facts, weight = trial.ground.problem, dict[str, str](), 0
    used = {rule for rule, _ in answer.slacks}
    needed = [rule for rule in loose if rule in used or len(loose) == 1]
    gone = _given_up(trial, answer) if Rule.OTHERS in needed else ()
    if gone is None or not needed:
        return None
    for rule in needed:
        if rule is Rule.OTHERS:
            problem, found = without(problem, gone), {"give_up": ", ".join(gone)}
        else:
            changed = _APPLY[rule](problem, trial, answer)
            if changed is None:
                return None
            problem, found = changed
        facts |= found
        amount = sum(value for key, value in answer.slacks.items() if key[0] is rule)
        weight += _KINDS[rule] * amount if rule in _KINDS else _PEOPLE
    if needed == [Rule.OTHERS]:
        weight = sum(value for key, value in answer.slacks.items() if key[0] is Rule.OTHERS)
    return Draft(needed[0].value if len(needed) == 1 else "several", problem, facts, weight, gone)


def given_up(plan: Solution, names: set[str]) -> Solution:
    """The plan without the stops of these visits (its times are not right any more; only its order counts)."""
    if not names:
        return plan
    routes = (
        msgspec.structs.replace(r, stops=tuple(s for s in r.stops if s.visit_id not in names)) for r in plan.routes
    )
    left = tuple(item for item in plan.unassigned if item.visit_id not in names)
    return msgspec.structs.replace(plan, routes=tuple(r for r in routes if r.stops), unassigned=left)


def without(problem: Problem, names: Iterable[str]) -> Problem:
    """The problem without these visits and shipments and all that speaks of them."""
    gone = set(names)
    return msgspec.structs.replace(
        problem,
        visits=tuple(v for v in problem.visits if v.visit_id not in gone),
        shipments=tuple(s for s in problem.shipments if s.shipment_id not in gone),
        groups=tuple(g for g in problem.groups if not gone & set(g.visit_ids)),
        dependencies=tuple(d for d in problem.dependencies if not gone & {d.first, d.second}),
        pins=tuple(p for p in problem.pins if p.visit_id not in gone),
        previous=tuple(p for p in problem.previous if p.visit_id not in gone),
    )


def one_more(trial: Trial) -> Draft:
    """One more caregiver like the likeliest, all day free, with the skills that are missing."""
    problem, ground = trial.ground.problem, trial.ground
    like = ground.people[trial.scope[0]]
    item = next(ground.operations[op] for op in trial.wanted if ground.operations[op].name == trial.asked)
    wanted = item.visit or item.shipment
    assert wanted is not None
    levels = dict(like.skill_levels)
    for skill, least in item.visit.minimum_levels.items() if item.visit else ():
        levels[skill] = max(least, levels.get(skill, 1))
    skills = like.skills | wanted.required_skills
    name = next(n for n in (f"{like.caregiver_id}+{k}" for k in range(1, 9999)) if n not in ground.people)
    extra = msgspec.structs.replace(like, caregiver_id=name, skills=skills, skill_levels=levels, max_visits=None)
    extra = msgspec.structs.replace(extra, breaks=tuple(b for b in like.breaks if len(b.windows) > 1 or
                                                        b.windows[0].start > problem.freeze_time))  # fmt: skip
    changed = msgspec.structs.replace(problem, caregivers=(*problem.caregivers, extra))
    visit = item.visit
    if visit is not None and visit.required_caregivers:
        listed = msgspec.structs.replace(visit, required_caregivers=visit.required_caregivers | {name})
        changed = _with_visit(changed, listed)
    facts = {"like": like.caregiver_id, "skills": ", ".join(sorted(wanted.required_skills))}
    return Draft("caregiver_more", changed, facts, _PERSON)


def _given_up(trial: Trial, answer: Answer) -> tuple[str, ...] | None:
    """What must go; None when something of it matters as much as what is asked."""
    problem = trial.ground.problem
    items: dict[str, Visit | Shipment] = {v.visit_id: v for v in problem.visits}
    items |= {s.shipment_id: s for s in problem.shipments}
    asked, names = items[trial.asked], [label for rule, label in answer.slacks if rule is Rule.OTHERS]
    unit = [trial.ground.units[op] for op, o in enumerate(trial.ground.operations) if o.name in names]
    gone = tuple(dict.fromkeys(trial.ground.operations[op].name for ops in unit for op in ops))
    if all(items[name].optional or items[name].priority < asked.priority for name in gone):
        return gone
    return None


def _mine(trial: Trial, answer: Answer) -> list[tuple[int, str]]:
    """The wanted operations that the answer serves, with their caregivers."""
    return [(op, answer.who[op]) for op in trial.wanted if op in answer.who]


def _with_visit(problem: Problem, visit: Visit) -> Problem:
    visits = tuple(visit if v.visit_id == visit.visit_id else v for v in problem.visits)
    return msgspec.structs.replace(problem, visits=visits)


def _with_person(problem: Problem, caregiver_id: str, **changed: Any) -> Problem:
    people = tuple(
        msgspec.structs.replace(c, **changed) if c.caregiver_id == caregiver_id else c for c in problem.caregivers
    )
    return msgspec.structs.replace(problem, caregivers=people)


def _person(problem: Problem, caregiver_id: str) -> Caregiver:
    return next(c for c in problem.caregivers if c.caregiver_id == caregiver_id)


def _visit(problem: Problem, name: str) -> Visit | None:
    return next((v for v in problem.visits if v.visit_id == name), None)


def _up(seconds: int) -> int:
    """Whole minutes, no fewer."""
    return -(-seconds // MINUTE) * MINUTE


def _window(problem: Problem, trial: Trial, answer: Answer) -> tuple[Problem, dict[str, str]]:
    facts: dict[str, str] = {}
    for op, _ in _mine(trial, answer):
        operation, start = trial.ground.operations[op], answer.starts[op]
        visit = _visit(problem, operation.name)
        if visit is not None:
            windows = _reached(visit.windows, start, facts)
            problem = _with_visit(problem, msgspec.structs.replace(visit, windows=windows))
        elif operation.shipment is not None:
            end = "pickup" if operation.picks_up else "delivery"
            shipment = next(s for s in problem.shipments if s.shipment_id == operation.name)
            handover = getattr(shipment, end)
            wider = msgspec.structs.replace(handover, windows=_reached(handover.windows, start, facts))
            problem = _with_shipment(problem, msgspec.structs.replace(shipment, **{end: wider}))
    return problem, facts


def _with_shipment(problem: Problem, shipment: Shipment) -> Problem:
    shipments = tuple(shipment if s.shipment_id == shipment.shipment_id else s for s in problem.shipments)
    return msgspec.structs.replace(problem, shipments=shipments)


def _reached(windows: tuple[TimeWindow, ...], start: int, facts: dict[str, str]) -> tuple[TimeWindow, ...]:
    """The windows with the nearest one made wide enough for a start."""

    def far(window: TimeWindow) -> int:
        return max(window.start - start, start - window.end if window.hard else 0, 0)

    near = min(windows, key=far)
    if not far(near):
        return windows
    early, late = _up(max(0, near.start - start)), _up(max(0, start - near.end))
    facts |= {name: str(value) for name, value in (("earlier_s", early), ("later_s", late)) if value}
    wider = msgspec.structs.replace(near, start=max(0, near.start - early), end=near.end + late)
    return tuple(wider if window is near else window for window in windows)


def _daylight(problem: Problem, trial: Trial, answer: Answer) -> tuple[Problem, dict[str, str]]:
    for op, _ in _mine(trial, answer):
        visit = _visit(problem, trial.ground.operations[op].name)
        if visit is not None and visit.daylight_only:
            problem = _with_visit(problem, msgspec.structs.replace(visit, daylight_only=False))
    dark = sum(value for (rule, _), value in answer.slacks.items() if rule is Rule.DAYLIGHT)
    return problem, {"dark_s": str(_up(dark))}


def _shift(problem: Problem, _: Trial, answer: Answer) -> tuple[Problem, dict[str, str]]:
    facts: dict[str, str] = {}
    for (rule, label), value in answer.slacks.items():
        if rule is Rule.SHIFT:
            end, who = label.split(" ", 1)
            shift, by = _person(problem, who).shift, _up(value)
            if end == "start":
                shift = msgspec.structs.replace(shift, start=max(0, shift.start - by))
            else:
                shift = msgspec.structs.replace(shift, max_overtime=shift.max_overtime + by)
            problem = _with_person(problem, who, shift=shift)
            facts |= {"caregiver": who, "begins_earlier_s" if end == "start" else "longer_s": str(by)}
    return problem, facts


def _skills(problem: Problem, trial: Trial, answer: Answer) -> tuple[Problem, dict[str, str]]:
    facts: dict[str, str] = {}
    for op, who in _mine(trial, answer):
        operation, person = trial.ground.operations[op], _person(problem, who)
        visit = operation.visit
        if visit is not None and operation.companion:
            needed, levels = visit.companion_skills, dict[str, int]()
        else:
            item = visit or operation.shipment
            assert item is not None
            needed, levels = item.required_skills, visit.minimum_levels if visit else {}
        new = dict(person.skill_levels) | {
            skill: max(level, person.level(skill), 1) for skill, level in levels.items() if person.level(skill) < level
        }
        missing = sorted((needed - person.skills) | {s for s in levels if person.level(s) < levels[s]})
        if missing:
            problem = _with_person(problem, who, skills=person.skills | needed, skill_levels=new)
            named = ", ".join(f"{s} {levels[s]}" if levels.get(s, 1) > 1 else s for s in missing)
            facts |= {"caregiver": who, "skills": named}
    return problem, facts


def _lists(problem: Problem, trial: Trial, answer: Answer) -> tuple[Problem, dict[str, str]]:
    facts: dict[str, str] = {}
    for op, who in _mine(trial, answer):
        visit = _visit(problem, trial.ground.operations[op].name)
        if visit is not None and Rule.CAREGIVER in trial.ground.objections(op, who):
            banned, wanted = visit.prohibited_caregivers - {who}, visit.required_caregivers
            wanted = wanted | {who} if wanted else wanted
            listed = msgspec.structs.replace(visit, prohibited_caregivers=banned, required_caregivers=wanted)
            problem, facts = _with_visit(problem, listed), {"caregiver": who}
    return problem, facts


def _pin(problem: Problem, trial: Trial, _: Answer) -> tuple[Problem, dict[str, str]]:
    names = {trial.ground.operations[op].name for op in trial.wanted}
    pins = tuple(p for p in problem.pins if p.visit_id not in names)
    released = ", ".join(p.visit_id for p in problem.pins if p.visit_id in names)
    return msgspec.structs.replace(problem, pins=pins), {"pins": released}


def _alone(problem: Problem, trial: Trial, answer: Answer) -> tuple[Problem, dict[str, str]]:
    """One person is enough, or the visits of the group are not made together."""
    visit = _visit(problem, trial.asked)
    mine = [op for op in trial.wanted if trial.ground.operations[op].name == trial.asked]
    if visit is not None and visit.two_person and any(op not in answer.starts for op in mine):
        problem = _with_visit(problem, msgspec.structs.replace(visit, two_person=False))
        return problem, {"persons": "1"}
    groups = tuple(g for g in problem.groups if trial.asked not in g.visit_ids)
    names = [v for g in problem.groups if trial.asked in g.visit_ids for v in g.visit_ids if v != trial.asked]
    return msgspec.structs.replace(problem, groups=groups), {"apart_from": ", ".join(names)}


def _dependency(problem: Problem, trial: Trial, answer: Answer) -> tuple[Problem, dict[str, str]]:
    """Delays that hold; a dependency whose other visit is not there, or with the wrong caregivers, is given up."""
    starts = {trial.ground.operations[op].name: answer.starts[op] for op, _ in _mine(trial, answer)}
    who = {trial.ground.operations[op].name: k for op, k in _mine(trial, answer)}
    kept, facts = [], dict[str, str]()
    for link in problem.dependencies:
        if not {link.first, link.second} & {trial.ground.operations[op].name for op in trial.wanted}:
            kept.append(link)
        elif not {link.first, link.second} <= starts.keys() or not _fits(
            link.caregivers, who[link.first], who[link.second]
        ):
            facts |= {"apart_from": link.second if link.first == trial.asked else link.first}
        else:
            gap = starts[link.second] - starts[link.first]
            least, most = min(link.min_delay, max(0, gap)), max(link.max_delay, _up(gap))
            facts |= {"delay_s": str(gap)} if (least, most) != (link.min_delay, link.max_delay) else {}
            kept.append(msgspec.structs.replace(link, min_delay=least, max_delay=most))
    return msgspec.structs.replace(problem, dependencies=tuple(kept)), facts


def _fits(sameness: str, first: str, second: str) -> bool:
    return sameness == "any" or (first == second) == (sameness == "same")


def _kit(problem: Problem, trial: Trial, answer: Answer) -> tuple[Problem, dict[str, str]]:
    needed = {kit for op, _ in _mine(trial, answer) for kit, _, _ in trial.ground.kit_uses(op)}
    more = {label: value for (rule, label), value in answer.slacks.items() if rule is Rule.KIT and label in needed}
    kits = tuple(msgspec.structs.replace(i, units=i.units + more.get(i.kit, 0)) for i in problem.inventories)
    return msgspec.structs.replace(problem, inventories=kits), {
        "kit": ", ".join(sorted(more)),
        "units_more": str(sum(more.values())),
    }


def _limits(rule: Rule, field: str) -> Apply:
    def apply(problem: Problem, _: Trial, answer: Answer) -> tuple[Problem, dict[str, str]]:
        facts: dict[str, str] = {}
        for (broken, who), value in answer.slacks.items():
            if broken is rule:
                now = getattr(_person(problem, who), field)
                problem = _with_person(problem, who, **{field: now + value})
                facts |= {"caregiver": who, f"{rule.value}_more": str(value)}
        return problem, facts

    return apply


def _specimen(problem: Problem, trial: Trial, answer: Answer) -> tuple[Problem, dict[str, str]]:
    for op, _ in _mine(trial, answer):
        visit = _visit(problem, trial.ground.operations[op].name)
        if visit is not None:
            problem = _with_visit(problem, msgspec.structs.replace(visit, specimen_deadline=None))
    return problem, {"specimen": "by somebody else"}


def _cold(problem: Problem, trial: Trial, answer: Answer) -> tuple[Problem, dict[str, str]]:
    shipment = next(s for s in problem.shipments if s.shipment_id == trial.asked)
    kept = _up(answer.slacks.get((Rule.COLD_CHAIN, "delay"), 0))
    valid = _up(answer.slacks.get((Rule.COLD_CHAIN, "valid_until"), 0))
    changed = msgspec.structs.replace(
        shipment,
        cold_chain=None if shipment.cold_chain is None else shipment.cold_chain + kept,
        valid_until=None if shipment.valid_until is None else shipment.valid_until + valid,
    )
    facts = {"cold_longer_s": str(kept), "valid_longer_s": str(valid)}
    return _with_shipment(problem, changed), {name: value for name, value in facts.items() if value != "0"}


def _break(problem: Problem, _: Trial, answer: Answer) -> tuple[Problem, dict[str, str]]:
    facts: dict[str, str] = {}
    for (rule, label), value in answer.slacks.items():
        if rule is Rule.BREAK:
            end, who = label.split(" ", 1)
            by = _up(value)
            breaks = tuple(_wider(b, by if end == "start" else 0, by if end == "end" else 0)
                           for b in _person(problem, who).breaks)  # fmt: skip
            problem = _with_person(problem, who, breaks=breaks)
            facts |= {"caregiver": who, "break_earlier_s" if end == "start" else "break_later_s": str(by)}
    return problem, facts


def _wider(pause: Break, early: int, late: int) -> Break:
    """The break in one window from its first moment to its last, widened."""
    return Break((TimeWindow(max(0, pause.windows[0].start - early), pause.windows[-1].end + late),), pause.duration)


_APPLY: dict[Rule, Apply] = {
    Rule.WINDOW: _window, Rule.DAYLIGHT: _daylight, Rule.SHIFT: _shift, Rule.SKILL: _skills, Rule.LEVEL: _skills,
    Rule.CAREGIVER: _lists, Rule.PIN: _pin, Rule.PAIR: _alone, Rule.DEPENDENCY: _dependency, Rule.KIT: _kit,
    Rule.CAPACITY: _limits(Rule.CAPACITY, "capacity"), Rule.VISITS: _limits(Rule.VISITS, "max_visits"),
    Rule.SPECIMEN: _specimen, Rule.COLD_CHAIN: _cold, Rule.BREAK: _break,
}  # fmt: skip
