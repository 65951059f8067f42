"""A day that goes otherwise: every alternative keeps the rules and what has begun, and the event is really in it."""

import msgspec
import pytest

from scheduling import disruptions
from scheduling.backends.native import Native
from scheduling.bench.live import begun_touched
from scheduling.check import check
from scheduling.disruptions import Alternative
from scheduling.errors import ProblemInvalid
from scheduling.ground import Matrix
from scheduling.problem import Caregiver, Previous, Problem, Shift, TimeWindow, Visit, Weights
from scheduling.random_problem import FEATURES, random_problem
from scheduling.result import Route, Solution, Stop
from scheduling.stop import StopAfter
from scheduling.synthetic import HOUR, courier_day, synthetic_day

NOON = 12 * HOUR


@pytest.fixture(autouse=True)
def short_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an alternative must keep to does not depend on how long it was searched for."""
    monkeypatch.setattr("scheduling.disruptions.alternatives.SEARCH_S", 0.15)


def planned(problem: Problem, moves: int = 4000) -> Solution:
    return Native(moves=moves).search(problem, StopAfter(120), 1, lambda _: None)


def sound(found: tuple[Alternative, ...], before: Solution, now: int, besides: frozenset[str] = frozenset()) -> None:
    assert 1 <= len(found) <= 3
    assert [item.kind for item in found] == list(dict.fromkeys(item.kind for item in found))
    for item in found:
        assert check(item.problem, item.plan).violations == ()
        kept = msgspec.structs.replace(before, routes=tuple(_without(route, besides) for route in before.routes))
        assert begun_touched(kept, item.plan, now) == 0


def _without(route: Route, names: frozenset[str]) -> Route:
    return msgspec.structs.replace(route, stops=tuple(s for s in route.stops if s.visit_id not in names))


def stops_of(plan: Solution, caregiver_id: str) -> tuple[Stop, ...]:
    return next((route.stops for route in plan.routes if route.caregiver_id == caregiver_id), ())


def busiest(plan: Solution) -> str:
    return max(plan.routes, key=lambda route: len(route.stops)).caregiver_id


def visit_going_on(plan: Solution, problem: Problem, now: int) -> Stop:
    tied = {name for group in problem.groups for name in group.visit_ids}
    return next(
        s
        for r in plan.routes
        for s in r.stops
        if s.start <= now < s.departure and s.kind == "visit" and s.visit_id not in tied
    )


@pytest.mark.parametrize("now", [0, 10 * HOUR, NOON, 23 * HOUR])
def test_whoever_falls_ill_gets_nothing_more_and_others_take_over(now: int) -> None:
    problem = synthetic_day(40, 10, 3, 1)
    plan = planned(problem)
    ill = busiest(plan)
    found = disruptions.caregiver_ill(problem, plan, ill, now)
    left_for = frozenset(s.visit_id for s in stops_of(plan, ill) if s.start > now)
    sound(found, plan, now, left_for)
    for item in found:
        assert all(stop.start <= now for stop in stops_of(item.plan, ill))
        assert {s.visit_id for s in stops_of(plan, ill) if s.start <= now} <= {
            s.visit_id for s in stops_of(item.plan, ill)
        }


@pytest.mark.parametrize("seed", range(6))
def test_an_illness_in_a_day_with_every_kind_of_rule_keeps_the_rules(seed: int) -> None:
    problem = random_problem(seed, visits=14, caregivers=5, features=FEATURES)
    plan = planned(problem)
    ill = busiest(plan)
    for item in disruptions.caregiver_ill(problem, plan, ill, NOON):
        assert check(item.problem, item.plan).violations == ()
        assert all(stop.start <= NOON for stop in stops_of(item.plan, ill) if stop.kind != "laboratory")


def test_what_an_ill_courier_carries_is_fetched_where_he_was() -> None:
    problem = courier_day(1, shipments=14, couriers=3)
    plan = planned(problem)
    ill, now = next(
        (route.caregiver_id, stop.departure)
        for route in plan.routes
        for stop, after in zip(route.stops, route.stops[1:], strict=False)
        if stop.kind == "pickup" and after.start > stop.departure
    )
    carried = {s.visit_id for s in stops_of(plan, ill) if s.kind == "pickup" and s.start <= now} - {
        s.visit_id for s in stops_of(plan, ill) if s.kind == "delivery" and s.start <= now
    }
    assert carried
    found = disruptions.caregiver_ill(problem, plan, ill, now)
    for item in found:
        assert check(item.problem, item.plan).violations == ()
        fetched = [(r.caregiver_id, s) for r in item.plan.routes for s in r.stops if s.visit_id in carried]
        assert all(who != ill and stop.start >= now for who, stop in fetched)


def test_everybody_ill_leaves_everything_out_with_reasons() -> None:
    problem = synthetic_day(12, 1, 0, 1)
    plan = planned(problem)
    found = disruptions.caregiver_ill(problem, plan, problem.caregivers[0].caregiver_id, 0)
    assert len(found) == 1
    assert found[0].plan.planned == 0
    assert {item.visit_id for item in found[0].left_out} == {s.visit_id for s in stops_of(plan, busiest(plan))}
    assert all(item.reason for item in found[0].left_out)


def test_a_patient_who_is_not_at_home_is_tried_again_later() -> None:
    problem = synthetic_day(40, 10, 3, 1)
    plan = planned(problem)
    stop = visit_going_on(plan, problem, 10 * HOUR)
    found = disruptions.no_show(problem, plan, stop.visit_id, 10 * HOUR)
    sound(found, plan, 10 * HOUR, frozenset({stop.visit_id}))
    served = [s for r in found[0].plan.routes for s in r.stops if s.visit_id == stop.visit_id]
    assert all(s.start >= 11 * HOUR for s in served)
    assert served or stop.visit_id in {item.visit_id for item in found[0].left_out}


def test_a_visit_that_falls_away_gives_its_time_back() -> None:
    problem = synthetic_day(40, 10, 3, 1)
    plan = planned(problem)
    stop = visit_going_on(plan, problem, 10 * HOUR)
    found = disruptions.no_show(problem, plan, stop.visit_id, 10 * HOUR, again_s=None)
    sound(found, plan, 10 * HOUR, frozenset({stop.visit_id}))
    assert not any(s.visit_id == stop.visit_id for r in found[0].plan.routes for s in r.stops)
    assert not found[0].left_out


def test_a_visit_that_takes_longer_moves_what_comes_after_it() -> None:
    problem = synthetic_day(40, 10, 3, 1)
    plan = planned(problem)
    stop = visit_going_on(plan, problem, 10 * HOUR)
    found = disruptions.overrun(problem, plan, stop.visit_id, stop.departure + HOUR, 10 * HOUR)
    for item in found:
        assert check(item.problem, item.plan).violations == ()
        longer = next(s for r in item.plan.routes for s in r.stops if s.visit_id == stop.visit_id)
        assert (longer.start, longer.departure) == (stop.start, stop.departure + HOUR)


@pytest.mark.parametrize("detour", [None, 1800])
def test_a_closed_road_is_not_driven_and_a_detour_takes_longer(detour: int | None) -> None:
    problem = synthetic_day(30, 8, 2, 1)
    plan = planned(problem)
    route = max(plan.routes, key=lambda r: len(r.stops))
    here, there = next(
        (a.place_id, b.place_id) for a, b in zip(route.stops, route.stops[1:], strict=False) if a.place_id != b.place_id
    )
    found = disruptions.road_closed(problem, plan, (here, there), 0, detour)
    for item in found:
        assert check(item.problem, item.plan).violations == ()
        legs = [(a.place_id, b.place_id) for r in item.plan.routes for a, b in zip(r.stops, r.stops[1:], strict=False)]
        assert detour is not None or (here, there) not in legs


@pytest.mark.parametrize("seed", range(6))
def test_a_broken_kit_is_used_by_nobody_else(seed: int) -> None:
    problem = random_problem(seed, visits=16, caregivers=5, features=frozenset({"windows", "kits", "pairs"}))
    plan = planned(problem)
    for item in disruptions.kit_broken(problem, plan, "scanner", NOON):
        assert check(item.problem, item.plan).violations == ()
        users = [s for r in item.plan.routes for s in r.stops if "scanner" in s.units and s.start > NOON]
        assert all(s.frozen for s in users)


def test_an_urgent_visit_comes_with_what_it_costs_and_moves() -> None:
    problem = synthetic_day(60, 14, 3, 1)
    plan = planned(problem, 20_000)
    urgent = Visit(
        visit_id="urgent", place_id=problem.visits[5].place_id, service_duration=HOUR // 2,
        windows=(TimeWindow(NOON, NOON + HOUR, hard=False),), required_skills=frozenset({"nurse"}), priority=3,
    )  # fmt: skip
    found = disruptions.new_visit(problem, plan, urgent, NOON)
    sound(found, plan, NOON)
    for item in found:
        assert any(s.visit_id == "urgent" for r in item.plan.routes for s in r.stops)
        kept = item.plan.score.total - item.plan.score.stability
        assert item.extra_cost == kept - plan.score.total


def test_what_cannot_happen_is_refused_with_the_field() -> None:
    problem = synthetic_day(20, 5, 1, 1)
    plan = planned(problem)
    last = max((s for r in plan.routes for s in r.stops), key=lambda s: s.start)
    with pytest.raises(ProblemInvalid, match=r"caregivers\[nobody\]"):
        disruptions.caregiver_ill(problem, plan, "nobody", NOON)
    with pytest.raises(ProblemInvalid, match="has not begun"):
        disruptions.no_show(problem, plan, last.visit_id, 0)
    with pytest.raises(ProblemInvalid, match="has not begun"):
        disruptions.overrun(problem, plan, last.visit_id, NOON, 0)
    with pytest.raises(ProblemInvalid, match="is not in the plan"):
        disruptions.overrun(problem, plan, "nothing", NOON, NOON)
    with pytest.raises(ProblemInvalid, match="no table has both"):
        disruptions.road_closed(problem, plan, ("here", "there"), NOON)
    with pytest.raises(ProblemInvalid, match=r"inventories\[lamp\]"):
        disruptions.kit_broken(problem, plan, "lamp", NOON)


def small_day(visits: tuple[Visit, ...], **more: object) -> Problem:
    """A day nurse and a late one, ten minutes between the base and the street."""
    ways = Matrix(vehicle="car", places=("base", "street"), seconds=((0, 600), (600, 0)), metres=((0, 0), (0, 0)))
    people = tuple(
        Caregiver(caregiver_id=name, shift=shift, start_place="base", end_place="base", vehicle="car")
        for name, shift in (("day", Shift(8 * HOUR, 17 * HOUR)), ("late", Shift(14 * HOUR, 22 * HOUR)))
    )
    made = Problem(name="small", visits=visits, caregivers=people, matrices=(ways,), **more)  # type: ignore[arg-type]
    return made.validated()


def at_street(visit_id: str, start: int, end: int, **more: object) -> Visit:
    window = TimeWindow(start, end, hard=bool(more.pop("hard", True)))
    return Visit(visit_id=visit_id, place_id="street", service_duration=HOUR // 2, windows=(window,), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("wished", [True, False])
def test_a_start_that_is_wished_is_wished_in_every_new_plan(wished: bool) -> None:
    whenever = at_street("whenever", 8 * HOUR, 20 * HOUR)
    dose = at_street("dose", 18 * HOUR, 18 * HOUR, required_caregivers=frozenset({"late"}))
    plan = planned(small_day((whenever, dose)), 500)
    assert next(s.start for s in stops_of(plan, "late") if s.visit_id == "whenever") >= 14 * HOUR
    previous = (Previous("whenever", "", 8 * HOUR, wished=True),) if wished else ()
    problem = small_day((whenever, dose), previous=previous, weights=Weights(moved_visit=900, moved_second=1))
    found = disruptions.travel_changed(problem, plan, problem.matrices, 9 * HOUR, disruptions.Search(1, 500))
    sound(found, plan, 9 * HOUR)
    starts = {s.start for item in found for r in item.plan.routes for s in r.stops if s.visit_id == "whenever"}
    assert (min(starts) < 10 * HOUR) is wished


def test_what_may_wait_is_left_out_before_what_must_be_done_is_late_for_long() -> None:
    only = frozenset({"day"})
    wait = at_street("wait", 10 * HOUR, 10 * HOUR, required_caregivers=only, optional=True, penalty=2400)
    problem = small_day((wait,), weights=Weights(late_second=20))
    plan = planned(problem, 500)
    dose = at_street("dose", 10 * HOUR, 10 * HOUR, hard=False, required_caregivers=only)
    found = disruptions.new_visit(problem, plan, dose, 8 * HOUR, disruptions.Search(1, 2000))
    assert [item.visit_id for item in found[0].left_out] == ["wait"]
    assert [stop.start for stop in stops_of(found[0].plan, "day")] == [10 * HOUR]
    assert all("dose" not in {one.visit_id for one in item.left_out} for item in found)


def test_what_is_asked_for_and_nobody_can_do_is_told_as_left_out() -> None:
    only = frozenset({"day"})
    firm = at_street("firm", 10 * HOUR, 10 * HOUR, required_caregivers=only)
    problem = small_day((firm,))
    plan = planned(problem, 500)
    dose = at_street("dose", 10 * HOUR, 10 * HOUR, required_caregivers=only)
    found = disruptions.new_visit(problem, plan, dose, 8 * HOUR, disruptions.Search(1, 2000))
    for item in found:
        served = {stop.visit_id for stop in stops_of(item.plan, "day")}
        assert {one.visit_id for one in item.left_out} == {"firm", "dose"} - served
        assert item.left_out


def couriers() -> Problem:
    """Three couriers with fourteen things to bring, none of which may wait."""
    problem = courier_day(3, 14, 3)
    must = tuple(msgspec.structs.replace(one, optional=False, penalty=0) for one in problem.shipments)
    return msgspec.structs.replace(problem, shipments=must)


def loaded_day(*, cold: bool = False) -> tuple[Problem, Solution, int, Stop]:
    """A courier's day at a moment at which he stands at a door with something for it."""
    problem = couriers()
    plan = planned(problem, 20_000)
    chains = {one.shipment_id: one.cold_chain for one in problem.shipments}
    stops = (stop for r in sorted(plan.routes, key=lambda r: -len(r.stops)) for stop in r.stops[2:-1])
    door = next(s for s in stops if s.kind == "delivery" and (chains[s.visit_id] is not None) is cold)
    return problem, plan, door.start + 60, door


