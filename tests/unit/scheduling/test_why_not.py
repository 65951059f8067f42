"""Why a visit is left out: each family of rules alone is found as the reason, and the change proposed really works."""

import msgspec
import pytest

from scheduling import live
from scheduling.backends.native import Native
from scheduling.backends.why_ground import Ground
from scheduling.backends.why_model import Model
from scheduling.backends.why_not import Rule, WhyNot, why_not
from scheduling.check import check
from scheduling.disruptions.alternatives import decode_known
from scheduling.errors import ProblemInvalid
from scheduling.problem import (
    Break,
    Caregiver,
    Handover,
    Inventory,
    Laboratory,
    Matrix,
    Pin,
    Problem,
    Shift,
    Shipment,
    TimeWindow,
    Visit,
    VisitDependency,
    VisitGroup,
)
from scheduling.random_problem import random_problem
from scheduling.result import Reason, Solution
from scheduling.stop import StopAfter
from scheduling.synthetic import synthetic_day

HOUR = 3600
PLACES = ("base", "east", "west", "lab")
SECONDS = ((0, 600, 600, 600), (600, 0, 1200, 600), (600, 1200, 0, 600), (600, 600, 600, 0))
DAY = (TimeWindow(8 * HOUR, 16 * HOUR),)
EARLY = (TimeWindow(9 * HOUR, 9 * HOUR + 600),)


def visit(name: str = "V", **changes: object) -> Visit:
    parts: dict[str, object] = {"visit_id": name, "place_id": "east", "service_duration": 1800, "windows": DAY}
    return Visit(**{**parts, **changes})  # type: ignore[arg-type]


def person(name: str = "A", shift: Shift | None = None, **changes: object) -> Caregiver:
    parts: dict[str, object] = {"caregiver_id": name, "shift": shift or Shift(8 * HOUR, 17 * HOUR)}
    parts |= {"start_place": "base", "end_place": "base", "vehicle": "car", "skills": frozenset({"nurse"})}
    return Caregiver(**{**parts, **changes})  # type: ignore[arg-type]


def day(*visits: Visit, people: tuple[Caregiver, ...] = (person(),), **changes: object) -> Problem:
    matrices = (Matrix("car", PLACES, SECONDS, SECONDS),)
    parts: dict[str, object] = {"name": "day", "visits": visits, "caregivers": people, "matrices": matrices}
    return Problem(**{**parts, **changes}).validated()  # type: ignore[arg-type]


def planned(problem: Problem) -> Solution:
    return Native(moves=2000).search(problem, StopAfter(60), 1, lambda _: None)


def asked(problem: Problem, name: str = "V") -> WhyNot:
    found = why_not(problem, live.take_out(problem, planned(problem), name), name, StopAfter(20))
    for change in found.changes:
        assert check(change.problem, change.plan).ok
        assert name in {s.visit_id for r in change.plan.routes for s in r.stops}
    return found


def frozen(*words: str) -> frozenset[str]:
    return frozenset(words)


SHUT = tuple(tuple(1_000_000_000 if "west" in (a, b) and a != b else s for b, s in zip(PLACES, row, strict=True))
             for a, row in zip(PLACES, SECONDS, strict=True))  # fmt: skip
TWO = (person("A"), person("B"))
COURIER = Shipment(
    shipment_id="V", pickup=Handover("base", DAY, 300), delivery=Handover("east", DAY, 300), cold_chain=300
)
CASES: dict[Rule, Problem] = {
    Rule.SKILL: day(visit(required_skills=frozen("iv"))),
    Rule.LEVEL: day(visit(required_skills=frozen("nurse"), minimum_levels={"nurse": 3})),
    Rule.CAREGIVER: day(visit(prohibited_caregivers=frozen("A"))),
    Rule.ROAD: day(visit(place_id="west"), matrices=(Matrix("car", PLACES, SHUT, SECONDS),)),
    Rule.SHIFT: day(visit(service_duration=9 * HOUR)),
    Rule.PAIR: day(visit(two_person=True)),
    Rule.KIT: day(visit(equipment=frozen("pump")), inventories=(Inventory("pump", "base", 0),)),
    Rule.CAPACITY: day(visit(load=5), people=(person(capacity=3),)),
    Rule.VISITS: day(visit(), people=(person(max_visits=0),)),
    Rule.COLD_CHAIN: day(shipments=(COURIER,)),
}


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_that_alone_is_in_the_way_is_the_reason(rule: Rule) -> None:
    found = asked(CASES[rule])
    assert found.conflict == (rule,)
    assert found.smallest


