"""Visits moved by hand take their hidden stops along: loading, bringing back, handing in; the check agrees."""

import random
from itertools import pairwise

import pytest

from scheduling.check import check
from scheduling.hand import Edit, EditRefused, opened
from scheduling.hand.price import Judged, price
from scheduling.problem import (
    Caregiver,
    Handover,
    Laboratory,
    Matrix,
    Problem,
    Shift,
    Shipment,
    TimeWindow,
    Underway,
    Visit,
)
from scheduling.result import Solution
from scheduling.solve import solve
from scheduling.stop import StopAfter
from scheduling.synthetic import courier_day

PLACES = ("base", "lab", "a", "b", "c")
TABLE = tuple(tuple(0 if x == y else 600 for y in PLACES) for x in PLACES)
HOUR = 3600
DAY = (TimeWindow(0, 24 * HOUR),)


def nurse(name: str, capacity: int | None = None) -> Caregiver:
    return Caregiver(
        caregiver_id=name, shift=Shift(8 * HOUR, 17 * HOUR, 1800), start_place="base", end_place="base", vehicle="car",
        capacity=capacity,
    )  # fmt: skip


def visit(name: str, place: str, opens: int, closes: int, deadline: int | None = None) -> Visit:
    return Visit(
        visit_id=name, place_id=place, service_duration=1800, windows=(TimeWindow(opens * HOUR, closes * HOUR),),
        specimen_deadline=deadline,
    )  # fmt: skip


def bring(name: str, place: str, opens: int, closes: int, **more: object) -> Shipment:
    home = Handover(place, (TimeWindow(opens * HOUR, closes * HOUR),), 300)
    return Shipment(shipment_id=name, pickup=Handover("base", DAY, 300), delivery=home, **more)  # type: ignore[arg-type]


def fetch(name: str, place: str, opens: int, closes: int) -> Shipment:
    home = Handover(place, (TimeWindow(opens * HOUR, closes * HOUR),), 300)
    return Shipment(shipment_id=name, pickup=home, delivery=Handover("base", DAY, 300))


def problem(**parts: object) -> Problem:
    given: dict[str, object] = {
        "name": "along", "visits": (), "caregivers": (nurse("N"), nurse("M")),
        "matrices": (Matrix("car", PLACES, TABLE, TABLE),), "laboratories": (Laboratory("lab", 120),),
    }  # fmt: skip
    return Problem(**{**given, **parts}).validated()  # type: ignore[arg-type]


def stops(judged: Judged, who: str) -> list[tuple[str, str]]:
    route = judged.standing.routes.get(who)
    return [(stop.kind, stop.visit_id) for stop in route.stops] if route else []


def moved(judged: Judged, name: str, who: str = "", behind: str = "") -> Judged:
    return price(judged, Edit(visit_id=name, caregiver_id=who, behind=behind))[1]


@pytest.fixture(scope="module")
def day() -> tuple[Problem, Solution]:
    made = courier_day(4, 14, 3)
    return made, solve(made, "native", stop=StopAfter(1), seed=1)[0]


def homes(made: Problem) -> frozenset[str]:
    return frozenset(item.shipment_id for item in made.shipments if item.pickup.place_id.startswith("H-"))


def test_a_plan_of_couriers_that_is_opened_stays_as_it_is(day: tuple[Problem, Solution]) -> None:
    made, plan = day
    standing = opened(made, plan.routes, homes(made))
    assert standing.routes == {route.caregiver_id: route for route in plan.routes}
    assert Judged(standing).broken == ()


@pytest.mark.parametrize("seed", range(6))
def test_whatever_a_courier_is_given_both_ends_stay_together_and_the_full_check_agrees(
    day: tuple[Problem, Solution], seed: int
) -> None:
    made, plan = day
    rng, judged = random.Random(seed), Judged(opened(made, plan.routes, homes(made)))
    for _ in range(4):
        who, name = rng.choice(made.caregivers).caregiver_id, rng.choice(made.shipments).shipment_id
        behind = rng.choice([job.name for job in judged.standing.orders.get(who, ())] or [""])
        judged = moved(judged, name, rng.choice([who, who, who, ""]), behind)
        verdict = check(made, judged.standing.solution())
        assert {str(v) for v in judged.broken} == {str(v) for v in verdict.violations}
        assert judged.figures.cost == verdict.score.soft
        never = {"travel", "wait", "lateness", "overtime", "place", "coverage", "shipment", "service_time"}
        assert not never & {v.code for v in verdict.violations}
        assert judged.figures.planned + judged.figures.left_out == len(made.shipments)


def test_what_is_given_to_somebody_else_is_loaded_by_her_where_she_passes_the_store() -> None:
    made = problem(shipments=(bring("pump", "a", 9, 12), bring("drug", "b", 9, 12), fetch("bed", "c", 9, 12)))
    judged = Judged(opened(made, (), frozenset({"bed"})))
    judged = moved(moved(moved(judged, "pump", "N"), "drug", "N", "pump"), "bed", "N", "drug")
    assert [kind for kind, _ in stops(judged, "N")] == [
        "pickup",
        "pickup",
        "delivery",
        "delivery",
        "pickup",
        "delivery",
    ]
    assert judged.broken == ()
    other = moved(judged, "drug", "M")
    assert stops(other, "M") == [("pickup", "drug"), ("delivery", "drug")]
    assert [name for _, name in stops(other, "N")] == ["pump", "pump", "bed", "bed"]
    out = moved(judged, "bed")
    assert ("delivery", "bed") not in stops(out, "N")
    assert out.standing.left_out == ("bed",)