def carried(item: Alternative, name: str) -> dict[str, str]:
    return {s.kind: r.caregiver_id for r in item.plan.routes for s in r.stops if s.visit_id == name}


def test_what_an_ill_courier_has_not_loaded_is_put_on_other_vans_at_once() -> None:
    problem = couriers()
    plan = planned(problem, 20_000)
    ill = busiest(plan)
    mine = {s.visit_id for s in stops_of(plan, ill)}
    told = list[Alternative]()
    disruptions.caregiver_ill(problem, plan, ill, 7 * HOUR, disruptions.Search(1, 2000, told.append))
    first = told[0]
    assert first.kind == "least_change"
    served = {s.visit_id for r in first.plan.routes for s in r.stops}
    assert len(mine - served) < len(mine) / 2
    others = {r.caregiver_id: [s.visit_id for s in r.stops if s.visit_id not in mine] for r in first.plan.routes}
    for route in plan.routes:
        assert route.caregiver_id == ill or others[route.caregiver_id] == [s.visit_id for s in route.stops]
    assert {move.visit_id for move in first.moved} >= mine & served


def test_what_nobody_took_at_the_door_stays_aboard_and_is_tried_again_by_the_same_courier() -> None:
    problem, plan, now, door = loaded_day()
    found = disruptions.no_show(problem, plan, door.visit_id, now, 1800, disruptions.Search(1, 2000))
    sound(found, plan, now, frozenset({door.visit_id}))
    for item in found:
        again = next(
            s for r in item.plan.routes for s in r.stops if (s.visit_id, s.kind) == (door.visit_id, "delivery")
        )
        assert again.start >= now + 1800
        assert len(set(carried(item, door.visit_id).values())) == 1
        assert item.given_up == ()