@pytest.mark.parametrize("rule", [rule for rule in CASES if rule is not Rule.ROAD])
def test_the_change_of_that_rule_makes_it_possible(rule: Rule) -> None:
    assert rule.value in {change.kind for change in asked(CASES[rule]).changes}


def change_of(found: WhyNot, kind: str) -> dict[str, str]:
    return next(change.facts for change in found.changes if change.kind == kind)


def test_a_window_after_the_shift_may_begin_earlier_or_the_shift_be_longer() -> None:
    found = asked(day(visit(windows=(TimeWindow(18 * HOUR, 19 * HOUR),))))
    assert (found.reason, set(found.conflict)) == (Reason.SHIFT, {Rule.SHIFT, Rule.WINDOW})
    assert change_of(found, "shift") == {"caregiver": "A", "longer_s": str(HOUR + 1800 + 600)}
    assert change_of(found, "window") == {"earlier_s": str(HOUR + 1800 + 600)}
    assert found.changes[-1].kind == "caregiver_more" or len(found.changes) == 2


def test_daylight_that_ends_before_the_window_is_in_the_way() -> None:
    late = visit(daylight_only=True, windows=(TimeWindow(15 * HOUR, 16 * HOUR),))
    found = asked(day(late, daylight=TimeWindow(7 * HOUR, 15 * HOUR)))
    assert set(found.conflict) == {Rule.WINDOW, Rule.DAYLIGHT}
    assert change_of(found, "daylight") == {"dark_s": "1800"}


def test_two_visits_at_the_same_time_are_one_too_many_for_one_caregiver() -> None:
    found = asked(day(visit(windows=EARLY), visit("W", place_id="west", windows=EARLY, priority=3)))
    assert (found.reason, set(found.conflict)) == (Reason.CAPACITY, {Rule.WINDOW, Rule.OTHERS})
    later = change_of(found, "window")
    assert later in ({"later_s": "1800"}, {"later_s": "2400"}, {"earlier_s": "2400"}, {"earlier_s": "3000"})
    assert "caregiver_more" in {change.kind for change in found.changes}
    assert "others" not in {change.kind for change in found.changes}


def test_an_optional_visit_is_given_up_for_a_required_one() -> None:
    other = visit("W", place_id="west", windows=EARLY, optional=True, penalty=50_000_000)
    found = asked(day(visit(windows=EARLY, optional=True, penalty=1), other))
    assert change_of(found, "others") == {"give_up": "W"}


def test_a_pinned_visit_that_its_caregiver_cannot_reach_is_released() -> None:
    people = (person("A", Shift(8 * HOUR, 9 * HOUR)), person("B"))
    pins = (Pin(visit_id="V", caregiver_id="A", start=15 * HOUR),)
    found = asked(day(visit(), people=people, pins=pins))
    assert Rule.PIN in found.conflict
    assert "pin" in {change.kind for change in found.changes}


def test_a_group_needs_as_many_caregivers_as_visits() -> None:
    together = (VisitGroup(group_id="G", visit_ids=("V", "W")),)
    found = asked(day(visit(), visit("W"), groups=together))
    assert (found.reason, found.conflict, found.facts["with"]) == (Reason.PAIR, (Rule.PAIR,), "W")
    assert change_of(found, "pair") == {"apart_from": "W"}


def test_a_delay_that_does_not_fit_into_the_day_is_shortened() -> None:
    link = VisitDependency(first="V", second="W", min_delay=12 * HOUR, max_delay=13 * HOUR, caregivers="any")
    found = asked(day(visit(), visit("W"), dependencies=(link,)))
    assert Rule.DEPENDENCY in found.conflict
    assert int(change_of(found, "dependency")["delay_s"]) < 12 * HOUR


def test_a_break_that_fills_the_window_may_be_later() -> None:
    rest = Break((TimeWindow(9 * HOUR, 9 * HOUR + 60),), HOUR)
    found = asked(day(visit(windows=EARLY), people=(person(breaks=(rest,)),)))
    assert set(found.conflict) == {Rule.WINDOW, Rule.BREAK}
    assert int(change_of(found, "break")["break_later_s"]) > 0


