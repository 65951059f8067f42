"""Plans in progress: what has begun stands, everything planned still fits, an urgent visit gets its cheapest place."""

import msgspec
import pytest

from scheduling import codec, live
from scheduling.backends.native import Native
from scheduling.bench.live import begun_touched
from scheduling.check import check
from scheduling.errors import PlanUnsound, ProblemInvalid
from scheduling.native.compile import compile_problem
from scheduling.native.decode import decode
from scheduling.native.start import order_of
from scheduling.problem import Pin, Problem, Shipment, TimeWindow, Visit, VisitDependency
from scheduling.random_problem import FEATURES, random_problem
from scheduling.result import Solution
from scheduling.stop import StopAfter
from scheduling.synthetic import HOUR, synthetic_day

STILL = FEATURES


def planned(problem: Problem, moves: int = 4000, seed: int = 1) -> Solution:
    return Native(moves=moves).search(problem, StopAfter(120), seed, lambda _: None)


@pytest.mark.parametrize("seed", range(30))
def test_the_order_of_a_plan_gives_the_plan_again(seed: int) -> None:
    problem = random_problem(seed, visits=18, caregivers=5)
    plan, compiled = planned(problem), compile_problem(problem)
    assert without_units(decode(compiled, *order_of(compiled, plan))) == without_units(plan)


def without_units(plan: Solution) -> Solution:
    """The plan without which of the units, all alike, are taken."""
    routes = tuple(
        msgspec.structs.replace(route, stops=tuple(msgspec.structs.replace(s, units={}) for s in route.stops))
        for route in plan.routes
    )
    return msgspec.structs.replace(plan, routes=routes)


@pytest.mark.parametrize("hour", [7, 9, 10, 11, 12, 14, 17, 23])
@pytest.mark.parametrize("seed", range(6))
def test_a_plan_frozen_at_any_hour_still_serves_everything_it_served(seed: int, hour: int) -> None:
    problem = random_problem(seed, visits=18, caregivers=5, features=STILL - {"bands"})
    plan = planned(problem)
    frozen = live.freeze(problem, plan, hour * HOUR)
    compiled = compile_problem(frozen)
    after = decode(compiled, *order_of(compiled, plan))
    assert check(frozen, after).violations == ()
    assert {u.visit_id for u in after.unassigned} == {u.visit_id for u in plan.unassigned}
    assert begun_touched(plan, after, hour * HOUR) == 0


@pytest.mark.parametrize("seed", range(8))
def test_planning_again_keeps_the_rules_and_what_has_begun(seed: int) -> None:
    problem = random_problem(seed, visits=18, caregivers=5, features=STILL)
    plan = planned(problem)
    frozen = live.freeze(problem, plan, 11 * HOUR)
    after = live.burst(frozen, plan, StopAfter(0.2))
    assert check(frozen, after).violations == ()
    assert begun_touched(plan, after, 11 * HOUR) == 0


@pytest.mark.parametrize("seed", range(4))
def test_ways_to_add_a_visit_are_ranked_and_keep_the_rules(seed: int) -> None:
    problem = synthetic_day(40, 8, 3, seed)
    plan = live.take_out(problem, planned(problem), "V-07")
    slots = live.recommend(problem, plan, "V-07", 4)
    assert [slot.extra_cost for slot in slots] == sorted(slot.extra_cost for slot in slots)
    for slot in slots:
        verdict = check(problem, slot.plan)
        assert verdict.violations == ()
        assert verdict.score.soft - check(problem, plan).score.soft == slot.extra_cost


@pytest.mark.parametrize("seed", range(4))
def test_many_are_put_in_at_once_as_one_after_the_other(seed: int) -> None:
    problem = synthetic_day(40, 8, 3, seed)
    whole, names = planned(problem), [f"V-{number:02d}" for number in (3, 7, 11, 19, 23)]
    rest = whole
    for name in names:
        rest = live.take_out(problem, rest, name)
    one_by_one = rest
    for name in names:
        one_by_one = live.insert(problem, one_by_one, name) or one_by_one
    together = live.insert_each(problem, rest, [*names, "unknown"])
    assert check(problem, together).violations == ()
    assert {item.visit_id for item in together.unassigned} == {item.visit_id for item in one_by_one.unassigned}
    assert together.score.total == one_by_one.score.total


@pytest.mark.parametrize("seed", [0, 8, 10, 12])
def test_visits_that_start_together_are_put_in_once(seed: int) -> None:
    problem = random_problem(seed, visits=12, caregivers=4, features=frozenset({"windows", "pairs"}))
    plan = planned(problem)
    served = {stop.visit_id for route in plan.routes for stop in route.stops}
    pair = next(group.visit_ids for group in problem.groups if {*group.visit_ids} <= served)
    rest = live.take_out(problem, plan, pair[0])
    together = live.insert_each(problem, rest, pair)
    assert check(problem, together).violations == ()
    alone = live.insert(problem, rest, pair[0])
    assert alone is not None
    assert together.score.total == alone.score.total