def test_what_keeps_no_longer_aboard_is_picked_up_anew_and_told() -> None:
    problem, plan, now, door = loaded_day(cold=True)
    found = disruptions.no_show(problem, plan, door.visit_id, now, 3 * HOUR, disruptions.Search(1, 2000))
    before = next(s for r in plan.routes for s in r.stops if (s.visit_id, s.kind) == (door.visit_id, "pickup"))
    for item in found:
        assert check(item.problem, item.plan).violations == ()
        assert item.given_up == (door.visit_id,)
        out = door.visit_id in {one.visit_id for one in item.left_out}
        anew = [s for r in item.plan.routes for s in r.stops if s.visit_id == door.visit_id and s.kind == "pickup"]
        assert [s.start > before.departure for s in anew] == ([] if out else [True])
        mine = {r.caregiver_id for r in plan.routes if before in r.stops}
        assert set(carried(item, door.visit_id).values()) == (set() if out else mine)


def test_what_nobody_took_and_is_not_tried_again_takes_no_place_in_the_day() -> None:
    problem, plan, now, door = loaded_day()
    found = disruptions.no_show(problem, plan, door.visit_id, now, None, disruptions.Search(1, 2000))
    for item in found:
        assert check(item.problem, item.plan).violations == ()
        assert carried(item, door.visit_id) == {}
        assert not item.left_out


def test_handing_over_that_takes_longer_moves_what_comes_after_it() -> None:
    problem, plan, now, door = loaded_day()
    found = disruptions.overrun(problem, plan, door.visit_id, door.departure + HOUR, now, disruptions.Search(1, 2000))
    sound(found, plan, now)
    for item in found:
        longer = next(
            s for r in item.plan.routes for s in r.stops if (s.visit_id, s.kind) == (door.visit_id, "delivery")
        )
        assert (longer.start, longer.departure) == (door.start, door.departure + HOUR)


def test_something_new_to_bring_is_loaded_and_brought() -> None:
    problem = couriers()
    new = problem.shipments[-1]
    before = msgspec.structs.replace(problem, shipments=problem.shipments[:-1])
    plan = planned(before, 20_000)
    told = list[Alternative]()
    search = disruptions.Search(1, 2000, told.append)
    found = disruptions.new_shipment(before, plan, new, 8 * HOUR, search)
    sound(found, plan, 8 * HOUR)
    for item in (told[0], *found):
        assert set(carried(item, new.shipment_id)) == {"pickup", "delivery"}
