"""Whatever is cheaper than the cheapest plan breaks a rule, and the check says which: one rule at a time is lifted, the
cheapest plan without it is found with proof, and under all rules it is refused or no cheaper."""

from collections.abc import Callable

import msgspec
import pytest

from scheduling.backends.ortools_cpsat import OrtoolsCpSat
from scheduling.check import check
from scheduling.problem import Matrix, Problem
from scheduling.result import Solution
from scheduling.stop import StopAfter
from tests.helpers.tiny_problems import tiny_problem

SEEDS, MORE = 8, 80
"""Problems of each rule, and as many more until the rule has been in the way of one."""
Lift = Callable[[Problem], Problem]
replace = msgspec.structs.replace


def of(part: str, **changes: object) -> Lift:
    """Change every item of a part of the problem."""
    return lambda problem: replace(problem, **{part: tuple(replace(x, **changes) for x in getattr(problem, part))})


def without(**parts: object) -> Lift:
    return lambda problem: replace(problem, **parts)


def longer_shifts(problem: Problem) -> Problem:
    people = tuple(
        replace(c, shift=replace(c.shift, start=0, end=c.shift.end + 9, soft_end=None)) for c in problem.caregivers
    )
    return replace(problem, caregivers=people)


def open_all_day(problem: Problem) -> Problem:
    visits = tuple(
        replace(v, windows=tuple(replace(w, start=0, end=20) if w.hard else w for w in v.windows))
        for v in problem.visits
    )
    return replace(problem, visits=visits)


def unskilled(problem: Problem) -> Problem:
    nothing = {"required_skills": frozenset(), "companion_skills": frozenset(), "minimum_levels": {}}
    shipments = tuple(replace(s, required_skills=frozenset()) for s in problem.shipments)
    return replace(of("visits", **nothing)(problem), shipments=shipments)


def one_band(problem: Problem) -> Problem:
    return replace(problem, matrices=tuple(m for m in problem.matrices if m.from_time == 0))


def near(problem: Problem) -> Problem:
    def shorter(matrix: Matrix) -> Matrix:
        rows = tuple(tuple(min(cell, 1) for cell in row) for row in matrix.seconds)
        return replace(matrix, seconds=rows)

    return replace(problem, matrices=tuple(shorter(m) for m in problem.matrices))


def kept_warm(problem: Problem) -> Problem:
    return of("shipments", cold_chain=None)(problem)


LIFTED: dict[str, tuple[str, Lift, frozenset[str]]] = {
    "windows": ("windows", open_all_day, frozenset({"window"})),
    "shifts": ("windows", longer_shifts, frozenset({"shift", "overtime"})),
    "ways": ("windows", near, frozenset({"travel"})),
    "no way": ("unreachable", near, frozenset({"no_way", "travel"})),
    "hours of travel": ("bands", one_band, frozenset({"travel"})),
    "access": ("access", of("caregivers", access_duration=0), frozenset({"travel"})),
    "skills": ("skills", unskilled, frozenset({"skill"})),
    "prohibited": ("lists", of("visits", prohibited_caregivers=frozenset()), frozenset({"prohibited"})),
    "required": ("lists", of("visits", required_caregivers=frozenset()), frozenset({"required_caregiver"})),
    "daylight": ("daylight", of("visits", daylight_only=False), frozenset({"daylight"})),
    "breaks": ("breaks", of("caregivers", breaks=()), frozenset({"break"})),
    "two breaks": ("two_breaks", of("caregivers", breaks=()), frozenset({"break"})),
    "most visits": ("max_visits", of("caregivers", max_visits=None), frozenset({"max_visits"})),
    "capacity": ("capacity", of("caregivers", capacity=None), frozenset({"capacity"})),
    "groups": ("groups", without(groups=()), frozenset({"pair"})),
    "dependencies": ("dependencies", without(dependencies=()), frozenset({"pair"})),
    "two people": ("companions", of("visits", two_person=False), frozenset({"coverage"})),
    "units": ("kits", of("inventories", units=4), frozenset({"kit"})),
    "cleaning": ("kits", of("inventories", cleaning=0), frozenset({"kit"})),
    "cold chain": ("shipments", kept_warm, frozenset({"cold_chain"})),
    "validity": ("shipments", of("shipments", valid_until=None), frozenset({"valid_until"})),
    "pins": ("pins", without(pins=()), frozenset({"pin"})),
    "begun": ("frozen", without(pins=()), frozenset({"frozen", "pin"})),
    "freeze time": ("freeze", without(freeze_time=0), frozenset({"travel"})),
}
"""Rule, kind of tiny problem, what lifts it, and the codes of the check that tell."""


def cheapest(problem: Problem) -> Solution:
    found = OrtoolsCpSat().search(problem, StopAfter(60), 0, lambda _: None)
    assert found.status == "optimal"
    return found


@pytest.mark.parametrize("rule", LIFTED)
def test_a_plan_without_the_rule_is_refused_or_no_cheaper(rule: str) -> None:
    kind, lift, codes = LIFTED[rule]
    told: set[str] = set()
    for seed in range(MORE):
        if seed >= SEEDS and told & codes:
            break
        problem = tiny_problem(seed, frozenset({kind, "windows"}))
        verdict = check(problem, cheapest(lift(problem).validated()))
        broken = {violation.code for violation in verdict.violations} - {"score"}
        told |= broken
        if not broken:
            assert verdict.score.total >= cheapest(problem).score.total
    assert told & codes, told
