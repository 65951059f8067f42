"""The example of docs/planning-json.md is a problem that can be read and solved."""

import re
from pathlib import Path

import pytest

from scheduling.codec import read_problem
from scheduling.errors import ProblemInvalid
from scheduling.solve import solve
from scheduling.stop import StopAfter

PAGE = Path(__file__).parents[3] / "docs" / "planning-json.md"


@pytest.fixture
def document() -> bytes:
    found = re.search(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found
    return found[1].encode()


def test_the_example_is_solved_without_leaving_anything_out(document: bytes) -> None:
    solution, verdict = solve(read_problem(document), "insertion", stop=StopAfter(0.2))
    assert {stop.visit_id for route in solution.routes for stop in route.stops} == {"dose", "dressing"}
    assert not solution.unassigned
    assert not verdict.violations


@pytest.mark.parametrize(
    ("found", "put", "field"),
    [
        (b'"version": 2', b'"version": 9', "version"),
        (b"scheduling.problem", b"something.else", "format"),
        (b'"service_duration": 1800', b'"service_duration": "long"', "service_duration"),
        (b'"priority": 3', b'"urgent": 3', "visits"),
    ],
)
def test_what_cannot_be_read_is_named(document: bytes, found: bytes, put: bytes, field: str) -> None:
    with pytest.raises(ProblemInvalid) as refused:
        read_problem(document.replace(found, put, 1))
    assert field in str(refused.value.facts if hasattr(refused.value, "facts") else refused.value)
