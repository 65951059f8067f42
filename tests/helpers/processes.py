"""Sub-commands of the program as real child processes, ended whatever happens."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 20.0
ENDS_S = 5.0


@contextmanager
def program(name: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """``hah_console NAME ARGUMENTS`` with its three streams; killed on the way out if it still runs."""
    command = [sys.executable, "-m", "hah_console", name, *arguments]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(command, cwd=ROOT, text=True, encoding="utf-8", env=environment, **pipes) as process:  # type: ignore[call-overload]
        try:
            yield process
        finally:
            end(process)


def end(process: "subprocess.Popen[str]") -> float:
    """Close its standard input and wait; the seconds it took."""
    started = time.monotonic()
    if process.stdin and not process.stdin.closed:
        process.stdin.close()
    try:
        process.wait(ENDS_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return time.monotonic() - started


def says(process: "subprocess.Popen[str]") -> str:
    """The next line it prints."""
    assert process.stdout
    return process.stdout.readline().strip()


@contextmanager
def broker(port: int, home: Path, choice: str = "auto") -> Iterator["subprocess.Popen[str]"]:
    """A broker that listens, in a process of its own (the one of iotcore has no stop)."""
    with program("broker", "--home", str(home), "--broker-port", str(port), "--broker", choice) as process:
        assert says(process) == "ready"
        yield process


def until(condition: Callable[[], bool], limit_s: float = LIMIT_S) -> None:
    """Wait for a fact of another process."""
    deadline = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
