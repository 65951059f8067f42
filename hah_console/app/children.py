"""Child processes of the console: the service and the demo devices, started, watched and stopped cleanly."""

import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hah_console.domain.errors import HahError

READY_LINE, ALIVE_LINE = "ready", "alive"
STOP_GRACE_S = 5.0


class ChildFailed(HahError):
    """A child process ended before it was ready. Facts: program, reason."""

    code = "child_failed"


def own_command() -> list[str]:
    """How to start this program again: the bundled executable, or this interpreter with the package."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "hah_console"]


@dataclass(slots=True)
class Child:
    """One running sub-command; it ends when its standard input closes, so it cannot outlive the console."""

    name: str
    process: subprocess.Popen[str]
    log_path: Path
    ready: threading.Event = field(default_factory=threading.Event)
    alive_s: float | None = None
    """When it last said that it is alive, on this process's monotonic count; None for one that never says so."""

    @property
    def running(self) -> bool:
        """Whether the process is alive."""
        return self.process.poll() is None

    def wait_ready(self, timeout_s: float) -> None:
        """Block until the child says ready; raises ChildFailed when it ends or takes too long."""
        deadline = time.monotonic() + timeout_s
        while not self.ready.wait(0.02):
            if not self.running or time.monotonic() > deadline:
                self.stop()
                raise ChildFailed(program=self.name, reason=self.last_words())

    def last_words(self) -> str:
        """The last line the child wrote to its log."""
        lines = self.log_path.read_text("utf-8", errors="replace").strip().splitlines()
        return lines[-1] if lines else ""

    def stop(self) -> float:
        """Ask the child to stop, kill it after a grace time; returns the seconds it took."""
        started = time.monotonic()
        if self.process.stdin and not self.process.stdin.closed:
            self.process.stdin.close()
        try:
            self.process.wait(STOP_GRACE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        return time.monotonic() - started


def start_child(name: str, arguments: Sequence[str], log_folder: Path) -> Child:
    """Start ``hah_console NAME ARGUMENTS``; its errors go to a log file, its ``ready`` line sets the event."""
    log_folder.mkdir(parents=True, exist_ok=True)
    log_path = log_folder / f"{name}.log"
    with log_path.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [*own_command(), name, *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8",
        )  # fmt: skip
    child = Child(name, process, log_path)
    threading.Thread(target=_listen, args=(child,), name=f"{name}-listener", daemon=True).start()
    return child


def _listen(child: Child) -> None:
    if child.process.stdout is None:
        return
    with child.process.stdout as lines:
        for line in lines:
            if line.strip() == READY_LINE:
                child.ready.set()
            elif line.strip() == ALIVE_LINE:
                child.alive_s = time.monotonic()