@pytest.mark.parametrize("seed", range(6))
def test_no_other_place_is_cheaper_than_the_one_found(seed: int) -> None:
    problem = random_problem(
        seed, visits=9, caregivers=3, features=frozenset({"windows", "skills", "overtime", "lists"})
    )
    plan = planned(problem)
    name = next(stop.visit_id for route in plan.routes for stop in route.stops)
    rest = live.take_out(problem, plan, name)
    best = live.insert(problem, rest, name)
    assert best is not None
    assert best.score.total == cheapest_by_trying(problem, rest, name)


def cheapest_by_trying(problem: Problem, plan: Solution, name: str) -> int:
    """Put the visit at every place of every route and decode anew."""
    compiled = compile_problem(problem)
    order, who = order_of(compiled, plan)
    e = next(e for e, ops in enumerate(compiled.entries) if compiled.operations[ops[0]].name == name)
    rest = [int(x) for x in order if x != e]
    costs = []
    for at in range(len(rest) + 1):
        for k in range(len(problem.caregivers)):
            people = who.copy()
            people[list(compiled.entries[e])] = k
            new = decode(
                compiled, type(order)((len(order),), dtype=order.dtype) * 0 + [*rest[:at], e, *rest[at:]], people
            )
            if len(new.unassigned) < len(plan.unassigned) and check(problem, new).ok:
                costs.append(new.score.total)
    return min(costs)


def test_an_urgent_visit_goes_into_a_plan_in_progress_and_only_little_moves() -> None:
    problem = synthetic_day(60, 12, 3, 1)
    plan, now = planned(problem), 11 * HOUR
    urgent = Visit(
        visit_id="urgent", place_id=problem.visits[5].place_id, service_duration=HOUR // 2,
        windows=(TimeWindow(now, now + HOUR, hard=False),), required_skills=frozenset({"nurse"}), priority=3,
    )  # fmt: skip
    frozen = live.freeze(problem, plan, now)
    frozen = msgspec.structs.replace(frozen, visits=(*frozen.visits, urgent))
    inserted = live.insert(frozen, plan, "urgent")
    assert inserted is not None
    assert check(frozen, inserted).violations == ()
    assert begun_touched(plan, inserted, now) == 0
    assert live.burst(frozen, inserted, StopAfter(0.3)).score.total <= inserted.score.total


def test_a_visit_that_fits_nowhere_gets_no_place() -> None:
    problem = synthetic_day(20, 4, 1, 1)
    plan = planned(problem)
    night = Visit(visit_id="night", place_id=problem.visits[0].place_id, service_duration=HOUR,
                  windows=(TimeWindow(23 * HOUR, 23 * HOUR + 60),))  # fmt: skip
    wider = msgspec.structs.replace(problem, visits=(*problem.visits, night))
    assert live.recommend(wider, plan, "night") == ()
    assert live.insert(wider, plan, "night") is None


def test_the_people_of_a_meeting_one_of_whom_has_left_keep_all_they_do_before_it() -> None:
    problem = synthetic_day(40, 8, 6, 2)
    plan = planned(problem)
    for group in problem.groups:
        stops = [(r, s) for r in plan.routes for s in r.stops if s.visit_id in group.visit_ids]
        now = min(stop.left for _, stop in stops)
        frozen = {pin.visit_id for pin in live.freeze(problem, plan, now).pins if pin.frozen}
        for route, stop in stops:
            assert {s.visit_id for s in route.stops if s.start <= stop.start} <= frozen


def test_a_begun_plan_that_breaks_rules_is_not_given_out() -> None:
    problem = synthetic_day(20, 4, 0, 1)
    first, second = (stop for stop in planned(problem).routes[0].stops[:2])
    goes = planned(problem).routes[0].caregiver_id
    begun = msgspec.structs.replace(
        problem,
        dependencies=(
            VisitDependency(
                first=first.visit_id, second=second.visit_id, min_delay=12 * HOUR, max_delay=13 * HOUR, caregivers="any"
            ),
        ),
        pins=tuple(Pin(visit_id=s.visit_id, caregiver_id=goes, start=s.start, frozen=True) for s in (first, second)),
    ).validated()
    with pytest.raises(PlanUnsound, match=r"no plan that keeps the rules was found: .*has begun and is left out"):
        live.burst(begun, planned(begun), StopAfter(0.1))


@pytest.mark.parametrize(("name", "fact"), [("nobody", "not in the problem"), ("V-03", "planned already")])
def test_only_visits_of_the_problem_that_are_not_planned_can_be_added(name: str, fact: str) -> None:
    problem = synthetic_day(20, 4, 1, 1)
    with pytest.raises(ProblemInvalid, match=fact):
        live.recommend(problem, planned(problem), name)


@pytest.mark.parametrize("seed", range(4))
def test_a_frozen_problem_survives_the_way_through_a_document(seed: int) -> None:
    problem = random_problem(seed, visits=18, caregivers=5)
    frozen = live.freeze(problem, planned(problem), 12 * HOUR)
    assert codec.read_problem(codec.write_problem(frozen)) == frozen


def test_a_shipment_is_named_in_what_a_plan_serves() -> None:
    problem = random_problem(3, visits=12, caregivers=4, features=frozenset({"shipments"}))
    assert isinstance(problem.shipments[0], Shipment)
    plan = planned(problem)
    taken = live.take_out(problem, plan, problem.shipments[0].shipment_id)
    assert problem.shipments[0].shipment_id in {item.visit_id for item in taken.unassigned}
