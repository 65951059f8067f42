"""explain on the command line: where a visit is, or why it is left out."""

from pathlib import Path

from tests.helpers.command_line import Command


def test_a_planned_visit_is_told_with_caregiver_and_time(command: Command, problem_file: Path) -> None:
    printed = command("explain", problem_file, "--visit", "A", "--time", 0.3, "--json")
    assert printed.status == 0
    assert printed.report["planned"] is True
    assert "at 08:10, stop 1 of" in printed.out


def test_a_visit_left_out_is_told_with_its_reason(command: Command, problem_file: Path) -> None:
    printed = command("explain", problem_file, "--visit", "D", "--time", 0.3, "--json")
    report = printed.report
    assert (report["planned"], report["reason"], report["facts"]) == (False, "skill", {"needed": "doctor"})
    assert report["conflict"] == ["skill"]
    assert "in the way: the skills it needs (doctor)" in printed.out


def test_what_would_make_a_visit_possible_is_told_with_who_and_when(command: Command, problem_file: Path) -> None:
    printed = command("explain", problem_file, "--visit", "D", "--time", 0.3, "--json")
    changes = printed.report["changes"]
    assert isinstance(changes, list)
    assert [change["kind"] for change in changes] == ["skill", "caregiver_more"]
    assert changes[0]["facts"]["skills"] == "doctor"
    assert f"possible when {changes[0]['text']}" in printed.out


def test_a_plan_at_hand_is_not_made_again(command: Command, problem_file: Path, tmp_path: Path) -> None:
    answer = tmp_path / "plan.json"
    command("solve", problem_file, "--time", 0.3, "--out", answer)
    printed = command("explain", problem_file, "--visit", "C", "--plan", answer)
    assert printed.status == 0
    assert not printed.err


def test_an_unknown_visit_is_wrong_use(command: Command, problem_file: Path) -> None:
    printed = command("explain", problem_file, "--visit", "Z")
    assert printed.status == 2
    assert "there are A, B, C, D" in printed.err