def test_a_specimen_that_changes_hands_is_handed_in_by_whoever_takes_it_and_lateness_is_told() -> None:
    made = problem(visits=(visit("blood", "a", 9, 12, HOUR), visit("talk", "b", 9, 12), visit("late", "c", 15, 16)))
    judged = Judged(opened(made, ()))
    judged = moved(moved(moved(judged, "blood", "N"), "talk", "N", "blood"), "late", "N", "talk")
    assert [kind for kind, _ in stops(judged, "N")].count("laboratory") == 1
    assert judged.broken == ()
    route = judged.standing.routes["N"]
    handed = next(stop for stop in route.stops if stop.kind == "laboratory")
    assert handed.late == 0
    assert handed.arrival - next(s for s in route.stops if s.visit_id == "blood").departure <= HOUR
    other = moved(judged, "blood", "M")
    assert stops(other, "M") == [("visit", "blood"), ("laboratory", "")]
    assert stops(other, "N") == [("visit", "talk"), ("visit", "late")]
    tight = problem(visits=(visit("blood", "a", 9, 12, 60),))
    found, after = price(Judged(opened(tight, ())), Edit(visit_id="blood", caregiver_id="N"))
    assert found.after.late == 540, "ten minutes to the laboratory, one minute allowed"
    assert check(tight, after.standing.solution()).score.specimens


def test_a_cold_chain_is_loaded_late_enough_and_what_cannot_be_kept_is_named() -> None:
    made = problem(
        visits=(visit("long", "b", 8, 9),), shipments=(bring("cold", "a", 11, 12, cold_chain=HOUR // 2),)
    )  # fmt: skip
    judged = moved(moved(Judged(opened(made, ())), "long", "N"), "cold", "N", "long")
    assert stops(judged, "N") == [("visit", "long"), ("pickup", "cold"), ("delivery", "cold")]
    route = judged.standing.routes["N"]
    assert (route.stops[2].start, route.stops[1].departure) == (11 * HOUR, 11 * HOUR - 600), "nobody waits with it"
    assert judged.broken == ()
    far = problem(shipments=(bring("cold", "a", 11, 12, cold_chain=300),))
    assert {rule.code for rule in moved(Judged(opened(far, ())), "cold", "N").broken} == {"cold_chain"}


def test_more_than_a_vehicle_holds_is_named() -> None:
    made = problem(
        caregivers=(nurse("N", 2), nurse("M", 2)),
        shipments=(bring("one", "a", 9, 9, amount=2), bring("two", "b", 9, 9, amount=2)),
    )
    judged = moved(moved(Judged(opened(made, ())), "one", "N"), "two", "N", "one")
    assert {rule.code for rule in judged.broken} & {"capacity", "window"}


def test_what_is_aboard_stays_with_its_courier_and_cannot_be_left_out() -> None:
    made = problem(
        shipments=(bring("pump", "a", 9, 12), bring("drug", "b", 9, 12)), freeze_time=9 * HOUR,
        underway=(Underway(shipment_id="pump", caregiver_id="N", picked_up=8 * HOUR),),
    )  # fmt: skip
    standing = opened(made, ())
    begun, rest = (standing.ground.jobs["pump", kind, False] for kind in ("pickup", "delivery"))
    judged = Judged(standing.timed({"N": (begun, rest)}))
    assert judged.broken == ()
    with pytest.raises(EditRefused, match="begun"):
        moved(judged, "pump")
    taken = moved(judged, "pump", "M")
    assert stops(taken, "N") == [("pickup", "pump")]
    assert {rule.code for rule in taken.broken} >= {"shipment", "frozen"}
    more = [name for _, name in stops(moved(judged, "drug", "N", "pump"), "N")]
    assert more == ["pump", "drug", "pump", "drug"], "she is still at the store"


def test_a_plan_that_does_not_tell_its_hidden_stops_is_completed() -> None:
    made = problem(visits=(visit("blood", "a", 9, 12, HOUR),), shipments=(bring("pump", "b", 9, 12),))
    whole = moved(moved(Judged(opened(made, ())), "blood", "N"), "pump", "N", "blood")
    route = whole.standing.routes["N"]
    bare = route.__class__(
        caregiver_id="N", leave=route.leave, end=route.end, return_travel=0, return_metres=0, overtime=0,
        stops=tuple(stop for stop in route.stops if stop.visit_id and stop.kind != "pickup"), breaks=(),
    )  # fmt: skip
    again = Judged(opened(made, [bare]))
    assert again.broken == ()
    assert sorted(stops(again, "N")) == sorted(stops(whole, "N"))
    as_is = opened(made, [bare], as_is=True)
    assert as_is.routes == {"N": bare}
    for before, after in pairwise(again.standing.routes["N"].stops):
        assert before.departure <= after.left
