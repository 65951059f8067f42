"""A plan changed by hand: its times, its price and the rules it breaks agree with the independent check."""

import random

import msgspec
import pytest

from scheduling.builder import ProblemBuilder
from scheduling.check import check
from scheduling.hand import Edit, EditRefused, Standing, opened, pinned
from scheduling.hand.price import Judged, price
from scheduling.problem import (
    Break,
    Caregiver,
    Depot,
    Matrix,
    Pin,
    Problem,
    Shift,
    TimeWindow,
    Visit,
    VisitDependency,
    VisitGroup,
)
from scheduling.result import Solution
from scheduling.solve import solve
from scheduling.stop import StopAfter
from scheduling.synthetic import synthetic_day

PLACES = ("base", "a", "b", "c")
TABLE = tuple(tuple(0 if x == y else 600 for y in PLACES) for x in PLACES)
HOUR = 3600


def visit(name: str, place: str, opens: int, closes: int, **more: object) -> Visit:
    return Visit(
        visit_id=name, place_id=place, service_duration=1800, windows=(TimeWindow(opens * HOUR, closes * HOUR),), **more
    )  # type: ignore[arg-type]


def nurse(
    name: str, *, ends: int = 17, breaks: tuple[Break, ...] = (), skills: frozenset[str] = frozenset()
) -> Caregiver:
    return Caregiver(
        caregiver_id=name, shift=Shift(8 * HOUR, ends * HOUR, 1800), start_place="base", end_place="base",
        vehicle="car", breaks=breaks, skills=skills,
    )  # fmt: skip


def problem(*parts: object) -> Problem:
    return ProblemBuilder("hand").add(*parts, Matrix("car", PLACES, TABLE, TABLE), Depot("base")).build()  # type: ignore[arg-type]


def put(standing: Standing, *places: tuple[str, str, str]) -> Standing:
    for name, who, behind in places:
        standing = standing.edited(Edit(visit_id=name, caregiver_id=who, behind=behind))
    return standing


@pytest.fixture(scope="module")
def day() -> tuple[Problem, Solution]:
    made = synthetic_day(60, 12, 2, seed=3)
    return made, solve(made, "insertion", stop=StopAfter(5))[0]


def test_a_plan_that_is_opened_stays_as_it_is(day: tuple[Problem, Solution]) -> None:
    made, plan = day
    standing = opened(made, plan.routes)
    assert standing.routes == {route.caregiver_id: route for route in plan.routes}
    assert Judged(standing).broken == ()
    assert standing.solution().score == plan.score


def test_every_route_timed_anew_keeps_the_rules_and_costs_no_more(day: tuple[Problem, Solution]) -> None:
    made, plan = day
    standing = opened(made, plan.routes)
    anew = standing.retimed(standing.routes).solution()
    assert check(made, anew).violations == ()
    assert anew.score.total <= plan.score.total


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_moved_the_full_check_finds_the_same_rules_broken(day: tuple[Problem, Solution], seed: int) -> None:
    made, plan = day
    rng, judged = random.Random(seed), Judged(opened(made, plan.routes))
    for _ in range(4):
        name = rng.choice(made.visits).visit_id
        who = rng.choice(made.caregivers).caregiver_id
        behind = rng.choice([job.name for job in judged.standing.orders.get(who, ())] or [""])
        edit = Edit(visit_id=name, caregiver_id=rng.choice([who, who, who, ""]), behind=behind)
        _, judged = price(judged, edit)
        verdict = check(made, judged.standing.solution())
        assert {str(v) for v in judged.broken if v.code != "circle"} == {str(v) for v in verdict.violations}
        assert judged.figures.cost == verdict.score.soft
        timing = {"travel", "wait", "service_time", "lateness", "overtime", "place", "two_routes", "score"}
        assert not timing & {v.code for v in verdict.violations}, "by hand only wishes are broken, never arithmetic"


def test_moving_a_visit_back_costs_what_moving_it_away_has_saved(day: tuple[Problem, Solution]) -> None:
    made, plan = day
    standing = opened(made, plan.routes)
    before = Judged(standing.retimed(standing.routes))
    who, jobs = next(
        (w, j) for w, j in before.standing.orders.items() if (len(j) > 2 and not made.groups) or len(j) > 2
    )
    other = next(w for w in before.standing.orders if w != who)
    there, after = price(before, Edit(visit_id=jobs[1].name, caregiver_id=other))
    back, again = price(after, Edit(visit_id=jobs[1].name, caregiver_id=who, behind=jobs[0].name))
    assert there.after.cost - there.before.cost == back.before.cost - back.after.cost
    assert again.figures == before.figures
    assert {v.code for v in there.broken} == {v.code for v in back.mended}


def test_a_shift_too_short_a_window_missed_and_a_missing_skill_are_named() -> None:
    made = problem(
        visit("dose", "a", 9, 10, required_skills=frozenset({"iv"})), visit("late", "b", 16, 20),
        visit("long", "c", 8, 9),
        nurse("N", ends=16, skills=frozenset({"iv"})), nurse("M", ends=17),
    )  # fmt: skip
    standing = put(opened(made, ()), ("long", "N", ""), ("dose", "N", "long"))
    assert not [v for v in Judged(standing).broken if v.code != "coverage"]
    codes = {v.code: v.subject for v in price(Judged(standing), Edit(visit_id="dose", caregiver_id="M"))[0].broken}
    assert codes == {"skill": "dose"}
    found, _ = price(Judged(standing), Edit(visit_id="late", caregiver_id="N", behind="dose"))
    assert {(v.code, v.subject) for v in found.broken} == {("shift", "N")}
    swapped, _ = price(Judged(standing), Edit(visit_id="dose", caregiver_id="N", behind=""))
    assert {(v.code, v.subject) for v in swapped.broken} == {("window", "long")}