def test_a_specimen_that_nobody_can_bring_to_the_laboratory_is_in_the_way() -> None:
    short = Shift(8 * HOUR, 8 * HOUR + 3000 + 300)
    problem = day(visit(specimen_deadline=HOUR), people=(person(shift=short),), laboratories=(Laboratory("lab", 600),))
    found = asked(problem)
    assert set(found.conflict) == {Rule.SHIFT, Rule.SPECIMEN}
    assert {"shift", "specimen"} <= {change.kind for change in found.changes}


def test_the_only_unit_of_a_kit_may_be_used_twice_when_there_is_time() -> None:
    kit, pumps = frozen("pump"), (Inventory("pump", "base", 1, 600),)
    found = asked(
        day(
            visit(windows=EARLY, equipment=kit),
            visit("W", windows=EARLY, priority=3, equipment=kit),
            people=TWO,
            inventories=pumps,
        )
    )
    assert set(found.conflict) == {Rule.WINDOW, Rule.KIT, Rule.OTHERS}
    assert change_of(found, "kit") == {"kit": "pump", "units_more": "1"}


def test_two_rules_that_must_both_give_way_give_way_together() -> None:
    found = asked(day(visit(required_skills=frozen("iv"), load=5), people=(person(capacity=3),)))
    kinds = {change.kind: change for change in found.changes}
    assert found.conflict in ((Rule.SKILL,), (Rule.CAPACITY,))
    assert {"skills", "capacity_more"} <= kinds["several"].facts.keys()


def test_what_fits_is_put_in_at_its_best_place() -> None:
    found = asked(day(visit()))
    assert (found.conflict, [change.kind for change in found.changes]) == ((), ["place"])


def test_visits_of_a_small_problem_may_change_hands() -> None:
    """B can do both, A only W; B has W."""
    problem = day(visit(windows=EARLY, required_skills=frozen("iv")),
                  visit("W", place_id="west", windows=EARLY, priority=3),
                  people=(person("A"), person("B", skills=frozen("nurse", "iv"))),
                  pins=(Pin(visit_id="W", caregiver_id="B"),))  # fmt: skip
    plan = live.take_out(problem, planned(problem), "V")
    found = why_not(msgspec.structs.replace(problem, pins=()), plan, "V", StopAfter(20))
    assert (found.anew, found.changes[0].kind) == (True, "anew")
    assert [move.visit_id for move in found.changes[0].moved] == ["W"]


def test_what_is_planned_or_unknown_is_refused_with_its_field() -> None:
    problem = day(visit())
    for name, plan in (("V", planned(problem)), ("Z", planned(problem))):
        with pytest.raises(ProblemInvalid, match=f"visits\\[{name}\\]"):
            why_not(problem, plan, name)


def test_nobody_at_work_is_a_reason_too() -> None:
    problem = day(visit(), people=())
    assert asked(problem).conflict == (Rule.SHIFT,)


@pytest.mark.parametrize(("seed", "now"), [(0, 0), (1, 0), (2, 11 * HOUR), (3, 11 * HOUR), (4, 13 * HOUR)])
def test_what_a_checked_plan_serves_is_possible_under_all_rules(seed: int, now: int) -> None:
    problem = random_problem(seed, visits=10, caregivers=3)
    plan = planned(problem)
    if now:
        problem = live.freeze(problem, plan, now)
        plan = decode_known(problem, plan)
    open_ones = sorted({s.visit_id for r in plan.routes for s in r.stops if not s.frozen and s.visit_id})
    begun = {s.visit_id for r in plan.routes for s in r.stops if s.frozen}
    for name in [x for x in open_ones if x not in begun]:
        without = live.take_out(problem, plan, name)
        ground = Ground(problem, without)
        model = Model(ground, ground.wanted(name), name, tuple(ground.people))
        assert model.solve(frozenset(Rule), 20.0).possible


def test_a_hundred_visits_are_answered_for_with_changes_that_hold() -> None:
    problem = synthetic_day(100, 5, 4, seed=3)
    plan, longest = planned(problem), problem.caregivers[0].shift
    at_work = len(problem.caregivers) * (longest.end + longest.max_overtime - longest.start)
    assert sum(visit.service_duration for visit in problem.visits) > at_work, "there is more work than time"
    left_out = [x.visit_id for x in plan.unassigned if x.visit_id.startswith("V")]
    found = why_not(problem, plan, left_out[0], StopAfter(15))
    assert found.conflict or found.changes
    assert all(check(change.problem, change.plan).ok for change in found.changes)
