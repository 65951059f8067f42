"""compare on the command line: one row for each backend."""

from pathlib import Path

from tests.helpers.command_line import Command


def test_a_backend_has_a_row_of_figures(command: Command, problem_file: Path) -> None:
    printed = command("compare", problem_file, "--time", 0.3, "--backends", "native", "--json")
    assert printed.status == 0
    rows = printed.report["backends"]
    assert isinstance(rows, dict)
    assert (rows["native"]["ok"], rows["native"]["left_out_visits"]) == (True, 1)
    assert "native" in printed.out


def test_the_exact_mode_stands_beside_the_others_with_its_proof(command: Command, problem_file: Path) -> None:
    printed = command("compare", problem_file, "--time", 5, "--backends", "insertion", "ortools-cpsat", "--json")
    rows = printed.report["backends"]
    assert isinstance(rows, dict)
    assert (rows["ortools-cpsat"]["status"], rows["ortools-cpsat"]["ok"]) == ("optimal", True)
    assert rows["ortools-cpsat"]["bound"] == rows["ortools-cpsat"]["cost"] <= rows["insertion"]["cost"]


def test_an_unknown_backend_is_wrong_use(command: Command, problem_file: Path) -> None:
    assert command("compare", problem_file, "--backends", "magic").status == 2