def test_two_people_of_one_task_wait_for_each_other() -> None:
    made = problem(
        visit("first", "a", 8, 12), visit("second", "a", 8, 12), visit("other", "b", 10, 12),
        VisitGroup(group_id="pair", visit_ids=("first", "second")), nurse("N"), nurse("M"),
    )  # fmt: skip
    standing = put(opened(made, ()), ("first", "N", ""), ("second", "M", ""), ("other", "M", ""))
    starts = {s.visit_id: s.start for route in standing.routes.values() for s in route.stops}
    assert starts["first"] == starts["second"] >= starts["other"] + 1800
    alone, _ = price(Judged(standing), Edit(visit_id="second", caregiver_id="N", behind="first"))
    assert ("pair", "pair") in {(v.code, v.subject) for v in alone.broken}
    out, judged = price(Judged(standing), Edit(visit_id="first"))
    assert set(out.left_out) == {"first", "second"}
    assert {v.code for v in judged.broken} == set()


def test_visits_that_wait_for_each_other_in_a_circle_are_named_and_nothing_hangs() -> None:
    made = problem(
        visit("a1", "a", 8, 20), visit("a2", "a", 8, 20), visit("b1", "b", 8, 20), visit("b2", "b", 8, 20),
        VisitGroup(group_id="a", visit_ids=("a1", "a2")), VisitGroup(group_id="b", visit_ids=("b1", "b2")),
        nurse("N"), nurse("M"),
    )  # fmt: skip
    standing = put(opened(made, ()), ("a1", "N", ""), ("b1", "N", "a1"), ("b2", "M", ""), ("a2", "M", "b2"))
    assert {v.subject for v in Judged(standing).broken if v.code == "circle"} & {"a1", "a2", "b1", "b2"}


def test_a_dependency_holds_the_second_visit_back() -> None:
    made = problem(
        visit("drug", "a", 8, 12), visit("sample", "b", 8, 14), nurse("N"), nurse("M"),
        VisitDependency(first="drug", second="sample", min_delay=2 * HOUR, max_delay=3 * HOUR, caregivers="any"),
    )  # fmt: skip
    standing = put(opened(made, ()), ("drug", "N", ""), ("sample", "M", ""))
    starts = {s.visit_id: s.start for route in standing.routes.values() for s in route.stops}
    assert starts["sample"] - starts["drug"] == 2 * HOUR
    assert not Judged(standing).broken


def test_the_break_is_taken_where_it_costs_least_and_never_inside_a_service() -> None:
    lunch = (Break((TimeWindow(11 * HOUR, 12 * HOUR),), 1800),)
    made = problem(visit("one", "a", 11, 12), visit("two", "b", 12, 13), nurse("N", breaks=lunch))
    standing = put(opened(made, ()), ("one", "N", ""), ("two", "N", "one"))
    assert Judged(standing).broken == ()
    assert [s.start for s in standing.routes["N"].stops] == [11 * HOUR, 12 * HOUR + 1800] or not [
        s for s in standing.routes["N"].stops if s.late
    ]


def test_what_has_begun_cannot_be_moved_and_nothing_comes_before_it() -> None:
    made = problem(
        visit("done", "a", 8, 9), visit("next", "b", 9, 12), visit("new", "c", 8, 12), nurse("N"), nurse("M"),
        Pin(visit_id="done", caregiver_id="N", start=8 * HOUR + 600, frozen=True),
    )  # fmt: skip
    made = msgspec.structs.replace(made, freeze_time=9 * HOUR)
    standing = opened(made, ())
    standing = standing.timed(
        {"N": (standing.ground.jobs["done", "visit", False], standing.ground.jobs["next", "visit", False])}
    )
    with pytest.raises(EditRefused, match="begun"):
        standing.edited(Edit(visit_id="done", caregiver_id="M"))
    new = standing.edited(Edit(visit_id="new", caregiver_id="N", behind=""))
    assert [job.name for job in new.orders["N"]] == ["done", "new", "next"]
    assert all(stop.left >= 9 * HOUR for stop in new.routes["N"].stops[1:])
    assert Judged(new).broken == ()


def test_a_pinned_visit_is_held_to_its_person_and_its_time() -> None:
    made = problem(visit("one", "a", 8, 12), visit("two", "b", 8, 12), nurse("N"), nurse("M"))
    standing = put(opened(made, ()), ("one", "N", ""), ("two", "N", "one"))
    held = pinned(standing, Pin(visit_id="one", caregiver_id="N", start=9 * HOUR), "one")
    assert held.routes["N"].stops[0].start == 9 * HOUR
    moved, _ = price(Judged(held), Edit(visit_id="one", caregiver_id="M"))
    assert [(v.code, v.subject) for v in moved.broken] == [("pin", "one")]
    late, _ = price(Judged(held), Edit(visit_id="one", caregiver_id="N", behind="two"))
    assert not late.broken, "there is time for both before nine"
    free = pinned(held, None, "one")
    assert free.routes["N"].stops[0].start == 8 * HOUR + 600


def test_unknown_names_are_refused() -> None:
    made = problem(visit("one", "a", 8, 12), nurse("N"))
    for edit in (Edit(visit_id="none", caregiver_id="N"), Edit(visit_id="one", caregiver_id="nobody")):
        with pytest.raises(EditRefused, match="unknown"):
            opened(made, ()).edited(edit)
