"""A tiny problem as a file, and the command line with what it printed."""

from pathlib import Path

import pytest

from scheduling import codec
from scheduling.builder import ProblemBuilder
from scheduling.cli import main
from scheduling.problem import Caregiver, Depot, Matrix, Shift, TimeWindow, Visit, VisitGroup
from tests.helpers.command_line import Command, Printed

HOUR = 3600


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """``python -m scheduling`` with these words, in this process."""

    def run(*words: object) -> Printed:
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
        printed = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return Printed(left.value.code, printed.out, printed.err)

    return run


@pytest.fixture
def problem_file(tmp_path: Path) -> Path:
    """Three visits, two of them together, and two caregivers; one visit needs a skill nobody has."""
    places = ("base", "east", "west")
    seconds = ((0, 600, 420), (600, 0, 900), (420, 900, 0))
    day = (TimeWindow(8 * HOUR, 16 * HOUR),)
    builder = ProblemBuilder("tiny")
    for name, place, skill in (
        ("A", "east", "nurse"),
        ("B", "east", "nurse"),
        ("C", "west", "nurse"),
        ("D", "west", "doctor"),
    ):
        needed = frozenset({skill})
        builder.add(Visit(visit_id=name, place_id=place, service_duration=1800, windows=day, required_skills=needed))
    builder.add(VisitGroup(group_id="AB", visit_ids=("A", "B")))
    for name in ("N1", "N2"):
        person = Caregiver(
            caregiver_id=name,
            shift=Shift(8 * HOUR, 17 * HOUR),
            start_place="base",
            end_place="base",
            vehicle="car",
            skills=frozenset({"nurse"}),
        )
        builder.add(person)
    path = tmp_path / "tiny.json"
    path.write_bytes(codec.write_problem(builder.add(Depot("base"), Matrix("car", places, seconds, seconds)).build()))
    return path
