"""Problem documents: what is written can be read again, version 1 is brought up to date, faults name their field."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from scheduling.check import check
from scheduling.codec import read_answer, read_problem, write_answer, write_problem
from scheduling.errors import ProblemInvalid
from scheduling.problem import (
    Break,
    Caregiver,
    Matrix,
    Pin,
    Problem,
    Shift,
    TimeWindow,
    Visit,
    VisitDependency,
    VisitGroup,
)
from scheduling.random_problem import random_problem
from scheduling.solve import as_document, solve
from scheduling.stop import StopAfter

WINDOW = (TimeWindow(0, 3600),)
TABLE = ((0, 60, 60), (60, 0, 60), (60, 60, 0))


def problem(**changes: Any) -> Problem:
    visits = tuple(Visit(visit_id=n, place_id=n, service_duration=60, windows=WINDOW) for n in ("a", "b"))
    people = tuple(
        Caregiver(caregiver_id=n, shift=Shift(0, 7200), start_place="o", end_place="o", vehicle="car")
        for n in ("C", "D")
    )
    parts: dict[str, Any] = {
        "visits": visits,
        "caregivers": people,
        "matrices": (Matrix("car", ("o", "a", "b"), TABLE, TABLE),),
    }
    return Problem(**{"name": "small", **parts, **changes})


@pytest.mark.parametrize("seed", range(5))
def test_what_is_written_is_read_again(seed: int) -> None:
    whole = random_problem(seed)
    assert read_problem(write_problem(whole)) == whole


def test_an_answer_is_written_and_read_again() -> None:
    day = random_problem(2)
    solution, verdict = solve(day, stop=StopAfter(0.3))
    answer = read_answer(write_answer(solution, as_document(verdict)))
    assert answer.solution == solution
    assert check(day, answer.solution).ok


def test_a_document_of_version_1_is_brought_up_to_date() -> None:
    pause = Break((TimeWindow(600, 900),), 300)
    person = msgspec.structs.replace(problem().caregivers[0], breaks=(pause,))
    other = problem().caregivers[1]
    link = VisitDependency(first="a", second="b", min_delay=0, max_delay=600, caregivers="any")
    now = problem(caregivers=(person, other), dependencies=(link,))
    old = json.loads(write_problem(now))
    old["version"] = 1
    old["problem"]["caregivers"][0]["breaks"] = [{"earliest": 600, "latest": 900, "duration": 300}]
    del old["problem"]["dependencies"][0]["caregivers"]
    old["problem"]["dependencies"][0]["different_caregivers"] = False
    assert read_problem(json.dumps(old).encode()) == now


def test_a_version_of_the_future_is_refused() -> None:
    document = write_problem(problem()).replace(b'"version":2', b'"version":3')
    with pytest.raises(ProblemInvalid, match="version: 3 is not known"):
        read_problem(document)


def _visit(**changes: Any) -> Callable[[], Problem]:
    return lambda: problem(visits=(msgspec.structs.replace(problem().visits[0], **changes), problem().visits[1]))


def _person(**changes: Any) -> Callable[[], Problem]:
    people = problem().caregivers
    return lambda: problem(caregivers=(msgspec.structs.replace(people[0], **changes), people[1]))


def _link(first: str, second: str, least: int = 0, most: int = 60) -> VisitDependency:
    return VisitDependency(first=first, second=second, min_delay=least, max_delay=most)


@pytest.mark.parametrize(
    ("build", "field"),
    [
        (_visit(visit_id="b"), "visits[b]"),
        (_visit(place_id="x"), "visits[a].place_id"),
        (_visit(windows=()), "visits[a].windows"),
        (_visit(windows=(TimeWindow(9, 3),)), "visits[a].windows[0].end"),
        (_visit(priority=0), "visits[a].priority"),
        (_visit(equipment=frozenset({"pump"})), "visits[a].equipment"),
        (_visit(specimen_deadline=60), "visits[a].specimen_deadline"),
        (_visit(daylight_only=True), "visits[a].daylight_only"),
        (_visit(preferred_caregivers=frozenset({"Z"})), "visits[a].preferred_caregivers"),
        (_visit(minimum_levels={"iv": 2}), "visits[a].minimum_levels[iv]"),
        (_person(vehicle="boat"), "caregivers[C].vehicle"),
        (_person(shift=Shift(0, 7200, 0, 9000)), "caregivers[C].shift.end"),
        (_person(breaks=(Break((), 60),)), "caregivers[C].breaks[0].windows"),
        (_person(skill_levels={"iv": 2}), "caregivers[C].skill_levels[iv]"),
        (_person(end_place="x"), "caregivers[C].end_place"),
        (lambda: problem(matrices=(Matrix("car", ("o", "a"), TABLE, TABLE),)), "matrices[car].seconds"),
        (lambda: problem(matrices=(Matrix("car", ("o", "a", "b"), TABLE, TABLE, 60),)), "matrices[car].from_time"),
        (
            lambda: problem(matrices=(Matrix("car", ("o", "a", "b"), ((0, -1, 1), *TABLE[1:]), TABLE),)),
            "matrices[car].seconds[o]",
        ),
        (lambda: problem(dependencies=(_link("a", "b"), _link("b", "a"))), "dependencies"),
        (lambda: problem(dependencies=(_link("a", "a"),)), "dependencies[0].second"),
        (lambda: problem(dependencies=(_link("a", "b", 90, 60),)), "dependencies[0].max_delay"),
        (lambda: problem(groups=(VisitGroup(group_id="G", visit_ids=("a",)),)), "groups[G].visit_ids"),
        (lambda: problem(pins=(Pin(visit_id="a", frozen=True),)), "pins[a]"),
        (lambda: problem(pins=(Pin(visit_id="z"),)), "pins[z].visit_id"),
        (
            lambda: problem(
                pins=(Pin(visit_id="a", caregiver_id="C", start=60), Pin(visit_id="b", caregiver_id="C", start=90))
            ),
            "pins[b].start",
        ),
    ],
)
def test_a_problem_that_makes_no_sense_names_its_field(build: Callable[[], Problem], field: str) -> None:
    with pytest.raises(ProblemInvalid) as refused:
        build().validated()
    assert refused.value.field == field
