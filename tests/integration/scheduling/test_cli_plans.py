"""solve and check on the command line: what is printed, written and returned."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scheduling import codec
from scheduling.synthetic import synthetic_day
from tests.helpers.command_line import Command

ROOT = Path(__file__).resolve().parents[3]


def test_solve_prints_the_routes_and_what_is_left_out(command: Command, problem_file: Path) -> None:
    printed = command("solve", problem_file, "--time", 0.3)
    assert printed.status == 0
    assert "left out D: skill" in printed.out
    assert "08:" in printed.out
    assert "cost" in printed.err


def test_solve_ends_with_one_json_object(command: Command, problem_file: Path) -> None:
    report = command("solve", problem_file, "--time", 0.3, "--json").report
    assert (report["ok"], report["backend"], report["planned_visits"], report["left_out_visits"]) == (
        True, "native", 3, 1,
    )  # fmt: skip
    assert report["interrupted"] is False


def test_a_plan_that_was_written_passes_the_check(command: Command, problem_file: Path, tmp_path: Path) -> None:
    answer = tmp_path / "plan.json"
    solved = command("solve", problem_file, "--time", 0.3, "--out", answer, "--json").report
    checked = command("check", problem_file, answer, "--json")
    assert checked.status == 0
    assert checked.report["cost"] == solved["cost"]
    assert not list(tmp_path.glob("*.part"))


def test_a_damaged_plan_is_told_by_the_status(command: Command, problem_file: Path, tmp_path: Path) -> None:
    answer = tmp_path / "plan.json"
    command("solve", problem_file, "--time", 0.3, "--out", answer)
    answer.write_text(answer.read_text("utf-8").replace('"visit_id":"C"', '"visit_id":"D"', 1), "utf-8")
    checked = command("check", problem_file, answer)
    assert checked.status == 1
    assert "skill: D" in checked.out


def test_a_file_that_is_not_there_is_wrong_use(command: Command, tmp_path: Path) -> None:
    printed = command("solve", tmp_path / "nothing.json", "--json")
    assert printed.status == 2
    assert "nothing.json" in printed.err
    assert printed.report["ok"] is False


def test_a_folder_that_is_not_there_is_told_before_the_search(
    command: Command, problem_file: Path, tmp_path: Path
) -> None:
    printed = command("solve", problem_file, "--time", 300, "--out", tmp_path / "no" / "plan.json")
    assert printed.status == 2
    assert "--out" in printed.err


@pytest.mark.parametrize("words", [(), ("solve",), ("solve", "x", "--time", "0"), ("plan",), ("bench", "--seeds", "0")])
def test_wrong_words_are_wrong_use(command: Command, words: tuple[str, ...]) -> None:
    assert command(*words).status == 2


def test_a_problem_that_cannot_be_used_is_refused_with_its_field(command: Command, problem_file: Path) -> None:
    problem_file.write_text(
        problem_file.read_text("utf-8").replace('"place_id":"west"', '"place_id":"moon"', 1), "utf-8"
    )
    printed = command("solve", problem_file)
    assert printed.status == 1
    assert "visits[C].place_id" in printed.err


@pytest.mark.parametrize("name", ["solve", "check", "compare", "bench"])
def test_every_command_explains_itself(command: Command, name: str) -> None:
    printed = command(name, "--help")
    assert printed.status == 0
    assert "--json" in printed.out


@pytest.mark.skipif(sys.platform == "win32", reason="a child process cannot be sent Ctrl+C alone there")
def test_ctrl_c_ends_the_search_with_the_best_plan(tmp_path: Path) -> None:
    day, answer = tmp_path / "day.json", tmp_path / "plan.json"
    problem = synthetic_day(40, 9)
    day.write_bytes(codec.write_problem(problem))
    words = [sys.executable, "-m", "scheduling", "solve", str(day), "--time", "300", "--out", str(answer), "--json"]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout
        assert child.stderr
        try:
            assert "cost" in child.stderr.readline()
            child.send_signal(signal.SIGINT)
            out = child.communicate(timeout=20)[0]
        finally:
            child.kill()
    assert child.returncode == 0
    assert '"interrupted": true' in out.splitlines()[-1]
    assert codec.read_answer(answer.read_bytes()).check.violations == ()
