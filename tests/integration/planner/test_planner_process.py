"""The planner child: progress, cancel, a killed child, a dead console."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hah_console.adapters.planner.process import PlannerProcess
from hah_console.domain.errors import PlannerUnavailable, PlanningDataInvalid
from scheduling import codec

ROOT = Path(__file__).resolve().parents[3]
ROUTING = "ortools-routing"

_CONSOLE = """
import sys
from hah_console.adapters.planner.process import PlannerProcess
from scheduling import codec
from scheduling.synthetic import synthetic_day

if __name__ == "__main__":
    planner = PlannerProcess()
    planner.warm_up()
    print(planner.pid, flush=True)
    day = codec.write_problem(synthetic_day())
    tell = lambda *_: print("solving", flush=True)
    planner.solve(day, time_limit_s=60, seed=1, backend="ortools-routing", on_progress=tell)
"""


def _gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"


def _wait(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_progress_gets_cheaper_and_ends_in_a_checked_answer(planner: PlannerProcess, busy_day: bytes) -> None:
    told: list[tuple[float, int, int]] = []
    answer = codec.read_answer(
        planner.solve(busy_day, time_limit_s=2.0, seed=1, backend=ROUTING, on_progress=lambda *step: told.append(step))
    )
    costs = [cost for _, cost, _ in told]
    assert costs == sorted(costs, reverse=True)
    assert answer.check.violations == ()
    assert answer.solution.score.total == costs[-1]
    assert answer.solution.first_feasible_s == pytest.approx(told[0][0], abs=0.01)


@pytest.mark.alone
def test_a_cancel_is_answered_with_the_best_plan_within_half_a_second(planner: PlannerProcess, busy_day: bytes) -> None:
    stop, asked_at = threading.Event(), [0.0]

    def on_progress(seconds: float, cost: int, unplanned: int) -> None:
        if seconds > 1.0 and not stop.is_set():
            asked_at[0] = time.monotonic()
            stop.set()

    document = planner.solve(
        busy_day, time_limit_s=60, seed=1, backend=ROUTING, on_progress=on_progress, cancelled=stop.is_set
    )
    assert time.monotonic() - asked_at[0] < 0.5
    answer = codec.read_answer(document)
    assert answer.solution.status == "cancelled"
    assert answer.check.violations == ()


def test_a_killed_child_is_reported_and_replaced(busy_day: bytes) -> None:
    planner = PlannerProcess()

    def kill(*_: object) -> None:
        assert planner.pid is not None
        os.kill(planner.pid, signal.SIGKILL)

    try:
        with pytest.raises(PlannerUnavailable) as error:
            planner.solve(busy_day, time_limit_s=30, seed=1, backend=ROUTING, on_progress=kill)
        assert "-9" in str(error.value.facts["reason"])
        again = planner.solve(busy_day, time_limit_s=0.5, seed=1, backend="insertion")
        assert codec.read_answer(again).check.violations == ()
    finally:
        planner.close()


def test_a_problem_that_cannot_be_read_is_refused_with_the_field(planner: PlannerProcess) -> None:
    with pytest.raises(PlanningDataInvalid) as error:
        planner.solve(b'{"format": "scheduling.problem", "version": 1}', time_limit_s=1, seed=1, backend=ROUTING)
    assert "problem" in str(error.value.facts["why"])


def test_an_error_in_the_progress_function_leaves_no_child_searching(busy_day: bytes) -> None:
    planner = PlannerProcess()

    def fail(*_: object) -> None:
        raise RuntimeError("screen is gone")

    with pytest.raises(RuntimeError, match="screen is gone"):
        planner.solve(busy_day, time_limit_s=30, seed=1, backend=ROUTING, on_progress=fail)
    assert planner.pid is None


def test_closing_ends_the_child(busy_day: bytes) -> None:
    planner = PlannerProcess()
    planner.warm_up()
    pid = planner.pid
    assert pid is not None
    planner.close()
    planner.close()
    assert _gone(pid)


def test_a_killed_console_leaves_no_planner_behind(tmp_path: Path) -> None:
    script = tmp_path / "console.py"
    script.write_text(_CONSOLE, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment) as console:
        assert console.stdout is not None
        planner_pid = int(console.stdout.readline())
        assert console.stdout.readline() == "solving\n"
        console.kill()
        assert _wait(lambda: _gone(planner_pid), 3.0)
